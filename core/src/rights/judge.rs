//! What someone may say of something that was said: by who they are and whose that is, and by nothing
//! else. No clock, no order of arrival, no state has a part in it, so that every device judges alike.

use kith_protocol::identity::Role;

use super::table::{self, Right, right};
use crate::ids::PersonId;

/// Something that is said of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A sign is put to it.
    React,
    /// Other words stand in its place.
    Edit,
    /// It is taken back.
    Redact,
    /// It is put on the shelf, or taken off.
    Pin,
}

impl Action {
    /// Whether it hangs on what somebody is in the room.
    pub fn asks_for_role(self) -> bool {
        self == Self::Pin
    }
}

/// Whether `author`, who reads the room and is `role` there, may do so with what `whose` said. A role is looked
/// up where the action [asks](Action::asks_for_role) for it.
pub fn may(action: Action, author: &PersonId, role: Option<Role>, whose: &PersonId) -> bool {
    match action {
        Action::React => true,
        Action::Edit | Action::Redact => author == whose,
        Action::Pin => may_pin(role),
    }
}

/// Whether somebody in this role may put things on the shelf.
pub fn may_pin(role: Option<Role>) -> bool {
    role.is_some_and(|role| right(role, table::Action::Pin) == Right::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_words_are_ones_own_and_signs_are_everybodys() {
        let [ana, joy] = [1, 2].map(|byte| PersonId([byte; 16]));
        for action in [Action::React, Action::Edit, Action::Redact] {
            assert!(may(action, &ana, None, &ana), "{action:?}");
            assert_eq!(may(action, &joy, None, &ana), action == Action::React);
        }
    }

    #[test]
    fn the_shelf_is_the_patients_and_the_staffs() {
        let [ana, joy] = [1, 2].map(|byte| PersonId([byte; 16]));
        for whose in [ana, joy] {
            let may = |role| may(Action::Pin, &ana, role, &whose);
            for role in [Role::Patient, Role::Clinician, Role::Coordinator] {
                assert!(may(Some(role)), "{role:?}");
            }
            for role in [Role::Family, Role::Proxy, Role::Administrator] {
                assert!(!may(Some(role)), "{role:?}");
            }
            assert!(!may(None), "nobody of the room");
        }
    }
}
