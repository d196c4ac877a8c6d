//! Sealed items. Sealing is random: what stands in the file was sealed once, and has to open.

use kith_core::hostile::wire;
use kith_protocol::{api::inbox::InboxKind, ids::DeviceId};

use super::{cast::patient, vector::Vector};

const KINDS: [(InboxKind, &str); 6] = [
    (InboxKind::Welcome, "welcome"),
    (InboxKind::Consent, "consent"),
    (InboxKind::Readd, "readd"),
    (InboxKind::Linking, "linking"),
    (InboxKind::Resend, "resend"),
    (InboxKind::Whereabouts, "whereabouts"),
];

const PLAIN: &[u8] = b"what is sealed";

pub(super) fn vectors() -> Vec<Vector> {
    let device = patient();
    let vector = |(kind, name): (InboxKind, &str)| {
        let sealed = wire::seal(kind, &device.device_id(), &device.inbox_public, PLAIN);
        Vector::new(&format!("sealed: {name}"), 14)
            .says("info", format!("kith/v1/inbox/{name}"))
            .bytes("device", device.device_id())
            .bytes("secret", device.inbox_secret.as_slice())
            .bytes("public", &device.inbox_public)
            .bytes("plain", PLAIN)
            .cbor(&sealed)
    };
    KINDS.map(vector).into()
}

/// What opens of the items in a file, by their kinds' order.
pub fn opened(file: &serde_json::Value) -> Vec<Option<Vec<u8>>> {
    let bytes = |vector: &serde_json::Value, key: &str| {
        hex::decode(vector[key].as_str().expect("hexadecimal")).expect("hexadecimal")
    };
    let vectors = file.as_array().expect("a list");
    let open = |(vector, (kind, _)): (&serde_json::Value, (InboxKind, &str))| {
        let device = DeviceId::from_slice(&bytes(vector, "device")).expect("an id");
        let (secret, sealed) = (bytes(vector, "secret"), bytes(vector, "cbor"));
        wire::open(kind, &device, &secret, &sealed).filter(|plain| *plain == bytes(vector, "plain"))
    };
    if vectors.len() != KINDS.len() {
        return vec![None];
    }
    vectors.iter().zip(KINDS).map(open).collect()
}
