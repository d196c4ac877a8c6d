//! Of what is said again: which of it was said to all.

use std::ops::RangeInclusive;

use serde_bytes::ByteBuf;

use crate::content::{
    erased::Erased,
    event::{Event, EventHash, NONE_BEFORE, content_digest},
};

/// An event that was said; where it is erased, without its content.
pub(super) struct SaidAgain {
    pub(super) event: Event,
    pub(super) hash: EventHash,
    /// What is left of it, where it is erased.
    pub(super) left: Option<Erased>,
}

impl SaidAgain {
    /// The digest of what it said.
    pub(super) fn content(&self) -> [u8; 32] {
        let left = self.left.as_ref().map(|left| left.content);
        left.unwrap_or_else(|| content_digest(&self.event.content))
    }
}

/// Reads an event, or what is left of one.
pub(super) fn read(bytes: &[u8]) -> Option<SaidAgain> {
    if let Ok(event) = Event::decode(bytes) {
        return Some(SaidAgain {
            hash: event.hash(),
            event,
            left: None,
        });
    }
    let left = Erased::decode(bytes)?;
    Some(SaidAgain {
        hash: left.hash(),
        event: Event {
            kind: left.kind,
            counter: left.counter,
            previous: left.previous,
            said: left.said,
            content: Vec::new(),
        },
        left: Some(left),
    })
}

/// Of what was said again those events of a range that were said to all, oldest first: from the one
/// that `before` names, each names the one before it. Answers also whether any were cut off.
pub(super) fn said_to_all(
    events: &[ByteBuf],
    range: &RangeInclusive<u64>,
    before: Option<EventHash>,
) -> (Vec<SaidAgain>, bool) {
    let mut said: Vec<SaidAgain> = Vec::new();
    let mut expected = before;
    for bytes in events.iter().rev() {
        let Some(one) = read(bytes) else {
            continue;
        };
        let (counter, later) = (one.event.counter, said.last());
        if !range.contains(&counter) || later.is_some_and(|later| counter >= later.event.counter) {
            continue;
        }
        if expected.is_some_and(|named| named != NONE_BEFORE && named != one.hash) {
            said.reverse();
            return (said, true);
        }
        expected = Some(one.event.previous);
        said.push(one);
    }
    said.reverse();
    (said, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{event::ContentKind, stamp::Stamp};

    #[test]
    fn what_was_taken_back_leaves_no_hole_and_lets_nothing_else_through() {
        let mut previous = NONE_BEFORE;
        let mut all = Vec::new();
        for counter in 1..=3 {
            let event = Event {
                kind: ContentKind::TEXT,
                counter,
                previous,
                said: Stamp::at(counter),
                content: vec![7; 20],
            };
            previous = event.hash();
            all.push(event);
        }
        let taken = |events: &[ByteBuf]| {
            let (said, cut) = said_to_all(events, &(1..=3), Some(previous));
            let said = said
                .iter()
                .map(|one| (one.event.counter, one.left.is_some()));
            (said.collect::<Vec<_>>(), cut)
        };
        let [first, second, third] = [0, 1, 2].map(|nth: usize| ByteBuf::from(all[nth].encode()));
        let erased = all[1].erased();
        let whole = [first.clone(), ByteBuf::from(erased.encode()), third.clone()];
        let seen = vec![(1, false), (2, true), (3, false)];
        assert_eq!(taken(&whole), (seen, false));
        // Something else was said first, and what is erased names it; or it names what was never said.
        let other = Event {
            content: vec![8; 20],
            ..all[0].clone()
        };
        for (first, erased) in [
            (
                ByteBuf::from(other.encode()),
                Erased {
                    previous: other.hash(),
                    ..erased.clone()
                },
            ),
            (
                first,
                Erased {
                    content: [1; 32],
                    ..erased.clone()
                },
            ),
        ] {
            let lie = [first, ByteBuf::from(erased.encode()), third.clone()];
            assert_eq!(taken(&lie), (vec![(3, false)], true));
        }
        // Nor do whole ones that name another.
        let lie = [ByteBuf::from(other.encode()), second, third];
        assert_eq!(taken(&lie), (vec![(2, false), (3, false)], true));
    }
}
