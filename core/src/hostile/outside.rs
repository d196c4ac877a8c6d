//! A commit from outside, with what a member handed over.

use openmls::{
    group::MlsGroup,
    prelude::{
        LeafNodeParameters, MlsMessageBodyIn, MlsMessageIn, tls_codec::DeserializeBytes as _,
    },
};
use openmls_traits::OpenMlsProvider;

use super::forged::{Forged, bytes, with_any_key};
use crate::{
    Error, MlsError,
    mls::{Engine, Provider, profile},
    people::{credential, identity::Identity},
};

/// A stranger joins from outside.
pub(super) fn joins(
    mls: &MlsGroup,
    provider: &Provider<'_>,
    identity: &Identity,
    stranger: &Identity,
) -> Result<Forged, Error> {
    let info = mls
        .export_group_info(provider.crypto(), identity, true)
        .map_err(MlsError::mls)?;
    let info = MlsMessageIn::tls_deserialize_exact_bytes(&bytes(info)?)
        .map_err(|_| MlsError::Unreadable)?;
    let MlsMessageBodyIn::GroupInfo(info) = info.extract() else {
        return Err(MlsError::Unreadable.into());
    };
    // The stranger's own state goes nowhere: it would take the place of the attacker's.
    let elsewhere = openmls_rust_crypto::OpenMlsRustCrypto::default();
    let apart = Apart(&elsewhere);
    let (_, bundle) = MlsGroup::external_commit_builder()
        .with_config(profile::join_config())
        .skip_lifetime_validation()
        .build_group(&apart, info, credential::credential(stranger))
        .map_err(MlsError::mls)?
        .leaf_node_parameters(
            LeafNodeParameters::builder()
                .with_capabilities(profile::capabilities())
                .build(),
        )
        .load_psks(elsewhere.storage())
        .map_err(MlsError::mls)?
        .build(apart.rand(), apart.crypto(), stranger, |_| true)
        .map_err(MlsError::mls)?
        .finalize(&apart)
        .map_err(MlsError::mls)?;
    Ok(with_any_key(bytes(bundle.into_commit())?))
}

/// Our cryptography on a store that is thrown away.
pub(super) struct Apart<'a>(pub(super) &'a openmls_rust_crypto::OpenMlsRustCrypto);

impl Engine for Apart<'_> {}

impl OpenMlsProvider for Apart<'_> {
    type CryptoProvider = <Provider<'static> as OpenMlsProvider>::CryptoProvider;
    type RandProvider = openmls_rust_crypto::RustCrypto;
    type StorageProvider =
        <openmls_rust_crypto::OpenMlsRustCrypto as OpenMlsProvider>::StorageProvider;

    fn storage(&self) -> &Self::StorageProvider {
        self.0.storage()
    }

    fn crypto(&self) -> &Self::CryptoProvider {
        crate::mls::crypto()
    }

    fn rand(&self) -> &Self::RandProvider {
        self.0.rand()
    }
}
