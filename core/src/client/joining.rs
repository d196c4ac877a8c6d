//! What a patient's link leads to: it is read, agreed to, and let go of where she said no.

use kith_protocol::{
    cbor,
    identity::Receipt,
    invitation::{CircleInvitation, Invitation},
    link::LinkError,
    names,
    signed::Signed,
};

use super::Client;
use crate::{
    circle::consent::Consent,
    error::Error,
    ids::{AccountId, Digest32, InvitationId},
    people::identity::Identity,
    rights::table::{Audience, may_read},
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, RoomState},
            joining,
        },
        outgoing::errands::{self, ErrandKind},
    },
    sync::ConsentErrand,
    view::{self, CirclePreview, InvitationPreview},
};

impl Client {
    /// What a link says, before anyone agrees to anything; `link` may be anything that holds it.
    /// Works offline; nothing is kept or sent.
    ///
    /// # Errors
    /// [`Error::Link`] for a link that was altered.
    pub async fn read_link(&self, link: &str) -> Result<InvitationPreview, Error> {
        let invitation = Invitation::from_link(link)?;
        let circle = invitation
            .circle()
            .map_err(|_| Error::Link(LinkError::Forged))?;
        let clinic = invitation.content.clinic;
        let (known, my_name) = self
            .inner
            .db
            .read(move |tx| view::clinic_named(tx, &clinic))
            .await?;
        Ok(InvitationPreview {
            invitation: invitation.content.id,
            expires: invitation.content.expires,
            clinic: known,
            my_name: named_by(&invitation).unwrap_or(my_name),
            circle: circle.map(|circle| CirclePreview {
                role: circle.role,
                relationship: names::shown_or_nothing(&circle.relationship),
            }),
        })
    }

    /// Lets go of a circle that this person was turned down for: it stands in the list no more.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody was turned down.
    pub async fn forget_joining(&self, invitation: InvitationId) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                if !joining::forget(tx, &invitation)? {
                    return Err(Error::NotFound);
                }
                Ok(())
            })
            .await
    }
}

/// What a clinic's link calls whom it invites to its staff.
pub(super) fn named_by(invitation: &Invitation) -> Option<String> {
    let name = invitation.content.name.as_ref()?;
    Some(names::shown_or_nothing(&name.name)).filter(|name| !name.is_empty())
}

/// An invitation that would lead nowhere: the patient's own, or to where this person is already, in each room
/// that they are invited to. Who lost their place is not: where nobody adds them again another invitation is
/// what helps.
pub(super) fn refuse_pointless(
    tx: &WriteTx<'_>,
    clinic: &Digest32,
    circle: &CircleInvitation,
) -> Result<(), Error> {
    for account in accounts::all(tx)? {
        if account.clinic == *clinic && accounts::me(tx, account.id)?.person == circle.patient {
            return Err(Error::OwnInvitation);
        }
    }
    let rooms = match circles::get(tx, &circle.circle) {
        Err(StoreError::NotFound) => return Ok(()),
        known => circles::shared_rooms(tx, &known?.id)?,
    };
    let read = Audience::SHARED.into_iter();
    let mut here = Vec::new();
    for audience in read.filter(|audience| may_read(circle.role, *audience)) {
        let room = rooms.iter().find(|room| room.audience == audience);
        match room.filter(|room| room.state == RoomState::Active) {
            Some(room) => here.push(room.policy_version),
            None => return Ok(()),
        }
    }
    // Whoever was left behind quietly sees rooms in which nobody speaks, and which have gone on. The version
    // is the least of these rooms' at the patient's, and that of one need not be the other's.
    let is_behind = here
        .iter()
        .min()
        .is_none_or(|least| *least < circle.version);
    if is_behind {
        Ok(())
    } else {
        Err(Error::AlreadyIn)
    }
}

/// Signs the consent and sends it on its way.
pub(super) fn consent(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    circle: &CircleInvitation,
    (mac, receipt): (Digest32, Receipt),
    name: String,
    now: u64,
) -> Result<(), Error> {
    let known = accounts::get(tx, account)?;
    let attested = known.attested_as(circle.role);
    let named = attested.and_then(|attested| attested.name.as_ref());
    let consent = Consent {
        at: now,
        mac,
        name: named.map_or(name, |named| named.name.clone()),
        salt: named.map(|named| named.salt),
        circle: circle.circle,
        person: identity.person_key(),
        receipt,
        invitation: circle.invitation,
        attestation: attested.map(|attested| attested.chain.clone()),
    };
    let errand = ConsentErrand {
        patient: circle.patient,
        consent: Signed::new(&consent, &identity.person),
    };
    let errand = cbor::encode(&errand);
    joining::insert(tx, account, circle, &errand)?;
    errands::add(tx, account, ErrandKind::SendConsent, &errand)?;
    Ok(())
}
