//! Who is and who was in a conversation.

use super::{PersonRow, doubts::Known};
use crate::{
    error::Error,
    ids::PersonId,
    store::{
        ReadTx,
        account::accounts,
        circle::{circles, conversations::Conversation, participants},
    },
};

/// Everyone who is or was in a conversation, each once. Who is in reads what their rooms hold; who left
/// has a date.
pub(crate) fn people(db: &ReadTx<'_>, of: &Conversation) -> Result<Vec<PersonRow>, Error> {
    let circle = &of.circle;
    let me = PersonId::of(&accounts::me(db, circle.account)?.person);
    let known = Known::of(db, circle.account)?;
    let mut people: Vec<PersonRow> = Vec::new();
    for room in circles::rooms_of_conversation(db, of.row)? {
        for participant in participants::all(db, room.row)? {
            let reads = participant.until.is_none().then_some(room.audience);
            match people.iter_mut().find(|p| p.person == participant.person) {
                Some(twice) => {
                    twice.reads.extend(reads);
                    twice.since = twice.since.min(participant.since);
                    twice.until = left(twice.until, participant.until);
                    twice.doubt = twice.doubt.max(known.doubt(&participant));
                }
                None => people.push(PersonRow {
                    vouched: known.vouches_for(&participant),
                    checked: known.checked_at(&participant),
                    doubt: known.doubt(&participant),
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

/// Who is in a conversation now.
pub(crate) fn members(db: &ReadTx<'_>, of: &Conversation) -> Result<Vec<PersonRow>, Error> {
    let mut people = people(db, of)?;
    people.retain(|person| person.until.is_none());
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
