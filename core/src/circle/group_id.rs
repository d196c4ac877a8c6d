//! Whose a group is, is in its id: nobody takes one at the relay before the patient, and who is led
//! into a group can tell from its policy alone that the id is the patient's.

use kith_protocol::ids::digest;

use crate::{
    ids::{CircleId, GroupId, GroupSalt, PublicKey},
    rights::table::Audience,
};

/// Tells the groups of a circle apart. Nobody outside the circle knows its id, so the relay, which
/// sees salts, cannot tell that two groups are of one circle. `generation` is 0 for the first group
/// of an audience, and one more for each that takes its place.
pub fn group_salt(circle: &CircleId, audience: Audience, generation: u64) -> GroupSalt {
    let word = audience.word().as_bytes();
    let parts: [&[u8]; 3] = [&circle.0, word, &generation.to_be_bytes()];
    let mut salt = GroupSalt([0; 16]);
    let whole = digest("kith/v1/group-salt", &parts);
    salt.0.copy_from_slice(&whole.0[..16]);
    salt
}

/// The id of an audience's group.
pub fn group_id(
    patient: &PublicKey,
    circle: &CircleId,
    audience: Audience,
    generation: u64,
) -> GroupId {
    GroupId::of(patient, &group_salt(circle, audience, generation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_of_each_patient_has_its_own_id() {
        let mut seen = std::collections::HashSet::new();
        for patient in [PublicKey([1; 32]), PublicKey([2; 32])] {
            for circle in [CircleId([1; 16]), CircleId([2; 16])] {
                for audience in Audience::ALL {
                    for generation in 0..3 {
                        assert!(seen.insert(group_id(&patient, &circle, audience, generation)));
                    }
                }
            }
        }
    }
}
