//! The negative control of the gate's tests: a device that has none.

use std::sync::atomic::{AtomicBool, Ordering};

use openmls::{
    group::{MlsGroup, StagedCommit},
    prelude::LeafNodeIndex,
};

use super::{
    super::profile::policy_bytes,
    changes::Changes,
    verdict::{Accepted, Refusal},
};
use crate::{circle::policy::VerifiedPolicy, people::credential::Leaf};

static GATE_IS_OFF: AtomicBool = AtomicBool::new(false);

/// From now on every client in this process takes any commit.
pub fn switch_off_the_gate() {
    GATE_IS_OFF.store(true, Ordering::SeqCst);
}

/// Whether it does.
pub(super) fn is_off() -> bool {
    GATE_IS_OFF.load(Ordering::SeqCst)
}

/// What it would believe.
pub(super) fn unjudged(
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
        stand: None,
    })
}
