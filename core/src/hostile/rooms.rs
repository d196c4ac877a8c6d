//! Where it is tried.

use crate::{
    Error,
    circle::room_id,
    ids::CircleId,
    rights::table::Audience,
    store::circle::circles::{self, Room},
};

/// The room that a circle has for an audience.
pub(super) fn room_of(
    db: &rusqlite::Connection,
    circle: &CircleId,
    audience: Audience,
) -> Result<Room, Error> {
    circles::room(db, &room_id::shared(circle, audience))?.ok_or(Error::NotAMember)
}
