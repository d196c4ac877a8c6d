//! Builds the commits of [`Attack`]. Every one is made from a member's real state and leaves it
//! as it was.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    cbor,
    identity::{DeviceCertificate, Role},
    signed::Signed,
};
use openmls::{
    credentials::NewSignerBundle,
    group::{CommitBuilder, Initial, MlsGroup},
    prelude::{
        Capabilities, KeyPackage, LeafNodeParameters, Lifetime, PreSharedKeyProposal, Proposal,
        tls_codec::Serialize as _,
    },
    schedule::{ExternalPsk, PreSharedKeyId, Psk},
};
use openmls_traits::OpenMlsProvider;
use serde_bytes::ByteArray;

use super::{
    attack::Attack,
    forged::{Forged, bytes, with_any_key},
    outside,
    saboteur::{Sabotage, Saboteur},
};
use crate::{
    Error, MlsError,
    circle::policy::{Member, Policy, PolicyExtension, VerifiedPolicy},
    content::erased::hash_of,
    ids::{PersonId, PublicKey, random},
    mls::{
        Engine, EpochKey, Provider,
        commit_data::{CommitData, Restart},
        group::{self, Plan},
        key_package, profile, seal,
        suite::SUITE,
    },
    people::{credential, identity::Identity},
    store::{
        WriteTx,
        account::accounts,
        circle::{circles::Room, participants},
        healing::missing,
    },
};

/// The largest number that a store looks for.
const MOST: u64 = i64::MAX as u64;

pub(super) fn forge(tx: &mut WriteTx<'_>, room: &Room, attack: Attack) -> Result<Forged, Error> {
    let identity = accounts::identity(tx, room.account)?;
    let provider = Provider::new(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let stranger = Identity::generate(0, seal::generate()?);
    let victim = |person: PersonId| -> Result<PublicKey, Error> {
        participants::all(tx, room.row)?
            .into_iter()
            .find(|p| p.person == person)
            .map(|p| p.key)
            .ok_or(Error::NotFound)
    };
    let add = |who: &Identity| -> Result<Plan, Error> {
        Ok(Plan {
            add: vec![package(&provider, who, profile::lifetime())?],
            ..Plan::default()
        })
    };
    let with_policy = |policy: Vec<u8>| Plan {
        policy: Some(policy),
        ..Plan::default()
    };
    let plan = match attack {
        Attack::AddStranger => add(&stranger)?,
        Attack::ForgePolicy => Plan {
            policy: Some(forged_policy(&group::policy(&mls)?, &identity, &stranger)),
            ..add(&stranger)?
        },
        Attack::SetPolicy(policy) => with_policy(policy),
        Attack::ForkPolicy => with_policy(own_policy(&group::policy(&mls)?, &identity, |next| {
            next.previous = crate::circle::policy::no_previous();
        })),
        Attack::CountPolicy(version) => {
            with_policy(own_policy(&group::policy(&mls)?, &identity, |next| {
                next.version = version;
            }))
        }
        Attack::RenameMember(person, name) => {
            with_policy(own_policy(&group::policy(&mls)?, &identity, |next| {
                for member in &mut next.members {
                    if PersonId::of(&member.key) == person {
                        member.name.clone_from(&name);
                    }
                }
            }))
        }
        Attack::RemoveMember(person) => Plan {
            remove: group::leaves_of(&mls, &victim(person)?),
            ..Plan::default()
        },
        Attack::PutBack(package) => {
            let (package, leaf) = key_package::open(&provider, &package)?;
            Plan {
                remove: group::leaf_of(&mls, &leaf.device).into_iter().collect(),
                add: vec![package],
                ..Plan::default()
            }
        }
        Attack::CertifyFor(person) => add(&impostor(stranger, victim(person)?, &identity))?,
        Attack::AddExpiring(not_after) => Plan {
            add: vec![package(
                &provider,
                &second_device(&identity)?,
                Lifetime::init(0, not_after),
            )?],
            ..Plan::default()
        },
        Attack::FalseKey => {
            let mut forged = planned(&mut mls, &provider, &identity, Plan::default())?;
            forged.next = EpochKey::from_seed(&random());
            return Ok(forged);
        }
        Attack::SplitPath(person, lie) => {
            let index = group::leaves_of(&mls, &victim(person)?);
            let key = index
                .first()
                .and_then(|index| mls.public_group().leaf(*index))
                .ok_or(Error::NotFound)?
                .encryption_key()
                .tls_serialize_detached()
                .map_err(MlsError::mls)?;
            return sabotaged(&mut mls, &provider, &identity, Sabotage::Path(key, lie));
        }
        Attack::ShutPath => {
            return sabotaged(&mut mls, &provider, &identity, Sabotage::Paths);
        }
        Attack::BrokenHashes => {
            return sabotaged(&mut mls, &provider, &identity, Sabotage::Hashes);
        }
        Attack::BrokenConfirmation => {
            return sabotaged(&mut mls, &provider, &identity, Sabotage::Macs);
        }
        Attack::Bytes(body) => return Ok(with_any_key(body)),
        Attack::Proposal => {
            let (proposal, _) = mls
                .propose_self_update(&provider, &identity, LeafNodeParameters::default())
                .map_err(MlsError::mls)?;
            mls.clear_pending_proposals(provider.storage())
                .map_err(MlsError::mls)?;
            return Ok(with_any_key(bytes(proposal)?));
        }
        Attack::External => return outside::joins(&mls, &provider, &identity, &stranger),
        Attack::Update => Plan::default(),
        Attack::Restart { said, from } => Plan {
            chain: Some(Restart {
                said,
                from,
                // What its maker said to all.
                last: missing::said(tx, room.row, (said.min(MOST), said.min(MOST)), 1)?
                    .first()
                    .and_then(|last| hash_of(&last.event).map(ByteArray::new)),
            }),
            ..Plan::default()
        },
        other => return unusual(&mut mls, &provider, &identity, stranger, &other),
    };
    planned(&mut mls, &provider, &identity, plan)
}

fn planned<P: Engine>(
    mls: &mut MlsGroup,
    provider: &P,
    identity: &Identity,
    plan: Plan,
) -> Result<Forged, Error> {
    let built = group::commit_unjudged(mls, provider, identity, plan)?;
    mls.clear_pending_commit(provider.storage())
        .map_err(MlsError::mls)?;
    Ok(Forged {
        body: built.commit,
        next: built.next,
        removal: built.removal,
    })
}

fn sabotaged(
    mls: &mut MlsGroup,
    provider: &Provider<'_>,
    identity: &Identity,
    sabotage: Sabotage,
) -> Result<Forged, Error> {
    planned(
        mls,
        &Saboteur::new(provider, sabotage),
        identity,
        Plan::default(),
    )
}

/// Commits that [`group::commit_unjudged`] has no words for.
fn unusual(
    mls: &mut MlsGroup,
    provider: &Provider<'_>,
    identity: &Identity,
    stranger: Identity,
    attack: &Attack,
) -> Result<Forged, Error> {
    let mut mark = CommitData {
        removal: false,
        chain: None,
        own: None,
        stood: None,
    };
    let mut removal = false;
    if let Attack::FalseMark { told, said } = attack {
        mark.removal = *said;
        removal = *told;
    }
    mls.set_aad(mark.encode());
    if *attack == Attack::ByReference {
        // Kept here, told to nobody.
        let newcomer = package(provider, &stranger, profile::lifetime())?;
        mls.propose_add_member(provider, identity, &newcomer)
            .map_err(MlsError::mls)?;
    }
    let mut builder = mls
        .commit_builder()
        .consume_proposal_store(*attack == Attack::ByReference)
        .force_self_update(true);
    let mut new_key = None;
    match attack {
        Attack::BecomeSomeoneElse => {
            let other = impostor(stranger, identity.person_key(), identity);
            let mut certified = credential::credential(&other);
            certified.signature_key = identity.device_key().0.to_vec().into();
            builder = builder.leaf_node_parameters(
                LeafNodeParameters::builder()
                    .with_credential_with_key(certified)
                    .build(),
            );
        }
        Attack::ChangeKey => new_key = Some(second_device(identity)?),
        Attack::ChangeCapabilities => {
            let capabilities = Capabilities::builder()
                .ciphersuites(vec![SUITE])
                .extensions(profile::capabilities().extensions().to_vec())
                .credentials(vec![
                    credential::CREDENTIAL_TYPE,
                    openmls::prelude::CredentialType::Basic,
                ])
                .build();
            builder = builder.leaf_node_parameters(
                LeafNodeParameters::builder()
                    .with_capabilities(capabilities)
                    .build(),
            );
        }
        Attack::UnknownSecret => {
            builder = builder.add_proposal(unknown_secret(provider)?);
        }
        _ => {}
    }
    let forged = finish(builder, provider, identity, new_key.as_ref(), removal);
    mls.clear_pending_commit(provider.storage())
        .map_err(MlsError::mls)?;
    mls.clear_pending_proposals(provider.storage())
        .map_err(MlsError::mls)?;
    forged
}

fn finish(
    builder: CommitBuilder<'_, Initial, &mut MlsGroup>,
    provider: &Provider<'_>,
    identity: &Identity,
    new_key: Option<&Identity>,
    removal: bool,
) -> Result<Forged, Error> {
    let loaded = builder
        .load_psks(provider.storage())
        .map_err(MlsError::mls)?;
    let (rand, crypto) = (provider.rand(), provider.crypto());
    let built = match new_key {
        None => loaded.build(rand, crypto, identity, |_| true),
        Some(key) => {
            let bundle = NewSignerBundle {
                signer: key,
                credential_with_key: credential::credential(key),
            };
            loaded.build_with_new_signer(rand, crypto, identity, bundle, |_| true)
        }
    };
    let body = built
        .map_err(MlsError::mls)?
        .stage_commit(provider)
        .map_err(MlsError::mls)?
        .into_commit();
    Ok(Forged {
        removal,
        ..with_any_key(bytes(body)?)
    })
}

pub(super) fn package(
    provider: &Provider<'_>,
    who: &Identity,
    lifetime: Lifetime,
) -> Result<KeyPackage, Error> {
    Ok(KeyPackage::builder()
        .leaf_node_capabilities(profile::capabilities())
        .key_package_lifetime(lifetime)
        .build(SUITE, provider, who, credential::credential(who))
        .map_err(MlsError::mls)?
        .into_key_package())
}

/// Another device of the same person, properly certified.
pub(super) fn second_device(identity: &Identity) -> Result<Identity, Error> {
    let mut device = Identity::generate(0, seal::generate()?);
    device.person = identity.person.clone();
    device.certificate = certificate(&device, identity.person_key(), &identity.person);
    Ok(device)
}

/// A device in `person`'s name whose certificate the attacker's key signs.
fn impostor(mut device: Identity, person: PublicKey, attacker: &Identity) -> Identity {
    device.certificate = certificate(&device, person, &attacker.person);
    device
}

fn certificate(
    device: &Identity,
    person: PublicKey,
    signer: &SigningKey,
) -> Signed<DeviceCertificate> {
    Signed::new(
        &DeviceCertificate {
            device: device.device_key(),
            person,
            created_at: 0,
        },
        signer,
    )
}

fn unknown_secret(provider: &Provider<'_>) -> Result<Proposal, Error> {
    let id = PreSharedKeyId::new(
        SUITE,
        provider.rand(),
        Psk::External(ExternalPsk::new(random::<16>().to_vec())),
    )
    .map_err(MlsError::mls)?;
    id.store(provider, &random::<32>()).map_err(MlsError::mls)?;
    Ok(Proposal::PreSharedKey(Box::new(PreSharedKeyProposal::new(
        id,
    ))))
}

/// The next policy, altered and signed by this person.
fn own_policy(
    before: &VerifiedPolicy,
    signer: &Identity,
    alter: impl FnOnce(&mut Policy),
) -> Vec<u8> {
    let mut next = Policy::next(before, before.policy.members.clone());
    alter(&mut next);
    cbor::encode(&PolicyExtension {
        policy: Signed::new(&next, &signer.person),
        ..before.extension.clone()
    })
}

fn forged_policy(before: &VerifiedPolicy, attacker: &Identity, stranger: &Identity) -> Vec<u8> {
    let mut members = before.policy.members.clone();
    members.push(Member {
        key: stranger.person_key(),
        role: Role::Family,
        name: "stranger".to_owned(),
        since: 0,
        consent: None,
        attestation: None,
        salt: None,
        relationship: String::new(),
    });
    cbor::encode(&PolicyExtension {
        policy: Signed::new(&Policy::next(before, members), &attacker.person),
        ..before.extension.clone()
    })
}
