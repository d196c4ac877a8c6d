//! This device's own keys at one clinic. Another clinic gets other keys, so that two relays
//! cannot tell that they serve the same person.

use std::fmt;

use ed25519_dalek::SigningKey;
use kith_protocol::{
    identity::{DeviceCertificate, InboxKey},
    signed::{Signed, public_key},
};
use openmls_traits::{
    signatures::{Signer, SignerError},
    types::SignatureScheme,
};
use zeroize::Zeroizing;

use crate::{
    ids::{DeviceId, PersonId, PublicKey, random},
    process::wipe_stack,
};

/// The secrets of one enrolment. `SigningKey` wipes itself, and is boxed, since a move would
/// leave a copy behind; the inbox key is held in a wiping buffer.
pub struct Identity {
    /// Certifies devices, signs consents and, for a patient, policies.
    pub person: Box<SigningKey>,
    /// Signs for this device; also the MLS leaf's signature key.
    pub device: Box<SigningKey>,
    /// HPKE private key of the inbox.
    pub inbox_secret: Zeroizing<Vec<u8>>,
    /// HPKE public key of the inbox.
    pub inbox_public: Vec<u8>,
    /// The person key's word for the device key.
    pub certificate: Signed<DeviceCertificate>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

impl Identity {
    /// New keys for a new enrolment. `inbox` is an HPKE key pair (secret, public).
    pub fn generate(now_ms: u64, inbox: (Zeroizing<Vec<u8>>, Vec<u8>)) -> Self {
        let key = || Box::new(SigningKey::from_bytes(&Zeroizing::new(random::<32>())));
        let (person, device) = (key(), key());
        let certificate = Signed::new(
            &DeviceCertificate {
                device: public_key(&device),
                person: public_key(&person),
                created_at: now_ms,
            },
            &person,
        );
        Self {
            person,
            device,
            inbox_secret: inbox.0,
            inbox_public: inbox.1,
            certificate,
        }
    }

    /// Public half of the person key.
    pub fn person_key(&self) -> PublicKey {
        public_key(&self.person)
    }

    /// The person's identifier.
    pub fn person_id(&self) -> PersonId {
        PersonId::of(&self.person_key())
    }

    /// Public half of the device key.
    pub fn device_key(&self) -> PublicKey {
        public_key(&self.device)
    }

    /// The device's identifier.
    pub fn device_id(&self) -> DeviceId {
        DeviceId::of(&self.device_key())
    }

    /// The inbox key, signed by the device.
    pub fn inbox_record(&self) -> Signed<InboxKey> {
        let key = InboxKey {
            key: self.inbox_public.clone(),
            device: self.device_key(),
        };
        let record = Signed::new(&key, &self.device);
        // Not always on a thread of the store, which wipes its stack when it ends.
        wipe_stack();
        record
    }
}

impl Signer for Identity {
    fn sign(&self, payload: &[u8]) -> Result<Vec<u8>, SignerError> {
        use ed25519_dalek::Signer as _;
        Ok(self.device.sign(payload).to_bytes().to_vec())
    }

    fn signature_scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}
