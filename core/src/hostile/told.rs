//! What a patched client says of where a room goes on.

use kith_protocol::{api::inbox::InboxKind, cbor, ids::PublicKey, signed::Signed};
use serde_bytes::ByteBuf;

use super::room_of;
use crate::{
    Client, Error, Role,
    circle::{
        policy::{Member, Policy},
        whereabouts::{Where, WhereaboutsItem},
    },
    ids::CircleId,
    mls::{Provider, group},
    people::letter,
    rights::table::Audience,
    store::{
        account::accounts,
        circle::circles,
        healing::{epochs, whereabouts},
    },
    sync::post_letter,
};

impl Client {
    /// Leaves a person's devices a question or an answer, whatever it says, with any policy.
    ///
    /// # Errors
    /// [`Error::NotFound`] where this person is enrolled nowhere.
    pub async fn says_where(
        &self,
        to: PublicKey,
        stands: Option<Where>,
        policy: Option<Signed<Policy>>,
    ) -> Result<(), Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        self.inner
            .db
            .write(move |tx| {
                let identity = accounts::identity(tx, account)?;
                let letter = stands.map(|stands| letter::write(&stands, &identity, to));
                let item = WhereaboutsItem {
                    letter: letter.map(ByteBuf::from),
                    policy,
                    successor: None,
                };
                let plain = cbor::encode(&item);
                post_letter(tx, account, (to, None), InboxKind::Whereabouts, plain)?;
                Ok(())
            })
            .await
    }

    /// Answers the patient's device where this one is, or says that it is, with the policy that is here. A patched
    /// device is asked as any other is; `at` is the time of the question.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn answers_where(&self, to: PublicKey, stands: Where) -> Result<(), Error> {
        let db = &self.inner.db;
        let policy = db
            .read(move |tx| {
                let room = circles::room(tx, &stands.room)?.ok_or(Error::NotAMember)?;
                let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
                Ok::<_, Error>(group::policy(&mls)?.extension.policy)
            })
            .await?;
        self.says_where(to, Some(stands), Some(policy)).await
    }

    /// The time of the question that this device asked everyone last.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn asked_where(&self, circle: CircleId, audience: Audience) -> Result<u64, Error> {
        let db = &self.inner.db;
        db.read(move |tx| {
            let room = room_of(tx, &circle, audience)?;
            let asked = whereabouts::get(tx, room.row)?;
            Ok(asked.map_or(0, |asked| asked.asked))
        })
        .await
    }

    /// Where this device stands in a room, as it would say it.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn stands_where(&self, circle: CircleId, audience: Audience) -> Result<Where, Error> {
        let db = &self.inner.db;
        db.read(move |tx| {
            let room = room_of(tx, &circle, audience)?;
            Ok(Where {
                at: 0,
                ask: true,
                room: room.id,
                epoch: epochs::here(tx, &room)?,
                circle,
                version: room.policy_version,
                generation: room.generation,
            })
        })
        .await
    }

    /// A policy as the patient's device signs it for a commit, with one who comes by it, so many
    /// versions beyond the room's.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn signs_policy_with(
        &self,
        circle: CircleId,
        audience: Audience,
        (key, name): (PublicKey, &str),
        beyond: u64,
    ) -> Result<Signed<Policy>, Error> {
        let name = name.to_owned();
        let db = &self.inner.db;
        db.read(move |tx| {
            let room = room_of(tx, &circle, audience)?;
            let identity = accounts::identity(tx, room.account)?;
            let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
            let before = group::policy(&mls)?;
            let mut members = before.policy.members.clone();
            members.push(Member {
                key,
                name,
                role: Role::Family,
                salt: None,
                since: 1,
                consent: None,
                attestation: None,
                relationship: "friend".into(),
            });
            let next = Policy::next(&before, members);
            let policy = Policy {
                version: before.policy.version.wrapping_add(beyond),
                ..next
            };
            Ok(Signed::new(&policy, &identity.person))
        })
        .await
    }
}
