//! Joining by a Welcome, judged before anything of it is kept.

use kith_protocol::ids::{GroupId, PublicKey};
use openmls::{
    group::{JoinBuilder, MlsGroup, ProcessedWelcome, StagedWelcome},
    prelude::{
        KeyPackageBundle, MlsMessageBodyIn, MlsMessageIn, Welcome, tls_codec::DeserializeBytes as _,
    },
};
use openmls_traits::storage::StorageProvider as _;

use super::{
    Engine, MlsError,
    gate::{self, Refusal},
    profile,
};
use crate::{
    circle::policy::{Edition, Policy, PolicyError, VerifiedPolicy},
    people::credential::{self, Leaf},
};

/// Opens a Welcome and checks the group that it offers, before anything of it is kept. `find` is asked
/// what is known of the group, by its id and what it says of itself. A
/// refusal must roll the transaction back: opening consumed the key package.
///
/// # Errors
/// [`JoinError`].
pub fn join<P: Engine>(
    provider: &P,
    bytes: &[u8],
    find: impl FnOnce(&GroupId, Option<&Policy>) -> Option<Pinned>,
) -> Result<Joined, JoinError> {
    let welcome = read_welcome(bytes).ok_or(JoinError::Unreadable)?;
    let last_resort = last_resort(provider, &welcome)?;
    let processed = ProcessedWelcome::new_from_welcome(provider, &profile::join_config(), welcome)
        .map_err(|_| unopened(provider))?;
    let group = GroupId::from_slice(processed.unverified_group_info().group_id().as_slice())
        .ok_or(JoinError::Unreadable)?;
    let claimed = claimed_policy(&processed);
    let pinned = find(&group, claimed.as_ref()).ok_or(JoinError::NotInvited)?;
    let mut builder = JoinBuilder::new(provider, processed).skip_lifetime_validation();
    if pinned.rejoins {
        builder = builder.replace_old_group();
    }
    let staged = builder.build().map_err(|_| unopened(provider))?;
    let policy = gate::judge_welcome(&staged, &pinned.patient, pinned.version)?;
    let sender = sender(&staged)?;
    // Only the patient's own devices let people in: a copy of her policy in a group of somebody
    // else's making must not pass for hers.
    if !pinned.rejoins && sender.person_key != pinned.patient {
        return Err(Refusal::Sender.into());
    }
    if let Some(known) = &pinned.known {
        check_known(&staged, &policy, known)?;
    }
    let group = staged
        .into_group(provider)
        .map_err(|error| JoinError::Mls(provider.failed(error)))?;
    Ok(Joined {
        group,
        policy,
        sender,
        last_resort,
    })
}

/// The reference of the key package that it opens with, where that is one of last resort: OpenMLS keeps
/// those, and would open another Welcome with it.
fn last_resort<P: Engine>(provider: &P, welcome: &Welcome) -> Result<Option<Vec<u8>>, JoinError> {
    for secret in welcome.secrets() {
        let reference = secret.new_member();
        let ours: Option<KeyPackageBundle> = provider
            .storage()
            .key_package(&reference)
            .map_err(|_| unopened(provider))?;
        if let Some(bundle) = ours {
            let again = bundle.key_package().last_resort();
            return Ok(again.then(|| reference.as_slice().to_vec()));
        }
    }
    Ok(None)
}

/// What the group says of itself, which is held against the patient's key later.
fn claimed_policy(welcome: &ProcessedWelcome) -> Option<Policy> {
    let context = welcome.unverified_group_info().group_context();
    let bytes = profile::policy_bytes(context.extensions())?;
    Some(VerifiedPolicy::read_own(bytes).ok()?.policy)
}

/// It is not for us, unless it was our store that failed.
fn unopened<P: Engine>(provider: &P) -> JoinError {
    provider.failure().map_or(JoinError::Unreadable, |failure| {
        JoinError::Mls(MlsError::Store(failure))
    })
}

/// A group that a Welcome led into.
pub struct Joined {
    /// The group.
    pub group: MlsGroup,
    /// Its policy.
    pub policy: VerifiedPolicy,
    /// The device that sent the Welcome.
    pub sender: Leaf,
    /// The reference of the key package of last resort that it was opened with, if it was one.
    pub last_resort: Option<Vec<u8>>,
}

/// What an invitation pinned, or what is known of a group that was asked to add this device
/// again.
#[derive(Clone, Copy, Debug)]
pub struct Pinned {
    /// The patient's person key.
    pub patient: PublicKey,
    /// The lowest version of the policy.
    pub version: u64,
    /// This device asked to be added again: any member may answer that.
    pub rejoins: bool,
    /// Where this device was in the group, if it was.
    pub known: Option<Known>,
}

/// Where a device stood in a group before it lost its place, or was removed.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its last epoch.
    pub epoch: u64,
    /// Which of the clinic's lists stood in the policy.
    pub revocations: Edition,
}

/// Why a Welcome was not followed.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Not a Welcome for this device.
    #[error("the welcome cannot be opened")]
    Unreadable,
    /// To a group that this person holds no invitation to.
    #[error("a welcome to a group that nobody invited to")]
    NotInvited,
    /// The gate refused the group.
    #[error("the offered group was refused: {0}")]
    Refused(#[from] Refusal),
    /// The library or the store failed.
    #[error(transparent)]
    Mls(MlsError),
}

/// The member who sent the Welcome: every leaf was held against the policy.
fn sender(staged: &StagedWelcome) -> Result<Leaf, Refusal> {
    let sender = staged.welcome_sender().map_err(|_| Refusal::Sender)?;
    credential::verify(sender.credential(), sender.signature_key().as_slice())
        .map_err(|_| Refusal::Credential)
}

/// A group that this device was in must have gone on from where it stood, as far as that can be
/// told: an old Welcome that is shown once more takes nobody back.
fn check_known(
    staged: &StagedWelcome,
    policy: &VerifiedPolicy,
    known: &Known,
) -> Result<(), Refusal> {
    let goes_on = staged.group_context().epoch().as_u64() > known.epoch
        && policy.edition >= known.revocations;
    goes_on
        .then_some(())
        .ok_or(Refusal::Policy(PolicyError::NotNext))
}

fn read_welcome(bytes: &[u8]) -> Option<Welcome> {
    match MlsMessageIn::tls_deserialize_exact_bytes(bytes)
        .ok()?
        .extract()
    {
        MlsMessageBodyIn::Welcome(welcome) => Some(welcome),
        _ => None,
    }
}
