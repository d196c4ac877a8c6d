//! Who comes and who goes with a commit, and whether they may.

use std::collections::HashMap;

use kith_protocol::{
    ids::PublicKey,
    limits::{FEW_DEVICES, MANY_LEAVES, MAX_DEVICES, MAX_LEAVES},
};
use openmls::{
    group::{MlsGroup, QueuedProposal, StagedCommit},
    prelude::{LeafNode, LeafNodeIndex, Proposal, ProposalOrRefType, Sender},
};

use super::{
    super::{profile, readd::ReaddMark},
    verdict::Refusal,
};
use crate::{
    circle::policy::VerifiedPolicy,
    people::credential::{self, Leaf},
};

/// Who comes, and who goes.
pub(super) struct Changes {
    pub(super) added: Vec<(Leaf, Option<ReaddMark>)>,
    pub(super) removed: Vec<(LeafNodeIndex, Leaf)>,
}

impl Changes {
    /// Reads all proposals of the commit; refuses every kind but Add, Remove and
    /// GroupContextExtensions by value from the committer.
    pub(super) fn of(
        group: &MlsGroup,
        commit: &StagedCommit,
        sender: LeafNodeIndex,
    ) -> Result<Self, Refusal> {
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
                    if !profile::is_plain(leaf) {
                        return Err(Refusal::Settings);
                    }
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

    /// Whether the policy lets them.
    pub(super) fn check(
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
        let (mut before, mut devices) = (Crowd::default(), Crowd::default());
        for (_, leaf) in &self.removed {
            before.count(leaf);
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
            before.count(&leaf);
            devices.count(&leaf);
        }
        for (leaf, _) in &self.added {
            devices.count(leaf);
        }
        // Who takes somebody out of what is too large makes it smaller.
        let crowds = devices.are_too_many() || devices.crowds_out(&before);
        if !self.added.is_empty() && crowds {
            return Err(Refusal::Crowd);
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
    pub(super) fn again(&self, group: &MlsGroup) -> Result<Option<(Leaf, u64)>, Refusal> {
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

/// The devices of a group.
#[derive(Default)]
pub(super) struct Crowd {
    of: HashMap<PublicKey, usize>,
}

impl Crowd {
    pub(super) fn count(&mut self, leaf: &Leaf) {
        *self.of.entry(leaf.person_key).or_default() += 1;
    }

    /// Whether one person has more than may be, or all together have: nobody's commit would fit, nor
    /// a Welcome.
    pub(super) fn are_too_many(&self) -> bool {
        let one = self.of.values().any(|devices| *devices > MAX_DEVICES);
        one || self.all() > MAX_LEAVES
    }

    /// Whether somebody has more than a few who had fewer before, where there are many already: who comes anew
    /// would have no room.
    fn crowds_out(&self, before: &Self) -> bool {
        let had = |person| before.of.get(person).copied().unwrap_or_default();
        let mut all = self.of.iter();
        self.all() > MANY_LEAVES
            && all.any(|(person, devices)| *devices > FEW_DEVICES.max(had(person)))
    }

    fn all(&self) -> usize {
        self.of.values().sum()
    }
}

fn by_value_from(queued: &QueuedProposal, sender: LeafNodeIndex) -> bool {
    queued.proposal_or_ref_type() == ProposalOrRefType::Proposal
        && *queued.sender() == Sender::Member(sender)
}

fn leaf_of(leaf: &LeafNode) -> Result<Leaf, Refusal> {
    credential::verify(leaf.credential(), leaf.signature_key().as_slice())
        .map_err(|_| Refusal::Credential)
}

/// Whose a leaf of the group is.
pub(super) fn member_at(group: &MlsGroup, index: LeafNodeIndex) -> Result<Leaf, Refusal> {
    let credential = group.member(index).ok_or(Refusal::Sender)?;
    credential::read_member(credential).map_err(|_| Refusal::Credential)
}
