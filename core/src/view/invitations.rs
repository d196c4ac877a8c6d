//! What the patient gave out, and how far it is.

use kith_protocol::{identity::Role, ids::PublicKey};

use super::{InvitationRow, PersonRow, Resemblance, Resembled, people};
use crate::{
    error::Error,
    ids::{Digest32, InvitationId, PersonId},
    people::likeness::Likeness,
    receive::is_revoked,
    store::{
        ReadTx, StoreError,
        account::{accounts, checked::Checks},
        circle::{
            circles::{self, Circle},
            conversations,
            invitations::{self, ClinicsWord, Given, InvitationState},
        },
        outgoing::{
            errands::{self, Errand, ErrandKind},
            intents,
        },
    },
};

/// All invitations of a circle, as it is now.
pub(crate) fn invitations(
    db: &ReadTx<'_>,
    circle: &Circle,
    (now, today): (u64, u64),
) -> Result<Vec<InvitationRow>, Error> {
    let account = accounts::get(db, circle.account)?;
    let old = account.old_documents(today);
    let clinic = account.clinic;
    let underway = Underway::of(db, circle)?;
    let revoked = |given: &Given| -> Result<bool, StoreError> {
        let Some(who) = given.consented() else {
            return Ok(false);
        };
        is_revoked(db, circle.account, &PersonId::of(&who.person))
    };
    let all = invitations::of_circle(db, circle.row)?;
    let mut others = Vec::new();
    for person in people(db, &conversations::get(db, &circle.id.into())?)? {
        if person.until.is_none() {
            others.push(Other::inside(person));
        }
    }
    others.extend(
        all.iter()
            .filter_map(|given| underway.comer(given, &clinic)),
    );
    let checks = Checks::of(db, circle.account)?;
    let mut rows = Vec::new();
    for given in &all {
        let mut row = row(given, &clinic, &underway, &others, now);
        if row.word == ClinicsWord::Vouches && revoked(given)? {
            row.word = ClinicsWord::Revoked;
        }
        let comes = given.role.is_staff()
            && (given.state == InvitationState::Consented || row.waiting)
            && row.person.is_some();
        row.waits_for_clinic = old.filter(|_| comes);
        if let Some(who) = given.consented() {
            row.different = checks.different_at(&who.person).is_some();
            if let Some(name) = &row.name {
                row.checked = checks.at(&who.person, given.role, name);
                row.other_key = checks.has_another_key(&who.person, name);
            }
        }
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
    fn of(db: &ReadTx<'_>, circle: &Circle) -> Result<Self, Error> {
        let errands = errands::of_kind(db, circle.account, ErrandKind::RegisterInvitation)?;
        let mut added = Vec::new();
        for room in circles::shared_rooms(db, &circle.id)? {
            added.extend(intents::comers(db, room.row)?);
        }
        Ok(Self {
            registered: errands.iter().filter_map(Errand::registers).collect(),
            added,
        })
    }

    /// Who redeemed an invitation and is not in yet.
    fn comer(&self, given: &Given, clinic: &Digest32) -> Option<Other> {
        let consent = given.consented()?;
        let comes = match given.state {
            InvitationState::Consented => true,
            InvitationState::Approved => self.added.contains(&consent.person),
            _ => false,
        };
        let name = given.called(clinic).filter(|_| comes)?;
        Some(Other::comer(PersonId::of(&consent.person), name))
    }
}

/// Someone for whom a newcomer could be taken.
struct Other {
    person: PersonId,
    name: String,
    likeness: Likeness,
    /// As what, and in which words, they were invited, unless it is the patient herself; `None` of
    /// who is not in.
    inside: Option<Option<(Role, String)>>,
}

impl Other {
    fn inside(row: PersonRow) -> Self {
        Self {
            person: row.person,
            likeness: Likeness::of(&row.name),
            name: row.name,
            inside: Some((!row.me).then_some((row.role, row.relationship))),
        }
    }

    fn comer(person: PersonId, name: String) -> Self {
        Self {
            person,
            likeness: Likeness::of(&name),
            name,
            inside: None,
        }
    }

    /// Where they are, to who compares them with who was invited so.
    fn at(&self, given: &Given) -> Resemblance {
        match &self.inside {
            None => Resemblance::OnTheWay,
            Some(Some((role, relationship)))
                if *role == given.role && *relationship == given.relationship =>
            {
                Resemblance::PerhapsTheSame
            }
            Some(_) => Resemblance::Inside,
        }
    }
}

fn row(
    given: &Given,
    clinic: &Digest32,
    underway: &Underway,
    others: &[Other],
    now: u64,
) -> InvitationRow {
    let consent = given.consented();
    let name = given.called(clinic);
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
        word: given.clinics_word(clinic),
        waits_for_clinic: None,
        checked: None,
        other_key: false,
        different: false,
        resembles: consent
            .zip(name.as_ref())
            .filter(|_| given.state == InvitationState::Consented)
            .and_then(|(c, name)| resembled(given, name, PersonId::of(&c.person), others)),
        name,
    }
}

/// Whose name looks like `name`: first who may be the same, last who is not in either.
fn resembled(given: &Given, name: &str, person: PersonId, others: &[Other]) -> Option<Resembled> {
    let wanted = Likeness::of(name);
    others
        .iter()
        .filter(|other| other.person != person && other.likeness.is_like(&wanted))
        .map(|other| Resembled {
            person: other.person,
            name: other.name.clone(),
            at: other.at(given),
        })
        .max_by_key(|other| other.at)
}
