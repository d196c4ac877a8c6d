//! One-time invitations and the links that carry them.
//!
//! `kith://relay.example/join#<base64url>`: no browser opens it, so that no page of the relay's
//! reads the secret ([decision 0019]). All but the relay's address stands in the fragment, which
//! systems leave out where they log what is opened. The last eight bytes are a checksum over
//! address and content, so that an altered link is told apart from an unknown one. How a link is
//! read stands in [`crate::link`].
//!
//! [decision 0019]: ../../docs/decisions/0019-a-links-secret-is-for-no-page.md

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    cbor,
    identity::{AttestedName, Role},
    ids::{CircleId, Digest32, InvitationId, PublicKey, digest},
    signed::{Document, Signed, SignedError},
};

const SCHEME: &str = "kith://";
const PATH: &str = "/join#";
/// Bytes of a link's checksum.
pub(crate) const CHECKSUM: usize = 8;
/// Largest content of a link in bytes.
pub(crate) const MAX_LINK: usize = 4096;

/// The secret of an invitation. The relay gets only a value derived from it, so that it cannot
/// forge the invitee's consent.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
pub struct InvitationSecret(#[serde(with = "serde_bytes")] Vec<u8>);

impl fmt::Debug for InvitationSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvitationSecret(…)")
    }
}

impl InvitationSecret {
    /// Wraps 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// The secret's bytes, for the encrypted store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads what [`Self::as_bytes`] gave.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == 32).then(|| Self(bytes.to_vec()))
    }

    fn mac(&self, context: &str, data: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(context.as_bytes());
        mac.update(&[0]);
        mac.update(data);
        mac
    }

    /// What is shown to the relay at enrolment.
    pub fn relay_token(&self) -> Digest32 {
        Digest32(
            self.mac("kith/v1/relay-token", &[])
                .finalize()
                .into_bytes()
                .into(),
        )
    }

    /// The invitee's proof to the patient that they hold the secret, over their person key.
    pub fn consent_mac(&self, person: &PublicKey) -> Digest32 {
        Digest32(
            self.mac("kith/v1/consent", &person.0)
                .finalize()
                .into_bytes()
                .into(),
        )
    }

    /// Checks [`Self::consent_mac`] in constant time.
    pub fn check_consent(&self, person: &PublicKey, mac: &Digest32) -> bool {
        self.consent_mac(person).0.ct_eq(&mac.0).into()
    }
}

/// What the relay keeps of [`InvitationSecret::relay_token`].
pub fn token_hash(token: &Digest32) -> Digest32 {
    digest("kith/v1/token-hash", &[&token.0])
}

/// The patient's word that the holder may join. Signed by the patient's person key, which the
/// link pins by carrying it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircleInvitation {
    /// What the invitee will be.
    pub role: Role,
    /// The circle.
    pub circle: CircleId,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
    /// The patient's person key.
    pub patient: PublicKey,
    /// The lowest version of a policy of hers that the invitee accepts, whichever of the circle's rooms
    /// it is of: one that is made later begins above all that there are.
    pub version: u64,
    /// The invitation at the relay.
    pub invitation: InvitationId,
    /// In the patient's words: daughter, friend, neighbour. Empty for staff.
    pub relationship: String,
}

impl Document for CircleInvitation {
    const CONTEXT: &'static str = "kith/v1/circle-invitation";
    const MAX: usize = MAX_LINK;
}

/// An invitation as its link carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The relay's address: scheme, host and port.
    pub relay: String,
    /// Everything in the fragment.
    pub content: InvitationContent,
}

/// The fragment of an invitation's link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationContent {
    /// The invitation at the relay.
    pub id: InvitationId,
    /// SHA-256 over the SubjectPublicKeyInfo of the relay's TLS key; without one the public
    /// web roots decide.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pin: Option<Digest32>,
    /// Who is invited, as the clinic knows them: where it invites staff.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<AttestedName>,
    /// Present where a patient invites.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub circle: Option<Signed<CircleInvitation>>,
    /// Fingerprint of the clinic's root key.
    pub clinic: Digest32,
    /// The secret.
    pub secret: InvitationSecret,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
}

/// What tells an altered link: over address and content.
pub(crate) fn checksum(relay: &str, content: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&digest("kith/v1/link", &[relay.as_bytes(), content]).0[..CHECKSUM]);
    sum
}

impl Invitation {
    /// The link.
    pub fn to_link(&self) -> String {
        let mut bytes = cbor::encode(&self.content);
        let sum = checksum(&self.relay, &bytes);
        bytes.extend_from_slice(&sum);
        let address = self
            .relay
            .split_once("://")
            .map_or(self.relay.as_str(), |(_, address)| address);
        format!(
            "{SCHEME}{address}{PATH}{}",
            Base64UrlUnpadded::encode_string(&bytes)
        )
    }

    /// The patient's invitation, its signature checked; `None` where the clinic invites.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn circle(&self) -> Result<Option<CircleInvitation>, SignedError> {
        self.content
            .circle
            .as_ref()
            .map(|signed| signed.verify(&signed.read_unverified()?.patient))
            .transpose()
    }

    /// Signs a patient's invitation for the link.
    pub fn sign_circle(
        circle: &CircleInvitation,
        person_key: &SigningKey,
    ) -> Signed<CircleInvitation> {
        Signed::new(circle, person_key)
    }
}

crate::tells_nothing!(CircleInvitation);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::LinkError;

    fn invitation() -> Invitation {
        let key = SigningKey::from_bytes(&[7; 32]);
        let patient = crate::signed::public_key(&key);
        let id = InvitationId([3; 16]);
        Invitation {
            relay: "https://relay.example:8443".into(),
            content: InvitationContent {
                id,
                pin: Some(Digest32([1; 32])),
                name: None,
                circle: Some(Invitation::sign_circle(
                    &CircleInvitation {
                        role: Role::Family,
                        circle: CircleId([9; 16]),
                        expires: 5,
                        patient,
                        version: 1,
                        invitation: id,
                        relationship: "daughter".into(),
                    },
                    &key,
                )),
                clinic: Digest32([2; 32]),
                secret: InvitationSecret::new([4; 32]),
                expires: 5,
            },
        }
    }

    #[test]
    fn a_link_comes_back_as_it_was() {
        let invitation = invitation();
        let link = invitation.to_link();
        assert_eq!(Invitation::from_link(&link), Ok(invitation));
    }

    #[test]
    fn a_link_that_a_browser_would_open_is_refused() {
        let link = invitation().to_link();
        assert!(link.starts_with("kith://relay.example:8443/join#"));
        for page in ["https", "http", "HTTPS"] {
            let page = link.replacen("kith", page, 1);
            assert_eq!(Invitation::from_link(&page), Err(LinkError::WebPage));
            // Whatever else is wrong with it: another copy of it would be refused too.
            let cut_off = &page[..page.len() - 3];
            assert_eq!(Invitation::from_link(cut_off), Err(LinkError::WebPage));
        }
        let bare = link.replacen("kith://", "", 1);
        assert_eq!(Invitation::from_link(&bare), Err(LinkError::CutOff));
    }

    #[test]
    fn a_relay_of_this_machine_has_a_link_too() {
        let mut invitation = invitation();
        invitation.relay = "http://127.0.0.1:8080".into();
        let link = invitation.to_link();
        assert!(link.starts_with("kith://127.0.0.1:8080/join#"));
        assert_eq!(Invitation::from_link(&link), Ok(invitation));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let link = invitation().to_link();
        for at in 0..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ASCII stays ASCII");
            let read = Invitation::from_link(&changed);
            // A host has no capitals, and without a scheme that holds the checksum says which
            // relay is meant.
            let of_address = at < link.find("/join").expect("a path") && read == Ok(invitation());
            assert!(read.is_err() || of_address, "position {at}");
        }
        assert_eq!(
            Invitation::from_link(&link[..link.len() - 3]),
            Err(LinkError::CutOff)
        );
        assert_eq!(
            Invitation::from_link("https://relay.example/hello"),
            Err(LinkError::NotALink)
        );
    }

    #[test]
    fn a_circle_that_someone_else_signed_is_forged() {
        let mut invitation = invitation();
        let circle = invitation.circle().expect("signed").expect("present");
        invitation.content.circle = Some(Signed::new(&circle, &SigningKey::from_bytes(&[8; 32])));
        assert_eq!(
            Invitation::from_link(&invitation.to_link()),
            Err(LinkError::Forged)
        );
    }

    #[test]
    fn the_relay_cannot_make_a_consent_from_its_token() {
        let secret = InvitationSecret::new([4; 32]);
        let person = PublicKey([5; 32]);
        let from_token = InvitationSecret::new(secret.relay_token().0).consent_mac(&person);
        assert!(!secret.check_consent(&person, &from_token));
        assert!(secret.check_consent(&person, &secret.consent_mac(&person)));
    }
}
