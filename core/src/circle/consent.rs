//! Consent comes before the key: an invitee signs it, proves by a MAC that they hold the
//! invitation's secret, and the patient confirms before any Welcome is made.

use kith_protocol::{
    identity::{AttestationChain, Receipt},
    ids::{NameSalt, digest},
    signed::{Document, Signed},
};
use serde::{Deserialize, Serialize};

use crate::ids::{CircleId, Digest32, InvitationId, PublicKey};

/// What an invitee agrees to. Signed by their person key, sealed to the patient's inbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// When, by the invitee's clock: milliseconds since 1970 (UTC).
    pub at: u64,
    /// [`kith_protocol::invitation::InvitationSecret::consent_mac`] over the person key.
    pub mac: Digest32,
    /// What the invitee wants to be called; of staff, what the clinic calls them.
    pub name: String,
    /// With which the clinic attests that name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub salt: Option<NameSalt>,
    /// The circle that they join.
    pub circle: CircleId,
    /// Their person key.
    pub person: PublicKey,
    /// The clinic's word that they redeemed the invitation, which only one device can.
    pub receipt: Receipt,
    /// The invitation that they redeem.
    pub invitation: InvitationId,
    /// The clinic's word for staff.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attestation: Option<AttestationChain>,
}

impl Document for Consent {
    const CONTEXT: &'static str = "kith/v1/consent";
    const MAX: usize = 4 << 10;
}

/// Digest of a signed consent, which the policy names as evidence.
pub fn consent_digest(consent: &Signed<Consent>) -> Digest32 {
    digest("kith/v1/consent-digest", &[consent.payload()])
}

kith_protocol::tells_nothing!(Consent);
