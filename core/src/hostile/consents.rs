//! Consents of someone who holds a link and did not redeem it themselves, or means something else by
//! it.

use kith_protocol::{
    cbor, identity::Receipt, invitation::Invitation, limits::MAX_BODY, signed::Signed,
};

use crate::{
    Client, Error,
    circle::consent::Consent,
    ids::CircleId,
    store::{
        StoreError,
        account::accounts::{self, Account},
        outgoing::errands::{self, ErrandKind},
    },
    sync::ConsentErrand,
};

impl Client {
    /// The receipt of the only link to a circle that this person has redeemed.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn receipt(&self) -> Result<Receipt, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let consent: Vec<u8> = tx
                    .query_row("SELECT consent FROM joining", [], |row| row.get(0))
                    .map_err(StoreError::from)?;
                let errand: ConsentErrand =
                    cbor::decode(&consent, MAX_BODY).map_err(|_| Error::NotFound)?;
                let consent = errand.consent.read_unverified();
                Ok(consent.map_err(|_| Error::NotFound)?.receipt)
            })
            .await
    }

    /// Says another name in what it has agreed to and has not said yet; goes out at the next sync.
    ///
    /// # Errors
    /// Where there is nothing of it.
    pub async fn agrees_as(&self, name: &str) -> Result<(), Error> {
        let name = name.to_owned();
        self.agrees_otherwise(move |_, consent| consent.name = name)
            .await
    }

    /// The same with the clinic's word for another role than it is invited in.
    ///
    /// # Errors
    /// As [`Self::agrees_as`].
    pub async fn agrees_with_any_word(&self) -> Result<(), Error> {
        self.agrees_otherwise(|account, consent| {
            let word = account.attestations.first();
            consent.attestation = word.map(|word| word.chain.clone());
            let name = word.and_then(|word| word.name.as_ref());
            consent.salt = name.map(|name| name.salt);
        })
        .await
    }

    async fn agrees_otherwise(
        &self,
        change: impl FnOnce(&Account, &mut Consent) + Send + 'static,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let all = accounts::all(tx)?;
                let known = all.into_iter().next().ok_or(Error::NotFound)?;
                let account = known.id;
                let identity = accounts::identity(tx, account)?;
                let said = errands::of_kind(tx, account, ErrandKind::SendConsent)?;
                let honest = said.into_iter().next().ok_or(Error::NotFound)?;
                let mut errand: ConsentErrand =
                    cbor::decode(&honest.payload, MAX_BODY).map_err(|_| Error::NotFound)?;
                let consent = errand.consent.read_unverified();
                let mut consent = consent.map_err(|_| Error::NotFound)?;
                change(&known, &mut consent);
                errand.consent = Signed::new(&consent, &identity.person);
                errands::finish(tx, honest.id)?;
                errands::add(tx, account, ErrandKind::SendConsent, &cbor::encode(&errand))?;
                Ok(())
            })
            .await
    }

    /// Agrees to the circle of a link, or to another, with this receipt, in place of what it would
    /// have said and has not; goes out at the next sync.
    ///
    /// # Errors
    /// Where it is no link to a circle, or this person is not enrolled.
    pub async fn agrees_to(
        &self,
        link: &str,
        other: Option<CircleId>,
        receipt: Receipt,
    ) -> Result<(), Error> {
        self.agrees_at(link, other, receipt, 0).await
    }

    /// The same at any time.
    ///
    /// # Errors
    /// As [`Self::agrees_to`].
    pub async fn agrees_at(
        &self,
        link: &str,
        other: Option<CircleId>,
        receipt: Receipt,
        at: u64,
    ) -> Result<(), Error> {
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
                    at,
                    mac: secret.consent_mac(&identity.person_key()),
                    name: account.name,
                    circle: other.unwrap_or(named),
                    person: identity.person_key(),
                    receipt,
                    invitation: id,
                    attestation: None,
                    salt: None,
                };
                for honest in errands::of_kind(tx, account.id, ErrandKind::SendConsent)? {
                    errands::finish(tx, honest.id)?;
                }
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
