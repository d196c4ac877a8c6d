//! What becomes of something that was said by what is said of it: a fold over the **set** of its
//! allowed annotations. Neither where they stand in a log nor when they came nor a clock has a part in
//! it: a log is numbered anew when a relay is set back, and clocks lie.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use super::{event::EventHash, head::MAX_PARENTS, registry::Content};
use crate::ids::PersonId;

/// The version of what is folded, and how. It grows with each change: what another version folded is
/// folded anew.
pub const VERSION: i64 = 4;
/// Most annotations of one person's that count, of one event: those that were said first. The store lets go of what is
/// beyond: each that comes is held against those before it. Taking it back always counts.
pub const MAX_OF_A_PERSON: usize = 500;
/// Most that an item holds of a kind that each takes the place of others: edits, of one person signs and pins. Those
/// with the smallest digests count.
pub const MAX_HEADS: usize = MAX_PARENTS;

/// Something that was said of an event, and may be said.
#[derive(Clone)]
pub struct Annotation {
    /// Its digest: it names the event.
    pub hash: EventHash,
    /// Who said it.
    pub person: PersonId,
    /// Its counter in its device's chain.
    pub counter: u64,
    /// What.
    pub content: Content,
    /// It is this device's, and has yet to go out: nothing is lost for it until then.
    pub is_on_its_way: bool,
    /// Of other words, that they are gone: only what they took the place of is left.
    pub is_left: bool,
}

/// What was made of an event. As the store keeps it, it is alike to the byte for alike sets.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// It was taken back.
    pub redacted: bool,
    /// What its author says in its place: of two at once the one of the smaller digest.
    pub words: Option<String>,
    /// The edits that no other takes the place of: more than one where two were made at once.
    pub heads: Vec<ByteArray<16>>,
    /// Of each person the reactions that count, with their signs: what a next one takes the place of.
    pub reactions: BTreeMap<PersonId, BTreeMap<ByteArray<16>, String>>,
    /// The pins that hold it on the shelf, and whose they are: what the next one takes the place of.
    pub pins: BTreeMap<ByteArray<16>, PersonId>,
    /// It says something else by now than to any of those who hold it on the shelf.
    pub pinned_otherwise: bool,
}

impl Item {
    /// Which signs were put to it, and by whom, each person once.
    pub fn signs(&self) -> Vec<(String, Vec<PersonId>)> {
        let mut signs: BTreeMap<&String, BTreeSet<PersonId>> = BTreeMap::new();
        for (person, own) in &self.reactions {
            for sign in own.values() {
                signs.entry(sign).or_default().insert(*person);
            }
        }
        let signs = signs.into_iter();
        signs
            .map(|(sign, people)| (sign.clone(), people.into_iter().collect()))
            .collect()
    }

    /// Who holds it on the shelf, each person once.
    pub fn pinned_by(&self) -> Vec<PersonId> {
        let people: BTreeSet<PersonId> = self.pins.values().copied().collect();
        people.into_iter().collect()
    }

    /// Whether nothing was said of it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Each once. Two people may say the very same, to the byte, at one moment: a digest alone names none.
type Set = BTreeMap<(EventHash, PersonId), Annotation>;

/// What annotations make of the event that they are about. Any order, any repetition of one set gives
/// the same.
pub fn fold(annotations: Vec<Annotation>) -> Item {
    let set: Set = annotations
        .into_iter()
        .map(|annotation| ((annotation.hash, annotation.person), annotation))
        .collect();
    let set = bounded(set);
    let mut item = Item {
        redacted: set
            .values()
            .any(|one| matches!(one.content, Content::Redaction(_))),
        ..Item::default()
    };
    if !item.redacted {
        edits(&set, &mut item);
        pins(&set, &mut item);
    }
    reactions(&set, &mut item);
    item
}

/// Of each person what they said first, up to [`MAX_OF_A_PERSON`].
fn bounded(mut set: Set) -> Set {
    if set.len() <= MAX_OF_A_PERSON {
        return set;
    }
    let mut said: BTreeMap<PersonId, Vec<(u64, EventHash)>> = BTreeMap::new();
    for ((hash, person), one) in &set {
        if !matches!(one.content, Content::Redaction(_)) {
            let of_one = said.entry(*person).or_default();
            of_one.push((one.counter, *hash));
        }
    }
    for (person, mut of_one) in said {
        of_one.sort_unstable();
        for (_, hash) in of_one.into_iter().skip(MAX_OF_A_PERSON) {
            set.remove(&(hash, person));
        }
    }
    set
}

/// A chain by what each takes the place of. What has no words any more, and whose place nothing takes, takes none: what
/// stood there stays, until there is something to be shown.
fn edits(set: &Set, item: &mut Item) {
    let edits = set
        .iter()
        .filter_map(|((hash, _), one)| match &one.content {
            Content::Edit(edit) => Some((hash, (edit, one.is_left))),
            _ => None,
        });
    let mut edits: BTreeMap<_, _> = edits.collect();
    let replaced = loop {
        let replaced: BTreeSet<_> = edits.values().flat_map(|(edit, _)| &edit.parents).collect();
        let all = edits.len();
        edits.retain(|hash, (_, is_left)| !*is_left || replaced.contains(*hash));
        if edits.len() == all {
            break replaced;
        }
    };
    let heads = edits.iter().filter(|(hash, _)| !replaced.contains(**hash));
    for (hash, (edit, _)) in heads.take(MAX_HEADS) {
        item.words.get_or_insert_with(|| edit.body.clone());
        item.heads.push(ByteArray::new(**hash));
    }
}

/// An observed-remove set of each person: what somebody takes away is what they had seen of their own.
fn reactions(set: &Set, item: &mut Item) {
    let mut replaced: BTreeSet<(PersonId, EventHash)> = BTreeSet::new();
    for one in set.values() {
        if let Content::Reaction(reaction) = &one.content {
            replaced.extend(reaction.replaces.iter().map(|hash| (one.person, *hash)));
        }
    }
    for ((hash, _), one) in set {
        let Content::Reaction(reaction) = &one.content else {
            continue;
        };
        let Some(sign) = &reaction.sign else {
            continue;
        };
        if !replaced.contains(&(one.person, *hash)) {
            let own = item.reactions.entry(one.person).or_default();
            if own.len() < MAX_HEADS {
                own.insert(ByteArray::new(*hash), sign.clone());
            }
        }
    }
}

/// An observed-remove set of everyone who may: what is taken off is what somebody had seen there.
fn pins(set: &Set, item: &mut Item) {
    let pins = set
        .iter()
        .filter_map(|((hash, person), one)| match &one.content {
            Content::Pin(pin) => Some((*hash, *person, pin)),
            _ => None,
        });
    let pins: Vec<_> = pins.collect();
    let replaced: BTreeSet<_> = pins.iter().flat_map(|(.., pin)| &pin.replaces).collect();
    let mut held: BTreeMap<PersonId, usize> = BTreeMap::new();
    let mut are_read = false;
    for (hash, person, pin) in &pins {
        let of_one = held.entry(*person).or_default();
        if pin.on && !replaced.contains(hash) && *of_one < MAX_HEADS {
            *of_one += 1;
            item.pins.insert(ByteArray::new(*hash), *person);
            let read: BTreeSet<EventHash> = pin.read.iter().copied().collect();
            are_read |= read.iter().eq(item.heads.iter().map(|head| &**head));
        }
    }
    item.pinned_otherwise = !item.pins.is_empty() && !are_read;
}

kith_protocol::tells_nothing!(Annotation, Item);

#[cfg(test)]
mod tests {
    use kith_protocol::cbor;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        content::{
            head::Target,
            relation::{edit::Edit, pin::Pin, reaction::Reaction, redaction::Redaction},
        },
        ids::DeviceId,
    };

    const TARGET: Target = Target {
        device: DeviceId([1; 16]),
        counter: 1,
    };

    /// Annotations of three people, each of which may name some before it.
    fn sets() -> impl Strategy<Value = Vec<Annotation>> {
        let one = (0..40_u8, 0..3_u8, any::<[bool; 4]>(), 0..4_u8);
        prop::collection::vec(one, 0..14).prop_map(|many| {
            let mut made: Vec<Annotation> = Vec::new();
            for (nth, (what, person, names, word)) in (0_u8..).zip(many) {
                let before = made.iter().rev().zip(names).filter(|(_, named)| *named);
                let parents = before.map(|(one, _)| one.hash).collect();
                let target = TARGET;
                let content = match what {
                    0 => Content::Redaction(Redaction { target }),
                    30.. => Content::Pin(Pin {
                        target,
                        replaces: parents,
                        on: word > 0,
                        read: made
                            .iter()
                            .rev()
                            .take(word.into())
                            .map(|one| one.hash)
                            .collect(),
                    }),
                    1..15 => Content::Edit(Edit {
                        target,
                        parents,
                        body: format!("words {word}"),
                    }),
                    _ => Content::Reaction(Reaction {
                        target,
                        replaces: parents,
                        sign: (word > 0).then(|| format!("{word}\u{fe0f}")),
                    }),
                };
                made.push(Annotation {
                    // In no order of its own.
                    hash: [nth.wrapping_mul(101) ^ 37; 16],
                    person: PersonId([person; 16]),
                    counter: u64::from(nth),
                    content,
                    is_on_its_way: false,
                    is_left: what > 10,
                });
            }
            made
        })
    }

    /// In another order, some of them twice.
    fn again(set: &[Annotation], seed: u64) -> Vec<Annotation> {
        let mut other: Vec<_> = set.iter().chain(set.iter().take(3)).cloned().collect();
        let mut state = seed | 1;
        for at in (1..other.len()).rev() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            other.swap(at, (state >> 33) as usize % (at + 1));
        }
        other
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn any_order_and_any_repetition_gives_the_same_to_the_byte(set in sets(), seed: u64) {
            let other = again(&set, seed);
            prop_assert_eq!(cbor::encode(&fold(set)), cbor::encode(&fold(other)));
        }
    }

    /// The second of three edits is without its words, or the last.
    #[test]
    fn what_has_no_words_is_shown_nowhere_and_hides_nothing() {
        let edit = |nth: u8, is_left| Annotation {
            hash: [nth; 16],
            person: PersonId([1; 16]),
            counter: u64::from(nth),
            content: Content::Edit(Edit {
                target: TARGET,
                parents: (nth > 1).then(|| [nth - 1; 16]).into_iter().collect(),
                body: format!("words {nth}"),
            }),
            is_on_its_way: false,
            is_left,
        };
        let words = |left: [bool; 3]| {
            let set = (1..).zip(left).map(|(nth, is_left)| edit(nth, is_left));
            let item = fold(set.collect());
            (item.words, item.heads.len())
        };
        let shows = |nth: u8| (Some(format!("words {nth}")), 1);
        assert_eq!(words([true, true, false]), shows(3));
        assert_eq!(words([false, true, true]), shows(1));
        assert_eq!(words([false, false, true]), shows(2));
        assert_eq!(words([true, true, true]), (None, 0));
    }

    #[test]
    fn two_who_say_the_very_same_are_two() {
        let sign = |person| Annotation {
            hash: [5; 16],
            person: PersonId([person; 16]),
            counter: 1,
            content: Content::Reaction(Reaction {
                target: TARGET,
                replaces: Vec::new(),
                sign: Some("\u{2764}".into()),
            }),
            is_on_its_way: false,
            is_left: false,
        };
        assert_eq!(fold(vec![sign(1), sign(2)]).signs()[0].1.len(), 2);
    }

    #[test]
    fn a_fold_that_goes_by_the_log_is_found_out() {
        // As one would write it who trusts the order: the last edit is what is shown.
        let by_log = |set: Vec<Annotation>| {
            let words = set.into_iter().filter_map(|one| match one.content {
                Content::Edit(edit) => Some(edit.body),
                _ => None,
            });
            words.reduce(|_, later| later)
        };
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let found = runner.run(&(sets(), any::<u64>()), |(set, seed)| {
            let other = again(&set, seed);
            prop_assert_eq!(by_log(set), by_log(other));
            Ok(())
        });
        assert!(found.is_err());
    }

    #[test]
    fn a_set_beyond_its_bound_counts_what_was_said_first() {
        let count = MAX_OF_A_PERSON as u64 + 50;
        let set: Vec<Annotation> = (0..count)
            .map(|nth| {
                let mut hash = [0; 16];
                hash[..8].copy_from_slice(&nth.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
                Annotation {
                    hash,
                    person: PersonId([1; 16]),
                    counter: nth,
                    content: Content::Reaction(Reaction {
                        target: TARGET,
                        replaces: Vec::new(),
                        sign: Some(
                            if nth < MAX_OF_A_PERSON as u64 {
                                "1"
                            } else {
                                "2"
                            }
                            .into(),
                        ),
                    }),
                    is_on_its_way: false,
                    is_left: false,
                }
            })
            .collect();
        let mut backwards = set.clone();
        backwards.reverse();
        let item = fold(set.clone());
        assert!(item == fold(backwards));
        assert_eq!(item.signs(), [("1".into(), vec![PersonId([1; 16])])]);
        assert_eq!(item.reactions[&PersonId([1; 16])].len(), MAX_HEADS);
        // Who has said all that may be back can take it back all the same.
        let last = Annotation {
            content: Content::Redaction(Redaction { target: TARGET }),
            hash: [0xff; 16],
            counter: count,
            ..set[0].clone()
        };
        assert!(fold(set.into_iter().chain([last]).collect()).redacted);
    }
}
