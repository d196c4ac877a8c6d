//! The table of targets. Each takes bytes as they come from outside and answers with a number
//! that tells outcomes apart: the driver goes on from inputs that came to something new. A
//! target that panics has found something.

use std::fmt::Debug;

use base64ct::{Base64UrlUnpadded, Encoding};
use kith_core::{
    content::{event::ContentKind, registry},
    hostile::Readers,
};
use kith_protocol::{
    api::{Capabilities, Done, groups, inbox, people, session, sync},
    cbor,
    identity::{
        Attestation, AttestationChain, ClinicProfile, DeviceCertificate, InboxKey,
        IssuerCertificate, Revocations, verify_device, verify_issuer,
    },
    ids::{Digest32, digest},
    invitation::{CircleInvitation, Invitation},
    limits::{MAX_ANSWER, MAX_BODY},
    names::{self, NameError},
    problem::Problem,
    signed::{Document, Signed},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::seeds;

/// A parser under test.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is its folder's too.
    pub name: &'static str,
    /// What it does with bytes.
    pub run: fn(&[u8]) -> u64,
    /// Something to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        /// All of them.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            run: $name,
            seeds: seeds::$name,
        }),*];
    };
}

targets![
    requests,
    answers,
    documents,
    link,
    link_content,
    name,
    problem,
    deterministic,
    event,
    content,
    policy,
    signed_policy,
    successor,
    sealed,
    item,
    credential,
    entry,
    key_package,
    welcome,
    page,
];

thread_local! {
    static READERS: Readers = Readers::default();
}

/// The readers of this thread, with keys and groups of their own.
pub fn readers<T>(f: impl FnOnce(&Readers) -> T) -> T {
    READERS.with(f)
}

/// Whether it reads; what was read is the same when it is written and read again.
fn again<T: Serialize + DeserializeOwned + PartialEq>(bytes: &[u8], max: usize) -> u64 {
    let Ok(value) = cbor::decode::<T>(bytes, max) else {
        return 0;
    };
    let written = cbor::encode(&value);
    assert!(cbor::decode::<T>(&written, usize::MAX).is_ok_and(|same| same == value));
    1
}

macro_rules! which {
    ($bytes:expr, $max:expr, $($type:ty),* $(,)?) => {{
        let mut outcome = 0;
        $(outcome = outcome << 1 | again::<$type>($bytes, $max);)*
        outcome
    }};
}

/// Bodies of requests, as the relay reads them.
fn requests(bytes: &[u8]) -> u64 {
    which!(
        bytes,
        MAX_BODY,
        session::NonceRequest,
        session::SessionRequest,
        session::Proofs,
        people::Enrolment,
        people::GuestInvitation,
        people::KeyPackages,
        people::Claim,
        groups::NewGroup,
        groups::Append,
        groups::Commit,
        groups::MarkRemoval,
        groups::FindNodes,
        inbox::Deposit,
        sync::SyncRequest,
        sync::Ack,
    )
}

/// Answers, as a device reads them.
fn answers(bytes: &[u8]) -> u64 {
    which!(
        bytes,
        MAX_ANSWER,
        session::Nonce,
        session::Session,
        session::ProofResults,
        groups::FoundNodes,
        people::Enrolled,
        people::Clinic,
        people::Devices,
        people::Claimed,
        groups::Appended,
        groups::Committed,
        sync::SyncAnswer,
        Done,
    )
}

fn signed<T: Document + PartialEq + Debug>(bytes: &[u8]) -> u64 {
    let read = cbor::decode::<Signed<T>>(bytes, MAX_BODY).ok();
    let document = read.and_then(|signed| signed.read_unverified().ok());
    // Printing must not fail either: alarms and errors hold documents.
    document.map_or(0, |document| 1 + (format!("{document:?}").len() as u64 & 1))
}

/// Signed documents and chains of them.
fn documents(bytes: &[u8]) -> u64 {
    let clinic = seeds::clinic();
    let mut outcome = signed::<IssuerCertificate>(bytes);
    for next in [
        signed::<Attestation>(bytes),
        signed::<ClinicProfile>(bytes),
        signed::<Revocations>(bytes),
        signed::<InboxKey>(bytes),
        signed::<DeviceCertificate>(bytes),
    ] {
        outcome = outcome * 3 + next;
    }
    let verified = |held: bool| u64::from(held);
    if let Ok(chain) = cbor::decode::<AttestationChain>(bytes, MAX_BODY) {
        outcome = outcome * 2 + verified(chain.verify(&clinic).is_ok());
    }
    if let Ok(documents) = cbor::decode::<people::Clinic>(bytes, MAX_BODY) {
        outcome = outcome * 2 + readers(|readers| readers.documents(&documents, &clinic));
    }
    if let Ok(device) = cbor::decode::<Signed<DeviceCertificate>>(bytes, MAX_BODY) {
        outcome = outcome * 2 + verified(verify_device(&device).is_ok());
    }
    if let Ok(issuer) = cbor::decode::<Signed<IssuerCertificate>>(bytes, MAX_BODY) {
        outcome = outcome * 2 + verified(verify_issuer(&issuer, &clinic).is_ok());
    }
    outcome
}

fn read_link(link: &str) -> u64 {
    match Invitation::from_link(link) {
        Ok(invitation) => {
            let same = Invitation::from_link(&invitation.to_link());
            assert_eq!(same.as_ref(), Ok(&invitation));
            8 + u64::from(invitation.content.circle.is_some())
        }
        Err(error) => error as u64,
    }
}

/// Links, as someone pastes them.
fn link(bytes: &[u8]) -> u64 {
    read_link(&String::from_utf8_lossy(bytes))
}

/// What stands in a link, under a right checksum.
fn link_content(bytes: &[u8]) -> u64 {
    const RELAY: &str = "https://relay.example";
    let sum = digest("kith/v1/link", &[RELAY.as_bytes(), bytes]);
    let whole = [bytes, &sum.0[..8]].concat();
    let fragment = Base64UrlUnpadded::encode_string(&whole);
    read_link(&format!("kith://relay.example/join#{fragment}"))
        + 16 * signed::<CircleInvitation>(bytes)
}

/// Names, which are harmless once cleaned, and stay as they are then.
fn name(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let shown = names::shown(&text);
    assert_eq!(names::shown(&shown), shown);
    let typed = names::typed(&text);
    assert!(typed.as_ref().map_or(true, |typed| *typed == shown));
    let outcome = match typed {
        Ok(_) => 0,
        Err(NameError::Blank) => 1,
        Err(NameError::TooLong) => 2,
        Err(NameError::Unfit) => 3,
    };
    outcome * 2 + u64::from(std::str::from_utf8(bytes).is_ok())
}

/// Problems and capabilities, which are JSON.
fn problem(bytes: &[u8]) -> u64 {
    let problem: Option<Problem> = serde_json::from_slice(bytes).ok();
    let code = problem.map_or(0, |problem| {
        1 + problem.code().map_or(0, |code| 1 + code as u64)
    });
    code * 2 + u64::from(serde_json::from_slice::<Capabilities>(bytes).is_ok())
}

/// The check of deterministic encoding: what it accepts is what it would write.
fn deterministic(bytes: &[u8]) -> u64 {
    u64::from(cbor::is_deterministic(bytes))
}

/// Events, as they come out of a message, and their words.
fn event(bytes: &[u8]) -> u64 {
    readers(|readers| readers.said(bytes))
}

/// The content of an event, behind the number of its kind.
fn content(bytes: &[u8]) -> u64 {
    let kind = bytes.first_chunk::<2>().copied().map(u16::from_be_bytes);
    let known = kind.is_some_and(|kind| registry::KINDS.contains(&ContentKind(kind)));
    readers(|readers| readers.content(bytes)) + 32 * u64::from(known)
}

/// Policy extensions.
fn policy(bytes: &[u8]) -> u64 {
    readers(|readers| readers.policy(bytes))
}

/// Policies under the patient's own signature.
fn signed_policy(bytes: &[u8]) -> u64 {
    readers(|readers| readers.signed_policy(bytes))
}

/// The patient's word that a room goes on in another group, under her own signature.
fn successor(bytes: &[u8]) -> u64 {
    readers(|readers| readers.successor(bytes))
}

/// Inbox items, sealed.
fn sealed(bytes: &[u8]) -> u64 {
    readers(|readers| readers.sealed(bytes))
}

/// Inbox items, opened.
fn item(bytes: &[u8]) -> u64 {
    readers(|readers| readers.item(bytes))
}

/// Credentials of leaves, and the authenticated data of commits.
fn credential(bytes: &[u8]) -> u64 {
    readers(|readers| readers.credential(bytes))
}

/// Entries of a group's log.
fn entry(bytes: &[u8]) -> u64 {
    readers(|readers| readers.entry(bytes))
}

/// Key packages.
fn key_package(bytes: &[u8]) -> u64 {
    readers(|readers| readers.key_package(bytes))
}

/// Welcomes.
fn welcome(bytes: &[u8]) -> u64 {
    readers(|readers| readers.welcome(bytes))
}

/// Pages of the log: what of them can be true.
fn page(bytes: &[u8]) -> u64 {
    match cbor::decode::<sync::SyncAnswer>(bytes, MAX_ANSWER) {
        Ok(answer) => {
            let told = |update| readers(|readers| readers.page(3, update));
            1 + answer.groups.into_iter().map(told).sum::<u64>()
        }
        Err(_) => 0,
    }
}

/// A digest that stands for any.
pub(crate) const ANY: Digest32 = Digest32([1; 32]);
