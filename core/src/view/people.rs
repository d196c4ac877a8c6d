//! Who is and who was in a circle.

use rusqlite::Connection;

use super::PersonRow;
use crate::{
    error::Error,
    ids::PersonId,
    receive::revoked,
    store::{
        account::{accounts, checked::Checks},
        circle::{
            circles::{self, Circle},
            participants,
        },
    },
};

/// Everyone who is or was in a circle, each once. Who is in reads what their rooms hold; who left
/// has a date.
pub(crate) fn people(db: &Connection, circle: &Circle) -> Result<Vec<PersonRow>, Error> {
    let me = PersonId::of(&accounts::me(db, circle.account)?.person);
    let checks = Checks::of(db, circle.account)?;
    let revoked = revoked(db, circle.account)?;
    let mut people: Vec<PersonRow> = Vec::new();
    for room in circles::rooms_of_circle(db, &circle.id)? {
        for participant in participants::all(db, room.row)? {
            let reads = participant.until.is_none().then_some(room.audience);
            match people.iter_mut().find(|p| p.person == participant.person) {
                Some(known) => {
                    known.reads.extend(reads);
                    known.since = known.since.min(participant.since);
                    known.until = left(known.until, participant.until);
                }
                None => people.push(PersonRow {
                    vouched: participant.role.is_staff() && !revoked.contains(&participant.person),
                    checked: checks.at(&participant.key, participant.role, &participant.name),
                    other_key: participant.until.is_none()
                        && participant.person != me
                        && checks.has_another_key(&participant.key, &participant.name),
                    person: participant.person,
                    name: participant.name,
                    role: participant.role,
                    relationship: participant.relationship,
                    since: participant.since,
                    until: participant.until,
                    me: participant.person == me,
                    reads: reads.into_iter().collect(),
                }),
            }
        }
    }
    Ok(people)
}

/// When someone left two rooms: gone is who is in none of them, and since they left the last.
fn left(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.zip(other).map(|(one, other)| one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_left_one_room_before_the_other_left_with_the_other() {
        assert_eq!(left(Some(1), Some(5)), Some(5));
        assert_eq!(left(Some(5), Some(1)), Some(5));
        assert_eq!(left(None, Some(5)), None);
        assert_eq!(left(Some(5), None), None);
    }
}
