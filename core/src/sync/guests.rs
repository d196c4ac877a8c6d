//! Who was let into no circle, or has left all of them, has no business at the relay.

use kith_protocol::{cbor, identity::Role};

use crate::{
    error::Error,
    ids::{AccountId, PersonId, PublicKey},
    store::{
        WriteTx, circles,
        errands::{self, ErrandKind},
        intents,
        invitations::{self, InvitationState},
        participants,
    },
};

/// Ends at the relay what a guest's enrolment rests on, unless something else of this patient's
/// does: who is in no circle any more has no business there. Of staff the relay hears nothing by it.
pub(crate) fn let_go(
    tx: &WriteTx<'_>,
    account: AccountId,
    circle: i64,
    person: &PublicKey,
    role: Role,
) -> Result<(), Error> {
    if role.is_staff() {
        return Ok(());
    }
    for other in circles::all(tx)? {
        if other.account != account {
            continue;
        }
        let is_asked = invitations::of_circle(tx, other.row)?.iter().any(|given| {
            given.state == InvitationState::Consented
                && given.consented().is_some_and(|who| who.person == *person)
        });
        if is_asked {
            return Ok(());
        }
        if other.row == circle {
            continue;
        }
        for room in circles::rooms_of_circle(tx, &other.id)? {
            let is_in = participants::all(tx, room.row)?
                .iter()
                .any(|p| p.key == *person && p.until.is_none());
            if is_in || intents::comers(tx, room.row)?.contains(person) {
                return Ok(());
            }
        }
    }
    errands::add(
        tx,
        account,
        ErrandKind::LetGuestGo,
        &cbor::encode(&PersonId::of(person)),
    )?;
    Ok(())
}
