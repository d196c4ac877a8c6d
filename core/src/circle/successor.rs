//! The patient's word that a room goes on in another group, where the one that it had cannot go on
//! or she does not want it to. Members follow it as they follow a Welcome of hers.

use kith_protocol::signed::{Document, Signed};
use serde::{Deserialize, Serialize};

use crate::ids::{CircleId, GroupId, GroupSalt, PublicKey, RoomId};

/// Why a room goes on anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The patient wanted it.
    Asked,
    /// The same, and someone is left behind who is not told.
    Quiet,
    /// Her device had lost its place, and nobody took it in again.
    Lost,
    /// The branches of an epoch are used up.
    Blocked,
    /// The relay takes nothing more into the log.
    Full,
    /// The group is of another suite. Nothing makes one yet: whoever reads this follows the word all the
    /// same, and encrypts nothing more to a group that nobody reads.
    Suite,
}

/// Leads from one group of a room to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// The group in which the room goes on.
    pub next: GroupId,
    /// The commit of the last epoch of the old group in which the patient's device was.
    pub node: u64,
    /// The last entry of the old group's log that it has read.
    pub read: u64,
    /// The room.
    pub room: RoomId,
    /// The new group's.
    pub salt: GroupSalt,
    /// The old group.
    pub group: GroupId,
    /// The circle.
    pub circle: CircleId,
    /// Why.
    pub reason: Reason,
    /// Of the policy with which the new group begins.
    pub version: u64,
    /// The new group's: how many of the room there were before.
    pub generation: u64,
}

impl Document for Successor {
    const CONTEXT: &'static str = "kith/v1/successor";
    const MAX: usize = 1 << 10;
}

impl Successor {
    /// Reads what the patient signed. Nothing where she did not, or the new group is not hers.
    pub fn verify(signed: &Signed<Self>, patient: &PublicKey) -> Option<Self> {
        let read = signed.verify(patient).ok()?;
        let next = GroupId::of(patient, &read.salt);
        (read.next == next && read.group != next).then_some(read)
    }

    /// What decides between two: the version of the policy, then the generation. Two of one patient
    /// that agree in both lead to the same group.
    pub fn order(&self) -> (u64, u64) {
        (self.version, self.generation)
    }
}

#[cfg(test)]
mod tests {
    use kith_protocol::limits::MAX_NUMBER;

    use super::*;
    use crate::{
        circle::{group_id::group_salt, room_id},
        ids::random,
        mls::seal,
        people::identity::Identity,
        rights::table::Audience,
    };

    #[test]
    fn only_what_the_patient_signed_of_her_own_groups_is_read() {
        let patient = Identity::generate(0, seal::generate().expect("keys"));
        let other = Identity::generate(0, seal::generate().expect("keys"));
        let key = patient.person_key();
        let circle = CircleId(random());
        let room = room_id::shared(&circle, Audience::Care);
        let salt = |generation| group_salt(&patient.person, room, generation);
        let id = |generation| GroupId::of(&key, &salt(generation));
        let good = Successor {
            salt: salt(1),
            next: id(1),
            node: 4,
            read: 9,
            room,
            group: id(0),
            circle,
            reason: Reason::Asked,
            version: 3,
            generation: 1,
        };
        let signed = |document: &Successor| Signed::new(document, &patient.person);
        assert_eq!(Successor::verify(&signed(&good), &key), Some(good));
        let forged = Signed::new(&good, &other.person);
        assert_eq!(Successor::verify(&forged, &key), None);
        for bad in [
            Successor {
                next: id(2),
                ..good
            },
            Successor {
                group: id(1),
                ..good
            },
            Successor {
                salt: salt(2),
                ..good
            },
            Successor {
                version: MAX_NUMBER,
                ..good
            },
            Successor {
                node: u64::MAX,
                ..good
            },
            Successor {
                read: 1 << 63,
                ..good
            },
        ] {
            assert_eq!(Successor::verify(&signed(&bad), &key), None, "{bad:?}");
        }
    }
}
