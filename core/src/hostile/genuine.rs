//! What the fuzzer begins with: a patient and a guest in one room, and something genuine of each kind.

use kith_protocol::{
    api::inbox::InboxKind,
    cbor,
    identity::{IssuerCertificate, Receipt, Redemption},
    ids::Digest32,
    signed::Signed,
};

use super::{
    in_memory::{Device, signed},
    readers::Readers,
};
use crate::{
    circle::{
        consent::Consent,
        group_id::group_salt,
        healing::{Again, Ask, ResendItem},
        policy::{Policy, no_previous},
        room_id,
        whereabouts::{EpochAt, Where, WhereaboutsItem},
    },
    content::{
        event::{ContentKind, Event},
        stamp::Stamp,
        stand::{Seen, Stand},
        text::Text,
    },
    ids::{CircleId, GroupId},
    mls::{
        Provider,
        group::{self, Plan},
        key_package::{self, Purpose},
        readd::ReaddMark,
        seal,
        welcome::{self},
    },
    people::letter,
    rights::table::Audience,
};

const CLINIC: Digest32 = Digest32([3; 32]);

/// Something genuine of each kind, to begin with.
pub struct Genuine {
    /// Entries of the log: a message and a commit of the guest.
    pub entries: Vec<Vec<u8>>,
    /// A key package of the guest.
    pub key_package: Vec<u8>,
    /// The Welcome that let the guest in.
    pub welcome: Vec<u8>,
    /// Policy extensions, the first version and the second.
    pub policies: Vec<Vec<u8>>,
    /// Inbox items, sealed: a consent, a letter.
    pub sealed: Vec<Vec<u8>>,
    /// What lay in them and in others.
    pub items: Vec<Vec<u8>>,
    /// A credential.
    pub credential: Vec<u8>,
    /// The patient's word that the room goes on in another group: what she signs.
    pub successor: Vec<u8>,
    /// What a message says: a stand, then a padded event.
    pub said: Vec<u8>,
}

impl Default for Readers {
    fn default() -> Self {
        use kith_protocol::identity::Role;
        let (patient, guest) = (Device::new(), Device::new());
        let (key, circle) = (patient.identity.person_key(), CircleId([4; 16]));
        let room = room_id::shared(&circle, Audience::Circle);
        let salt = group_salt(&patient.identity.person, room, 0);
        let group = GroupId::of(&key, &salt);
        let alone = Policy {
            room,
            salt,
            group,
            circle,
            clinic: CLINIC,
            title: "A circle".to_owned(),
            members: vec![patient.member(Role::Patient, "Patient")],
            patient: key,
            audience: Audience::Circle,
            version: 1,
            previous: no_previous(),
            generation: 0,
        };
        let first = signed(&alone, &patient.identity);
        let mut members = first.policy.members.clone();
        members.push(guest.member(Role::Family, "Guest"));
        let policy = signed(&Policy::next(&first, members), &patient.identity);

        let provider = Provider::new(&patient.db);
        let mut mls = group::create(&provider, &patient.identity, &group, first.to_bytes());
        let mls = mls.as_mut().expect("a group");
        let package = key_package::make(
            &Provider::new(&guest.db),
            &guest.identity,
            Purpose::LastResort,
        );
        let package = package.expect("a key package");
        let guest_key = guest.identity.person_key();
        let (package, _) =
            key_package::read(&provider, &package, &guest_key).expect("it is genuine");
        let plan = Plan {
            add: vec![package],
            policy: Some(policy.to_bytes()),
            ..Plan::default()
        };
        let built = group::commit(mls, &provider, &patient.identity, plan).expect("a commit");
        mls.merge_pending_commit(&provider).expect("merged");
        let welcome = built.welcome.expect("someone comes");
        Self {
            patient,
            guest,
            group,
            policy,
            first,
            welcome,
        }
    }
}

impl Readers {
    /// Something of each kind that is genuine.
    pub fn genuine(&self) -> Genuine {
        let (guest, patient) = (&self.guest, &self.patient);
        let who = &guest.identity;
        let event = Event {
            kind: ContentKind::TEXT,
            counter: 1,
            previous: [0; 16],
            said: Stamp::at(7),
            content: Text::new("Good morning.").expect("words").encode(),
        }
        .encode();
        // Not kept: the guest is to find the key package that the Welcome is for, again.
        let join = |provider: &Provider<'_>| {
            let joined = welcome::join(provider, &self.welcome, |_, _| Some(self.pinned()));
            joined.expect("joined").group
        };
        let stand = Seen::from(&self.group, 3).stand();
        let said = Stand::before(stand, &event);
        let message = guest.tries(|p| group::encrypt(&mut join(p), p, who, &said));
        let commit = guest.tries(|p| group::commit(&mut join(p), p, who, Plan::default()));
        let package = guest
            .tries(|p| key_package::make(p, who, Purpose::OneTime))
            .expect("made");
        let issuer = IssuerCertificate {
            root: who.person_key(),
            place: Digest32([7; 32]),
            issuer: who.person_key(),
            serial: 1,
            not_after: 2,
        };
        let redemption = Redemption {
            at: 1,
            clinic: Digest32([1; 32]),
            person: who.person_key(),
            invitation: kith_protocol::ids::InvitationId([5; 16]),
        };
        let consent = Consent {
            at: 1,
            mac: Digest32([1; 32]),
            name: "Guest".to_owned(),
            circle: CircleId([4; 16]),
            person: who.person_key(),
            receipt: Receipt {
                issuer: Signed::new(&issuer, &who.person),
                redemption: Signed::new(&redemption, &who.person),
            },
            invitation: kith_protocol::ids::InvitationId([5; 16]),
            attestation: None,
            salt: None,
        };
        let mark = ReaddMark {
            at: 9,
            group: self.group,
        };
        let readd = guest
            .tries(|p| key_package::make(p, who, Purpose::Readd(mark)))
            .expect("made");
        let ask = Ask {
            at: 9,
            group: self.group,
            last: Some(4),
            first: 1,
        };
        let again = Again {
            at: 9,
            group: self.group,
            more: false,
            first: 1,
            through: 1,
            events: crate::circle::healing::events_digest(&[event.clone().into()]),
        };
        let to = patient.identity.person_key();
        let item = ResendItem {
            letter: letter::write(&again, who, to).into(),
            events: Some(vec![event.clone().into()]),
        };
        let stands = Where {
            at: 9,
            ask: true,
            room: self.policy.policy.room,
            epoch: Some(EpochAt { key: to, node: 3 }),
            circle: self.policy.policy.circle,
            version: 2,
            generation: 0,
        };
        let told = WhereaboutsItem {
            letter: Some(letter::write(&stands, who, to).into()),
            policy: Some(self.policy.extension.policy.clone()),
            successor: Some(Signed::new(&self.next(), &patient.identity.person)),
        };
        let items = vec![
            cbor::encode(&Signed::new(&consent, &who.person)),
            readd,
            letter::write(&ask, who, to),
            letter::write(&again, who, to),
            cbor::encode(&item),
            cbor::encode(&told),
        ];
        let device = patient.identity.device_id();
        let seal = |kind, plain: &[u8]| {
            seal::seal(kind, &device, &patient.identity.inbox_public, plain).expect("sealed")
        };
        Genuine {
            entries: vec![
                message.expect("a message"),
                commit.expect("a commit").commit,
            ],
            key_package: package,
            welcome: self.welcome.clone(),
            policies: vec![self.first.to_bytes(), self.policy.to_bytes()],
            sealed: vec![
                seal(InboxKind::Consent, &items[0]),
                seal(InboxKind::Readd, &items[1]),
            ],
            items,
            credential: cbor::encode(&who.certificate),
            successor: cbor::encode(&self.next()),
            said,
        }
    }
}
