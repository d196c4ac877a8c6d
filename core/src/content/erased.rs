//! What is left of an event whose content is gone.

use kith_protocol::{cbor, ids::digest};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use super::{
    event::{ContentKind, Event, EventHash, VERSION, content_digest},
    head::{Head, MAX_PARENTS, Target},
    registry::Class,
    relation::edit::Edit,
    stamp::Stamp,
};
use crate::ids::DeviceId;

/// What is left of an event whose content is gone: where it stood in its chain, the digest of what it said, and, of
/// what was said of something else, of what and in the place of which. It is said again in the event's place, and its
/// own digest follows from it as from the event: so that it is told from any other, and those before it too. Encoded
/// as a CBOR array in this order, whose first number is no version of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// What the content was.
    pub kind: ContentKind,
    /// The event's.
    pub counter: u64,
    /// The event's.
    pub previous: EventHash,
    /// The event's.
    pub said: Stamp,
    /// Digest of what it said.
    pub content: [u8; 32],
    /// Of an annotation what it was about; nothing of anything else, or where that could not be read.
    pub about: Option<About>,
}

/// What an annotation was about, by its head: whether anything else took its place can be told by that alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The event that it was said of.
    pub target: Target,
    /// The events whose place it took.
    pub parents: Vec<EventHash>,
}

impl About {
    fn of(kind: ContentKind, content: &[u8]) -> Option<Self> {
        if kind.class() != Class::Annotation {
            return None;
        }
        let head = Head::read(content).ok()?;
        Some(Self {
            target: head.target?,
            parents: head.parents,
        })
    }
}

impl Event {
    /// The digest that the next event of this device carries.
    pub fn hash(&self) -> EventHash {
        self.erased().hash()
    }

    /// What is left of it where its content goes.
    pub fn erased(&self) -> Erased {
        Erased {
            kind: self.kind,
            counter: self.counter,
            previous: self.previous,
            said: self.said,
            content: content_digest(&self.content),
            about: About::of(self.kind, &self.content),
        }
    }
}

/// In the place of a version.
const ERASED: u8 = 0;
/// Most bytes of an erased event.
const MAX_ERASED: usize = 128 + 17 * MAX_PARENTS;

#[derive(Serialize, Deserialize)]
struct Wire(
    u8,
    ContentKind,
    u64,
    ByteArray<16>,
    Stamp,
    ByteArray<32>,
    Option<AboutWire>,
);

#[derive(Serialize, Deserialize)]
struct AboutWire(ByteArray<16>, u64, Vec<ByteArray<16>>);

impl Erased {
    /// What is left of an encoded event; nothing of what is none, or is erased.
    pub fn of(encoded: &[u8]) -> Option<Self> {
        Event::decode(encoded).ok().map(|event| event.erased())
    }

    /// The event's digest.
    pub fn hash(&self) -> EventHash {
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest("kith/v1/event", &[&self.wire(VERSION)]).0[..16]);
        hash
    }

    /// Encoded.
    pub fn encode(&self) -> Vec<u8> {
        self.wire(ERASED)
    }

    fn wire(&self, first: u8) -> Vec<u8> {
        let about = self.about.as_ref().map(|about| {
            let parents = about.parents.iter().copied().map(ByteArray::new);
            AboutWire(
                ByteArray::new(about.target.device.0),
                about.target.counter,
                parents.collect(),
            )
        });
        cbor::encode(&Wire(
            first,
            self.kind,
            self.counter,
            ByteArray::new(self.previous),
            self.said,
            ByteArray::new(self.content),
            about,
        ))
    }

    /// Reads what [`Self::encode`] made; nothing where it is something else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let Wire(mark, kind, counter, previous, said, content, about) =
            cbor::decode(bytes, MAX_ERASED).ok()?;
        let about = about.map(|AboutWire(device, counter, parents)| About {
            target: Target {
                device: DeviceId(device.into_array()),
                counter,
            },
            parents: parents.into_iter().map(ByteArray::into_array).collect(),
        });
        let is_bounded = |about: &About| about.parents.len() <= MAX_PARENTS;
        let is_one = mark == ERASED && about.as_ref().is_none_or(is_bounded);
        is_one.then(|| Self {
            kind,
            counter,
            previous: previous.into_array(),
            said,
            content: content.into_array(),
            about,
        })
    }

    /// Of other words, what is kept of them without the words; nothing of anything else.
    pub fn edit(&self) -> Option<Edit> {
        let about = self.about.as_ref()?;
        (self.kind == ContentKind::EDIT).then(|| Edit {
            target: about.target,
            parents: about.parents.clone(),
            body: String::new(),
        })
    }
}

/// The digest of an event that was said, erased or not; nothing of what is neither.
pub fn hash_of(said: &[u8]) -> Option<EventHash> {
    let erased = Erased::decode(said).or_else(|| Erased::of(said))?;
    Some(erased.hash())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::event::{ContentError, tests::event};

    fn edit(parents: Vec<EventHash>, body: &str) -> Event {
        let edit = Edit {
            target: Target {
                device: DeviceId([4; 16]),
                counter: 2,
            },
            parents,
            body: body.into(),
        };
        Event {
            kind: ContentKind::EDIT,
            ..event(edit.encode())
        }
    }

    #[test]
    fn an_erased_event_keeps_its_place_and_is_no_event() {
        let full = vec![[5; 16]; MAX_PARENTS];
        for event in [event(b"the words".to_vec()), edit(full, "the words")] {
            let whole = event.encode();
            let erased = Erased::of(&whole).expect("an event");
            let bytes = erased.encode();
            assert_eq!(Erased::decode(&bytes), Some(erased.clone()));
            let hash = event.hash();
            assert_eq!((hash_of(&bytes), hash_of(&whole)), (Some(hash), Some(hash)));
            assert_eq!(hash_of(b"neither"), None);
            assert!(!bytes.windows(5).any(|part| part == b"words"));
            assert_eq!(Event::decode(&bytes), Err(ContentError::Unreadable));
            assert_eq!((Erased::of(&bytes), Erased::decode(&whole)), (None, None));
        }
    }

    #[test]
    fn every_part_of_an_event_is_in_its_digest() {
        let one = event(b"the words".to_vec());
        let others = [
            event(b"the word".to_vec()),
            Event {
                kind: ContentKind::REPLY,
                ..one.clone()
            },
            Event {
                counter: 4,
                ..one.clone()
            },
            Event {
                previous: [8; 16],
                ..one.clone()
            },
            Event {
                said: Stamp::at(1_790_000_000_001),
                ..one.clone()
            },
        ];
        for other in others {
            assert_ne!(other.hash(), one.hash());
        }
    }

    /// Whoever is told of an edit that its words are gone can hold what it was about against the digest.
    #[test]
    fn what_an_edit_was_about_is_left_of_it_and_in_its_digest() {
        let one = edit(vec![[1; 16]], "other words").erased();
        let kept = one.edit().expect("an edit");
        assert_eq!(
            (kept.target.counter, kept.parents.as_slice()),
            (2, &[[1; 16]][..])
        );
        assert!(event(b"the words".to_vec()).erased().about.is_none());
        let about = one.about.clone().expect("it is about something");
        let elsewhere = Target {
            counter: 1,
            ..about.target
        };
        for other in [
            None,
            Some(About {
                parents: Vec::new(),
                ..about.clone()
            }),
            Some(About {
                target: elsewhere,
                ..about
            }),
        ] {
            let other = Erased {
                about: other,
                ..one.clone()
            };
            assert_ne!(other.hash(), one.hash());
        }
        let many = Erased {
            about: edit(vec![[1; 16]; MAX_PARENTS], "x")
                .erased()
                .about
                .map(|about| About {
                    parents: vec![[1; 16]; MAX_PARENTS + 1],
                    ..about
                }),
            ..one
        };
        assert_eq!(Erased::decode(&many.encode()), None);
    }
}
