//! What the patient gave out, and how far it is.

use kith_protocol::ids::PublicKey;
use rusqlite::Connection;

use super::InvitationRow;
use crate::{
    error::Error,
    ids::{Digest32, InvitationId, PersonId},
    store::{
        accounts::{self, Errand, ErrandKind},
        circles::{self, Circle},
        invitations::{self, Given, InvitationState},
        queue,
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
    Ok(invitations::of_circle(db, circle.row)?
        .into_iter()
        .map(|given| row(&given, &clinic, &underway, now))
        .collect())
}

/// What this device has still to do at the relay.
struct Underway {
    registered: Vec<InvitationId>,
    added: Vec<PublicKey>,
}

impl Underway {
    fn of(db: &Connection, circle: &Circle) -> Result<Self, Error> {
        let errands = accounts::errands(db, circle.account, ErrandKind::RegisterInvitation)?;
        let mut added = Vec::new();
        for room in circles::rooms_of_circle(db, &circle.id)? {
            added.extend(queue::comers(db, room.row)?);
        }
        Ok(Self {
            registered: errands.iter().filter_map(Errand::registers).collect(),
            added,
        })
    }
}

fn row(given: &Given, clinic: &Digest32, underway: &Underway, now: u64) -> InvitationRow {
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
        name: consent.map(|c| c.name),
    }
}
