//! What a decided change of people means for a group: who comes, who goes, the policy that says so.

use kith_protocol::{
    api::people::Claimed,
    cbor,
    ids::DeviceId,
    limits::{FEW_DEVICES, MANY_LEAVES, MAX_DEVICES},
    signed::{MAX_DOCUMENT, Signed, SignedError},
};
use openmls::{group::MlsGroup, prelude::KeyPackage};

use super::welcomes::Inboxes;
use crate::{
    circle::policy::{Member, Policy, RevocationProof, VerifiedPolicy},
    ids::{PersonId, PublicKey},
    mls::{
        Provider,
        group::{self, Plan},
        key_package,
    },
    people::identity::Identity,
    store::{
        outgoing::intents::{Change, Intent},
        rows::IntentId,
    },
};

/// What a change of people leads to.
pub(super) enum Step {
    Commit(Plan),
    Settled,
    Never,
    NotYet,
}

impl From<Option<Plan>> for Step {
    fn from(plan: Option<Plan>) -> Self {
        plan.map_or(Self::Settled, Self::Commit)
    }
}

/// Signs the next version of the policy; only the patient's own device can.
fn sign_next(
    identity: &Identity,
    before: &VerifiedPolicy,
    members: Vec<Member>,
) -> Option<Vec<u8>> {
    if identity.person_key() != before.policy.patient {
        return None;
    }
    let policy = Signed::new(&Policy::next(before, members), &identity.person);
    // What nobody could read must not be signed: the room would be lost to everyone.
    if policy.payload().len() > MAX_DOCUMENT {
        return None;
    }
    let next = before.followed_by(policy, before.extension.revocations.clone());
    Some(cbor::encode(&next.ok()?))
}

/// Of the claimed key packages those that are the person's own, one for each device, and only
/// where the Welcome finds its way to the device: what the relay says of either may be a lie.
pub(super) fn usable(
    provider: &Provider<'_>,
    person: &PublicKey,
    packages: Option<Claimed>,
    inboxes: &Inboxes,
) -> Vec<KeyPackage> {
    let mut devices: Vec<DeviceId> = Vec::new();
    let claimed = packages.map(|claimed| claimed.packages).unwrap_or_default();
    claimed
        .iter()
        .filter_map(|claimed| {
            let (package, leaf) = key_package::read(provider, &claimed.package, person).ok()?;
            let welcome = inboxes.iter().any(|(device, _)| *device == leaf.device);
            let usable =
                leaf.device == claimed.device && welcome && !devices.contains(&leaf.device);
            devices.push(leaf.device);
            usable.then_some(package)
        })
        .take(MAX_DEVICES)
        .collect()
}

/// As many devices of one person as may come into a group that `all` are in then.
fn at_most(mut theirs: Vec<KeyPackage>, all: usize) -> Vec<KeyPackage> {
    if all > MANY_LEAVES {
        theirs.truncate(FEW_DEVICES);
    }
    theirs
}

/// Lets somebody in.
pub(super) fn addition(
    identity: &Identity,
    mls: &MlsGroup,
    before: &VerifiedPolicy,
    member: Member,
    add: Vec<KeyPackage>,
) -> Step {
    if !before.admits(&member) {
        return Step::Never;
    }
    if !group::leaves_of(mls, &member.key).is_empty() {
        return Step::Settled;
    }
    if add.is_empty() {
        return Step::NotYet;
    }
    let all = mls.members().count() + add.len();
    let add = at_most(add, all);
    // They were in the group before this one.
    if before.policy.members.contains(&member) {
        return Step::Commit(Plan {
            add,
            ..Plan::default()
        });
    }
    let mut members = before.policy.members.clone();
    members.retain(|other| other.key != member.key);
    members.push(member);
    match sign_next(identity, before, members) {
        Some(policy) => Step::Commit(Plan {
            add,
            policy: Some(policy),
            ..Plan::default()
        }),
        None => Step::Never,
    }
}

/// Lets all in who were in the group before this one. Answers also which decision is the first that
/// comes true by it.
pub(super) fn gathering(
    provider: &Provider<'_>,
    before: &VerifiedPolicy,
    intents: Vec<Intent>,
    inboxes: &Inboxes,
) -> (Step, Option<IntentId>) {
    let (mut come, mut first) = (Vec::new(), None);
    for intent in intents {
        if let Change::Add(member) = intent.change
            && before.policy.members.contains(&member)
        {
            let packages = usable(provider, &member.key, intent.packages, inboxes);
            first = first.or((!packages.is_empty()).then_some(intent.id));
            come.push(packages);
        }
    }
    if first.is_none() {
        return (Step::NotYet, None);
    }
    let all = 1 + come.iter().map(Vec::len).sum::<usize>();
    let add = come.into_iter().flat_map(|theirs| at_most(theirs, all));
    let plan = Plan {
        add: add.collect(),
        ..Plan::default()
    };
    (Step::Commit(plan), first)
}

/// Takes somebody out; nothing where they are not in, or are the patient.
pub(super) fn removal_plan(
    identity: &Identity,
    mls: &MlsGroup,
    before: &VerifiedPolicy,
    person: &PublicKey,
) -> Option<Plan> {
    let mut members = before.policy.members.clone();
    members.retain(|member| member.key != *person);
    if members.len() == before.policy.members.len() || *person == before.policy.patient {
        return None;
    }
    Some(Plan {
        remove: group::leaves_of(mls, person),
        policy: Some(sign_next(identity, before, members)?),
        ..Plan::default()
    })
}

/// Takes out whom the clinic named.
pub(super) fn revocation_plan(
    mls: &MlsGroup,
    before: &VerifiedPolicy,
    proof: RevocationProof,
) -> Result<Plan, SignedError> {
    let revoked = proof.list.read_unverified()?.people;
    let remove = before
        .policy
        .members
        .iter()
        .filter(|member| member.role.is_staff() && revoked.contains(&PersonId::of(&member.key)))
        .flat_map(|member| group::leaves_of(mls, &member.key))
        .collect();
    let next = before.followed_by(before.extension.policy.clone(), Some(proof))?;
    Ok(Plan {
        remove,
        policy: Some(cbor::encode(&next)),
        ..Plan::default()
    })
}
