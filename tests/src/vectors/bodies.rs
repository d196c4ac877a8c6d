//! A body of each request and each answer.

use kith_protocol::{
    api::{Done, groups, inbox, people, session, sync},
    ids::{Incarnation, InvitationId, PublicKey, RequestId, Signature64},
    invitation::token_hash,
    problem::{Code, Problem},
    signed::{Signed, public_key},
};
use serde_bytes::ByteBuf;

use super::{
    cast::{
        DAY, EPOCH, ISSUER, NOW, OF_CLINIC, OF_PATIENT, ROOT, chain, clinics_invitation, daughter,
        group, issuer, key, patient, patients_invitation, profile, receipt, revocations, salt,
    },
    vector::Vector,
};

const ID: RequestId = RequestId([0xf1; 16]);
const SIGNATURE: Signature64 = Signature64([0xf2; 64]);

/// Stands for what the relay cannot read.
fn opaque(text: &str) -> ByteBuf {
    ByteBuf::from(text)
}

fn epoch_key() -> PublicKey {
    public_key(&key(EPOCH))
}

/// The ids of commits and of the reader's `own` messages are told.
fn entry(at: u64, node: u64, seq: u64, (commit, own): (bool, bool)) -> groups::Entry {
    groups::Entry {
        at,
        body: opaque("an MLS message"),
        commit: commit.then(|| groups::CommitInfo {
            next_key: epoch_key(),
            removal: false,
        }),
        id: (commit || own).then_some(RequestId([seq.to_be_bytes()[7]; 16])),
        node,
        seq,
    }
}

/// A commit, one that supersedes it on the same parent, and what was said before and after: the
/// node falls where the second branch begins.
fn page() -> Vec<groups::Entry> {
    vec![
        entry(NOW, 3, 4, (false, false)),
        entry(NOW + 5, 3, 5, (true, false)),
        entry(NOW + 60_000, 5, 6, (false, false)),
        entry(NOW + 60_000, 3, 7, (true, false)),
        entry(NOW + 90_000, 7, 8, (false, true)),
    ]
}

fn cursor() -> sync::GroupCursor {
    sync::GroupCursor {
        after: 3,
        group: group(),
    }
}

fn documents() -> people::Clinic {
    people::Clinic {
        issuer: Signed::new(&issuer(), &key(ROOT)),
        profile: Signed::new(&profile(), &key(ISSUER)),
        revocations: Signed::new(&revocations(), &key(ISSUER)),
    }
}

fn of_sessions() -> Vec<Vector> {
    let device = patient().device_id();
    let proof = session::Proof {
        node: 7,
        group: group(),
        signature: SIGNATURE,
    };
    vec![
        Vector::encoding("nonce-request", 6, &session::NonceRequest { device }),
        Vector::encoding(
            "nonce",
            6,
            &session::Nonce {
                nonce: vec![0xe1; 32],
            },
        ),
        Vector::encoding(
            "session-request",
            6,
            &session::SessionRequest {
                nonce: vec![0xe1; 32],
                device,
                signature: SIGNATURE,
            },
        ),
        Vector::encoding(
            "session",
            6,
            &session::Session {
                token: "e3".repeat(32),
                session: vec![0xe2; 16],
                expires_in: 3_600,
            },
        ),
        Vector::encoding(
            "proofs",
            6,
            &session::Proofs {
                proofs: vec![proof],
            },
        ),
        Vector::encoding(
            "proof-results",
            6,
            &session::ProofResults {
                held: vec![true, false],
            },
        ),
    ]
}

fn of_people() -> Vec<Vector> {
    let device = patient();
    let record = people::DeviceRecord {
        device: device.certificate.clone(),
        inbox_key: device.inbox_record(),
    };
    let enrolled = |receipt, attestation| people::Enrolled {
        clinic: documents(),
        receipt,
        attestation,
    };
    let secret = patients_invitation().content.secret;
    let guest = |replaces| people::GuestInvitation {
        id: OF_PATIENT,
        expires: NOW + 7 * DAY,
        replaces,
        token_hash: token_hash(&secret.relay_token()),
    };
    let packages = |fresh, last_resort| people::KeyPackages {
        fresh,
        packages: vec![opaque("an MLS key package")],
        last_resort,
    };
    vec![
        Vector::encoding(
            "enrolment",
            6,
            &people::Enrolment {
                token: clinics_invitation(None).content.secret.relay_token(),
                device: record.device.clone(),
                inbox_key: record.inbox_key.clone(),
                invitation: OF_CLINIC,
            },
        ),
        Vector::encoding("enrolled: by the clinic", 6, &enrolled(None, Some(chain()))),
        Vector::encoding(
            "enrolled: a patient's guest",
            6,
            &enrolled(Some(receipt(&daughter(), OF_PATIENT)), None),
        ),
        Vector::encoding("clinic", 6, &documents()),
        Vector::encoding(
            "devices",
            6,
            &people::Devices {
                devices: vec![record],
            },
        ),
        Vector::encoding("guest-invitation", 6, &guest(None)),
        Vector::encoding(
            "guest-invitation: in the place of another",
            6,
            &guest(Some(InvitationId([0xf3; 16]))),
        ),
        Vector::encoding("key-packages", 6, &packages(false, None)),
        Vector::encoding(
            "key-packages: after a restore",
            6,
            &packages(true, Some(opaque("the last one"))),
        ),
        Vector::encoding(
            "claim",
            6,
            &people::Claim {
                id: ID,
                person: device.person_id(),
            },
        ),
        Vector::encoding(
            "claimed",
            6,
            &people::Claimed {
                packages: vec![people::ClaimedPackage {
                    device: device.device_id(),
                    package: opaque("an MLS key package"),
                }],
            },
        ),
        Vector::encoding("claimed: nothing", 6, &people::Claimed { packages: vec![] }),
    ]
}

fn of_sync() -> Vec<Vector> {
    let request = |inbox| sync::SyncRequest {
        inbox,
        groups: vec![cursor()],
        wait_ms: 25_000,
        max_page: 1_000,
    };
    let item = |kind, node| inbox::InboxItem {
        at: NOW,
        seq: 41,
        body: opaque("sealed"),
        kind,
        node,
    };
    let answer = sync::SyncAnswer {
        now: NOW,
        inbox: vec![
            item(inbox::InboxKind::Welcome, Some(5)),
            item(inbox::InboxKind::Resend, None),
        ],
        groups: vec![sync::GroupUpdate {
            head: 8,
            more: false,
            first: 1,
            group: group(),
            access: sync::Access::Member,
            entries: page(),
        }],
        incarnation: Incarnation([0xf4; 16]),
        key_packages: 20,
    };
    vec![
        Vector::encoding("sync-request", 6, &request(Some(40))),
        Vector::encoding("sync-request: without the inbox", 6, &request(None)),
        Vector::encoding("sync-answer", 6, &answer),
        Vector::encoding(
            "deposit",
            6,
            &inbox::Deposit {
                id: ID,
                body: opaque("sealed"),
                kind: inbox::InboxKind::Consent,
            },
        ),
        Vector::encoding(
            "ack",
            6,
            &sync::Ack {
                inbox: Some(41),
                groups: vec![cursor()],
            },
        ),
        Vector::encoding("done", 6, &Done {}),
    ]
}

fn of_groups() -> Vec<Vector> {
    let mut stale = Problem::new(Code::StaleEpoch);
    (stale.epoch, stale.commits) = (Some(1), vec![5, 7]);
    let problem = serde_json::to_string(&stale).expect("JSON");
    vec![
        Vector::encoding(
            "new-group",
            7,
            &groups::NewGroup::of(patient().person_key(), salt(), epoch_key()),
        ),
        Vector::encoding(
            "append",
            7,
            &groups::Append {
                node: 3,
                entries: vec![groups::NewEntry {
                    id: ID,
                    body: opaque("an MLS message"),
                }],
            },
        ),
        Vector::encoding(
            "appended",
            7,
            &groups::Appended {
                placed: vec![groups::Placed { at: NOW, seq: 4 }],
            },
        ),
        Vector::encoding(
            "commit",
            7,
            &groups::Commit {
                id: ID,
                body: opaque("an MLS message"),
                proof: SIGNATURE,
                parent: 3,
                removal: false,
                next_key: epoch_key(),
                welcomes: vec![groups::Welcome {
                    body: opaque("sealed"),
                    device: patient().device_id(),
                }],
                supersedes: vec![5],
            },
        ),
        Vector::encoding("committed", 7, &groups::Committed { at: NOW, seq: 7 }),
        Vector::encoding("mark-removal", 7, &groups::MarkRemoval { node: 7 }),
        Vector::encoding(
            "find-nodes",
            7,
            &groups::FindNodes {
                epochs: vec![groups::EpochName {
                    key: epoch_key(),
                    group: group(),
                }],
            },
        ),
        Vector::encoding(
            "found-nodes",
            7,
            &groups::FoundNodes {
                nodes: vec![
                    Some(groups::FoundNode {
                        node: 0,
                        commit: None,
                    }),
                    Some(groups::FoundNode {
                        node: 7,
                        commit: Some(groups::commit_digest(b"an MLS message")),
                    }),
                    None,
                ],
            },
        ),
        Vector::new("problem: stale-epoch", 8).says("json", problem),
    ]
}

pub(super) fn vectors() -> Vec<Vector> {
    [of_sessions(), of_people(), of_sync(), of_groups()]
        .into_iter()
        .flatten()
        .collect()
}
