//! What a session and a proof sign, and whoever begins an epoch.

use kith_protocol::{
    api::{
        groups::{NEXT_EPOCH_CONTEXT, next_epoch_payload},
        session::{PROOF_CONTEXT, SESSION_CONTEXT, proof_payload, session_payload},
    },
    signed::{public_key, sign},
};

use super::{
    cast::{EPOCH, group, key, patient},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let device = patient();
    let (nonce, session) = ([0xe1; 32], [0xe2; 16]);
    let opens = session_payload(&nonce, &device.device_id());
    let proves = proof_payload(&session, &group(), 7);
    let (ends, body) = (public_key(&device.device), b"an MLS message");
    let begins = next_epoch_payload(&group(), &ends, body);
    vec![
        Vector::new("opening a session", 5)
            .says("context", SESSION_CONTEXT)
            .bytes("signer", device.device_key())
            .bytes("nonce", nonce)
            .bytes("device", device.device_id())
            .bytes("signs", &opens)
            .bytes("signature", sign(SESSION_CONTEXT, &opens, &device.device)),
        Vector::new("proving an epoch", 5)
            .says("context", PROOF_CONTEXT)
            .bytes("signer", public_key(&key(EPOCH)))
            .bytes("session", session)
            .bytes("group", group())
            .says("node", 7)
            .bytes("signs", &proves)
            .bytes("signature", sign(PROOF_CONTEXT, &proves, &key(EPOCH))),
        Vector::new("beginning an epoch", 7)
            .says("context", NEXT_EPOCH_CONTEXT)
            .bytes("signer", public_key(&key(EPOCH)))
            .bytes("group", group())
            .bytes("ends", ends)
            .bytes("body", body)
            .bytes("signs", &begins)
            .bytes("signature", sign(NEXT_EPOCH_CONTEXT, &begins, &key(EPOCH))),
    ]
}
