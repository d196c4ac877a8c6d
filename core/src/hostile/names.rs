//! Clients that look at no name before they send it, and say no in another's place.

use kith_protocol::{
    api::inbox::InboxKind,
    ids::{InvitationId, PublicKey},
    signed::MAX_DOCUMENT,
};

use super::wire::{declined, let_in};
use crate::{
    Client, Error, Redeemed,
    ids::{AccountId, CircleId, GroupId, RoomId},
    people::identity::Identity,
    store::{StoreError, account::accounts, circle::invitations},
    sync::post_letter,
};

impl Client {
    /// Redeems a link under any name.
    ///
    /// # Errors
    /// As [`Client::redeem`].
    pub async fn redeems_as(&self, link: &str, name: &str) -> Result<Redeemed, Error> {
        self.redeem_named(link, name.to_owned()).await
    }

    /// Makes a circle of any title.
    ///
    /// # Errors
    /// As [`Client::create_circle`].
    pub async fn makes_circle_as(
        &self,
        account: AccountId,
        title: &str,
    ) -> Result<CircleId, Error> {
        self.make_circle(account, title.to_owned(), false).await
    }

    /// The person key of who redeemed an invitation of this person's.
    ///
    /// # Errors
    /// Where nobody has.
    pub async fn key_of_invitee(&self, invitation: InvitationId) -> Result<PublicKey, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let given = invitations::get(tx, &invitation)?;
                let consent = given.and_then(|given| given.consented());
                Ok(consent.ok_or(Error::NotFound)?.person)
            })
            .await
    }

    /// Calls who was invited more than a policy holds: whoever is let in as that cannot be let in.
    ///
    /// # Errors
    /// As of any writing.
    pub async fn overfills(&self, invitation: InvitationId) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let words = "x".repeat(MAX_DOCUMENT);
                tx.execute(
                    "UPDATE invitation SET relationship = ?2 WHERE id = ?1",
                    rusqlite::params![invitation.0, words],
                )
                .map_err(StoreError::from)?;
                Ok(())
            })
            .await
    }

    /// Says no to who redeemed someone else's invitation; goes out at the next sync.
    ///
    /// # Errors
    /// As of any writing.
    pub async fn declines_for_another(
        &self,
        person: PublicKey,
        invitation: InvitationId,
    ) -> Result<(), Error> {
        self.answers_with(person, move |identity| {
            declined(invitation, identity, person)
        })
        .await
    }

    /// Says to a person that they are in these groups of a circle; goes out at the next sync.
    ///
    /// # Errors
    /// As of any writing.
    pub async fn says_let_in(
        &self,
        person: PublicKey,
        circle: CircleId,
        places: Vec<(RoomId, GroupId)>,
    ) -> Result<(), Error> {
        self.answers_with(person, move |identity| {
            let_in(circle, &places, identity, person)
        })
        .await
    }

    async fn answers_with(
        &self,
        person: PublicKey,
        letter: impl Fn(&Identity) -> Vec<u8> + Send + 'static,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                for account in accounts::all(tx)? {
                    let said = letter(&accounts::identity(tx, account.id)?);
                    post_letter(tx, account.id, (person, None), InboxKind::Consent, said)?;
                }
                Ok(())
            })
            .await
    }
}
