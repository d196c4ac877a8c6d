//! One person of a group, as its policy names them.

use kith_protocol::{
    identity::{AttestationChain, Role},
    ids::NameSalt,
};
use serde::{Deserialize, Serialize};

use crate::ids::{Digest32, PublicKey};

/// One person of a group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their person key.
    pub key: PublicKey,
    /// As they gave it in their consent; of staff, as the clinic attests it.
    pub name: String,
    /// What they are here.
    pub role: Role,
    /// With which the clinic attests the name of its staff.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub salt: Option<NameSalt>,
    /// Since when, by the patient's clock: milliseconds since 1970 (UTC).
    pub since: u64,
    /// Digest of their signed consent; `None` for the patient.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consent: Option<Digest32>,
    /// The clinic's word; staff have it, family does not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub attestation: Option<AttestationChain>,
    /// In the patient's words: daughter, neighbour.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub relationship: String,
}

kith_protocol::tells_nothing!(Member);
