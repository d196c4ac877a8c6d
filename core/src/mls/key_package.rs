//! Key packages: with what a device is added to a group.

use kith_protocol::ids::PublicKey;
use openmls::prelude::{
    KeyPackage, KeyPackageIn, MlsMessageBodyIn, MlsMessageIn, MlsMessageOut, ProtocolVersion,
    tls_codec::{DeserializeBytes as _, Serialize as _},
};

use super::{Engine, MlsError, profile, readd::ReaddMark, suite::SUITE};
use crate::people::{
    credential::{self, Leaf},
    identity::Identity,
};

/// What a key package is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be claimed at the relay, once.
    OneTime,
    /// To be claimed at the relay, when no other is left.
    LastResort,
    /// To be added again to a group.
    Readd(ReaddMark),
}

/// Makes one key package and stores its private half. The result is an `MLSMessage`.
///
/// # Errors
/// [`MlsError`].
pub fn make<P: Engine>(
    provider: &P,
    identity: &Identity,
    purpose: Purpose,
) -> Result<Vec<u8>, MlsError> {
    let builder = KeyPackage::builder()
        .leaf_node_capabilities(profile::capabilities())
        .key_package_lifetime(profile::lifetime());
    let builder = match purpose {
        Purpose::OneTime => builder,
        Purpose::LastResort => builder
            .leaf_node_capabilities(profile::capabilities_of_last_resort())
            .mark_as_last_resort(),
        Purpose::Readd(again) => builder.leaf_node_extensions(again.extensions()?),
    };
    let bundle = builder
        .build(SUITE, provider, identity, credential::credential(identity))
        .map_err(|error| provider.failed(error))?;
    MlsMessageOut::from(bundle.into_key_package())
        .tls_serialize_detached()
        .map_err(|error| provider.failed(error))
}

/// Reads a key package that was claimed at the relay and checks that it is of `person`.
///
/// # Errors
/// [`MlsError::Unreadable`], [`MlsError::OtherPerson`].
pub fn read<P: Engine>(
    provider: &P,
    bytes: &[u8],
    person: &PublicKey,
) -> Result<(KeyPackage, Leaf), MlsError> {
    let (package, leaf) = open(provider, bytes)?;
    if ReaddMark::of(package.leaf_node())?.is_some() {
        return Err(MlsError::Unreadable);
    }
    if leaf.person_key != *person {
        return Err(MlsError::OtherPerson);
    }
    Ok((package, leaf))
}

/// Reads the key package of a device that asks to be added again.
///
/// # Errors
/// [`MlsError::Unreadable`], [`MlsError::OtherPerson`] where its credential does not hold.
pub fn read_request<P: Engine>(
    provider: &P,
    bytes: &[u8],
) -> Result<(KeyPackage, Leaf, ReaddMark), MlsError> {
    let (package, leaf) = open(provider, bytes)?;
    let again = ReaddMark::of(package.leaf_node())?.ok_or(MlsError::Unreadable)?;
    Ok((package, leaf, again))
}

/// Reads a key package, whatever it is for.
///
/// # Errors
/// As [`read_request`].
pub fn open<P: Engine>(provider: &P, bytes: &[u8]) -> Result<(KeyPackage, Leaf), MlsError> {
    let message =
        MlsMessageIn::tls_deserialize_exact_bytes(bytes).map_err(|_| MlsError::Unreadable)?;
    let MlsMessageBodyIn::KeyPackage(package) = message.extract() else {
        return Err(MlsError::Unreadable);
    };
    let package = KeyPackageIn::validate(package, provider.crypto(), ProtocolVersion::Mls10)
        .map_err(|_| MlsError::Unreadable)?;
    if package.ciphersuite() != SUITE || *package.life_time() != profile::lifetime() {
        return Err(MlsError::Unreadable);
    }
    let leaf_node = package.leaf_node();
    if !profile::is_plain(leaf_node) {
        return Err(MlsError::Unreadable);
    }
    let leaf = credential::verify(leaf_node.credential(), leaf_node.signature_key().as_slice())
        .map_err(|_| MlsError::OtherPerson)?;
    Ok((package, leaf))
}
