//! Who is who: a clinic's root signs issuers, an issuer attests people, a person certifies
//! devices. Names and roles never lie at the relay in the clear but for the authentication
//! service, which has to know whom it invites.

use serde::{Deserialize, Serialize};

use crate::{
    cbor,
    ids::{Digest32, InvitationId, NameSalt, PersonId, PublicKey, digest},
    limits::{MAX_PINS, MAX_REVOKED, MAX_URLS},
    list::within,
    signed::{Document, MAX_DOCUMENT, Signed, SignedError},
};

/// What a person is in a circle (docs/care.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Runs the circle.
    Patient,
    /// Parent, guardian or holder of a health power of attorney.
    Proxy,
    /// Family or friend, added by the patient.
    Family,
    /// Doctor, nurse, therapist.
    Clinician,
    /// Plans and coordinates.
    Coordinator,
    /// Runs the clinic's side; sees no content, ever.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Patient,
        Self::Proxy,
        Self::Family,
        Self::Clinician,
        Self::Coordinator,
        Self::Administrator,
    ];

    /// The word for it on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Proxy => "proxy",
            Self::Family => "family",
            Self::Clinician => "clinician",
            Self::Coordinator => "coordinator",
            Self::Administrator => "administrator",
        }
    }

    /// Whether only a clinic can attest this role.
    pub fn is_staff(self) -> bool {
        matches!(
            self,
            Self::Clinician | Self::Coordinator | Self::Administrator
        )
    }
}

/// The fingerprint of a clinic's root key: what an invitation pins.
pub fn root_fingerprint(root: &PublicKey) -> Digest32 {
    digest("kith/v1/root", &[&root.0])
}

/// The root's word that a key may attest people. Signed by the root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerCertificate {
    /// The root key itself; its fingerprint is pinned by the invitation.
    pub root: PublicKey,
    /// [`ClinicProfile::place`] of the profiles that the issuer may sign: where the clinic's relay is, the
    /// root says.
    pub place: Digest32,
    /// The issuing key.
    pub issuer: PublicKey,
    /// Grows with each rotation and each change of the place; a client never goes back to a lower one.
    pub serial: u64,
    /// Milliseconds since 1970 (UTC).
    pub not_after: u64,
}

impl IssuerCertificate {
    /// Whether the issuer may sign a document of this version. A version is a time in seconds, or a little
    /// above one: what lies beyond the certificate's end was chosen so that nothing can follow it.
    pub fn may_sign(&self, version: u64) -> bool {
        version <= self.not_after / 1000
    }
}

impl Document for IssuerCertificate {
    const CONTEXT: &'static str = "kith/v1/issuer";
    const MAX: usize = 1 << 10;
}

/// A name as the clinic knows it. The relay has its digest alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestedName {
    /// The name.
    pub name: String,
    /// Random.
    pub salt: NameSalt,
}

impl AttestedName {
    /// What the clinic attests of it.
    pub fn digest(&self) -> Digest32 {
        name_digest(&self.name, &self.salt)
    }
}

fn name_digest(name: &str, salt: &NameSalt) -> Digest32 {
    digest("kith/v1/name", &[&salt.0, name.as_bytes()])
}

/// The clinic's word that a person key belongs to someone in a role. Signed by an issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// [`AttestedName::digest`]: who that is. Staff have it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Digest32>,
    /// The clinic's role for this person.
    pub role: Role,
    /// Fingerprint of the clinic's root.
    pub clinic: Digest32,
    /// The person key that is attested.
    pub person: PublicKey,
    /// Milliseconds since 1970 (UTC).
    pub issued_at: u64,
}

impl Attestation {
    /// Whether it is of this name.
    pub fn is_named(&self, name: &str, salt: &NameSalt) -> bool {
        self.name == Some(name_digest(name, salt))
    }
}

impl Document for Attestation {
    const CONTEXT: &'static str = "kith/v1/attestation";
    const MAX: usize = 1 << 10;
}

/// An attestation with the issuer that signed it: complete proof down from a root fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationChain {
    /// The root's word for the issuer.
    pub issuer: Signed<IssuerCertificate>,
    /// The issuer's word for the person.
    pub attestation: Signed<Attestation>,
}

impl AttestationChain {
    /// Checks both signatures down from `clinic` (the root's fingerprint).
    ///
    /// # Errors
    /// [`SignedError`] where a link of the chain does not hold.
    pub fn verify(&self, clinic: &Digest32) -> Result<Attestation, SignedError> {
        let issuer = verify_issuer(&self.issuer, clinic)?;
        let attestation = self.attestation.verify(&issuer.issuer)?;
        if attestation.clinic != *clinic {
            return Err(SignedError::Signature);
        }
        Ok(attestation)
    }
}

impl AttestationChain {
    /// Whether the clinic speaks for a person as one of its staff: for their key, in this role, and
    /// under this name. A word that does not say who it is of is none.
    pub fn vouches_for(
        &self,
        clinic: &Digest32,
        (person, role): (&PublicKey, Role),
        name: &str,
        salt: Option<&NameSalt>,
    ) -> bool {
        self.verify(clinic).is_ok_and(|word| {
            word.person == *person
                && word.role == role
                && salt.is_some_and(|salt| word.is_named(name, salt))
        })
    }
}

/// The relay's word that a person redeemed an invitation of another person's. Signed by the
/// clinic's issuing key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// When, by the relay's clock: milliseconds since 1970 (UTC).
    pub at: u64,
    /// Fingerprint of the clinic's root.
    pub clinic: Digest32,
    /// The person key that was enrolled by it.
    pub person: PublicKey,
    /// The invitation, which can be redeemed by one device.
    pub invitation: InvitationId,
}

impl Document for Redemption {
    const CONTEXT: &'static str = "kith/v1/redemption";
    const MAX: usize = 1 << 10;
}

/// A redemption with the issuer that signed it: complete proof down from a root fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The root's word for the issuer.
    pub issuer: Signed<IssuerCertificate>,
    /// The issuer's word for the redemption.
    pub redemption: Signed<Redemption>,
}

impl Receipt {
    /// Checks both signatures down from `clinic` (the root's fingerprint).
    ///
    /// # Errors
    /// [`SignedError`] where a link of the chain does not hold.
    pub fn verify(&self, clinic: &Digest32) -> Result<Redemption, SignedError> {
        let issuer = verify_issuer(&self.issuer, clinic)?;
        let redemption = self.redemption.verify(&issuer.issuer)?;
        if redemption.clinic != *clinic {
            return Err(SignedError::Signature);
        }
        Ok(redemption)
    }
}

/// Checks an issuer certificate against a pinned root fingerprint.
///
/// # Errors
/// [`SignedError`].
pub fn verify_issuer(
    certificate: &Signed<IssuerCertificate>,
    clinic: &Digest32,
) -> Result<IssuerCertificate, SignedError> {
    let root = certificate.read_unverified()?.root;
    if root_fingerprint(&root) != *clinic {
        return Err(SignedError::Signature);
    }
    certificate.verify(&root)
}

/// A person's word that a device is theirs. Signed by the person key; the device key is also
/// the MLS leaf's signature key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCertificate {
    /// The device key.
    pub device: PublicKey,
    /// The person key that signs this.
    pub person: PublicKey,
    /// Milliseconds since 1970 (UTC).
    pub created_at: u64,
}

impl Document for DeviceCertificate {
    const CONTEXT: &'static str = "kith/v1/device";
    const MAX: usize = 1 << 10;
}

/// Reads a device certificate and checks it against the person key that it names.
///
/// # Errors
/// [`SignedError`].
pub fn verify_device(
    certificate: &Signed<DeviceCertificate>,
) -> Result<DeviceCertificate, SignedError> {
    let person = certificate.read_unverified()?.person;
    certificate.verify(&person)
}

/// The key to which a device's inbox items are sealed (HPKE, X-Wing). Signed by the device key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxKey {
    /// HPKE public key.
    #[serde(with = "serde_bytes")]
    pub key: Vec<u8>,
    /// The device that it belongs to.
    pub device: PublicKey,
}

impl Document for InboxKey {
    const CONTEXT: &'static str = "kith/v1/inbox-key";
    const MAX: usize = 4 << 10;
}

/// What the clinic tells everyone of itself. Signed by an issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicProfile {
    /// When it was signed, milliseconds since 1970 (UTC). It is signed anew each day.
    pub at: u64,
    /// Shown as the clinic's name.
    pub name: String,
    /// TLS pins of the relay (SHA-256 over the key's SubjectPublicKeyInfo): the one in use and
    /// the next, so that a key can change without new invitations.
    #[serde(deserialize_with = "within::<MAX_PINS, _, _>")]
    pub pins: Vec<Digest32>,
    /// The addresses of the clinic's relay, as links name them: scheme, host and port. What is had from
    /// anywhere else is not the clinic's.
    #[serde(deserialize_with = "within::<MAX_URLS, _, _>")]
    pub urls: Vec<String>,
    /// Opening hours, in the clinic's own words.
    pub hours: String,
    /// Fingerprint of the clinic's root.
    pub clinic: Digest32,
    /// Grows with each change; a client never goes back to a lower one.
    pub version: u64,
    /// The number to call in an emergency.
    pub emergency: String,
    /// The clinic's own telephone: whom to ask where something may be wrong.
    pub telephone: String,
}

impl ClinicProfile {
    /// Where the clinic's relay is: the digest of its addresses and pins, as the root signs it.
    pub fn place(&self) -> Digest32 {
        let of = (&self.pins, &self.urls);
        digest("kith/v1/place", &[&cbor::encode(&of)])
    }

    /// Reads a profile that an issuer signed.
    ///
    /// # Errors
    /// [`SignedError`] where the signature is not the issuer's, the root has not said that the relay is
    /// where the profile says, or the version lies beyond what the issuer may sign.
    pub fn verify(signed: &Signed<Self>, issuer: &IssuerCertificate) -> Result<Self, SignedError> {
        let profile = signed.verify(&issuer.issuer)?;
        if profile.place() == issuer.place && issuer.may_sign(profile.version) {
            Ok(profile)
        } else {
            Err(SignedError::Signature)
        }
    }
}

impl Document for ClinicProfile {
    const CONTEXT: &'static str = "kith/v1/profile";
    const MAX: usize = 16 << 10;
}

/// People whom the clinic no longer vouches for. Signed by an issuer. Each version holds all
/// of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocations {
    /// When it was signed, milliseconds since 1970 (UTC). It is signed anew each day.
    pub at: u64,
    /// Fingerprint of the clinic's root.
    pub clinic: Digest32,
    /// Revoked people, sorted.
    #[serde(deserialize_with = "within::<MAX_REVOKED, _, _>")]
    pub people: Vec<PersonId>,
    /// Grows with each revocation.
    pub version: u64,
}

impl Revocations {
    /// Reads a list that an issuer signed.
    ///
    /// # Errors
    /// [`SignedError`] where the signature is not the issuer's, or the version lies beyond what the issuer
    /// may sign.
    pub fn verify(signed: &Signed<Self>, issuer: &IssuerCertificate) -> Result<Self, SignedError> {
        let list = signed.verify(&issuer.issuer)?;
        if issuer.may_sign(list.version) {
            Ok(list)
        } else {
            Err(SignedError::Document)
        }
    }
}

impl Document for Revocations {
    const CONTEXT: &'static str = "kith/v1/revocations";
    const MAX: usize = MAX_DOCUMENT;
}

crate::tells_nothing!(AttestedName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_called_as_the_wire_has_it() {
        for role in Role::ALL {
            assert_eq!(cbor::encode(&role), cbor::encode(&role.word()));
        }
    }
}
