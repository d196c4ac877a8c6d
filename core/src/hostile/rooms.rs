//! Where it is tried.

use crate::{
    Error,
    ids::CircleId,
    rights::table::Audience,
    store::circle::circles::{self, Room},
};

/// The room of an audience.
pub(super) fn room_of(
    db: &rusqlite::Connection,
    circle: &CircleId,
    audience: Audience,
) -> Result<Room, Error> {
    circles::rooms_of_circle(db, circle)?
        .into_iter()
        .find(|room| room.audience == audience)
        .ok_or(Error::NotAMember)
}
