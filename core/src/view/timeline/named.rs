//! Where the words of rows name people, to be drawn so that it is seen.

use std::{cmp::Reverse, collections::HashMap};

use super::span::{Span, units};
use crate::{
    content::mention,
    ids::{ConversationId, PersonId},
    store::{
        ReadTx, StoreError,
        circle::{circles, conversations, participants},
    },
    view::{RowContent, TimelineRow},
};

/// Most places that are found in one text.
const MOST: usize = 64;

/// Marks rows with where they name people.
pub(super) fn mark(
    db: &ReadTx<'_>,
    rows: &mut [TimelineRow],
    of: &ConversationId,
) -> Result<(), StoreError> {
    if rows.iter().all(|row| row.mentions.is_empty()) {
        return Ok(());
    }
    let names = names(db, of)?;
    for row in rows {
        if let RowContent::Text { body, .. } = &row.content {
            let named = row.mentions.iter().filter_map(|person| names.get(person));
            row.named = find(body, named.map(String::as_str));
        }
    }
    Ok(())
}

/// What everyone is called who is or was in a conversation.
fn names(db: &ReadTx<'_>, of: &ConversationId) -> Result<HashMap<PersonId, String>, StoreError> {
    let conversation = conversations::get(db, of)?;
    let mut names = HashMap::new();
    for room in circles::rooms_of_conversation(db, conversation.row)? {
        for one in participants::all(db, room.row)? {
            names.insert(one.person, one.name);
        }
    }
    Ok(names)
}

/// Where a text names them, in order, not overlapping: the longer of two names that begin at one place.
fn find<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Vec<Span> {
    let mut places: Vec<_> = names.flat_map(|name| mention::places(text, name)).collect();
    places.sort_unstable_by_key(|place| (place.start, Reverse(place.end)));
    let mut spans = Vec::new();
    let (mut byte, mut unit) = (0, 0);
    for place in places {
        if place.start < byte || spans.len() == MOST {
            continue;
        }
        let start = unit + units(&text[byte..place.start]);
        (byte, unit) = (place.end, start + units(&text[place]));
        spans.push(Span { start, end: unit });
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_the_units_of_the_apps() {
        let text = "🍲 @Jo Bell, @Jo, @Jo Bell!";
        let spans = find(text, ["Jo", "Jo Bell"].into_iter());
        let places: Vec<_> = spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(places, [(3, 11), (13, 16), (18, 26)]);
        assert!(find("@Jo", [""].into_iter()).is_empty());
        assert_eq!(find(&"@Jo ".repeat(10_000), ["Jo"].into_iter()).len(), MOST);
    }
}
