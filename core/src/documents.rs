//! The protocol's page and the code say the same: how long each signed document may be, and what
//! can be asked of a relay.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::endpoint,
    cbor,
    identity::{
        Attestation, ClinicProfile, DeviceCertificate, InboxKey, IssuerCertificate, Redemption,
        Revocations,
    },
    ids::Signature64,
    invitation::CircleInvitation,
    signed::{Document, Signed, SignedError, public_key, sign},
};
use serde::Serialize;
use serde_bytes::Bytes;

use crate::{
    circle::{
        consent::Consent,
        group_id::GroupName,
        healing::{Again, Ask},
        policy::Policy,
        successor::Successor,
        whereabouts::Where,
    },
    sync::{Declined, LetIn},
};

/// [`Signed`], of whatever bytes.
#[derive(Serialize)]
struct Any<'a> {
    d: &'a Bytes,
    s: Signature64,
}

/// What reading a payload of this many bytes comes to, under a good signature.
fn read<T: Document>(bytes: usize) -> Option<SignedError> {
    let key = SigningKey::from_bytes(&[7; 32]);
    let payload = vec![0; bytes];
    let any = Any {
        d: Bytes::new(&payload),
        s: sign(T::CONTEXT, &payload, &key),
    };
    let signed: Signed<T> = cbor::decode(&cbor::encode(&any), 2 << 20).expect("it reads");
    signed.verify(&public_key(&key)).err()
}

/// The most of each context by the page's table.
fn on_the_page() -> BTreeMap<String, usize> {
    let page = include_str!("../../docs/protocol.md");
    let table = page.split("| Most bytes |").nth(1).expect("the table");
    let rows = table.lines().skip(2).take_while(|row| row.starts_with('|'));
    let mut most = BTreeMap::new();
    for row in rows {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let bytes = match cells[4].replace(',', "").split_once(' ') {
            Some((number, "KiB")) => number.parse().map(|n: usize| n << 10),
            Some((number, "MiB")) => number.parse().map(|n: usize| n << 20),
            _ => cells[4].replace(',', "").parse(),
        };
        if let Ok(bytes) = bytes {
            for context in cells[1].split(',') {
                most.insert(context.trim().trim_matches('`').to_owned(), bytes);
            }
        }
    }
    most
}

#[test]
fn a_document_is_as_long_as_its_page_says_and_no_longer() {
    fn holds<T: Document>(page: &mut BTreeMap<String, usize>) {
        let most = page.remove(T::CONTEXT);
        assert_eq!(most, Some(T::MAX), "{}", T::CONTEXT);
        assert_eq!(read::<T>(T::MAX), Some(SignedError::Document));
        assert_eq!(read::<T>(T::MAX + 1), Some(SignedError::TooLarge));
    }
    let mut page = on_the_page();
    holds::<IssuerCertificate>(&mut page);
    holds::<Attestation>(&mut page);
    holds::<Redemption>(&mut page);
    holds::<ClinicProfile>(&mut page);
    holds::<Revocations>(&mut page);
    holds::<DeviceCertificate>(&mut page);
    holds::<InboxKey>(&mut page);
    holds::<CircleInvitation>(&mut page);
    holds::<Policy>(&mut page);
    holds::<Successor>(&mut page);
    holds::<Consent>(&mut page);
    holds::<Declined>(&mut page);
    holds::<LetIn>(&mut page);
    holds::<Ask>(&mut page);
    holds::<Again>(&mut page);
    holds::<GroupName>(&mut page);
    holds::<Where>(&mut page);
    // These have one length, and are no documents.
    let fixed: Vec<_> = page.keys().map(String::as_str).collect();
    assert_eq!(
        fixed,
        [
            "kith/v1/epoch-proof",
            "kith/v1/next-epoch",
            "kith/v1/session"
        ]
    );
}

#[test]
fn every_request_stands_on_the_page_and_none_besides() {
    let page = include_str!("../../docs/protocol.md");
    let mut there: BTreeSet<_> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(request, _)| request)
        .filter(|request| request.contains(" /v1/"))
        .collect();
    for route in endpoint::ALL {
        assert!(there.remove(route.to_string().as_str()), "{route}");
    }
    // A stream, not an answer.
    assert_eq!(Vec::from_iter(there), [format!("GET {}", endpoint::EVENTS)]);
}
