//! Groups at the relay, made by whoever.

use kith_protocol::{
    api::{Done, groups::NewGroup},
    ids::PublicKey,
};

use super::rooms::room_of;
use crate::{
    Client, Error,
    circle::{group_id::group_salt, rights::Audience},
    ids::{CircleId, random},
    store::circles,
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
            let salt = group_salt(&circle, audience, room.generation);
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
        link.delivery.post::<_, Done>("/v1/groups", new).await?;
        Ok(())
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
