//! The MLS credential: a device certificate and nothing else. Key packages lie at the relay in
//! the clear, so roles and names stand in the group's policy instead, which only members read.

use kith_protocol::{
    cbor,
    identity::{DeviceCertificate, verify_device},
    signed::Signed,
};
use openmls::prelude::{Credential, CredentialType, CredentialWithKey};

use crate::{
    ids::{DeviceId, PersonId, PublicKey},
    people::identity::Identity,
};

/// Our credential type, in the private range of RFC 9420 §17.5.
pub const CREDENTIAL_TYPE: CredentialType = CredentialType::Other(0xF0A0);

const MAX_CREDENTIAL: usize = 1024;

/// A leaf whose credential held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The person key that certified the device.
    pub person_key: PublicKey,
    /// The person.
    pub person: PersonId,
    /// The device.
    pub device: DeviceId,
}

/// Why a credential was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// Another type than ours, or unreadable.
    #[error("the credential is not one of Kith")]
    Unreadable,
    /// The person key did not sign it.
    #[error("the credential is not signed by the person it names")]
    Signature,
    /// The leaf signs with another key than the certified one.
    #[error("the credential belongs to another key")]
    OtherKey,
}

/// The credential of this device.
pub fn credential(identity: &Identity) -> CredentialWithKey {
    CredentialWithKey {
        credential: Credential::new(CREDENTIAL_TYPE, cbor::encode(&identity.certificate)),
        signature_key: identity.device_key().0.to_vec().into(),
    }
}

/// Checks a leaf's credential against the key that the leaf signs with.
///
/// # Errors
/// [`CredentialError`].
pub fn verify(credential: &Credential, signature_key: &[u8]) -> Result<Leaf, CredentialError> {
    if credential.credential_type() != CREDENTIAL_TYPE {
        return Err(CredentialError::Unreadable);
    }
    let signed: Signed<DeviceCertificate> =
        cbor::decode(credential.serialized_content(), MAX_CREDENTIAL)
            .map_err(|_| CredentialError::Unreadable)?;
    let certificate = verify_device(&signed).map_err(|_| CredentialError::Signature)?;
    if certificate.device.0 != signature_key {
        return Err(CredentialError::OtherKey);
    }
    Ok(leaf_of(&certificate))
}

/// Reads the credential of a leaf that already stands in a group's tree, where it was verified
/// on the way in.
///
/// # Errors
/// [`CredentialError::Unreadable`].
pub fn read_member(credential: &Credential) -> Result<Leaf, CredentialError> {
    let signed: Signed<DeviceCertificate> =
        cbor::decode(credential.serialized_content(), MAX_CREDENTIAL)
            .map_err(|_| CredentialError::Unreadable)?;
    let certificate = signed
        .read_unverified()
        .map_err(|_| CredentialError::Unreadable)?;
    Ok(leaf_of(&certificate))
}

fn leaf_of(certificate: &DeviceCertificate) -> Leaf {
    Leaf {
        person_key: certificate.person,
        person: PersonId::of(&certificate.person),
        device: DeviceId::of(&certificate.device),
    }
}
