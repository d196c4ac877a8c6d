//! Who was let into no circle, or has left all of them, has no business at the relay.

use kith_protocol::{cbor, identity::Role};

use crate::{
    circle::policy::{Member, VerifiedPolicy},
    error::Error,
    ids::{AccountId, PublicKey},
    store::{
        ReadTx, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Room},
            invitations::{self, InvitationState},
            participants,
        },
        outgoing::{
            errands::{self, ErrandKind},
            intents,
        },
        rows::RoomRow,
    },
};

/// Ends at the relay what a guest's enrolment rests on, unless something of this patient's holds
/// them: they are in a circle of hers, come into one, have yet to go from one, or wait for her yes.
/// Of staff the relay hears nothing by it.
pub(crate) fn let_go(
    tx: &WriteTx<'_>,
    account: AccountId,
    person: &PublicKey,
    role: Role,
) -> Result<(), Error> {
    if role.is_staff() || is_held(tx, account, person)? {
        return Ok(());
    }
    errands::add(tx, account, ErrandKind::LetGuestGo, &cbor::encode(person))?;
    Ok(())
}

/// Whether something of this patient's holds a person: whoever was to be let go may have come by
/// another link since.
pub(crate) fn is_held(
    tx: &ReadTx<'_>,
    account: AccountId,
    person: &PublicKey,
) -> Result<bool, Error> {
    let me = accounts::me(tx, account)?.person;
    let own = circles::all(tx)?
        .into_iter()
        .filter(|circle| circle.account == account && circle.patient == me);
    for circle in own {
        let is_asked = invitations::of_circle(tx, circle.row)?.iter().any(|given| {
            given.state == InvitationState::Consented
                && given.consented().is_some_and(|who| who.person == *person)
        });
        if is_asked {
            return Ok(true);
        }
        for room in circles::rooms_of_circle(tx, &circle.id)? {
            if participants::is_in(tx, room.row, person)?
                || intents::is_coming_or_going(tx, room.row, person)?
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Who is in a policy no more and is held by nothing else is let go of, by the patient.
pub(super) fn let_go_of_who_left(
    tx: &WriteTx<'_>,
    room: &Room,
    before: &VerifiedPolicy,
    after: &VerifiedPolicy,
) -> Result<(), Error> {
    let account = circles::get(tx, &room.circle)?.account;
    if accounts::me(tx, account)?.person != after.policy.patient {
        return Ok(());
    }
    for member in members_beyond(before, after) {
        let_go(tx, account, &member.key, member.role)?;
    }
    Ok(())
}

/// Who came by a commit whose decision was taken back meanwhile goes at once.
pub(super) fn take_back(
    tx: &WriteTx<'_>,
    room: RoomRow,
    before: &VerifiedPolicy,
    after: &VerifiedPolicy,
) -> Result<(), Error> {
    for member in members_beyond(after, before) {
        if !intents::is_coming_or_going(tx, room, &member.key)? {
            intents::add_intent(tx, room, &intents::Change::Remove(member.key))?;
        }
    }
    Ok(())
}

/// The members of one policy whom another does not have.
fn members_beyond<'a>(
    policy: &'a VerifiedPolicy,
    other: &'a VerifiedPolicy,
) -> impl Iterator<Item = &'a Member> {
    let known = |member: &Member| other.policy.members.iter().any(|o| o.key == member.key);
    policy.policy.members.iter().filter(move |m| !known(m))
}
