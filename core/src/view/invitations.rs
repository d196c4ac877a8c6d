//! What the patient gave out, and how far it is.

use kith_protocol::{ids::PublicKey, names};
use rusqlite::Connection;

use super::{InvitationRow, PersonRow, Resembled, people};
use crate::{
    error::Error,
    ids::{Digest32, InvitationId, PersonId},
    people::likeness::Likeness,
    receive::is_revoked,
    store::{
        StoreError, accounts,
        circles::{self, Circle},
        errands::{self, Errand, ErrandKind},
        intents,
        invitations::{self, Given, InvitationState},
    },
};

/// All invitations of a circle, as it is now.
pub(crate) fn invitations(
    db: &Connection,
    circle: &Circle,
    now: u64,
) -> Result<Vec<InvitationRow>, Error> {
    let clinic = accounts::get(db, circle.account)?.clinic;
    let underway = Underway::of(db, circle)?;
    let revoked = |given: &Given| -> Result<bool, StoreError> {
        let Some(who) = given.consented() else {
            return Ok(false);
        };
        is_revoked(db, circle.account, &PersonId::of(&who.person))
    };
    let mut inside = people(db, circle)?;
    inside.retain(|person| person.until.is_none());
    let mut rows = Vec::new();
    for given in invitations::of_circle(db, circle.row)? {
        let mut row = row(&given, &clinic, &underway, &inside, now);
        row.attested &= !revoked(&given)?;
        rows.push(row);
    }
    Ok(rows)
}

/// What this device has still to do at the relay.
struct Underway {
    registered: Vec<InvitationId>,
    added: Vec<PublicKey>,
}

impl Underway {
    fn of(db: &Connection, circle: &Circle) -> Result<Self, Error> {
        let errands = errands::of_kind(db, circle.account, ErrandKind::RegisterInvitation)?;
        let mut added = Vec::new();
        for room in circles::rooms_of_circle(db, &circle.id)? {
            added.extend(intents::comers(db, room.row)?);
        }
        Ok(Self {
            registered: errands.iter().filter_map(Errand::registers).collect(),
            added,
        })
    }
}

fn row(
    given: &Given,
    clinic: &Digest32,
    underway: &Underway,
    inside: &[PersonRow],
    now: u64,
) -> InvitationRow {
    let consent = given.consented();
    InvitationRow {
        id: given.id,
        role: given.role,
        relationship: given.relationship.clone(),
        expires: given.expires,
        expired: given.expires <= now,
        state: given.state,
        waiting: match (given.state, &consent) {
            (InvitationState::Open, _) => underway.registered.contains(&given.id),
            (InvitationState::Approved, Some(who)) => underway.added.contains(&who.person),
            _ => false,
        },
        person: consent.as_ref().map(|c| PersonId::of(&c.person)),
        attested: given.is_attested(clinic),
        resembles: consent
            .as_ref()
            .filter(|_| given.state == InvitationState::Consented)
            .and_then(|c| resembled(given, &c.name, PersonId::of(&c.person), inside)),
        name: consent.map(|c| names::shown(&c.name)),
    }
}

/// Whoever in the circle has a name that looks like `name`: first who was invited as the same.
fn resembled(
    given: &Given,
    name: &str,
    person: PersonId,
    inside: &[PersonRow],
) -> Option<Resembled> {
    let wanted = Likeness::of(&names::shown(name));
    inside
        .iter()
        .filter(|other| other.person != person && Likeness::of(&other.name).is_like(&wanted))
        .map(|other| Resembled {
            person: other.person,
            name: other.name.clone(),
            perhaps_same: !other.me
                && other.role == given.role
                && other.relationship == given.relationship,
        })
        .max_by_key(|other| other.perhaps_same)
}
