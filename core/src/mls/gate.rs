//! The gate looks at every commit before it is merged. Default-deny, and deterministic: it
//! reads the group's state and the commit, never a clock, never the network, so that honest
//! devices always agree.

mod changes;
#[cfg(feature = "hostile")]
mod off;
mod verdict;

use kith_protocol::{cbor, limits::MAX_NUMBER};
use openmls::{
    group::{MlsGroup, StagedCommit},
    prelude::{Extension, ExtensionType, Extensions, GroupContext, LeafNodeIndex, Sender},
};

use self::changes::{Changes, Crowd, member_at};
use super::{
    commit_data::{CommitData, MAX_COMMIT_DATA},
    profile::{self, POLICY_EXTENSION, policy_bytes},
};
use crate::{
    circle::policy::{PolicyError, VerifiedPolicy},
    ids::PersonId,
    people::credential,
};

#[cfg(feature = "hostile")]
pub use off::switch_off_the_gate;
pub use verdict::{Accepted, Refusal};

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
    if off::is_off() {
        return off::unjudged(group, commit, sender, &before, committer);
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
        stand: data.stand(),
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

/// There is a path: without one whoever comes stands apart in the tree, and costs each later commit a
/// part of its own. The committer's new leaf keeps credential, key, capabilities and extensions.
fn check_path(
    group: &MlsGroup,
    commit: &StagedCommit,
    sender: LeafNodeIndex,
) -> Result<(), Refusal> {
    let new = commit.update_path_leaf_node().ok_or(Refusal::Proposal)?;
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
    let mut devices = Crowd::default();
    for member in staged.members() {
        let leaf = credential::verify(&member.credential, &member.signature_key)
            .map_err(|_| Refusal::Credential)?;
        if policy.member(&leaf.person_key).is_none() {
            return Err(Refusal::Stranger);
        }
        patient_is_in |= leaf.person == PersonId::of(patient);
        devices.count(&leaf);
    }
    if devices.are_too_many() {
        return Err(Refusal::Crowd);
    }
    if patient_is_in {
        Ok(policy)
    } else {
        Err(Refusal::Kept)
    }
}
