//! What someone may say of something that was said: by who they are and whose that is, and by nothing
//! else. No clock, no order of arrival, no state has a part in it, so that every device judges alike.

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
}

/// Whether `author`, who reads the room, may do so with what `whose` said.
pub fn may(action: Action, author: &PersonId, whose: &PersonId) -> bool {
    match action {
        Action::React => true,
        Action::Edit | Action::Redact => author == whose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_words_are_ones_own_and_signs_are_everybodys() {
        let [ana, joy] = [1, 2].map(|byte| PersonId([byte; 16]));
        for action in [Action::React, Action::Edit, Action::Redact] {
            assert!(may(action, &ana, &ana), "{action:?}");
            assert_eq!(may(action, &joy, &ana), action == Action::React);
        }
    }
}
