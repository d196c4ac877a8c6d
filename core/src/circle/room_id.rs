//! What a room is called for as long as there is the room: its groups come and go. Every copy of a store
//! comes to the same name, so that two of them make one room; and whom a room of two is of, nobody can
//! tell from its name who does not know both.

use crate::{
    ids::{CircleId, ConversationId, PersonId, RoomId, digest},
    rights::table::Audience,
};

/// A room that a circle has once, for an audience.
pub fn shared(circle: &CircleId, audience: Audience) -> RoomId {
    named(circle, audience, &[])
}

/// The room of a circle's patient and one person.
pub fn pair(circle: &CircleId, with: &PersonId) -> RoomId {
    named(circle, Audience::Pair, &with.0)
}

fn named(circle: &CircleId, audience: Audience, with: &[u8]) -> RoomId {
    let parts = [&circle.0[..], audience.word().as_bytes(), with];
    let whole = digest("kith/v1/room", &parts);
    let mut id = RoomId([0; 16]);
    id.0.copy_from_slice(&whole.0[..16]);
    id
}

/// The conversation in which a room of a circle is shown.
pub fn conversation(circle: &CircleId, audience: Audience, room: &RoomId) -> ConversationId {
    if audience.is_alone() {
        ConversationId(room.0)
    } else {
        (*circle).into()
    }
}

/// The room of a conversation for an audience: in each of them there is one for each.
pub fn of_conversation(conversation: &ConversationId, audience: Audience) -> RoomId {
    if audience.is_alone() {
        RoomId(conversation.0)
    } else {
        shared(&CircleId(conversation.0), audience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_room_has_its_name_and_its_conversation() {
        let mut seen = std::collections::HashSet::new();
        for circle in [CircleId([1; 16]), CircleId([2; 16])] {
            for audience in Audience::SHARED {
                let room = shared(&circle, audience);
                assert!(seen.insert(room));
                let shown = conversation(&circle, audience, &room);
                assert_eq!(shown, circle.into());
                assert_eq!(of_conversation(&shown, audience), room);
            }
            for person in [1, 2].map(|byte| PersonId([byte; 16])) {
                let room = pair(&circle, &person);
                assert!(seen.insert(room));
                let shown = conversation(&circle, Audience::Pair, &room);
                assert_ne!(shown, circle.into());
                assert_eq!(of_conversation(&shown, Audience::Pair), room);
            }
        }
    }
}
