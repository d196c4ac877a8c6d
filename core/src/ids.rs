//! Identifiers of the client. Those of the wire come from [`kith_protocol::ids`].

use std::fmt;

pub use kith_protocol::ids::{
    CircleId, DeviceId, Digest32, GroupId, GroupSalt, Incarnation, InvitationId, PersonId,
    PublicKey, RequestId, RoomId, digest,
};
use rand_core::{OsRng, RngCore};

/// One enrolment: a person at one clinic through one relay. Local to this store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i64);

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountId(…)")
    }
}

/// What is shown as one: the rooms that everybody in a circle has a part in, or one room alone. Has the
/// id of the circle, or of the room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationId(pub [u8; 16]);

impl fmt::Debug for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConversationId(…)")
    }
}

impl From<CircleId> for ConversationId {
    fn from(circle: CircleId) -> Self {
        Self(circle.0)
    }
}

/// A message. Derived from group, device and the device's counter, so that nobody, the relay
/// included, can give one message the name of another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub [u8; 16]);

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageId(…)")
    }
}

impl MessageId {
    /// The name of the `counter`th event of a device in a group.
    pub fn derive(group: &GroupId, device: &DeviceId, counter: u64) -> Self {
        let digest = digest(
            "kith/v1/message",
            &[&group.0, &device.0, &counter.to_be_bytes()],
        );
        let mut id = [0; 16];
        id.copy_from_slice(&digest.0[..16]);
        Self(id)
    }
}

/// `N` bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.fill_bytes(&mut bytes);
    bytes
}
