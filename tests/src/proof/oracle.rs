//! What must be true of every honest device at every moment: at one node of one group all hold
//! the same members and the same policy, and nobody is in whom the patient did not let in.

use std::collections::{BTreeSet, HashMap};

use kith_core::hostile::{RoomState, RoomView};
use kith_protocol::ids::{DeviceId, Digest32, GroupId, Incarnation, PublicKey};

/// The commit that began an epoch: by the life of the relay's database, the group and the node.
pub type Place = (Option<Incarnation>, GroupId, u64);

type Truth = (Digest32, u64, BTreeSet<(PublicKey, DeviceId)>, Digest32);

/// Why the property does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// Two honest devices hold different things to be true of one node.
    Divergence,
    /// Someone is in a group whom the patient did not let in.
    Stranger,
    /// A device is in a group whose person the policy does not hold.
    Unlisted,
    /// The policy of a room is not the patient's.
    Forged,
    /// A message was sealed for someone who was to leave by what its sender knew.
    Leak,
    /// Where two talk alone there is somebody else.
    Third,
    /// What was said where two talk alone was sealed for who said it, and nobody else.
    Unheard,
    /// What a device shows of what was said is not what comes of what it has.
    Derived,
    /// Two honest devices stand elsewhere when the relay behaves again, and neither shows it.
    Parted,
}

/// Remembers what every honest device held to be true.
#[derive(Debug, Default)]
pub struct Oracle {
    truths: HashMap<Place, Truth>,
    approved: BTreeSet<PublicKey>,
    set_back: bool,
    /// Rooms that were looked at.
    pub looks: u64,
}

impl Oracle {
    /// The patient let this person in.
    pub fn approves(&mut self, person: PublicKey) {
        self.approved.insert(person);
    }

    /// The relay was set back: it gives the numbers of what it has forgotten to something else.
    pub fn is_set_back(&mut self) {
        self.set_back = true;
    }

    /// Nodes that at least one honest device stood in.
    pub fn nodes(&self) -> usize {
        self.truths.len()
    }

    /// The people who hold a leaf in the epoch that a commit began, if anyone honest was in it.
    pub fn readers(&self, place: Place) -> Option<BTreeSet<PublicKey>> {
        let (_, _, leaves, _) = self.truths.get(&place)?;
        Some(leaves.iter().map(|leaf| leaf.0).collect())
    }

    /// Compares what a device holds to be true with all others, now and before.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn looks_at(&mut self, rooms: &[RoomView]) -> Result<(), Violation> {
        for room in rooms {
            self.looks += 1;
            if !room.people.is_subset(&self.approved) {
                return Err(Violation::Stranger);
            }
            let persons: BTreeSet<PublicKey> = room.leaves.iter().map(|leaf| leaf.0).collect();
            if !persons.is_subset(&self.approved) {
                return Err(Violation::Stranger);
            }
            if !persons.is_subset(&room.people) {
                return Err(Violation::Unlisted);
            }
            if let Some(two) = &room.two
                && !(room.people.is_subset(two) && persons.is_subset(two))
            {
                return Err(Violation::Third);
            }
            // It knows that what it holds has an old number.
            if self.set_back && (room.adrift || room.state == RoomState::Broken) {
                continue;
            }
            let truth = (room.policy, room.version, room.leaves.clone(), room.epoch);
            let known = self.truths.entry((room.incarnation, room.group, room.node));
            if *known.or_insert_with(|| truth.clone()) != truth {
                return Err(Violation::Divergence);
            }
        }
        Ok(())
    }
}
