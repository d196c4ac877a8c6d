//! Groups at the relay, made by whoever.

use kith_protocol::{
    api::{
        endpoint,
        groups::{NewGroup, Welcome},
        inbox::InboxKind,
        sync::{Access, GroupCursor, SyncRequest},
    },
    ids::{GroupId, PublicKey},
    signed::{Document, Signed},
};
use serde_bytes::ByteBuf;

use super::{attack::Attack, rooms::room_of};
use crate::{
    Client, Error,
    circle::successor::Successor,
    ids::{CircleId, random},
    mls::{Provider, group, seal},
    rights::table::Audience,
    store::circle::{circles, successors},
    sync::devices_of,
};

impl Client {
    /// What the patient's device shows the relay when it makes the group of an audience, but for the
    /// epoch's key: whoever was in the circle can make it.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn new_group(&self, circle: CircleId, audience: Audience) -> Result<NewGroup, Error> {
        let db = &self.inner.db;
        db.read(move |tx| {
            let room = room_of(tx, &circle, audience)?;
            let patient = circles::get(tx, &circle)?.patient;
            let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
            let salt = group::policy(&mls)?.policy.salt;
            Ok(NewGroup::of(patient, salt, PublicKey(random())))
        })
        .await
    }

    /// Makes a group at the relay, within a session of one's own.
    ///
    /// # Errors
    /// As of any request.
    pub async fn registers(&self, new: &NewGroup) -> Result<(), Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        let link = self.link(account).await?;
        link.delivery
            .send(&endpoint::CREATE_GROUP.with(new))
            .await?;
        Ok(())
    }

    /// What the relay says of a log to who asks for it by name, within a session of one's own; nothing
    /// where it has nothing to say.
    ///
    /// # Errors
    /// As of any request.
    pub async fn asks_for(&self, group: GroupId) -> Result<Option<Access>, Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        let link = self.link(account).await?;
        let request = SyncRequest {
            inbox: None,
            groups: vec![GroupCursor { after: 0, group }],
            wait_ms: 0,
            max_page: 1,
        };
        let answer = link.delivery.send(&endpoint::SYNC.with(&request)).await?;
        Ok(answer.groups.first().map(|update| update.access))
    }

    /// A commit that everyone refuses and that hands these bytes to a person as a Welcome. Answers its place in the log.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn hands_out(
        &self,
        circle: CircleId,
        audience: Audience,
        to: PublicKey,
        item: Vec<u8>,
    ) -> Result<u64, Error> {
        let (room, mut request) = self.forges(circle, audience, Attack::AddStranger).await?;
        let link = self.link(room.account).await?;
        for (device, key) in devices_of(&link, &to).await? {
            let body = seal::seal(InboxKind::Welcome, &device, &key, &item)?;
            request.welcomes.push(Welcome {
                body: ByteBuf::from(body),
                device,
            });
        }
        self.submits(&room, &request).await
    }

    /// What this device signed last of a room that went on in another group.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room, [`Error::NotFound`] where it signed nothing.
    pub async fn signed_successor(
        &self,
        circle: CircleId,
        audience: Audience,
    ) -> Result<Signed<Successor>, Error> {
        let db = &self.inner.db;
        db.read(move |tx| {
            let room = room_of(tx, &circle, audience)?;
            let done = successors::done(tx, room.row)?.ok_or(Error::NotFound)?;
            Ok(done.document)
        })
        .await
    }

    /// The person key that signs for this person, at the first clinic.
    ///
    /// # Errors
    /// [`Error::NotFound`] where this person is enrolled nowhere.
    pub async fn signs<T: Document>(&self, document: &T) -> Result<Signed<T>, Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        let link = self.link(account).await?;
        Ok(Signed::new(document, &link.identity.person))
    }

    /// The person key at the first clinic.
    ///
    /// # Errors
    /// [`Error::NotFound`] where this person is enrolled nowhere.
    pub async fn person_key(&self) -> Result<PublicKey, Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        Ok(self.link(account).await?.identity.person_key())
    }
}
