//! Consents of someone who holds a link and never redeemed it, or means something else by it.

use kith_protocol::{cbor, invitation::Invitation, signed::Signed};

use crate::{
    Client, Error,
    circle::consent::Consent,
    ids::CircleId,
    store::{
        accounts,
        errands::{self, ErrandKind},
    },
    sync::ConsentErrand,
};

impl Client {
    /// Agrees to the circle of a link, or to another, without a word to the relay that the link was
    /// used; goes out at the next sync.
    ///
    /// # Errors
    /// Where it is no link to a circle, or this person is not enrolled.
    pub async fn agrees_to(&self, link: &str, other: Option<CircleId>) -> Result<(), Error> {
        let invitation = Invitation::from_link(link)?;
        let circle = invitation.circle().map_err(|_| Error::NotFound)?;
        let circle = circle.ok_or(Error::NotFound)?;
        let (named, patient, id) = (circle.circle, circle.patient, circle.invitation);
        let secret = invitation.content.secret.clone();
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let all = accounts::all(tx)?;
                let account = all.into_iter().next().ok_or(Error::NotFound)?;
                let identity = accounts::identity(tx, account.id)?;
                let consent = Consent {
                    at: 0,
                    mac: secret.consent_mac(&identity.person_key()),
                    name: account.name,
                    circle: other.unwrap_or(named),
                    person: identity.person_key(),
                    invitation: id,
                    attestation: None,
                };
                let errand = ConsentErrand {
                    patient,
                    consent: Signed::new(&consent, &identity.person),
                };
                let errand = cbor::encode(&errand);
                errands::add(tx, account.id, ErrandKind::SendConsent, &errand)?;
                Ok(())
            })
            .await
    }
}
