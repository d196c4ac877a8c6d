//! Redeeming invitations, the clinic's and a patient's.

use std::sync::Arc;

use kith_protocol::{
    api::people::{Enrolled, Enrolment},
    cbor,
    invitation::{CircleInvitation, Invitation},
    limits::MAX_TEXT,
    problem::Code,
    signed::Signed,
};

use super::Client;
use crate::{
    circle::consent::Consent,
    clock, crash,
    error::Error,
    ids::AccountId,
    mls::seal,
    people::identity::Identity,
    receive::oblige,
    store::{
        Change, WriteTx,
        accounts::{self, ErrandKind},
        circles, invitations,
    },
    sync::{ConsentErrand, DeliveryError, pins_after, publish_key_packages, verify_documents},
    view::{self, CirclePreview, ClinicRow, InvitationPreview},
};

/// What redeeming an invitation led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// The enrolment, new or known.
    pub account: AccountId,
    /// Whether a patient invited: the consent is on its way to them, and they have to confirm.
    pub joining: bool,
}

impl Client {
    /// Redeems an invitation under `name`: enrols at the clinic where this person is not yet,
    /// and where a patient invites, consents. Needs the relay. A repetition after a lost answer
    /// is harmless.
    ///
    /// # Errors
    /// [`Error::Link`] for a link that was altered, [`Error::Invitation`] for one that was used,
    /// has expired, was replaced, taken back or is unknown; [`Error::Delivery`].
    pub async fn redeem(&self, link: &str, name: &str) -> Result<Redeemed, Error> {
        check_name(name)?;
        if !clock::is_possible() {
            return Err(Error::Clock);
        }
        let invitation = Invitation::from_link(link)?;
        let circle = invitation
            .circle()
            .map_err(|_| Error::Link(kith_protocol::invitation::LinkError::Forged))?;
        let (account, identity) = self.prepare(&invitation, name).await?;
        crash::point("enrol.prepared");
        let enrolled = self.enrol(&invitation, account, &identity).await?;
        crash::point("enrol.answered");
        self.settle(
            &invitation,
            circle.as_ref(),
            account,
            identity,
            enrolled,
            name,
        )
        .await?;
        crash::point("enrol.settled");
        let redeemed = Redeemed {
            account,
            joining: circle.is_some(),
        };
        self.ring(account);
        Ok(redeemed)
    }

    /// Finds the account or notes a new one with its keys, before anything is asked for.
    async fn prepare(
        &self,
        invitation: &Invitation,
        name: &str,
    ) -> Result<(AccountId, Arc<Identity>), Error> {
        let relay = invitation.relay.clone();
        let content = invitation.content.clone();
        let name = name.to_owned();
        let now = self.inner.clock.now_ms();
        let (account, identity) = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                if let Some(account) = accounts::find(tx, &content.clinic, &relay)? {
                    return Ok((account, accounts::identity(tx, account)?));
                }
                let identity = Identity::generate(now, seal::generate()?);
                let pins: Vec<_> = content.pin.into_iter().collect();
                let account =
                    accounts::insert(tx, &relay, &pins, &content.clinic, &name, &identity)?;
                Ok((account, identity))
            })
            .await?;
        Ok((account, Arc::new(identity)))
    }

    async fn enrol(
        &self,
        invitation: &Invitation,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Enrolled, Error> {
        let link = self.link(account).await?;
        let request = Enrolment {
            token: invitation.content.secret.relay_token(),
            device: identity.certificate.clone(),
            inbox_key: identity.inbox_record(),
            invitation: invitation.content.id,
        };
        let kept = request.clone();
        self.inner
            .db
            .write(move |tx| accounts::set_enrolment(tx, account, &kept))
            .await?;
        link.delivery.may_enrol_again(request.clone());
        link.delivery
            .anonymous("/v1/enrolments", &request)
            .await
            .map_err(invitation_error)
    }

    async fn settle(
        &self,
        invitation: &Invitation,
        circle: Option<&CircleInvitation>,
        account: AccountId,
        identity: Arc<Identity>,
        enrolled: Enrolled,
        name: &str,
    ) -> Result<(), Error> {
        let clinic = invitation.content.clinic;
        let (profile, versions) =
            verify_documents(&enrolled.clinic, &clinic).map_err(Error::NotTheClinic)?;
        if let Some(chain) = &enrolled.attestation {
            let attested = chain.verify(&clinic).map_err(Error::NotTheClinic)?;
            if attested.person != identity.person_key() {
                return Err(Error::NotTheClinic(
                    kith_protocol::signed::SignedError::Signature,
                ));
            }
        }
        let circle = circle.cloned();
        let secret = invitation.content.secret.clone();
        let name = name.to_owned();
        let now = self.inner.clock.now_ms();
        let pins = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let known = accounts::get(tx, account)?;
                let first = known.documents.is_none();
                let mut pins = pins_after(&known.pins, profile.pins);
                // Until the profile says otherwise the key that was met holds. Later links
                // change nothing: nobody has signed the pin in them.
                if first {
                    for pin in known.pins {
                        if !pins.contains(&pin) {
                            pins.push(pin);
                        }
                    }
                }
                accounts::set_documents(tx, account, &enrolled.clinic, versions, &pins)?;
                for room in circles::rooms_of_account(tx, account)? {
                    oblige(tx, account, &room)?;
                }
                if let Some(chain) = &enrolled.attestation {
                    accounts::set_attestation(tx, account, chain)?;
                }
                if first {
                    publish_key_packages(tx, account, &identity, true, false)?;
                }
                if let Some(circle) = circle
                    && !invitations::is_joining(tx, &circle.invitation)?
                {
                    let mac = secret.consent_mac(&identity.person_key());
                    consent(tx, account, &identity, &circle, mac, name, now)?;
                }
                tx.changed(Change::Account);
                Ok(pins)
            })
            .await?;
        Ok(self.link(account).await?.delivery.trust(&pins)?)
    }

    /// What a link says, before anyone agrees to anything. Works offline; nothing is kept or sent.
    ///
    /// # Errors
    /// [`Error::Link`] for a link that was altered.
    pub async fn read_link(&self, link: &str) -> Result<InvitationPreview, Error> {
        let invitation = Invitation::from_link(link)?;
        let circle = invitation
            .circle()
            .map_err(|_| Error::Link(kith_protocol::invitation::LinkError::Forged))?;
        let clinic = invitation.content.clinic;
        let known = self
            .inner
            .db
            .read(move |tx| view::clinic_named(tx, &clinic))
            .await?;
        Ok(InvitationPreview {
            invitation: invitation.content.id,
            expires: invitation.content.expires,
            clinic: known,
            circle: circle.map(|circle| CirclePreview {
                role: circle.role,
                relationship: circle.relationship,
            }),
        })
    }

    /// What the clinics of this person say of themselves, oldest enrolment first.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn clinics(&self) -> Result<Vec<ClinicRow>, Error> {
        Ok(self.inbox().await?.clinics)
    }
}

/// Signs the consent and sends it on its way.
fn consent(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    circle: &CircleInvitation,
    mac: crate::ids::Digest32,
    name: String,
    now: u64,
) -> Result<(), Error> {
    let known = accounts::get(tx, account)?;
    let consent = Consent {
        at: now,
        mac,
        name,
        circle: circle.circle,
        person: identity.person_key(),
        invitation: circle.invitation,
        attestation: known.attestation,
    };
    let errand = ConsentErrand {
        patient: circle.patient,
        consent: Signed::new(&consent, &identity.person),
    };
    let errand = cbor::encode(&errand);
    invitations::insert_joining(
        tx,
        account,
        &circle.invitation,
        &circle.circle,
        &circle.patient,
        &circle.groups,
        &errand,
    )?;
    accounts::add_errand(tx, account, ErrandKind::SendConsent, &errand)?;
    tx.changed(Change::Invitation(circle.invitation));
    Ok(())
}

fn invitation_error(error: DeliveryError) -> Error {
    match error.code() {
        Some(
            code @ (Code::InvitationUsed
            | Code::InvitationExpired
            | Code::InvitationReplaced
            | Code::InvitationRevoked
            | Code::InvitationUnknown),
        ) => Error::Invitation(code),
        _ => error.into(),
    }
}

pub(super) fn check_name(name: &str) -> Result<(), Error> {
    if name.trim().is_empty() || name.len() > MAX_TEXT {
        Err(Error::Field)
    } else {
        Ok(())
    }
}
