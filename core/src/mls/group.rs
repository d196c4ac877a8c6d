//! The engine: what Kith does with an MLS group. Every function works inside the caller's open
//! transaction; a group is loaded there and dropped with it.

use kith_protocol::ids::{DeviceId, GroupId, PublicKey};
use openmls::{
    group::{GroupId as MlsGroupId, MlsGroup, ProcessMessageError, StageCommitError, StagedCommit},
    prelude::{
        KeyPackage, LeafNodeIndex, MlsMessageBodyIn, MlsMessageIn, ProcessedMessageContent, Sender,
        tls_codec::{DeserializeBytes as _, Serialize as _},
    },
    treesync::errors::ApplyUpdatePathError,
};
use serde_bytes::ByteArray;
use zeroize::Zeroizing;

use super::{
    Engine, MlsError, Provider,
    commit_data::{CommitData, Restart},
    epoch::EpochKey,
    gate,
    own::{Mark, Place},
    profile,
    provider::overhearing,
};
use crate::{
    circle::policy::VerifiedPolicy,
    clock::{self, SystemClock},
    content::stand::Stand,
    people::{
        credential::{self, Leaf},
        identity::Identity,
    },
    store::StoreError,
};

/// Creates a group with this device as its only member.
///
/// # Errors
/// [`MlsError`].
pub fn create<P: Engine>(
    provider: &P,
    identity: &Identity,
    group: &GroupId,
    policy: Vec<u8>,
) -> Result<MlsGroup, MlsError> {
    let extensions = profile::extensions(policy).map_err(|error| provider.failed(error))?;
    MlsGroup::new_with_group_id(
        provider,
        identity,
        &profile::create_config(extensions),
        MlsGroupId::from_slice(&group.0),
        credential::credential(identity),
    )
    .map_err(|error| provider.failed(error))
}

/// Loads a group.
///
/// # Errors
/// [`MlsError::NoGroup`] where this device has none of this id.
pub fn load<P: Engine>(provider: &P, group: &GroupId) -> Result<MlsGroup, MlsError> {
    MlsGroup::load(provider.storage(), &MlsGroupId::from_slice(&group.0))
        .map_err(|error| provider.failed(error))?
        .ok_or(MlsError::NoGroup)
}

/// The policy of a group that this device is in.
///
/// # Errors
/// [`MlsError::Unreadable`].
pub fn policy(group: &MlsGroup) -> Result<VerifiedPolicy, MlsError> {
    let bytes = profile::policy_bytes(group.extensions()).ok_or(MlsError::Unreadable)?;
    VerifiedPolicy::read_own(bytes).map_err(|_| MlsError::Unreadable)
}

/// What a commit shall do. Empty: a self-update.
#[derive(Default)]
pub struct Plan {
    /// Devices to add.
    pub add: Vec<KeyPackage>,
    /// Leaves to remove.
    pub remove: Vec<LeafNodeIndex>,
    /// The policy extension afterwards, where it changes.
    pub policy: Option<Vec<u8>>,
    /// Where this device's chain of events goes on.
    pub chain: Option<Restart>,
    /// Where this device stands in the log of the epoch that it ends.
    pub stand: Option<Stand>,
}

/// A commit, staged in the group until the relay has answered.
pub struct Built {
    /// The commit.
    pub commit: Vec<u8>,
    /// For the added devices, all of them.
    pub welcome: Option<Vec<u8>>,
    /// Key of the epoch that it ends.
    pub ends: PublicKey,
    /// Key of the epoch that it begins.
    pub next: EpochKey,
    /// Whether it removes anyone.
    pub removal: bool,
    /// Its authenticated data.
    pub data: Vec<u8>,
}

/// Builds a commit, judges it as every other member will, and stages it in the group. What a
/// relay hands out for a newcomer can make a commit that all others refuse; merged here alone,
/// it would split this device off.
///
/// # Errors
/// [`MlsError`]; the caller's transaction must then be rolled back.
pub fn commit<P: Engine>(
    group: &mut MlsGroup,
    provider: &P,
    identity: &Identity,
    plan: Plan,
) -> Result<Built, MlsError> {
    let built = commit_unjudged(group, provider, identity, plan)?;
    let staged = group.pending_commit().ok_or(MlsError::Export)?;
    let sender = Sender::Member(group.own_leaf_index());
    gate::judge(group, staged, &sender, &built.data).map_err(MlsError::Refused)?;
    Ok(built)
}

/// Builds a commit and stages it in the group, whatever others will say of it.
///
/// # Errors
/// [`MlsError`]; the caller's transaction must then be rolled back.
pub fn commit_unjudged<P: Engine>(
    group: &mut MlsGroup,
    provider: &P,
    identity: &Identity,
    plan: Plan,
) -> Result<Built, MlsError> {
    let removal = !plan.remove.is_empty();
    let own = Mark::new(identity, place(group, true))?;
    let data = CommitData {
        removal,
        chain: plan.chain,
        own: Some(ByteArray::new(own.0)),
        stood: plan.stand.map(Stand::bytes).map(ByteArray::new),
    }
    .encode();
    group.set_aad(data.clone());
    let mut builder = group
        .commit_builder()
        .consume_proposal_store(false)
        .force_self_update(true)
        .propose_adds(plan.add)
        .propose_removals(plan.remove);
    if let Some(policy) = plan.policy {
        let extensions = profile::extensions(policy).map_err(|error| provider.failed(error))?;
        builder = builder
            .propose_group_context_extensions(extensions)
            .map_err(|error| provider.failed(error))?;
    }
    let bundle = builder
        .load_psks(provider.storage())
        .map_err(|error| provider.failed(error))?
        .build(provider.rand(), provider.crypto(), identity, |_| true)
        .map_err(|error| provider.failed(error))?
        .stage_commit(provider)
        .map_err(|error| provider.failed(error))?;
    let welcome = bundle
        .to_welcome_msg()
        .map(|welcome| welcome.tls_serialize_detached())
        .transpose()
        .map_err(|error| provider.failed(error))?;
    let commit = bundle
        .into_commit()
        .tls_serialize_detached()
        .map_err(|error| provider.failed(error))?;
    let pending = group.pending_commit().ok_or(MlsError::Export)?;
    Ok(Built {
        commit,
        welcome,
        ends: EpochKey::current(group, provider.crypto())?.public(),
        next: EpochKey::next(pending, provider.crypto())?,
        removal,
        data,
    })
}

/// What is staged in a group, opaque, to be staged again in the same epoch.
///
/// # Errors
/// [`StoreError`].
pub fn staged(
    provider: &Provider<'_>,
    group: &GroupId,
) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    provider.staged(&MlsGroupId::from_slice(&group.0))
}

/// What an envelope from the log turned out to be.
pub enum Processed {
    /// An event of a member.
    Application {
        /// Whose device.
        sender: Leaf,
        /// The padded event.
        bytes: Vec<u8>,
    },
    /// A commit, not merged yet.
    Commit {
        /// The staged commit.
        staged: Box<StagedCommit>,
        /// Its sender.
        sender: Sender,
        /// Its authenticated data.
        data: Vec<u8>,
    },
    /// Says that it was sent by this device. Nothing in it is authenticated but the mark, if that
    /// holds ([`is_of`]).
    Own(Option<Mark>),
    /// Of an epoch that is over, or not begun.
    OtherEpoch,
    /// A commit whose secrets do not open for this device, though they may for others: the
    /// group can go on without us. Who made it, as its signature says.
    Broken(Option<Leaf>),
    /// Anything else: malformed, forged, or of a kind that Kith does not take.
    Unreadable,
}

/// Opens an envelope.
///
/// # Errors
/// [`MlsError`] only where the store or the library fails; what an envelope can be is a
/// [`Processed`].
pub fn process<P: Engine>(
    group: &mut MlsGroup,
    provider: &P,
    bytes: &[u8],
) -> Result<Processed, MlsError> {
    // Only PrivateMessage: the wire format policy alone would let external senders pass.
    let Ok(message) = MlsMessageIn::tls_deserialize_exact_bytes(bytes) else {
        return Ok(Processed::Unreadable);
    };
    let MlsMessageBodyIn::PrivateMessage(message) = message.extract() else {
        return Ok(Processed::Unreadable);
    };
    let mark = Mark::of_message(&message);
    let message = openmls::prelude::ProtocolMessage::from(message);
    if message.group_id() != group.group_id() {
        return Ok(Processed::Unreadable);
    }
    if message.epoch() != group.epoch() {
        return Ok(Processed::OtherEpoch);
    }
    let (processed, signer) = overhearing(|| group.process_message(provider, message));
    // A store that fails makes no message a bad one.
    if processed.is_err()
        && let Some(failure) = provider.failure()
    {
        return Err(MlsError::Store(failure));
    }
    let processed = match processed {
        Ok(processed) => processed,
        Err(ProcessMessageError::StorageError(error)) => return Err(MlsError::mls(error)),
        Err(ProcessMessageError::LibraryError(error)) => return Err(MlsError::mls(error)),
        Err(ProcessMessageError::InvalidCommit(error)) if unopened(&error).is_some() => {
            let part = unopened(&error);
            tracing::warn!(part, "a commit does not open for this device");
            let maker = signer.and_then(|key| signed_by(group, &key));
            return Ok(Processed::Broken(maker));
        }
        // A lifetime that holds for ever does not hold before 1970: nothing is judged by that. The
        // library asks the machine's own clock.
        Err(_) if !clock::is_possible(&SystemClock) => return Err(MlsError::Clock),
        Err(_) => return Ok(Processed::Unreadable),
    };
    let sender = processed.sender().clone();
    let data = processed.aad().to_vec();
    let leaf = credential::read_member(processed.credential());
    Ok(match processed.into_content() {
        ProcessedMessageContent::ApplicationMessage(message) => match leaf {
            Ok(sender) => Processed::Application {
                sender,
                bytes: message.into_bytes(),
            },
            Err(_) => Processed::Unreadable,
        },
        ProcessedMessageContent::StagedCommitMessage(staged) => Processed::Commit {
            staged,
            sender,
            data,
        },
        ProcessedMessageContent::OwnPrivateMessage => Processed::Own(mark),
        _ => Processed::Unreadable,
    })
}

/// What of a commit did not open, where it failed on something that differs from member to member: the
/// part of the path that was encrypted to us. All other checks come out the same for everyone (openmls
/// 0.9.2, `MlsGroup::stage_commit`), so such a commit is refused by all, and superseded:
///
/// - Length and parent hashes of the path are public.
/// - Whoever opens their part of the path checks that it leads to the path's public keys, up to
///   the root. Two who both pass hold the same secrets, thus expect the same confirmation tag.
/// - Proposals by reference and pre-shared keys are known to nobody here.
fn unopened(error: &StageCommitError) -> Option<&'static str> {
    use ApplyUpdatePathError as Path;
    Some(match error {
        StageCommitError::MissingDecryptionKey => "the key to our part of the path",
        StageCommitError::UpdatePathError(error) => match error {
            Path::MissingCiphertext => "our part of the path is not there",
            Path::UnableToDecrypt => "our part of the path",
            Path::PathMismatch => "our part of the path leads elsewhere",
            // No private key of ours in the sender's copath.
            Path::MissingSender => "the way to our part of the path",
            Path::LibraryError(_) => "from our part of the path nothing follows",
            _ => return None,
        },
        _ => return None,
    })
}

/// The member whose device has a key.
fn signed_by(group: &MlsGroup, key: &[u8]) -> Option<Leaf> {
    let mut members = group.members();
    let member = members.find(|member| member.signature_key == key)?;
    credential::read_member(&member.credential).ok()
}

/// Every device of the group.
pub fn devices(group: &MlsGroup) -> Vec<Leaf> {
    group
        .members()
        .filter_map(|member| credential::read_member(&member.credential).ok())
        .collect()
}

/// The leaf of a device, if it has one.
pub fn leaf_of(group: &MlsGroup, device: &DeviceId) -> Option<LeafNodeIndex> {
    group
        .members()
        .find(|member| {
            credential::read_member(&member.credential).is_ok_and(|leaf| leaf.device == *device)
        })
        .map(|member| member.index)
}

/// The leaves of a person.
pub fn leaves_of(group: &MlsGroup, person: &PublicKey) -> Vec<LeafNodeIndex> {
    group
        .members()
        .filter(|member| {
            credential::read_member(&member.credential).is_ok_and(|leaf| leaf.person_key == *person)
        })
        .map(|member| member.index)
        .collect()
}

/// Whether a store with this device's key sealed an envelope of the current epoch with this mark.
///
/// # Errors
/// [`MlsError::Crypto`].
pub fn is_of(
    group: &MlsGroup,
    identity: &Identity,
    mark: Mark,
    commit: bool,
) -> Result<bool, MlsError> {
    mark.is_of(identity, place(group, commit))
}

fn place(group: &MlsGroup, commit: bool) -> Place<'_> {
    Place {
        group: group.group_id().as_slice(),
        epoch: group.epoch().as_u64(),
        commit,
    }
}

/// Encrypts an encoded event.
///
/// # Errors
/// [`MlsError`]; the caller's transaction must then be rolled back.
pub fn encrypt<P: Engine>(
    group: &mut MlsGroup,
    provider: &P,
    identity: &Identity,
    event: &[u8],
) -> Result<Vec<u8>, MlsError> {
    group.set_aad(Mark::new(identity, place(group, false))?.0.to_vec());
    group
        .create_message(provider, identity, event)
        .map_err(|error| provider.failed(error))?
        .tls_serialize_detached()
        .map_err(|error| provider.failed(error))
}
