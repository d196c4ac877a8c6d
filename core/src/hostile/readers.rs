//! How this device reads what others made, each reader by itself, for the fuzzer. What a reader
//! comes to is told as a number, so that inputs with new outcomes can be told apart.

use kith_protocol::{
    api::{inbox::InboxKind, people::Clinic, sync::GroupUpdate},
    cbor,
    ids::{Digest32, GroupId, PublicKey},
    limits::{MAX_ANSWER, MAX_INBOX_ITEM},
    signed::{Document as _, Signed},
};
use openmls::prelude::Credential;

use super::in_memory::Device;
use crate::{
    circle::{
        consent::Consent,
        group_id::group_salt,
        healing::{Again, Ask, ResendItem},
        policy::{Policy, PolicyExtension, VerifiedPolicy},
        successor::{Reason, Successor},
        whereabouts::{Where, WhereaboutsItem},
    },
    content::{
        erased::Erased,
        event::{ContentKind, Event},
        head::Head,
        registry::{self, Renamed},
        stand::{Seen, Stand},
    },
    mls::{
        Provider,
        commit_data::CommitData,
        gate,
        group::{self, Processed},
        key_package::{self},
        seal,
        welcome::{self, JoinError, Pinned},
    },
    people::{credential, letter},
    sync::{consistent, read_welcome_item, verify_documents},
};

/// A patient and a guest in one room, and how the patient reads what comes.
pub struct Readers {
    pub(super) patient: Device,
    pub(super) guest: Device,
    pub(super) group: GroupId,
    pub(super) policy: VerifiedPolicy,
    pub(super) first: VerifiedPolicy,
    pub(super) welcome: Vec<u8>,
}

impl Readers {
    /// Where the room goes on.
    pub(super) fn next(&self) -> Successor {
        let patient = self.patient.identity.person_key();
        let circle = self.policy.policy.circle;
        let person = &self.patient.identity.person;
        let room = self.policy.policy.room;
        let salt = group_salt(person, room, 1);
        Successor {
            room,
            salt,
            next: GroupId::of(&patient, &salt),
            node: 1,
            read: 2,
            group: self.group,
            circle,
            reason: Reason::Asked,
            version: 3,
            generation: 1,
        }
    }

    pub(super) fn pinned(&self) -> Pinned {
        Pinned {
            patient: self.patient.identity.person_key(),
            version: 1,
            rejoins: false,
            known: None,
        }
    }

    /// An entry of the log, up to the gate's verdict.
    pub fn entry(&self, bytes: &[u8]) -> u64 {
        self.patient.tries(|provider| {
            let mut mls = group::load(provider, &self.group).expect("a group");
            match group::process(&mut mls, provider, bytes) {
                Ok(Processed::Application { bytes, .. }) => 1 + self.said(&bytes),
                Ok(Processed::Commit {
                    staged,
                    sender,
                    data,
                }) => 10 + u64::from(gate::judge(&mls, &staged, &sender, &data).is_ok()),
                Ok(Processed::Own(_)) => 20,
                Ok(Processed::OtherEpoch) => 21,
                Ok(Processed::Broken(_)) => 22,
                Ok(Processed::Unreadable) => 23,
                Err(_) => 24,
            }
        })
    }

    /// A key package that was claimed at the relay.
    pub fn key_package(&self, bytes: &[u8]) -> u64 {
        let person = self.guest.identity.person_key();
        let read = |p: &Provider<'_>| key_package::read(p, bytes, &person).is_ok();
        u64::from(self.patient.tries(read))
    }

    /// A Welcome, as the guest reads it who has the key package for it.
    pub fn welcome(&self, bytes: &[u8]) -> u64 {
        let joined = self
            .guest
            .tries(|provider| welcome::join(provider, bytes, |_, _| Some(self.pinned())).map(drop));
        match joined {
            Ok(()) => 0,
            Err(JoinError::Unreadable) => 1,
            Err(JoinError::NotInvited) => 2,
            Err(JoinError::Refused(_)) => 3,
            Err(JoinError::Mls(_)) => 4,
        }
    }

    /// A policy extension, by itself and as a successor of the one that holds.
    pub fn policy(&self, bytes: &[u8]) -> u64 {
        let patient = self.patient.identity.person_key();
        let own = VerifiedPolicy::read_own(bytes);
        let successor = own.as_ref().map_or(8, |own| {
            let _ = own.read_successor(&self.policy.to_bytes());
            u64::from(self.policy.read_successor(bytes).is_ok())
                + own
                    .policy
                    .members
                    .iter()
                    .filter(|m| own.member(&m.key).is_some())
                    .count() as u64
        });
        successor + 64 * u64::from(VerifiedPolicy::read(bytes, &patient).is_ok())
    }

    /// A policy that the patient signed, whatever is in it: what lies behind her signature.
    pub fn signed_policy(&self, bytes: &[u8]) -> u64 {
        let Ok(policy) = cbor::decode::<Policy>(bytes, MAX_ANSWER) else {
            return 0;
        };
        let extension = PolicyExtension {
            out: Vec::new(),
            policy: Signed::new(&policy, &self.patient.identity.person),
            revocations: None,
        };
        1 + self.policy(&cbor::encode(&extension))
    }

    /// The patient's word that a room goes on in another group: what she may have signed, whatever is
    /// in it, and what somebody has.
    pub fn successor(&self, bytes: &[u8]) -> u64 {
        let key = self.patient.identity.person_key();
        let raw = cbor::decode::<Signed<Successor>>(bytes, MAX_INBOX_ITEM);
        let forged = raw.is_ok_and(|signed| Successor::verify(&signed, &key).is_some());
        let Ok(document) = cbor::decode::<Successor>(bytes, Successor::MAX) else {
            return u64::from(forged);
        };
        let signed = Signed::new(&document, &self.patient.identity.person);
        let read = Successor::verify(&signed, &key);
        assert!(read.is_none_or(|read| read == document));
        2 + u64::from(read.is_some()) + 2 * document.reason as u64
    }

    /// A sealed inbox item, as one kind and as another.
    pub fn sealed(&self, bytes: &[u8]) -> u64 {
        let me = &self.patient.identity;
        let open = |kind| seal::open(kind, &me.device_id(), &me.inbox_secret, bytes);
        let plain = open(InboxKind::Consent).or_else(|_| open(InboxKind::Readd));
        plain.map_or(0, |plain| 1 + self.item(&plain))
    }

    fn whereabouts(&self, bytes: &[u8]) -> u64 {
        let me = self.patient.identity.person_key();
        let Ok(item) = cbor::decode::<WhereaboutsItem>(bytes, MAX_INBOX_ITEM) else {
            return 0;
        };
        let asks = item.letter.as_ref();
        let word = item.successor.as_ref();
        u64::from(asks.is_some_and(|letter| letter::read::<Where>(letter, &me).is_some()))
            + u64::from(item.policy.is_some_and(|policy| policy.verify(&me).is_ok()))
            + u64::from(word.is_some_and(|word| Successor::verify(word, &me).is_some()))
    }

    /// What lay in an inbox item, as each kind.
    pub fn item(&self, bytes: &[u8]) -> u64 {
        let consent = cbor::decode::<Signed<Consent>>(bytes, MAX_INBOX_ITEM).ok();
        let consent = consent.and_then(|signed| {
            let claimed = signed.read_unverified().ok()?;
            signed.verify(&claimed.person).ok()
        });
        let resend = cbor::decode::<ResendItem>(bytes, MAX_INBOX_ITEM).ok();
        let events = resend.map_or(0, |item| {
            let events = item.events.unwrap_or_default();
            crate::circle::healing::events_digest(&events);
            events.iter().map(|event| self.event(event)).sum()
        });
        let me = self.patient.identity.person_key();
        u64::from(consent.is_some())
            + 2 * u64::from(
                self.patient
                    .tries(|p| key_package::read_request(p, bytes))
                    .is_ok(),
            )
            + 4 * u64::from(letter::read::<Ask>(bytes, &me).is_some())
            + 8 * u64::from(letter::read::<Again>(bytes, &me).is_some())
            + 16 * u64::from(read_welcome_item(bytes).is_some_and(|item| {
                item.successor
                    .is_none_or(|signed| Successor::verify(&signed, &me).is_none())
            }))
            + 32 * events
            + 64 * self.whereabouts(bytes)
    }

    /// What a message says: where its sender stood, then an event.
    pub fn said(&self, bytes: &[u8]) -> u64 {
        let Some((stand, bytes)) = Stand::split(bytes) else {
            return 0;
        };
        if let Some(stand) = stand {
            assert_eq!(
                Stand::split(&Stand::before(Some(stand), bytes)),
                Some((Some(stand), bytes))
            );
            let mut seen = Seen::from(&self.group, stand.node);
            seen.read(stand.head, Some(bytes));
            seen.compare(&stand, stand.head + 1);
        }
        self.event(bytes)
    }

    /// An event and its words.
    pub fn event(&self, bytes: &[u8]) -> u64 {
        if let Some(left) = Erased::decode(bytes) {
            assert_eq!(Erased::decode(&left.encode()), Some(left.clone()));
            return 16 + u64::from(left.about.is_some()) + 2 * u64::from(left.edit().is_some());
        }
        let Ok(event) = Event::decode(bytes) else {
            return 0;
        };
        assert_eq!(event.erased().hash(), event.hash());
        assert_eq!(Event::decode(&event.encode()).as_ref(), Ok(&event));
        let mut names = Renamed::of(self.guest.identity.device_id());
        names.add((1, [0; 16]), (2, [1; 16]));
        registry::renamed(event.kind, &event.content, &names);
        let read = registry::read(event.kind, &event.content);
        let words = read.as_ref().map_or(0, |content| content.words().len());
        1 + u64::from(read.is_ok())
            + 2 * u64::from(words > 0)
            + 4 * u64::from(Head::read(&event.content).is_ok())
    }

    /// The content of an event, behind the number of its kind: what was read is the same when it is
    /// written and read again.
    pub fn content(&self, bytes: &[u8]) -> u64 {
        let Some((kind, bytes)) = bytes.split_first_chunk() else {
            return 0;
        };
        let kind = ContentKind(u16::from_be_bytes(*kind));
        let Ok(content) = registry::read(kind, bytes) else {
            return 1;
        };
        let again = content.encode().map(|bytes| registry::read(kind, &bytes));
        assert!(again.is_none_or(|again| again.as_ref() == Ok(&content)));
        let class = kind.class() as u64;
        let said =
            u64::from(content.words().is_empty()) + 2 * u64::from(content.answers().is_some());
        2 + class + 4 * said + 16 * u64::from(content.mentions().is_empty())
    }

    /// A leaf's credential.
    pub fn credential(&self, bytes: &[u8]) -> u64 {
        let credential = Credential::new(credential::CREDENTIAL_TYPE, bytes.to_vec());
        let key = self.guest.identity.device_key();
        u64::from(credential::verify(&credential, &key.0).is_ok())
            + 2 * u64::from(credential::read_member(&credential).is_ok())
            + 4 * u64::from(cbor::decode::<CommitData>(bytes, 64).is_ok())
    }

    /// The clinic's documents.
    pub fn documents(&self, documents: &Clinic, clinic: &Digest32) -> u64 {
        u64::from(verify_documents(documents, clinic, "https://relay.example").is_ok())
    }

    /// What of a page of the log can be true.
    pub fn page(&self, cursor: u64, mut update: GroupUpdate) -> u64 {
        let (entries, cut) = consistent(cursor, &mut update);
        assert!(entries.is_sorted_by(|a, b| a.seq < b.seq));
        assert!(entries.iter().all(|entry| entry.seq > cursor));
        entries.len() as u64 * 2 + u64::from(cut)
    }

    /// The patient's person key.
    pub fn patient(&self) -> PublicKey {
        self.patient.identity.person_key()
    }
}
