//! Sealing to a device's inbox: HPKE (RFC 9180) with the suite's X-Wing KEM, so that what waits
//! at the relay stays closed to a later quantum computer too.

use kith_protocol::{api::inbox::InboxKind, cbor, ids::DeviceId};
use openmls_traits::{crypto::OpenMlsCrypto, types::HpkeCiphertext};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::{MlsError, provider::crypto, suite::SUITE};
use crate::ids::random;

const MAX_SEALED: usize = kith_protocol::limits::MAX_INBOX_ITEM;

#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(rename = "c")]
    ciphertext: ByteBuf,
    #[serde(rename = "k")]
    kem_output: ByteBuf,
}

fn info(kind: InboxKind) -> &'static [u8] {
    match kind {
        InboxKind::Welcome => b"kith/v1/inbox/welcome",
        InboxKind::Consent => b"kith/v1/inbox/consent",
        InboxKind::Readd => b"kith/v1/inbox/readd",
        InboxKind::Linking => b"kith/v1/inbox/linking",
        InboxKind::Resend => b"kith/v1/inbox/resend",
        InboxKind::Whereabouts => b"kith/v1/inbox/whereabouts",
    }
}

/// A new inbox key pair: secret, public.
///
/// # Errors
/// Where the system's randomness fails.
pub fn generate() -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), MlsError> {
    let seed = Zeroizing::new(random::<32>());
    derive(&seed)
}

/// The pair of a seed: HPKE's `DeriveKeyPair`.
///
/// # Errors
/// [`MlsError::Crypto`].
pub fn derive(seed: &[u8; 32]) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), MlsError> {
    let pair = crypto()
        .derive_hpke_keypair(SUITE.hpke_config(), seed)
        .map_err(|_| MlsError::Crypto)?;
    Ok((Zeroizing::new(pair.private.to_vec()), pair.public))
}

/// Seals `plain` to a device.
///
/// # Errors
/// Where `public` is not a key.
pub fn seal(
    kind: InboxKind,
    device: &DeviceId,
    public: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, MlsError> {
    let HpkeCiphertext {
        kem_output,
        ciphertext,
    } = crypto()
        .hpke_seal(SUITE.hpke_config(), public, info(kind), &device.0, plain)
        .map_err(|_| MlsError::Crypto)?;
    Ok(cbor::encode(&Sealed {
        ciphertext: ByteBuf::from(ciphertext.as_slice()),
        kem_output: ByteBuf::from(kem_output.as_slice()),
    }))
}

/// Opens what [`seal`] made for this device.
///
/// # Errors
/// Where it is not for this device or of another kind.
pub fn open(
    kind: InboxKind,
    device: &DeviceId,
    secret: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, MlsError> {
    let sealed: Sealed = cbor::decode(sealed, MAX_SEALED).map_err(|_| MlsError::Unreadable)?;
    crypto()
        .hpke_open(
            SUITE.hpke_config(),
            &HpkeCiphertext {
                kem_output: sealed.kem_output.into_vec().into(),
                ciphertext: sealed.ciphertext.into_vec().into(),
            },
            secret,
            info(kind),
            &device.0,
        )
        .map(Zeroizing::new)
        .map_err(|_| MlsError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_device_that_it_was_sealed_to_opens_it_and_only_as_its_kind() {
        let (secret, public) = generate().expect("keys");
        let (other, _) = generate().expect("keys");
        let device = DeviceId([1; 16]);
        let sealed = seal(InboxKind::Consent, &device, &public, b"yes").expect("sealed");
        let open = |kind, device, secret: &[u8]| open(kind, device, secret, &sealed);
        assert_eq!(
            open(InboxKind::Consent, &device, &secret)
                .expect("opened")
                .as_slice(),
            b"yes"
        );
        assert!(open(InboxKind::Consent, &device, &other).is_err());
        assert!(open(InboxKind::Readd, &device, &secret).is_err());
        assert!(open(InboxKind::Consent, &DeviceId([2; 16]), &secret).is_err());
    }
}
