//! Whose a group is, is in its id: nobody takes one at the relay before the patient, and who is led
//! into a group can tell from its policy alone that the id is the patient's.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    cbor,
    ids::digest,
    signed::{Document, Signed},
};
use serde::{Deserialize, Serialize};

use crate::ids::{GroupSalt, RoomId};

/// Which group of a circle a salt is for. What the patient's key signs of it is shown to nobody.
#[derive(Serialize, Deserialize)]
pub struct GroupName {
    /// The room.
    pub room: RoomId,
    /// 0 for the first group of a room, and one more for each that takes its place.
    pub generation: u64,
}

impl Document for GroupName {
    const CONTEXT: &'static str = "kith/v1/group-salt";
    const MAX: usize = 1 << 8;
}

/// Tells the groups of a circle apart. Every copy of the patient's store comes to the same one; without
/// her person key nobody can, so that neither who was in a group before nor the relay, which sees
/// salts, can tell which group takes another's place, or ask for it.
pub fn group_salt(person: &SigningKey, room: RoomId, generation: u64) -> GroupSalt {
    let named = GroupName { room, generation };
    // Ed25519 signs the same words by the same bytes (RFC 8032).
    let signed = cbor::encode(&Signed::new(&named, person));
    let whole = digest("kith/v1/group-salt", &[&signed]);
    let mut salt = GroupSalt([0; 16]);
    salt.0.copy_from_slice(&whole.0[..16]);
    salt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_of_each_patient_has_its_own_salt() {
        let mut seen = std::collections::HashSet::new();
        for patient in [1, 2].map(|seed| SigningKey::from_bytes(&[seed; 32])) {
            for room in [RoomId([1; 16]), RoomId([2; 16])] {
                for generation in 0..3 {
                    let salt = || group_salt(&patient, room, generation).0;
                    assert!(seen.insert(salt()));
                    assert_eq!(salt(), salt());
                }
            }
        }
    }
}
