//! Something genuine of each kind. Keys are fixed where the type lets them; those of devices
//! and groups are new in each run.

use ed25519_dalek::SigningKey;
use kith_core::{
    circle::policy::Policy,
    content::{
        event::ContentKind,
        head::Target,
        receipt::{Mark, Receipt as Told},
        registry::{self, Content},
        relation::{
            edit::Edit, pin::Pin, reaction::Reaction, redaction::Redaction, withdrawn::Withdrawn,
        },
        reply::Reply,
        text::Text,
    },
    hostile::Genuine,
};
use kith_protocol::{
    api::{Capabilities, Done, groups, inbox, people, session, sync},
    cbor,
    identity::{
        Attestation, AttestationChain, AttestedName, ClinicProfile, DeviceCertificate, InboxKey,
        IssuerCertificate, Receipt, Redemption, Revocations, Role, root_fingerprint,
    },
    ids::{
        CircleId, DeviceId, Digest32, GroupId, GroupSalt, Incarnation, InvitationId, NameSalt,
        PersonId, PublicKey, RequestId, Signature64,
    },
    invitation::{CircleInvitation, Invitation, InvitationContent, InvitationSecret},
    limits::MAX_NUMBER,
    problem::{Code, Problem},
    signed::{Signed, public_key},
};
use serde_bytes::ByteBuf;

use crate::targets::{ANY, readers};

const GROUP: GroupId = GroupId([8; 16]);
const KEY: PublicKey = PublicKey([2; 32]);
const ID: RequestId = RequestId([6; 16]);

fn key(of: u8) -> SigningKey {
    SigningKey::from_bytes(&[of; 32])
}

fn body() -> ByteBuf {
    ByteBuf::from(vec![5; 40])
}

/// The fingerprint of the clinic's root.
pub(crate) fn clinic() -> Digest32 {
    root_fingerprint(&public_key(&key(1)))
}

fn issuer() -> Signed<IssuerCertificate> {
    let certificate = IssuerCertificate {
        root: public_key(&key(1)),
        place: profile().place(),
        issuer: public_key(&key(2)),
        serial: 1,
        not_after: 1 << 40,
    };
    Signed::new(&certificate, &key(1))
}

fn chain() -> AttestationChain {
    let attestation = Attestation {
        name: Some(ANY),
        role: Role::Clinician,
        clinic: clinic(),
        person: public_key(&key(3)),
        issued_at: 7,
    };
    AttestationChain {
        issuer: issuer(),
        attestation: Signed::new(&attestation, &key(2)),
    }
}

fn receipt() -> Receipt {
    let redemption = Redemption {
        at: 7,
        clinic: clinic(),
        person: public_key(&key(3)),
        invitation: InvitationId([5; 16]),
    };
    Receipt {
        issuer: issuer(),
        redemption: Signed::new(&redemption, &key(2)),
    }
}

fn device() -> Signed<DeviceCertificate> {
    let certificate = DeviceCertificate {
        device: public_key(&key(4)),
        person: public_key(&key(3)),
        created_at: 7,
    };
    Signed::new(&certificate, &key(3))
}

fn inbox_key() -> Signed<InboxKey> {
    let record = InboxKey {
        key: vec![9; 1216],
        device: public_key(&key(4)),
    };
    Signed::new(&record, &key(4))
}

fn profile() -> ClinicProfile {
    ClinicProfile {
        at: 7,
        urls: vec!["https://relay.example".to_owned()],
        name: "Riverside Clinic".to_owned(),
        pins: vec![ANY],
        hours: "always".to_owned(),
        clinic: clinic(),
        version: 1,
        emergency: "112".to_owned(),
        telephone: "030 555 0100".to_owned(),
    }
}

fn clinic_documents() -> people::Clinic {
    let revocations = Revocations {
        at: 7,
        clinic: clinic(),
        people: vec![PersonId([3; 16])],
        version: 2,
    };
    people::Clinic {
        issuer: issuer(),
        profile: Signed::new(&profile(), &key(2)),
        revocations: Signed::new(&revocations, &key(2)),
    }
}

fn invitation(circle: bool) -> Invitation {
    let id = InvitationId([3; 16]);
    let of_patient = CircleInvitation {
        role: Role::Family,
        circle: CircleId([9; 16]),
        expires: 5,
        patient: public_key(&key(3)),
        version: 1,
        invitation: id,
        relationship: "daughter".to_owned(),
    };
    Invitation {
        relay: "https://relay.example".to_owned(),
        content: InvitationContent {
            id,
            pin: Some(ANY),
            name: (!circle).then(|| AttestedName {
                name: "Nadia Okafor".to_owned(),
                salt: NameSalt([6; 16]),
            }),
            circle: circle.then(|| Invitation::sign_circle(&of_patient, &key(3))),
            clinic: clinic(),
            secret: InvitationSecret::new([4; 32]),
            expires: 5,
        },
    }
}

pub(crate) fn requests() -> Vec<Vec<u8>> {
    let device_id = DeviceId([4; 16]);
    let signature = Signature64([7; 64]);
    let cursor = sync::GroupCursor {
        after: 3,
        group: GROUP,
    };
    let proof = session::Proof {
        node: 1,
        group: GROUP,
        signature,
    };
    vec![
        cbor::encode(&session::NonceRequest { device: device_id }),
        cbor::encode(&session::SessionRequest {
            nonce: vec![1; 32],
            device: device_id,
            signature,
        }),
        cbor::encode(&session::Proofs {
            proofs: vec![proof; 2],
        }),
        cbor::encode(&people::Enrolment {
            token: ANY,
            device: device(),
            inbox_key: inbox_key(),
            invitation: InvitationId([3; 16]),
        }),
        cbor::encode(&people::GuestInvitation {
            id: InvitationId([3; 16]),
            expires: 9,
            replaces: Some(InvitationId([2; 16])),
            token_hash: ANY,
        }),
        cbor::encode(&people::KeyPackages {
            fresh: true,
            packages: vec![body(); 2],
            last_resort: Some(body()),
        }),
        cbor::encode(&people::Claim {
            id: ID,
            person: PersonId([3; 16]),
        }),
        cbor::encode(&groups::NewGroup::of(KEY, GroupSalt([9; 16]), KEY)),
        cbor::encode(&groups::Append {
            node: 1,
            entries: vec![groups::NewEntry {
                id: ID,
                body: body(),
            }],
        }),
        cbor::encode(&groups::Commit {
            id: ID,
            body: body(),
            proof: Signature64([7; 64]),
            parent: 1,
            removal: true,
            next_key: KEY,
            welcomes: vec![groups::Welcome {
                body: body(),
                device: device_id,
            }],
            supersedes: vec![4, 5],
        }),
        cbor::encode(&groups::MarkRemoval { node: 1 }),
        cbor::encode(&groups::FindNodes {
            epochs: vec![groups::EpochName {
                key: KEY,
                group: GROUP,
            }],
        }),
        cbor::encode(&inbox::Deposit {
            id: ID,
            body: body(),
            kind: inbox::InboxKind::Readd,
        }),
        cbor::encode(&sync::SyncRequest {
            inbox: Some(4),
            groups: vec![cursor; 3],
            wait_ms: 9,
            max_page: 100,
        }),
        cbor::encode(&sync::Ack {
            inbox: Some(4),
            groups: vec![cursor],
        }),
    ]
}

fn sync_answer() -> sync::SyncAnswer {
    let entry = |seq, node, commit: bool| groups::Entry {
        at: 9,
        body: body(),
        commit: commit.then_some(groups::CommitInfo {
            next_key: KEY,
            removal: false,
        }),
        id: commit.then_some(ID),
        node,
        seq,
    };
    sync::SyncAnswer {
        now: 9,
        inbox: vec![inbox::InboxItem {
            at: 9,
            seq: 1,
            body: body(),
            kind: inbox::InboxKind::Welcome,
            node: Some(1),
        }],
        groups: vec![sync::GroupUpdate {
            head: 7,
            more: true,
            first: 1,
            group: GROUP,
            access: sync::Access::Member,
            entries: vec![entry(4, 3, false), entry(5, 3, true), entry(6, 5, false)],
        }],
        incarnation: Incarnation([1; 16]),
        key_packages: 20,
    }
}

pub(crate) fn answers() -> Vec<Vec<u8>> {
    vec![
        cbor::encode(&session::Nonce { nonce: vec![1; 32] }),
        cbor::encode(&session::Session {
            token: "a".repeat(64),
            session: vec![1; 16],
            expires_in: 600,
        }),
        cbor::encode(&session::ProofResults {
            held: vec![true, false],
        }),
        cbor::encode(&people::Enrolled {
            clinic: clinic_documents(),
            receipt: Some(receipt()),
            attestation: Some(chain()),
        }),
        cbor::encode(&clinic_documents()),
        cbor::encode(&people::Devices {
            devices: vec![people::DeviceRecord {
                device: device(),
                inbox_key: inbox_key(),
            }],
        }),
        cbor::encode(&people::Claimed {
            packages: vec![people::ClaimedPackage {
                device: DeviceId([4; 16]),
                package: body(),
            }],
        }),
        cbor::encode(&groups::Appended {
            placed: vec![groups::Placed { at: 9, seq: 4 }],
        }),
        cbor::encode(&groups::Committed { at: 9, seq: 4 }),
        cbor::encode(&sync_answer()),
        cbor::encode(&Done {}),
    ]
}

pub(crate) fn documents() -> Vec<Vec<u8>> {
    let clinic = clinic_documents();
    vec![
        cbor::encode(&chain()),
        cbor::encode(&clinic),
        cbor::encode(&clinic.issuer),
        cbor::encode(&clinic.profile),
        cbor::encode(&clinic.revocations),
        cbor::encode(&device()),
        cbor::encode(&inbox_key()),
    ]
}

/// Links, and texts around them, whole and damaged (`tests/corpus/links`).
pub(crate) fn link() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = [true, false]
        .map(|circle| invitation(circle).to_link().into_bytes())
        .into();
    let link = invitation(true).to_link();
    let (address, fragment) = link.split_once('#').expect("a fragment");
    let (head, tail) = fragment.split_at(fragment.len() / 2);
    let corpus = include_str!("../../corpus/links");
    let blocks = corpus.split("\n== ").skip(1);
    let of_links = blocks.filter(|block| !block.starts_with("none"));
    seeds.extend(of_links.map(|block| {
        let text = block.split_once('\n').map_or("", |(_, text)| text);
        text.replace("{link}", &link)
            .replace("{address}", address)
            .replace("{host}", address.trim_start_matches("https://"))
            .replace("{fragment}", fragment)
            .replace("{upper}", &fragment.to_uppercase())
            .replace("{head}", head)
            .replace("{tail}", tail)
            .into_bytes()
    }));
    seeds
}

/// Names (`tests/corpus/names`).
pub(crate) fn name() -> Vec<Vec<u8>> {
    let corpus = include_str!("../../corpus/names");
    corpus
        .split("\n== ")
        .skip(1)
        .map(|block| block.split_once('\n').map_or("", |(_, text)| text).into())
        .collect()
}

pub(crate) fn link_content() -> Vec<Vec<u8>> {
    [true, false]
        .map(|circle| cbor::encode(&invitation(circle).content))
        .into()
}

pub(crate) fn problem() -> Vec<Vec<u8>> {
    let mut stale = Problem::new(Code::StaleEpoch);
    stale.epoch = Some(3);
    stale.commits = vec![4, 5];
    stale.retry_after_ms = Some(500);
    let capabilities = Capabilities::current(Incarnation([1; 16]), 30);
    vec![
        serde_json::to_vec(&stale).expect("JSON"),
        serde_json::to_vec(&Problem::new(Code::BadRequest)).expect("JSON"),
        serde_json::to_vec(&capabilities).expect("JSON"),
    ]
}

pub(crate) fn deterministic() -> Vec<Vec<u8>> {
    [requests(), answers()].concat()
}

fn genuine<T>(which: impl FnOnce(Genuine) -> T) -> T {
    readers(|readers| which(readers.genuine()))
}

pub(crate) fn event() -> Vec<Vec<u8>> {
    genuine(|genuine| vec![genuine.said])
}

/// One of each kind that is known.
pub(crate) fn content() -> Vec<Vec<u8>> {
    let target = Target {
        device: DeviceId([4; 16]),
        counter: 300,
    };
    let (body, mentions) = ("@Joy, good morning.".to_owned(), vec![PersonId([5; 16])]);
    let of = |content: Content| {
        let kind = match &content {
            Content::Text(_) => ContentKind::TEXT,
            Content::Reply(_) => ContentKind::REPLY,
            Content::Reaction(_) => ContentKind::REACTION,
            Content::Edit(_) => ContentKind::EDIT,
            Content::Redaction(_) => ContentKind::REDACTION,
            Content::Pin(_) => ContentKind::PIN,
            Content::Withdrawn(_) => ContentKind::WITHDRAWN,
            Content::Receipt(_) => ContentKind::RECEIPT,
            Content::Newer { .. } => unreachable!("known"),
        };
        let bytes = content.encode().expect("known");
        (kind, [kind.0.to_be_bytes().to_vec(), bytes].concat())
    };
    let made = [
        of(Content::Text(Text {
            body: body.clone(),
            mentions: mentions.clone(),
        })),
        of(Content::Reply(Reply {
            target,
            body: body.clone(),
            mentions,
        })),
        of(Content::Reaction(Reaction {
            target,
            replaces: vec![[6; 16]],
            sign: Some("👍".into()),
        })),
        of(Content::Edit(Edit {
            target,
            parents: vec![[7; 16]],
            body,
        })),
        of(Content::Redaction(Redaction { target })),
        of(Content::Pin(Pin {
            target,
            replaces: vec![[8; 16]],
            on: true,
            read: vec![[9; 16]],
        })),
        of(Content::Withdrawn(Withdrawn)),
        of(Content::Receipt(Told {
            marks: vec![Mark {
                device: DeviceId([4; 16]),
                delivered: 300,
                seen: 20,
            }],
        })),
    ];
    let kinds: Vec<_> = made.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, registry::KINDS, "each has something to begin with");
    made.into_iter().map(|(_, bytes)| bytes).collect()
}

pub(crate) fn policy() -> Vec<Vec<u8>> {
    genuine(|genuine| genuine.policies)
}

pub(crate) fn signed_policy() -> Vec<Vec<u8>> {
    #[derive(serde::Deserialize)]
    struct Extension {
        policy: Signed<Policy>,
    }
    let payload = |bytes: &Vec<u8>| {
        let extension: Extension = cbor::decode(bytes, bytes.len()).expect("a policy");
        extension.policy.payload().to_vec()
    };
    let mut policies: Vec<Vec<u8>> = policy().iter().map(payload).collect();
    // The last version that there can be: what follows from it overflowed once.
    let last = |bytes: &Vec<u8>| {
        let mut policy: Policy = cbor::decode(bytes, bytes.len()).expect("a policy");
        policy.version = MAX_NUMBER - 1;
        cbor::encode(&policy)
    };
    policies.extend(policies.first().map(last));
    policies
}

pub(crate) fn successor() -> Vec<Vec<u8>> {
    genuine(|genuine| vec![genuine.successor])
}

pub(crate) fn sealed() -> Vec<Vec<u8>> {
    genuine(|genuine| genuine.sealed)
}

pub(crate) fn item() -> Vec<Vec<u8>> {
    genuine(|genuine| genuine.items)
}

pub(crate) fn credential() -> Vec<Vec<u8>> {
    genuine(|genuine| vec![genuine.credential, vec![0xa1, 0x61, b'r', 0xf4]])
}

pub(crate) fn entry() -> Vec<Vec<u8>> {
    genuine(|genuine| genuine.entries)
}

pub(crate) fn key_package() -> Vec<Vec<u8>> {
    genuine(|genuine| vec![genuine.key_package])
}

pub(crate) fn welcome() -> Vec<Vec<u8>> {
    genuine(|genuine| vec![genuine.welcome])
}

pub(crate) fn page() -> Vec<Vec<u8>> {
    vec![cbor::encode(&sync_answer())]
}
