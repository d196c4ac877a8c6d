//! Who is it? One number for each two people, to be compared in person, and what came of it.

use kith_protocol::{identity::Role, ids::Digest32};

use super::Client;
use crate::{
    error::Error,
    ids::{AccountId, CircleId, PersonId},
    people::number::{Comparison, Number, NumberCheck, Party},
    store::{
        Change, ReadTx,
        account::{accounts, checked},
        circle::{
            circles,
            invitations::{self, InvitationState},
            joining::{self, JoiningState},
            participants::{self, Participant},
        },
        rows::CircleRow,
    },
    view::PairNumber,
};

impl Client {
    /// The number of this person and someone in a circle, or on the way into it: who consented to an
    /// invitation, or the patient whose yes this person waits for. Works offline.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whom nothing is known of there; [`Error::Oneself`].
    pub async fn number(&self, circle: CircleId, person: PersonId) -> Result<PairNumber, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let pair = pair(tx, &circle, &person)?;
                let (key, role) = pair.theirs;
                let number = Number::of(pair.mine, pair.theirs);
                let checks = checked::Checks::of(tx, pair.account)?;
                Ok(PairNumber {
                    groups: number.groups(),
                    code: number.code(),
                    checked: checks.at(&key, role, &pair.name),
                    different: checks.different_at(&key),
                })
            })
            .await
    }

    /// Holds the code that someone's device shows of this person against their number. Where it is the
    /// same, it is kept that they were checked in person; where it is different, that too, until it is
    /// the same once. Works offline.
    ///
    /// # Errors
    /// As [`Self::number`].
    pub async fn check_number(
        &self,
        circle: CircleId,
        person: PersonId,
        scanned: &str,
    ) -> Result<NumberCheck, Error> {
        let scanned = scanned.to_owned();
        let (pair, said) = self
            .inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let pair = pair(tx, &circle, &person)?;
                let said = Number::of(pair.mine, pair.theirs).check(&scanned);
                Ok((pair, said))
            })
            .await?;
        match said {
            NumberCheck::Same => self.keep(circle, pair, Comparison::Same).await?,
            NumberCheck::Different => self.keep(circle, pair, Comparison::Different).await?,
            NumberCheck::NotOfKith => {}
        }
        Ok(said)
    }

    /// Keeps what this person says of the digits after comparing them with someone: as
    /// [`Self::check_number`] what a code said, or that it is not sure any more. `seen` is the code of the
    /// number that was compared: it is said of that key in that role, and of nobody who took their place
    /// meanwhile. Works offline.
    ///
    /// # Errors
    /// As [`Self::number`]; [`Error::NotFound`] too where their number is not the one that was seen any
    /// more.
    pub async fn set_checked(
        &self,
        circle: CircleId,
        person: PersonId,
        seen: &str,
        came: Comparison,
    ) -> Result<(), Error> {
        let pair = self
            .inner
            .db
            .read(move |tx| pair(tx, &circle, &person))
            .await?;
        if Number::of(pair.mine, pair.theirs).check(seen) != NumberCheck::Same {
            return Err(Error::NotFound);
        }
        self.keep(circle, pair, came).await
    }

    async fn keep(&self, circle: CircleId, pair: Pair, came: Comparison) -> Result<(), Error> {
        let now = self.inner.clock.now_ms();
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let (key, role) = pair.theirs;
                let them = (&key, role);
                match came {
                    Comparison::Same => checked::add(tx, pair.account, them, &pair.name, now)?,
                    Comparison::Different => {
                        checked::add_different(tx, pair.account, them, &pair.name, now)?;
                    }
                    Comparison::Unsure => checked::remove(tx, pair.account, &key)?,
                }
                tx.changed(Change::Circle(circle));
                Ok(())
            })
            .await
    }
}

/// This person and another one.
struct Pair {
    account: AccountId,
    mine: Party,
    theirs: Party,
    /// What the other one is called; empty where that is not known yet.
    name: String,
}

/// Who waits to be let in, or is, has their role by the invitation; the patient who confirms them too.
fn pair(db: &ReadTx<'_>, circle: &CircleId, person: &PersonId) -> Result<Pair, Error> {
    let waits = joining::all(db)?.into_iter();
    let waits = waits
        .filter(|joining| joining.circle == *circle && PersonId::of(&joining.patient) == *person);
    // Who was turned down and invited again, as something else perhaps, goes by what waits.
    if let Some(joining) = waits.max_by_key(|joining| joining.state == JoiningState::Waiting) {
        return Ok(Pair {
            account: joining.account,
            mine: (accounts::me(db, joining.account)?.person, joining.role),
            theirs: (joining.patient, Role::Patient),
            name: String::new(),
        });
    }
    let known = circles::get(db, circle)?;
    let me = accounts::me(db, known.account)?.person;
    let clinic = accounts::get(db, known.account)?.clinic;
    if PersonId::of(&me) == *person {
        return Err(Error::Oneself);
    }
    let mut people = Vec::new();
    for room in circles::rooms_of_circle(db, circle)? {
        people.extend(participants::all(db, room.row)?);
    }
    // Who is in comes before who was, in whichever room.
    people.sort_by_key(|participant| participant.until.is_some());
    let found = |key: &dyn Fn(&Participant) -> bool| people.iter().find(|p| key(p));
    let mine = found(&|p| p.key == me).ok_or(Error::NotFound)?.role;
    let theirs = found(&|p| p.person == *person);
    let (theirs, name) = match (theirs, comer(db, (known.row, &clinic), person)?) {
        (Some(inside), _) if inside.until.is_none() => named(inside),
        (_, Some(comer)) => comer,
        (Some(left), None) => named(left),
        (None, None) => return Err(Error::NotFound),
    };
    Ok(Pair {
        account: known.account,
        mine: (me, mine),
        theirs,
        name,
    })
}

fn named(participant: &Participant) -> (Party, String) {
    let party = (participant.key, participant.role);
    (party, participant.name.clone())
}

/// Who consented to an invitation to a circle.
fn comer(
    db: &ReadTx<'_>,
    (circle, clinic): (CircleRow, &Digest32),
    person: &PersonId,
) -> Result<Option<(Party, String)>, Error> {
    let given = invitations::of_circle(db, circle)?.into_iter();
    let comers = given.filter_map(|given| {
        let consent = given.consented()?;
        let name = given.called(clinic).unwrap_or_default();
        let waits = matches!(
            given.state,
            InvitationState::Consented | InvitationState::Approved
        );
        (PersonId::of(&consent.person) == *person)
            .then_some((waits, ((consent.person, given.role), name)))
    });
    // The newest that is open: as something else they may have been turned down before.
    Ok(comers
        .max_by_key(|(waits, _)| *waits)
        .map(|(_, comer)| comer))
}
