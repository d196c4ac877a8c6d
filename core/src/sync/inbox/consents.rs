//! Consents come to the patient, and her no goes back: whoever is turned down is told so. (Her yes
//! is a Welcome; where that is lost, [`never_came`] says so.) Both travel as the same kind of item, so that the relay learns of neither which
//! it was.

use kith_protocol::{
    api::inbox::InboxKind,
    cbor,
    limits::MAX_INBOX_ITEM,
    names,
    signed::{Document, Signed},
};
use serde::{Deserialize, Serialize};

use super::dropped::Dropped;
use crate::{
    circle::consent::Consent,
    crash,
    error::Error,
    ids::{AccountId, CircleId, InvitationId, PersonId, PublicKey},
    people::{identity::Identity, letter},
    receive::{let_go, note_row, take_back_yes},
    rights::table::Audience,
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Circle},
            invitations::{self, Given, InvitationState},
            joining,
        },
        rows::CircleRow,
        timeline::notice::Notice,
    },
    sync::{
        healing::never_came::{self, LetIn},
        jobs::letters::post_letter,
    },
};

/// The patient's no to a consent. Signed by a device of hers, sealed to the invitee's inbox.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Declined {
    /// The invitation that was redeemed.
    #[serde(rename = "i")]
    pub(crate) invitation: InvitationId,
}

impl Document for Declined {
    const CONTEXT: &'static str = "kith/v1/declined";
    const MAX: usize = 1 << 10;
}

/// Sends the patient's no on its way.
pub(crate) fn decline(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    person: PublicKey,
    invitation: InvitationId,
) -> Result<(), StoreError> {
    invitations::turn_down(tx, &invitation, &person)?;
    let no = letter::write(&Declined { invitation }, identity, person);
    post_letter(tx, account, (person, None), InboxKind::Consent, no)
}

/// Takes a consent, or the answer to one of this person's own, which the relay had at `at`.
pub(super) fn take(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    plain: &[u8],
    at: u64,
) -> Result<(), Dropped> {
    if let Some((from, no)) = letter::read::<Declined>(plain, &identity.person_key()) {
        if !joining::declined(tx, account, &no.invitation, &from.person_key)? {
            return Err(Dropped::Refused("a no that nobody waits for"));
        }
        crash::point("inbox.declined");
        return Ok(());
    }
    if let Some((from, word)) = letter::read::<LetIn>(plain, &identity.person_key()) {
        return never_came::take(tx, account, identity, (&from, &word), at);
    }
    let unreadable = Dropped::Refused("a consent that cannot be read");
    let Ok(signed) = cbor::decode::<Signed<Consent>>(plain, MAX_INBOX_ITEM) else {
        return Err(unreadable);
    };
    let Ok(claimed) = signed.read_unverified() else {
        return Err(unreadable);
    };
    let consent = signed
        .verify(&claimed.person)
        .map_err(|_| Dropped::Refused("a consent that its person did not sign"))?;
    let invitation = invitations::get(tx, &consent.invitation)?
        .ok_or(Dropped::Refused("a consent to no invitation of ours"))?;
    if !invitation
        .secret
        .check_consent(&consent.person, &consent.mac)
    {
        return Err(Dropped::Refused(
            "a consent without the invitation's secret",
        ));
    }
    if names::shown_or_nothing(&consent.name).is_empty()
        || consent.name.len() > kith_protocol::limits::MAX_TEXT
    {
        return Err(Dropped::Refused("a consent without a name"));
    }
    let clinic = accounts::get(tx, account)?.clinic;
    let redeemed = consent.receipt.verify(&clinic);
    if !redeemed.is_ok_and(|r| {
        (r.person, r.invitation) == (consent.person, consent.invitation)
            && r.at < invitation.expires
    }) {
        return Err(Dropped::Refused(
            "a consent to what was not redeemed in time",
        ));
    }
    if circle_of(tx, invitation.circle)? != Some(consent.circle) {
        return Err(Dropped::Refused("a consent to another circle"));
    }
    if invitations::set_consent(tx, &invitation.id, &signed)? {
        crash::point("inbox.consented");
    } else if is_too_late(&invitation, &consent) {
        let mut turned_down = vec![consent.person];
        // Two hold the link, and which of them was meant nobody can say from here: neither comes in
        // by it, though the patient has said yes to one.
        let circle = circles::get(tx, &consent.circle)?;
        let undone = match invitation.state {
            InvitationState::Consented => true,
            InvitationState::Approved => take_back_yes(tx, &circle, &invitation)?,
            _ => false,
        };
        if undone && let Some(first) = invitation.consented() {
            invitations::set_state(tx, &invitation.id, InvitationState::Spoiled)?;
            turned_down.push(first.person);
        } else if invitation.state == InvitationState::Approved
            && !invitations::has_turned_down(tx, &invitation.id)?
            && let Some(first) = invitation.consented()
        {
            // Who was meant may be the one who came second.
            say_of(tx, &circle, &first.person, at)?;
        }
        for person in turned_down {
            // Whoever has the link and a receipt may say the same again and again.
            if invitations::was_turned_down(tx, &invitation.id, &person)? {
                continue;
            }
            decline(tx, account, identity, person, invitation.id)?;
            let_go(tx, account, &person, invitation.role)?;
        }
    }
    Ok(())
}

/// Tells the patient, once for each link, that somebody else has answered the one by which a person came in.
fn say_of(
    tx: &mut WriteTx<'_>,
    circle: &Circle,
    person: &PublicKey,
    at: u64,
) -> Result<(), StoreError> {
    let rooms = circles::rooms_of_circle(tx, &circle.id)?;
    let room = rooms.iter().find(|room| room.audience == Audience::Circle);
    let (notice, about) = (Notice::LinkAnsweredTwice, PersonId::of(person));
    match room {
        Some(room) => note_row(tx, room, notice, Some(about), at),
        None => Ok(()),
    }
}

/// Whether a consent came to an invitation that is not open any more and was answered by nobody,
/// or by somebody else.
fn is_too_late(invitation: &Given, consent: &Consent) -> bool {
    let closed = matches!(
        invitation.state,
        InvitationState::Declined
            | InvitationState::Replaced
            | InvitationState::Refused
            | InvitationState::Spoiled
    );
    let by_another = invitation
        .consented()
        .is_some_and(|first| first.person != consent.person);
    closed || by_another
}

fn circle_of(tx: &WriteTx<'_>, row: CircleRow) -> Result<Option<CircleId>, Error> {
    Ok(circles::all(tx)?
        .into_iter()
        .find(|circle| circle.row == row)
        .map(|circle| circle.id))
}
