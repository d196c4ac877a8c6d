//! Enrolment, the clinic's documents, the directory of devices, key packages.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    identity::{
        AttestationChain, ClinicProfile, DeviceCertificate, InboxKey, IssuerCertificate, Receipt,
        Revocations,
    },
    ids::{DeviceId, Digest32, InvitationId, PersonId, RequestId},
    limits::{MAX_DEVICES, MAX_KEY_PACKAGES},
    list::at_most,
    signed::Signed,
};

/// Redeems an invitation: makes a person and their first device known to the relay. Repeating
/// it with the same device is harmless; anyone else is told that the invitation was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// [`crate::invitation::InvitationSecret::relay_token`].
    pub token: Digest32,
    /// The device, certified by the person key.
    pub device: Signed<DeviceCertificate>,
    /// Where its inbox items are sealed to.
    pub inbox_key: Signed<InboxKey>,
    /// Which invitation.
    pub invitation: InvitationId,
}

/// The answer to an enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The clinic's documents.
    pub clinic: Clinic,
    /// That a patient's invitation was redeemed, for the patient; `None` where the clinic invited.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt: Option<Receipt>,
    /// The clinic's word for this person; `None` for a patient's guest, whom the patient
    /// vouches for.
    pub attestation: Option<AttestationChain>,
}

/// A clinic's public documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clinic {
    /// The root's word for the issuer that signs the others.
    pub issuer: Signed<IssuerCertificate>,
    /// Name, emergency number, hours.
    pub profile: Signed<ClinicProfile>,
    /// Whom the clinic no longer vouches for.
    pub revocations: Signed<Revocations>,
}

/// One device of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRecord {
    /// Certified by the person key.
    pub device: Signed<DeviceCertificate>,
    /// Where its inbox items are sealed to.
    pub inbox_key: Signed<InboxKey>,
}

/// All devices of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// In the order of their enrolment.
    #[serde(deserialize_with = "at_most::<MAX_DEVICES, _, _>")]
    pub devices: Vec<DeviceRecord>,
}

/// A patient's invitation as the relay knows it: no role, no name, no circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestInvitation {
    /// Chosen by the inviting device.
    pub id: InvitationId,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
    /// An earlier open one of the same device, which this one takes the place of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replaces: Option<InvitationId>,
    /// [`crate::invitation::token_hash`].
    pub token_hash: Digest32,
}

/// Publishes key packages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPackages {
    /// All that wait are dropped first: the relay was restored from a backup, and what it hands
    /// out may have been used.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub fresh: bool,
    /// Added to those that wait. Publishing one twice is harmless.
    #[serde(deserialize_with = "at_most::<MAX_KEY_PACKAGES, _, _>")]
    pub packages: Vec<ByteBuf>,
    /// Takes the place of the one of last resort.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_resort: Option<ByteBuf>,
}

/// Claims one key package of every device of a person. A claim takes the package away, but for
/// the one of last resort; the same request id gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Makes the claim repeatable.
    pub id: RequestId,
    /// Whose.
    pub person: PersonId,
}

/// What was claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// One for each device that has any.
    #[serde(deserialize_with = "at_most::<MAX_DEVICES, _, _>")]
    pub packages: Vec<ClaimedPackage>,
}

/// One device's key package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedPackage {
    /// The device.
    pub device: DeviceId,
    /// An MLS `KeyPackage` in an `MLSMessage`.
    pub package: ByteBuf,
}
