//! What a member's patched client does to make a room large: devices of their own, certified as they
//! should be, as many as they like.

use openmls_traits::OpenMlsProvider;

use super::{
    forge, forged,
    rooms::{room_of, stage},
};
use crate::{
    Client, Error, MlsError,
    ids::CircleId,
    mls::{
        EpochKey, Provider,
        commit_data::CommitData,
        crypto,
        group::{self, Built, Plan},
        profile,
    },
    rights::table::Audience,
    store::account::accounts,
};

/// What becomes of the devices of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crowd {
    /// So many come, by a commit with an update path.
    Comes(usize),
    /// So many come, by a commit without one.
    ComesWithoutPath(usize),
    /// All go but the one that commits.
    Goes,
    /// The same, and one comes.
    Swaps,
}

impl Client {
    /// Stages a commit of this member's own devices, unjudged. The next sync submits it, and follows it.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn crowds(
        &self,
        circle: CircleId,
        audience: Audience,
        crowd: Crowd,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let identity = accounts::identity(tx, room.account)?;
                let provider = Provider::new(tx.connection());
                let mut mls = group::load(&provider, &room.group)?;
                let (comes, goes) = match crowd {
                    Crowd::Comes(count) | Crowd::ComesWithoutPath(count) => (count, false),
                    Crowd::Swaps => (1, true),
                    Crowd::Goes => (0, true),
                };
                let mut remove = Vec::new();
                if goes {
                    remove = group::leaves_of(&mls, &identity.person_key());
                    remove.retain(|leaf| *leaf != mls.own_leaf_index());
                }
                let mut add = Vec::new();
                for _ in 0..comes {
                    let device = forge::second_device(&identity)?;
                    add.push(forge::package(&provider, &device, profile::lifetime())?);
                }
                if !matches!(crowd, Crowd::ComesWithoutPath(_)) {
                    let plan = Plan {
                        add,
                        remove,
                        ..Plan::default()
                    };
                    let built = group::commit_unjudged(&mut mls, &provider, &identity, plan)?;
                    return Ok(stage(tx, &room, built)?);
                }
                let data = CommitData {
                    removal: false,
                    chain: None,
                    own: None,
                    stood: None,
                }
                .encode();
                mls.set_aad(data.clone());
                let bundle = mls
                    .commit_builder()
                    .consume_proposal_store(false)
                    .force_self_update(false)
                    .propose_adds(add)
                    .load_psks(provider.storage())
                    .map_err(MlsError::mls)?
                    .build(provider.rand(), provider.crypto(), &identity, |_| true)
                    .map_err(MlsError::mls)?
                    .stage_commit(&provider)
                    .map_err(MlsError::mls)?;
                let commit = forged::bytes(bundle.into_commit())?;
                let pending = mls.pending_commit().ok_or(MlsError::Export)?;
                let built = Built {
                    commit,
                    welcome: None,
                    ends: EpochKey::current(&mls, crypto())?.public(),
                    next: EpochKey::next(pending, crypto())?,
                    removal: false,
                    data,
                };
                Ok(stage(tx, &room, built)?)
            })
            .await
    }
}
