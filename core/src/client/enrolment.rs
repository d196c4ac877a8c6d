//! Redeeming invitations, the clinic's and a patient's.

use std::sync::Arc;

use kith_protocol::{
    api::{
        endpoint,
        people::{Enrolled, Enrolment},
    },
    identity::AttestedName,
    invitation::{CircleInvitation, Invitation},
    link::LinkError,
    names,
    problem::Code,
    signed::SignedError,
};

use super::{
    Client,
    joining::{consent, named_by, refuse_pointless},
};
use crate::{
    clock, crash,
    error::Error,
    ids::{AccountId, Digest32},
    mls::seal,
    people::identity::Identity,
    store::{
        Change, StoreError,
        account::{
            accounts::{self, Attested},
            enrolments,
        },
        circle::joining,
    },
    sync::{DeliveryError, elsewhere, hear, is_at, keep, publish_key_packages, verify_documents},
    view::ClinicRow,
};

/// What redeeming an invitation led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// The enrolment, new or known.
    pub account: AccountId,
    /// Whether a patient invited: the consent is on its way to them, and they have to confirm.
    pub joining: bool,
}

/// The link in a text that was pasted, shared or scanned, as it was made: whole, and nothing else.
///
/// # Errors
/// [`LinkError`], which says what is wrong with the one that came nearest.
pub fn find_link(text: &str) -> Result<String, LinkError> {
    Ok(Invitation::from_link(text)?.to_link())
}

impl Client {
    /// Redeems an invitation under `name`, or under the one that the clinic's link has: enrols at the clinic where this person is not yet,
    /// and where a patient invites, consents. `link` may be anything that holds the invitation's
    /// link. Needs the relay. A repetition after a lost answer is harmless.
    ///
    /// # Errors
    /// [`Error::Link`] for a link that was altered, [`Error::Invitation`] for one that was used,
    /// has expired, was replaced, taken back or is unknown; [`Error::OwnInvitation`] and
    /// [`Error::AlreadyIn`], before the relay hears anything; [`Error::Name`];
    /// [`Error::Delivery`].
    pub async fn redeem(&self, link: &str, name: &str) -> Result<Redeemed, Error> {
        let name = names::typed(name)?;
        if !clock::is_possible(&*self.inner.clock) {
            return Err(Error::Clock);
        }
        self.redeem_named(link, name).await
    }

    /// As [`Self::redeem`], under a name that was seen to.
    pub(crate) async fn redeem_named(&self, link: &str, name: String) -> Result<Redeemed, Error> {
        let invitation = Invitation::from_link(link)?;
        let circle = invitation
            .circle()
            .map_err(|_| Error::Link(LinkError::Forged))?;
        // Whom the clinic knows is called there as the clinic calls them.
        let name = named_by(&invitation).unwrap_or(name);
        let away = self.hear_of_addresses(&invitation).await?;
        let begun = self
            .begin(&invitation, circle.as_ref(), &name, away)
            .await?;
        crash::point("enrol.prepared");
        let account = begun.account;
        let enrolled = match self.enrol(&begun).await {
            // It holds no more: what was begun with it is over.
            Err(error @ Error::Invitation(_)) => {
                self.inner
                    .db
                    .write(move |tx| enrolments::give_up(tx, account))
                    .await?;
                self.forget_unanswered(account).await?;
                return Err(error);
            }
            enrolled => enrolled?,
        };
        crash::point("enrol.answered");
        self.settle(&invitation, circle.as_ref(), begun, enrolled, name)
            .await?;
        crash::point("enrol.settled");
        let redeemed = Redeemed {
            account,
            joining: circle.is_some(),
        };
        self.ring(account);
        Ok(redeemed)
    }

    /// A link that leads elsewhere than this person is enrolled: since the clinic was heard its relay may
    /// have got another address, and they are enrolled there too. Answers the enrolment that could not ask:
    /// what the link leads to is asked as that person, and nobody else is made of them.
    async fn hear_of_addresses(&self, invitation: &Invitation) -> Result<Option<AccountId>, Error> {
        let clinic = invitation.content.clinic;
        let accounts = self
            .inner
            .db
            .read(move |tx| accounts::at_clinic(tx, &clinic))
            .await?;
        if accounts.iter().any(|known| is_at(known, &invitation.relay)) {
            return Ok(None);
        }
        let mut away = None;
        for known in accounts.iter().filter(|known| known.documents.is_some()) {
            let link = self.link(known.id).await?;
            if let Err(error) = hear(&link).await {
                tracing::debug!(%error, "the clinic does not say which addresses it has");
                away = away.or(Some(known.id));
            }
        }
        Ok(away)
    }

    /// Finds the account, or notes a new one with its keys before anything is asked for. An
    /// account that was never answered is taken up again by the link that it was begun with, since
    /// its answer may only have been lost; any other link leaves nothing of it.
    async fn begin(
        &self,
        invitation: &Invitation,
        circle: Option<&CircleInvitation>,
        name: &str,
        away: Option<AccountId>,
    ) -> Result<Begun, Error> {
        let relay = invitation.relay.clone();
        let content = invitation.content.clone();
        let circle = circle.cloned();
        let name = name.to_owned();
        let now = self.inner.clock.now_ms();
        let (begun, changed) = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                if let Some(circle) = &circle {
                    refuse_pointless(tx, &content.clinic, circle)?;
                }
                let pins: Vec<_> = content.pin.into_iter().collect();
                let mut known = accounts::at_clinic(tx, &content.clinic)?
                    .into_iter()
                    .find(|known| is_at(known, &relay))
                    .map(|known| known.id);
                // It has heard meanwhile of this address, or is to find out there.
                let there = away.filter(|_| known.is_none());
                known = known.or(there);
                let mut changed = None;
                if let Some(account) = known
                    && accounts::get(tx, account)?.documents.is_none()
                {
                    changed = known;
                    let asked = enrolments::enrolment(tx, account)?;
                    if asked.is_some_and(|asked| asked.invitation == content.id) {
                        enrolments::begin_again(tx, account, &pins, &name)?;
                    } else {
                        enrolments::give_up(tx, account)?;
                        known = None;
                    }
                }
                let account = match known {
                    Some(account) => account,
                    None => {
                        let identity = Identity::generate(now, seal::generate()?);
                        accounts::insert(tx, &relay, &pins, &content.clinic, &name, &identity)?
                    }
                };
                let identity = accounts::identity(tx, account)?;
                let request = Enrolment {
                    token: content.secret.relay_token(),
                    device: identity.certificate.clone(),
                    inbox_key: identity.inbox_record(),
                    invitation: content.id,
                };
                if accounts::get(tx, account)?.documents.is_none() {
                    enrolments::set_enrolment(tx, account, &request)?;
                }
                let begun = Begun {
                    account,
                    identity: Arc::new(identity),
                    request,
                    there: there.map(|_| (relay, pins)),
                };
                Ok((begun, changed))
            })
            .await?;
        // It was made for what stood there before.
        for stale in changed.into_iter().chain([begun.account]) {
            self.forget_unanswered(stale).await?;
        }
        Ok(begun)
    }

    /// The way to a relay is made anew where nothing ever came by it.
    async fn forget_unanswered(&self, account: AccountId) -> Result<(), Error> {
        let answered = self
            .inner
            .db
            .read(move |tx| -> Result<_, StoreError> {
                match accounts::get(tx, account) {
                    Err(StoreError::NotFound) => Ok(false),
                    known => Ok(known?.documents.is_some()),
                }
            })
            .await?;
        if !answered {
            self.held(&self.inner.links).remove(&account);
        }
        Ok(())
    }

    async fn enrol(&self, begun: &Begun) -> Result<Enrolled, Error> {
        let link = self.link(begun.account).await?;
        if let Some((relay, pins)) = &begun.there {
            // Without a session: nobody has signed yet that this is the clinic's.
            let there = link.delivery.at(relay, pins)?;
            let asked = there.anonymous(&endpoint::ENROL.with(&begun.request)).await;
            return asked.map_err(invitation_error);
        }
        let ask = || async {
            let request = endpoint::ENROL.with(&begun.request);
            let asked = link.delivery.anonymous(&request).await;
            asked.map_err(invitation_error)
        };
        match ask().await {
            Err(Error::Delivery(DeliveryError::Unreachable)) if elsewhere(&link).await? => {
                ask().await
            }
            enrolled => enrolled,
        }
    }

    async fn settle(
        &self,
        invitation: &Invitation,
        circle: Option<&CircleInvitation>,
        begun: Begun,
        enrolled: Enrolled,
        name: String,
    ) -> Result<(), Error> {
        let Begun {
            account,
            identity,
            request,
            there,
        } = begun;
        let kept = request.clone();
        let clinic = invitation.content.clinic;
        // It was asked where this person is enrolled, which may be another of its addresses.
        let known = self
            .inner
            .db
            .read(move |tx| accounts::get(tx, account))
            .await?;
        let (asked, trusted) = there.clone().unwrap_or((known.relay, known.pins));
        verify_documents(&enrolled.clinic, &clinic, &asked)?;
        let attested = match enrolled.attestation {
            // A patient's link is no occasion for the clinic's word: it would take the place of the one
            // that is here.
            Some(_) if circle.is_some() => {
                return Err(Error::NotTheClinic(SignedError::Document));
            }
            Some(chain) => {
                let word = chain.verify(&clinic).map_err(Error::NotTheClinic)?;
                let name = invitation.content.name.clone();
                let named = name.as_ref().map(AttestedName::digest);
                // A link is not signed: its name may have been taken out. Staff without one are let in
                // nowhere.
                let nameless = word.role.is_staff() && named.is_none();
                let otherwise = named.is_some() && named != word.name;
                if word.person != identity.person_key() || nameless || otherwise {
                    return Err(Error::NotTheClinic(SignedError::Signature));
                }
                Some((word.role, Attested { chain, name }))
            }
            // A clinic invites whom it vouches for.
            None if circle.is_none() => return Err(Error::NotTheClinic(SignedError::Document)),
            None => None,
        };
        let redeemed = match (circle, enrolled.receipt) {
            (Some(circle), Some(receipt)) => {
                let redeemed = receipt.verify(&clinic).map_err(Error::NotTheClinic)?;
                if (redeemed.person, redeemed.invitation)
                    != (identity.person_key(), circle.invitation)
                {
                    return Err(Error::NotTheClinic(SignedError::Signature));
                }
                Some((circle.clone(), receipt))
            }
            (Some(_), None) => return Err(Error::NotTheClinic(SignedError::Document)),
            (None, _) => None,
        };
        let secret = invitation.content.secret.clone();
        let now = self.inner.clock.now_ms();
        let pins = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let known = accounts::get(tx, account)?;
                let first = known.documents.is_none();
                // A relay that had ended this enrolment has nothing of this device any more.
                let anew = first || known.ended.is_some();
                let pins = keep(tx, &known, enrolled.clinic, &asked, &trusted)?;
                if let Some((role, attested)) = &attested {
                    accounts::add_attestation(tx, account, *role, attested)?;
                }
                enrolments::set_enrolment(tx, account, &kept)?;
                if anew {
                    publish_key_packages(tx, account, &identity, true, false)?;
                }
                if let Some((circle, receipt)) = redeemed
                    && !joining::is_known(tx, &circle.invitation)?
                {
                    let mac = secret.consent_mac(&identity.person_key());
                    consent(tx, account, &identity, &circle, (mac, receipt), name, now)?;
                }
                tx.changed(Change::Account);
                Ok(pins)
            })
            .await?;
        let link = self.link(account).await?;
        link.delivery.may_enrol_again(request);
        match there {
            Some((relay, _)) => Ok(link.delivery.move_to(&relay, &pins)?),
            None => Ok(link.delivery.trust(&pins)?),
        }
    }

    /// What the clinics of this person say of themselves, oldest enrolment first.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn clinics(&self) -> Result<Vec<ClinicRow>, Error> {
        Ok(self.inbox().await?.clinics)
    }
}

/// An enrolment that is about to be asked for.
struct Begun {
    account: AccountId,
    identity: Arc<Identity>,
    request: Enrolment,
    /// The address and the pins to ask by, where the enrolment's own could not be asked.
    there: Option<(String, Vec<Digest32>)>,
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
