//! What a session and a proof sign.

use kith_protocol::{
    api::session::{PROOF_CONTEXT, SESSION_CONTEXT, proof_payload, session_payload},
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
    ]
}
