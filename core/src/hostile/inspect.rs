//! What a device holds to be true of its rooms, for comparison with others.

use std::collections::BTreeSet;

use kith_protocol::ids::{Digest32, Incarnation, digest};

use crate::{
    Client, Error,
    circle::{policy::VerifiedPolicy, room_id::shared},
    ids::{CircleId, DeviceId, GroupId, PublicKey, RoomId},
    mls::{MlsError, Provider, group},
    people::credential,
    rights::table::Audience,
    store::{
        ReadTx, StoreError,
        account::accounts,
        circle::{
            circles::{self, Room, RoomState},
            conversations,
        },
    },
};

/// A room as one device knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomView {
    /// The room.
    pub id: RoomId,
    /// Whom it is of, where two talk alone there: their keys.
    pub two: Option<BTreeSet<PublicKey>>,
    /// Whether nothing can be said there any more.
    pub over: bool,
    /// Who reads it.
    pub audience: Audience,
    /// The group.
    pub group: GroupId,
    /// How this device stands to it.
    pub state: RoomState,
    /// The life of the relay's database that the numbers are of.
    pub incarnation: Option<Incarnation>,
    /// Whether it looks for its place in the log of a relay that was set back.
    pub adrift: bool,
    /// Whether the user is told that this is one member's word, and nobody else was heard here.
    pub unconfirmed: bool,
    /// The commit that began the epoch.
    pub node: u64,
    /// Last entry of the log that was processed.
    pub cursor: u64,
    /// Digest of the policy extension.
    pub policy: Digest32,
    /// Version of the policy.
    pub version: u64,
    /// The people of the policy, by their keys.
    pub people: BTreeSet<PublicKey>,
    /// The leaves of the group: person key and device.
    pub leaves: BTreeSet<(PublicKey, DeviceId)>,
    /// The secret that only members of the same epoch share, digested.
    pub epoch: Digest32,
}

impl Client {
    /// The rooms of a circle that this device is a member of, with their groups opened.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn rooms(&self, circle: CircleId) -> Result<Vec<RoomView>, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let provider = Provider::new(tx.connection());
                let mut views = Vec::new();
                for room in circles::rooms_of_circle(tx, &circle)? {
                    if room.state == RoomState::Removed {
                        continue;
                    }
                    let mls = match group::load(&provider, &room.group) {
                        // It was never in the group that the room goes on in.
                        Err(MlsError::NoGroup) if room.state == RoomState::Broken => continue,
                        mls => mls?,
                    };
                    let policy = group::policy(&mls)?;
                    // As strictly as a newcomer would.
                    VerifiedPolicy::read(&policy.to_bytes(), &policy.policy.patient)
                        .map_err(|_| Error::NotFound)?;
                    let leaves = mls
                        .members()
                        .map(|member| {
                            credential::verify(&member.credential, &member.signature_key)
                                .map(|leaf| (leaf.person_key, leaf.device))
                                .map_err(|_| Error::NotFound)
                        })
                        .collect::<Result<_, _>>()?;
                    views.push(RoomView {
                        id: room.id,
                        two: two_of(tx, &room)?,
                        over: circles::is_over(tx, &room)?,
                        audience: room.audience,
                        group: room.group,
                        state: room.state,
                        adrift: room.adrift.is_some(),
                        unconfirmed: room.vouched_by.is_some(),
                        incarnation: accounts::get(tx, room.account)?.incarnation,
                        node: room.node,
                        cursor: room.cursor,
                        policy: digest("kith/test/policy", &[&policy.to_bytes()]),
                        version: policy.policy.version,
                        people: policy.policy.members.iter().map(|m| m.key).collect(),
                        leaves,
                        epoch: digest("kith/test/epoch", &[mls.epoch_authenticator().as_slice()]),
                    });
                }
                Ok(views)
            })
            .await
    }

    /// The policy of a room, as its group carries it.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn policy_bytes(
        &self,
        circle: CircleId,
        audience: Audience,
    ) -> Result<Vec<u8>, Error> {
        self.policy_of(shared(&circle, audience)).await
    }

    /// The same of any room.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn policy_of(&self, room: RoomId) -> Result<Vec<u8>, Error> {
        let db = &self.inner.db;
        db.read(move |tx| {
            let room = circles::room(tx, &room)?.ok_or(Error::NotAMember)?;
            let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
            Ok(group::policy(&mls)?.to_bytes())
        })
        .await
    }

    /// This person's key and device at the clinic of a circle.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn keys(&self, circle: CircleId) -> Result<(PublicKey, DeviceId), Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let circle = circles::get(tx, &circle)?;
                let identity = accounts::identity(tx, circle.account)?;
                Ok((identity.person_key(), identity.device_id()))
            })
            .await
    }

    /// This person's keys at every clinic that they are enrolled at.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn devices(&self) -> Result<Vec<(PublicKey, DeviceId)>, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                accounts::all(tx)?
                    .into_iter()
                    .map(|account| {
                        let identity = accounts::identity(tx, account.id)?;
                        Ok((identity.person_key(), identity.device_id()))
                    })
                    .collect()
            })
            .await
    }
}

/// Whom a room is of, where two talk alone there.
pub(super) fn two_of(
    db: &ReadTx<'_>,
    room: &Room,
) -> Result<Option<BTreeSet<PublicKey>>, StoreError> {
    let conversation = conversations::get(db, &room.conversation)?;
    let patient = conversation.circle.patient;
    Ok(conversation
        .with
        .map(|with| BTreeSet::from([patient, with.key])))
}
