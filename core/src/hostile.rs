//! What a patched client of a member could do: commits that no honest client makes, submitted
//! to the real relay with a member's real keys. Honest clients must refuse them.
//!
//! Compiled only with the feature `hostile`, for the demo and the tests.

use kith_protocol::{
    api::groups::{Commit, Committed},
    cbor,
    identity::Role,
    ids::RequestId,
    signed::Signed,
};
use openmls_traits::OpenMlsProvider;
use serde_bytes::ByteBuf;

use crate::{
    Client, Error, MlsError,
    circle::{
        policy::{Member, Policy, PolicyExtension, VerifiedPolicy},
        rights::Audience,
    },
    ids::{CircleId, PersonId, random},
    mls::{
        Provider,
        group::{self, Built, Plan},
        seal,
    },
    people::identity::Identity,
    store::{
        WriteTx, accounts,
        circles::{self, Room, RoomState},
        healing,
    },
};

/// A commit against the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Adds a stranger's device, the policy unchanged.
    AddStranger,
    /// Adds a stranger with a next policy that the attacker signs.
    ForgePolicy,
    /// Removes a member, the policy unchanged.
    RemoveMember(PersonId),
}

impl Client {
    /// What a damaged store does: the group's state of a room is gone.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn lose_state(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let provider = Provider::new(tx.connection());
                let mls = group::load(&provider, &room.group)?;
                Ok(provider.delete(mls)?)
            })
            .await
    }

    /// Says that this device lost its place in a room, whether or not it did.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn claim_lost(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                Ok(circles::set_state(tx, room.row, RoomState::Broken)?)
            })
            .await
    }

    /// Asks every device of a room for all that it ever said.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn ask_for_all(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let me = accounts::identity(tx, room.account)?.device_id();
                let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
                healing::take_chains(tx, room.row)?;
                Ok(crate::receive::expect_missing(tx, room.row, &mls, &me)?)
            })
            .await
    }

    /// Submits the commit and forgets it here, so that the attacker goes on in the honest
    /// branch. Answers the commit's place in the log: the relay, which is blind, took it.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn attack(
        &self,
        circle: CircleId,
        audience: Audience,
        attack: Attack,
    ) -> Result<u64, Error> {
        let (room, built) = self
            .inner
            .db
            .write(move |tx| forge(tx, &circle, audience, attack))
            .await?;
        let link = self.link(room.account).await?;
        link.prove(std::slice::from_ref(&room)).await?;
        let commit = Commit {
            id: RequestId(random()),
            body: ByteBuf::from(built.commit),
            parent: room.node,
            removal: built.removal,
            next_key: built.next_key,
            welcomes: Vec::new(),
            supersedes: Vec::new(),
        };
        let path = format!("/v1/groups/{}/commits", room.group.to_hex());
        let Committed { seq, .. } = link.delivery.post(&path, &commit).await?;
        Ok(seq)
    }
}

fn room_of(tx: &WriteTx<'_>, circle: &CircleId, audience: Audience) -> Result<Room, Error> {
    circles::rooms_of_circle(tx, circle)?
        .into_iter()
        .find(|room| room.audience == audience)
        .ok_or(Error::NotAMember)
}

fn forge(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    audience: Audience,
    attack: Attack,
) -> Result<(Room, Built), Error> {
    let room = circles::rooms_of_circle(tx, circle)?
        .into_iter()
        .find(|room| room.audience == audience)
        .ok_or(Error::NotAMember)?;
    let identity = accounts::identity(tx, room.account)?;
    let provider = Provider::new(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let stranger = Identity::generate(0, seal::generate()?);
    let package = group::key_package(&provider, &stranger, false)?;
    let (package, _) = group::read_key_package(&provider, &package, &stranger.person_key())?;
    let plan = match attack {
        Attack::AddStranger => Plan {
            add: vec![package],
            ..Plan::default()
        },
        Attack::ForgePolicy => Plan {
            add: vec![package],
            policy: Some(forged_policy(&group::policy(&mls)?, &identity, &stranger)),
            ..Plan::default()
        },
        Attack::RemoveMember(person) => {
            let victim = circles::participants(tx, room.row)?
                .into_iter()
                .find(|p| p.person == person)
                .ok_or(Error::NotFound)?;
            Plan {
                remove: group::leaves_of(&mls, &victim.key),
                ..Plan::default()
            }
        }
    };
    let built = group::commit(&mut mls, &provider, &identity, plan)?;
    mls.clear_pending_commit(provider.storage())
        .map_err(MlsError::mls)?;
    Ok((room, built))
}

fn forged_policy(before: &VerifiedPolicy, attacker: &Identity, stranger: &Identity) -> Vec<u8> {
    let mut members = before.policy.members.clone();
    members.push(Member {
        key: stranger.person_key(),
        role: Role::Family,
        name: "stranger".to_owned(),
        since: 0,
        consent: None,
        attestation: None,
        relationship: String::new(),
    });
    cbor::encode(&PolicyExtension {
        policy: Signed::new(&Policy::next(before, members), &attacker.person),
        revocations: before.extension.revocations.clone(),
    })
}
