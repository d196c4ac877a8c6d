//! Where a device stood in its room's log when it said something: how far it had read, and what.
//! Each message says so, inside the encryption and before its event, so that whoever was shown
//! another log finds out. It is of the sealing, not of the event: what is sealed anew says anew
//! where its sender stands, and what is said again says nothing of it.

use std::collections::VecDeque;

use kith_protocol::{
    ids::{GroupId, digest},
    limits::MAX_SEQ,
};

/// Bytes of a stand, whatever it says.
pub const STAND: usize = 16;
/// Places that are kept to compare with. Who stood further back is not compared with.
const PLACES: usize = 64;
const CONTEXT: &str = "kith/v1/seen";

/// What a device was shown of an epoch's log up to a place, as it is told.
pub type SeenHash = [u8; 8];

/// Where a device stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The commit that began its epoch.
    pub node: u64,
    /// The last entry of that epoch that it had read; the node where it had read none.
    pub head: u64,
    /// Digest of all of them.
    pub seen: SeenHash,
}

impl Stand {
    /// What is encrypted: the stand, then the event. A device that does not know where it stands
    /// says zeroes.
    pub fn before(stand: Option<Self>, event: &[u8]) -> Vec<u8> {
        let stand = stand.map_or([0; STAND], Self::bytes);
        [&stand[..], event].concat()
    }

    /// Encoded; zeroes where no relay counts so far.
    pub fn bytes(self) -> [u8; STAND] {
        let number = |number: u64| u32::try_from(number).ok();
        let mut bytes = [0; STAND];
        if let (Some(node), Some(head)) = (number(self.node), number(self.head)) {
            bytes[..4].copy_from_slice(&node.to_be_bytes());
            bytes[4..8].copy_from_slice(&head.to_be_bytes());
            bytes[8..].copy_from_slice(&self.seen);
        }
        bytes
    }

    /// Takes apart what [`Self::before`] made; nothing where that is too short.
    pub fn split(bytes: &[u8]) -> Option<(Option<Self>, &[u8])> {
        let (stand, event) = bytes.split_first_chunk::<STAND>()?;
        let [node, head] = [0, 4].map(|at| {
            let mut number = [0; 4];
            number.copy_from_slice(&stand[at..at + 4]);
            u64::from(u32::from_be_bytes(number))
        });
        let mut seen = [0; 8];
        seen.copy_from_slice(&stand[8..]);
        let known = stand != &[0; STAND];
        Some((known.then_some(Self { node, head, seen }), event))
    }
}

/// What this device was shown of its epoch's log. The digest is kept whole and told cut: who finds
/// two logs that look the same at one place has found nothing for the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    node: u64,
    upto: u64,
    log: Option<Log>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Log {
    digest: [u8; 32],
    places: VecDeque<(u64, SeenHash)>,
}

/// How another device's stand compares with what was shown here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same was shown to both.
    Same,
    /// One of both cannot tell, or it was too long ago.
    Unknown,
    /// Something else was.
    Other,
}

impl Seen {
    /// Nothing yet of the epoch that began at `node`.
    pub fn from(group: &GroupId, node: u64) -> Self {
        let mut log = Log {
            digest: digest(CONTEXT, &[&group.0, &node.to_be_bytes()]).0,
            places: VecDeque::new(),
        };
        log.keep(node);
        Self {
            node,
            upto: node,
            log: (node <= MAX_SEQ).then_some(log),
        }
    }

    /// Unknown: part of the log was not shown here, and will not be.
    pub fn unknown(node: u64, upto: u64) -> Self {
        Self {
            node,
            upto,
            log: None,
        }
    }

    /// As a store kept it.
    pub fn restore(node: u64, upto: u64, kept: &[u8]) -> Self {
        let log = kept.split_first_chunk::<32>().map(|(digest, places)| Log {
            digest: *digest,
            places: places
                .chunks_exact(12)
                .map(|place| {
                    let (mut seq, mut seen) = ([0; 4], [0; 8]);
                    seq.copy_from_slice(&place[..4]);
                    seen.copy_from_slice(&place[4..]);
                    (u64::from(u32::from_be_bytes(seq)), seen)
                })
                .collect(),
        });
        Self { node, upto, log }
    }

    /// For the store; empty where nothing is known.
    pub fn kept(&self) -> Vec<u8> {
        let mut kept = Vec::new();
        if let Some(log) = &self.log {
            kept.extend(log.digest);
            for (seq, seen) in &log.places {
                kept.extend(u32::try_from(*seq).unwrap_or(u32::MAX).to_be_bytes());
                kept.extend(seen);
            }
        }
        kept
    }

    /// The commit that began the epoch.
    pub fn node(&self) -> u64 {
        self.node
    }

    /// How far the log was read.
    pub fn upto(&self) -> u64 {
        self.upto
    }

    /// The next entry of the log, whatever it turns out to be; `body` where it stands in this epoch.
    /// What was read before changes nothing. Answers the place that it made, if any.
    pub fn read(&mut self, seq: u64, body: Option<&[u8]>) -> Option<(u64, SeenHash)> {
        if seq <= self.upto {
            return None;
        }
        self.upto = seq;
        let (body, log) = (body?, self.log.as_mut()?);
        log.digest = digest(CONTEXT, &[&log.digest, &seq.to_be_bytes(), body]).0;
        log.keep(seq);
        log.places.back().copied()
    }

    /// Where this device stands.
    pub fn stand(&self) -> Option<Stand> {
        let (head, seen) = self.log.as_ref()?.places.back().copied()?;
        Some(Stand {
            node: self.node,
            head,
            seen,
        })
    }

    /// Compares with where the sender of the entry `seq` stood. What they had read stands before
    /// what they said.
    pub fn compare(&self, stand: &Stand, seq: u64) -> Comparison {
        let Some(log) = &self.log else {
            return Comparison::Unknown;
        };
        let oldest = log.places.front().map_or(self.node, |(seq, _)| *seq);
        if stand.node == self.node && stand.head < oldest && oldest > self.node {
            return Comparison::Unknown;
        }
        let same = stand.node == self.node
            && stand.head < seq
            && log.places.contains(&(stand.head, stand.seen));
        if same {
            Comparison::Same
        } else {
            Comparison::Other
        }
    }
}

impl Log {
    fn keep(&mut self, seq: u64) {
        let mut seen = [0; 8];
        seen.copy_from_slice(&self.digest[..8]);
        if self.places.len() == PLACES {
            self.places.pop_front();
        }
        self.places.push_back((seq, seen));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: GroupId = GroupId([7; 16]);

    fn seen(entries: &[(u64, &[u8])]) -> Seen {
        let mut seen = Seen::from(&GROUP, 3);
        for (seq, body) in entries {
            seen.read(*seq, Some(body));
        }
        seen
    }

    #[test]
    fn a_stand_has_its_length_whatever_it_says() {
        let far = Stand {
            node: MAX_SEQ,
            head: MAX_SEQ,
            seen: [1; 8],
        };
        let beyond = Stand {
            head: MAX_SEQ + 1,
            ..far
        };
        for (stand, read) in [
            (seen(&[]).stand(), seen(&[]).stand()),
            (Some(far), Some(far)),
            (Some(beyond), None),
            (None, None),
        ] {
            let bytes = Stand::before(stand, b"event");
            assert_eq!(bytes.len(), STAND + 5);
            assert_eq!(Stand::split(&bytes), Some((read, &b"event"[..])));
        }
        assert_eq!(Stand::split(&[1; STAND - 1]), None);
    }

    #[test]
    fn two_who_were_shown_the_same_agree_wherever_one_of_them_stood() {
        let entries: Vec<(u64, &[u8])> = (4..200).map(|seq| (seq, &b"said"[..])).collect();
        let all = seen(&entries);
        for read in 0..entries.len() {
            let stand = seen(&entries[..read]).stand().expect("known");
            let expected = if entries.len() - read < PLACES {
                Comparison::Same
            } else {
                Comparison::Unknown
            };
            assert_eq!(all.compare(&stand, 200), expected, "{read}");
        }
        assert_eq!(Seen::restore(3, all.upto(), &all.kept()), all);
    }

    #[test]
    fn whatever_was_shown_to_one_alone_shows() {
        let here = seen(&[(4, b"one"), (6, b"two"), (7, b"three")]);
        let others = [
            seen(&[(4, b"one"), (6, b"other")]),
            seen(&[(4, b"one"), (5, b"more"), (6, b"two")]),
            seen(&[(4, b"one"), (5, b"more")]),
            seen(&[(6, b"two")]),
            seen(&[(4, b"two"), (6, b"one")]),
            seen(&[(4, b"one"), (5, b"two")]),
            Seen::from(&GROUP, 2),
            Seen::from(&GroupId([8; 16]), 3),
        ];
        for other in others {
            let stand = other.stand().expect("known");
            assert_eq!(here.compare(&stand, 8), Comparison::Other, "{other:?}");
        }
        // Nobody has read what comes after what they say.
        let later = here.stand().expect("known");
        assert_eq!(here.compare(&later, 8), Comparison::Same);
        assert_eq!(here.compare(&later, 7), Comparison::Other);
    }

    #[test]
    fn who_does_not_know_says_nothing_and_hears_nothing() {
        let mut unknown = Seen::unknown(3, 9);
        assert_eq!(unknown.read(10, Some(b"one")), None);
        assert_eq!((unknown.upto(), unknown.stand()), (10, None));
        let stand = seen(&[(4, b"one")]).stand().expect("known");
        assert_eq!(unknown.compare(&stand, 11), Comparison::Unknown);
        assert_eq!(Seen::restore(3, 10, &unknown.kept()), unknown);
        // Nor does one whose numbers no relay gives out.
        assert_eq!(Seen::from(&GROUP, MAX_SEQ + 1).stand(), None);
    }

    #[test]
    fn what_was_read_before_changes_nothing() {
        let mut once = seen(&[(4, b"one"), (5, b"two")]);
        let before = once.clone();
        assert_eq!(once.read(4, Some(b"another")), None);
        assert_eq!(once, before);
        // Nor does what stands in another epoch, but it is read.
        assert_eq!(once.read(6, None), None);
        assert_eq!((once.stand(), once.upto()), (before.stand(), 6));
    }
}
