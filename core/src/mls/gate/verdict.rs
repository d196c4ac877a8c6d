//! What the gate says of a commit.

use super::super::commit_data::Restart;
use crate::{
    circle::policy::{PolicyError, VerifiedPolicy},
    content::stand::Stand,
    people::credential::Leaf,
};

/// Why a commit was refused. Each is shown to the user as an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A proposal of a kind that Kith does not use, or by reference; a commit without an update path.
    #[error("a kind of change that Kith does not know")]
    Proposal,
    /// The committer is not in the policy, or was revoked.
    #[error("the sender may not change the group")]
    Sender,
    /// A leaf's credential does not hold.
    #[error("a device is not certified by its person")]
    Credential,
    /// Someone was added whom the policy does not hold.
    #[error("someone was added without the patient")]
    Stranger,
    /// Someone was removed who, by the policy, stays.
    #[error("someone was removed without the patient")]
    Removal,
    /// A device was taken out and put back without having asked for it now.
    #[error("a device was added again without having asked")]
    Unasked,
    /// Someone whom the policy let go, or the clinic revoked, is still in the group.
    #[error("someone who must leave was kept")]
    Kept,
    /// Somebody would have more devices than a person may, or the group more than it can hold.
    #[error("more devices than may be")]
    Crowd,
    /// A newcomer's key package expires: devices would disagree by their clocks.
    #[error("a key package with an end")]
    Lifetime,
    /// The committer changed their own identity.
    #[error("a device changed its identity")]
    Identity,
    /// Another extension than the policy changed.
    #[error("the group's settings were changed")]
    Settings,
    /// The policy itself.
    #[error("{0}")]
    Policy(#[from] PolicyError),
    /// The epoch's key at the relay is not the one that the commit derives.
    #[error("the epoch's key at the relay is another one")]
    EpochKey,
    /// It cannot be read by anyone: not a commit of this group.
    #[error("a commit that nobody can read")]
    Unreadable,
    /// The mark for the relay does not say what the commit does, or the committer's chain goes on
    /// where none can.
    #[error("what the commit says of itself is wrong")]
    Mark,
}

/// What an accepted commit does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The policy after the commit.
    pub policy: VerifiedPolicy,
    /// Whether it is another than before.
    pub policy_changed: bool,
    /// Who committed.
    pub committer: Leaf,
    /// Devices that came.
    pub added: Vec<Leaf>,
    /// Devices that went.
    pub removed: Vec<Leaf>,
    /// Whether this device is among them.
    pub self_removed: bool,
    /// A device that was added again, and its request.
    pub again: Option<(Leaf, u64)>,
    /// Where the committer's chain of events goes on.
    pub chain: Option<Restart>,
    /// Where the committer stood in the log.
    pub stand: Option<Stand>,
}
