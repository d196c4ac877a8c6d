//! The gate looks at every commit before it is merged. Default-deny, and deterministic: it
//! reads the group's state and the commit, never a clock, never the network, so that honest
//! devices always agree.

use kith_protocol::{cbor, limits::MAX_NUMBER};
use openmls::{
    group::{MlsGroup, QueuedProposal, StagedCommit},
    prelude::{
        Extension, ExtensionType, Extensions, GroupContext, LeafNode, LeafNodeIndex, Proposal,
        ProposalOrRefType, Sender,
    },
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use super::{
    profile::{self, POLICY_EXTENSION, policy_bytes},
    readd::ReaddMark,
};
use crate::{
    circle::policy::{PolicyError, VerifiedPolicy},
    ids::PersonId,
    people::credential::{self, Leaf},
};

/// Travels as the commit's authenticated data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitData {
    /// Whether the commit removes anyone. The relay acts on its copy of this mark.
    #[serde(rename = "r")]
    pub removal: bool,
    /// Where the committer's chain of events goes on, if it does so elsewhere from here.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none", default)]
    pub chain: Option<Restart>,
    /// By which the committer knows its own ([`super::own::Mark`]); tells others nothing.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none", default)]
    pub own: Option<ByteArray<16>>,
}

/// Largest authenticated data of a commit, in bytes.
pub const MAX_COMMIT_DATA: usize = 128;

/// A device that does not know how far its chain of events has come (its store was put back from
/// a copy) goes on far behind all that it can have said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// Counter of the last event that it still has: what others lack up to here it can say again.
    pub said: u64,
    /// The next event has the counter after this one, and names none before it.
    pub from: u64,
}

impl Restart {
    /// A chain goes on after all that was said, and where a store can count on.
    fn is_possible(self) -> bool {
        self.said <= self.from && self.from < MAX_NUMBER
    }
}

impl CommitData {
    /// The bytes of the authenticated data.
    pub fn encode(self) -> Vec<u8> {
        cbor::encode(&self)
    }
}

/// Why a commit was refused. Each is shown to the user as an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A proposal of a kind that Kith does not use, or by reference.
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
}

/// Judges a staged commit of `sender` against the group as it stands before it.
///
/// # Errors
/// The first [`Refusal`] found.
pub fn judge(
    group: &MlsGroup,
    commit: &StagedCommit,
    sender: &Sender,
    authenticated_data: &[u8],
) -> Result<Accepted, Refusal> {
    let Sender::Member(sender) = *sender else {
        return Err(Refusal::Sender);
    };
    let before =
        VerifiedPolicy::read_own(policy_bytes(group.extensions()).ok_or(PolicyError::Unreadable)?)?;
    let committer = member_at(group, sender)?;
    if before.member(&committer.person_key).is_none() {
        return Err(Refusal::Sender);
    }

    #[cfg(feature = "hostile")]
    if crate::hostile::gate_is_off() {
        return unjudged(group, commit, sender, &before, committer);
    }
    let after = policy_after(group, commit, &before)?;
    let changes = Changes::of(group, commit, sender)?;
    changes.check(group, &after, &committer)?;
    check_path(group, commit, sender)?;

    let data: CommitData =
        cbor::decode(authenticated_data, MAX_COMMIT_DATA).map_err(|_| Refusal::Mark)?;
    if data.removal == changes.removed.is_empty() {
        return Err(Refusal::Mark);
    }
    if data.chain.is_some_and(|chain| !chain.is_possible()) {
        return Err(Refusal::Mark);
    }
    let again = changes.again(group)?;
    // Adding a device again changes nothing else, and is no way in for anyone new.
    if let Some((leaf, _)) = &again
        && (after.extension != before.extension || before.member(&leaf.person_key).is_none())
    {
        return Err(Refusal::Unasked);
    }
    Ok(Accepted {
        policy_changed: after.extension != before.extension,
        policy: after,
        committer,
        added: changes.added.into_iter().map(|(leaf, _)| leaf).collect(),
        removed: changes.removed.into_iter().map(|(_, leaf)| leaf).collect(),
        self_removed: commit.self_removed(),
        again,
        chain: data.chain,
    })
}

/// What a device without a gate would believe: the negative control of its tests.
#[cfg(feature = "hostile")]
fn unjudged(
    group: &MlsGroup,
    commit: &StagedCommit,
    sender: LeafNodeIndex,
    before: &VerifiedPolicy,
    committer: Leaf,
) -> Result<Accepted, Refusal> {
    let bytes = policy_bytes(commit.group_context().extensions());
    let policy = bytes.map_or(Ok(before.clone()), VerifiedPolicy::read_own)?;
    let changes = Changes::of(group, commit, sender)?;
    Ok(Accepted {
        policy_changed: policy != *before,
        policy,
        committer,
        added: changes.added.into_iter().map(|(leaf, _)| leaf).collect(),
        removed: changes.removed.into_iter().map(|(_, leaf)| leaf).collect(),
        self_removed: commit.self_removed(),
        again: None,
        chain: None,
    })
}

/// The policy that the commit leaves, checked as a successor of `before`, with every other
/// extension unchanged.
fn policy_after(
    group: &MlsGroup,
    commit: &StagedCommit,
    before: &VerifiedPolicy,
) -> Result<VerifiedPolicy, Refusal> {
    let (old, new) = (group.extensions(), commit.group_context().extensions());
    if !same_but_policy(old, new) {
        return Err(Refusal::Settings);
    }
    let bytes = policy_bytes(new).ok_or(PolicyError::Unreadable)?;
    if policy_bytes(old) == Some(bytes) {
        return Ok(before.clone());
    }
    Ok(before.read_successor(bytes)?)
}

fn same_but_policy(old: &Extensions<GroupContext>, new: &Extensions<GroupContext>) -> bool {
    let others = |list: &Extensions<GroupContext>| -> Vec<Extension> {
        list.iter()
            .filter(|e| e.extension_type() != ExtensionType::Unknown(POLICY_EXTENSION))
            .cloned()
            .collect()
    };
    old.iter().count() == new.iter().count() && others(old) == others(new)
}

struct Changes {
    added: Vec<(Leaf, Option<ReaddMark>)>,
    removed: Vec<(LeafNodeIndex, Leaf)>,
}

impl Changes {
    /// Reads all proposals of the commit; refuses every kind but Add, Remove and
    /// GroupContextExtensions by value from the committer.
    fn of(group: &MlsGroup, commit: &StagedCommit, sender: LeafNodeIndex) -> Result<Self, Refusal> {
        let mut changes = Self {
            added: Vec::new(),
            removed: Vec::new(),
        };
        for queued in commit.queued_proposals() {
            if !by_value_from(queued, sender) {
                return Err(Refusal::Proposal);
            }
            match queued.proposal() {
                Proposal::Add(add) => {
                    if *add.key_package().life_time() != profile::lifetime() {
                        return Err(Refusal::Lifetime);
                    }
                    let leaf = add.key_package().leaf_node();
                    let again = ReaddMark::of(leaf).map_err(|_| Refusal::Unasked)?;
                    changes.added.push((leaf_of(leaf)?, again));
                }
                Proposal::Remove(remove) => {
                    let index = remove.removed();
                    changes.removed.push((index, member_at(group, index)?));
                }
                Proposal::GroupContextExtensions(_) => {}
                _ => return Err(Refusal::Proposal),
            }
        }
        Ok(changes)
    }

    fn check(
        &self,
        group: &MlsGroup,
        after: &VerifiedPolicy,
        committer: &Leaf,
    ) -> Result<(), Refusal> {
        for (at, (leaf, _)) in self.added.iter().enumerate() {
            if after.member(&leaf.person_key).is_none() {
                return Err(Refusal::Stranger);
            }
            if self.added[..at]
                .iter()
                .any(|(other, _)| other.device == leaf.device)
            {
                return Err(Refusal::Identity);
            }
        }
        for (_, leaf) in &self.removed {
            let stays = after.member(&leaf.person_key).is_some();
            let own = leaf.person == committer.person;
            if stays && !own && !self.adds(leaf) {
                return Err(Refusal::Removal);
            }
        }
        for member in group.members() {
            if self.removed.iter().any(|(index, _)| *index == member.index) {
                continue;
            }
            let leaf =
                credential::read_member(&member.credential).map_err(|_| Refusal::Credential)?;
            if after.member(&leaf.person_key).is_none() {
                return Err(Refusal::Kept);
            }
            if self.adds(&leaf) {
                return Err(Refusal::Identity);
            }
        }
        Ok(())
    }

    fn adds(&self, leaf: &Leaf) -> bool {
        self.added
            .iter()
            .any(|(added, _)| added.device == leaf.device)
    }

    /// The device that the commit adds again, alone, with its request: one of this group that
    /// was not answered yet. A device that goes and comes without one is refused.
    fn again(&self, group: &MlsGroup) -> Result<Option<(Leaf, u64)>, Refusal> {
        let asked = self
            .added
            .iter()
            .find_map(|(leaf, again)| Some((*leaf, (*again)?)));
        let Some((leaf, again)) = asked else {
            let unasked = self.removed.iter().any(|(_, gone)| self.adds(gone));
            return if unasked {
                Err(Refusal::Unasked)
            } else {
                Ok(None)
            };
        };
        let alone = self.added.len() == 1
            && self
                .removed
                .iter()
                .all(|(_, gone)| gone.device == leaf.device);
        if !alone || again.group.0 != group.group_id().as_slice() {
            return Err(Refusal::Unasked);
        }
        for (index, _) in &self.removed {
            let old = group.public_group().leaf(*index).ok_or(Refusal::Unasked)?;
            let answered = ReaddMark::of(old).map_err(|_| Refusal::Unasked)?;
            if answered.is_some_and(|answered| again.at <= answered.at) {
                return Err(Refusal::Unasked);
            }
        }
        Ok(Some((leaf, again.at)))
    }
}

fn by_value_from(queued: &QueuedProposal, sender: LeafNodeIndex) -> bool {
    queued.proposal_or_ref_type() == ProposalOrRefType::Proposal
        && *queued.sender() == Sender::Member(sender)
}

/// The committer's new leaf keeps credential, key, capabilities and extensions.
fn check_path(
    group: &MlsGroup,
    commit: &StagedCommit,
    sender: LeafNodeIndex,
) -> Result<(), Refusal> {
    let Some(new) = commit.update_path_leaf_node() else {
        return Ok(());
    };
    let old = group.public_group().leaf(sender).ok_or(Refusal::Sender)?;
    if new.credential() == old.credential()
        && new.signature_key() == old.signature_key()
        && new.capabilities() == old.capabilities()
        && new.extensions() == old.extensions()
    {
        Ok(())
    } else {
        Err(Refusal::Identity)
    }
}

fn leaf_of(leaf: &LeafNode) -> Result<Leaf, Refusal> {
    credential::verify(leaf.credential(), leaf.signature_key().as_slice())
        .map_err(|_| Refusal::Credential)
}

fn member_at(group: &MlsGroup, index: LeafNodeIndex) -> Result<Leaf, Refusal> {
    let credential = group.member(index).ok_or(Refusal::Sender)?;
    credential::read_member(credential).map_err(|_| Refusal::Credential)
}

/// Checks a group that a Welcome offers: its policy against the pinned patient, every leaf
/// against the policy.
///
/// # Errors
/// [`Refusal`].
pub fn judge_welcome(
    staged: &openmls::group::StagedWelcome,
    patient: &crate::ids::PublicKey,
    minimum: u64,
) -> Result<VerifiedPolicy, Refusal> {
    let context = staged.group_context();
    let bytes = policy_bytes(context.extensions()).ok_or(PolicyError::Unreadable)?;
    let policy = VerifiedPolicy::read(bytes, patient)?;
    let expected = profile::extensions(bytes.to_vec()).map_err(|_| Refusal::Settings)?;
    if !same_but_policy(&expected, context.extensions()) {
        return Err(Refusal::Settings);
    }
    if policy.policy.group.0 != context.group_id().as_slice() {
        return Err(PolicyError::OtherGroup.into());
    }
    if staged.group_context().epoch().as_u64() >= MAX_NUMBER {
        return Err(Refusal::Settings);
    }
    if policy.policy.version < minimum {
        return Err(PolicyError::NotNext.into());
    }
    let mut patient_is_in = false;
    for member in staged.members() {
        let leaf = credential::verify(&member.credential, &member.signature_key)
            .map_err(|_| Refusal::Credential)?;
        if policy.member(&leaf.person_key).is_none() {
            return Err(Refusal::Stranger);
        }
        patient_is_in |= leaf.person == PersonId::of(patient);
    }
    if patient_is_in {
        Ok(policy)
    } else {
        Err(Refusal::Kept)
    }
}
