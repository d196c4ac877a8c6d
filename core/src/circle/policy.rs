//! The signed policy of a group: who is in it and in what role. It stands in the GroupContext
//! of the MLS group, so every member agrees on it, and only the patient's person key makes a
//! new version of it.

use std::collections::{HashMap, HashSet};

use kith_protocol::{
    cbor,
    identity::Role,
    ids::digest,
    limits::{MAX_MEMBERS, MAX_TEXT},
    list::{some_within, within},
    signed::{Document, MAX_DOCUMENT, Signed, SignedError},
};
use serde::{Deserialize, Serialize};

pub use super::{
    member::Member,
    revoked::{Edition, RevocationProof},
};
use super::{revoked::kept_out, room_id};
use crate::{
    ids::{CircleId, Digest32, GroupId, GroupSalt, PersonId, PublicKey, RoomId},
    rights::table::{Audience, may_read},
};

/// Largest policy extension in bytes.
pub const MAX_POLICY: usize = 4 << 20;

/// Who is in a group, version by version.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The room, which says who may be in it.
    pub room: RoomId,
    /// With the patient's key it makes the group's id.
    pub salt: GroupSalt,
    /// The MLS group that it binds.
    pub group: GroupId,
    /// What the circle is called.
    pub title: String,
    /// The circle that the group belongs to.
    pub circle: CircleId,
    /// Fingerprint of the clinic's root.
    pub clinic: Digest32,
    /// Everyone, the patient first.
    #[serde(deserialize_with = "within::<MAX_MEMBERS, _, _>")]
    pub members: Vec<Member>,
    /// The patient's person key.
    pub patient: PublicKey,
    /// 1, 2, 3 …
    pub version: u64,
    /// Who reads the room.
    pub audience: Audience,
    /// Digest of the version before; of nothing for the first.
    pub previous: Digest32,
    /// How many groups of the room there were before this one.
    pub generation: u64,
}

impl Document for Policy {
    const CONTEXT: &'static str = "kith/v1/policy";
    const MAX: usize = MAX_DOCUMENT;
}

/// What stands in the GroupContext extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyExtension {
    /// Staff of the policy whom an earlier list named and this one does not, sorted. Nobody comes back by
    /// a list that lacks them: the patient says yes once more.
    #[serde(
        skip_serializing_if = "Vec::is_empty",
        default,
        deserialize_with = "some_within::<MAX_MEMBERS, _, _>"
    )]
    pub out: Vec<PersonId>,
    /// The policy, signed by the patient.
    pub policy: Signed<Policy>,
    /// The newest revocations that a member has brought in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revocations: Option<RevocationProof>,
}

/// Why a policy was not accepted. One word each, for the alarm that the user sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Not ours, or too large.
    #[error("the policy cannot be read")]
    Unreadable,
    /// Not signed by the patient's person key.
    #[error("the policy is not signed by the patient")]
    NotSignedByPatient,
    /// Of another group, circle, clinic, audience or patient.
    #[error("the policy belongs to another group")]
    OtherGroup,
    /// Neither the same version nor the next, or not grown out of the one before.
    #[error("the policy does not follow from the one before")]
    NotNext,
    /// Someone in it may not read this group, or staff without the clinic's word, or twice.
    #[error("the policy holds someone who may not be here")]
    Member,
    /// The revocations are not the clinic's, or older than those before.
    #[error("the revocations are not the clinic's newest")]
    Revocations,
}

/// A policy whose signature and content held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPolicy {
    /// The extension as it stands in the GroupContext.
    pub extension: PolicyExtension,
    /// The policy in it.
    pub policy: Policy,
    /// The revocations in it.
    pub revoked: Vec<PersonId>,
    /// Which list that is.
    pub edition: Edition,
}

impl VerifiedPolicy {
    /// Reads the extension and checks it against the patient's key.
    ///
    /// # Errors
    /// [`PolicyError`].
    pub fn read(bytes: &[u8], patient: &PublicKey) -> Result<Self, PolicyError> {
        let extension: PolicyExtension =
            cbor::decode(bytes, MAX_POLICY).map_err(|_| PolicyError::Unreadable)?;
        Self::verify(extension, patient)
    }

    /// Reads the extension of a group that this device is a member of: it was verified when it
    /// came in, so the signatures are not checked again.
    ///
    /// # Errors
    /// [`PolicyError::Unreadable`].
    pub fn read_own(bytes: &[u8]) -> Result<Self, PolicyError> {
        let extension: PolicyExtension =
            cbor::decode(bytes, MAX_POLICY).map_err(|_| PolicyError::Unreadable)?;
        let policy = extension
            .policy
            .read_unverified()
            .map_err(|_| PolicyError::Unreadable)?;
        let read = |proof: &RevocationProof| {
            let list = proof.list.read_unverified()?;
            Ok::<_, SignedError>((proof.edition()?, list.people))
        };
        let list = extension.revocations.as_ref().map(read).transpose();
        let list = list.map_err(|_| PolicyError::Unreadable)?;
        Ok(Self::assemble(extension, policy, list))
    }

    /// Checks signatures, members and revocations.
    ///
    /// # Errors
    /// [`PolicyError`].
    pub fn verify(extension: PolicyExtension, patient: &PublicKey) -> Result<Self, PolicyError> {
        let policy = signed_by_patient(&extension, patient)?;
        policy.check_members(&HashMap::new())?;
        Self::with_revocations(extension, policy)
    }

    /// Reads the extension that takes this one's place: the same, or the next version of the
    /// same. What stood in this one, byte for byte, was verified then.
    ///
    /// # Errors
    /// [`PolicyError`].
    pub fn read_successor(&self, bytes: &[u8]) -> Result<Self, PolicyError> {
        let extension: PolicyExtension =
            cbor::decode(bytes, MAX_POLICY).map_err(|_| PolicyError::Unreadable)?;
        let policy = signed_by_patient(&extension, &self.policy.patient)?;
        if policy.clinic != self.policy.clinic {
            return Err(PolicyError::OtherGroup);
        }
        let known = self.policy.members.iter().map(|m| (m.key, m)).collect();
        policy.check_members(&known)?;
        let next = if extension.revocations == self.extension.revocations {
            Self {
                extension,
                policy,
                revoked: self.revoked.clone(),
                edition: self.edition,
            }
        } else {
            Self::with_revocations(extension, policy)?
        };
        self.check_successor(&next)?;
        Ok(next)
    }

    /// The policy, its signature and members checked, with its revocations, checked here.
    fn with_revocations(extension: PolicyExtension, policy: Policy) -> Result<Self, PolicyError> {
        let list = extension
            .revocations
            .as_ref()
            .map(|proof| proof.verify(&policy.clinic))
            .transpose()
            .map_err(|_| PolicyError::Revocations)?;
        Ok(Self::assemble(extension, policy, list))
    }

    fn assemble(
        extension: PolicyExtension,
        policy: Policy,
        list: Option<(Edition, Vec<PersonId>)>,
    ) -> Self {
        let (edition, revoked) = list.unwrap_or_default();
        Self {
            extension,
            policy,
            revoked,
            edition,
        }
    }

    fn check_successor(&self, next: &Self) -> Result<(), PolicyError> {
        if next.edition < self.edition
            || (next.edition == self.edition
                && next.extension.revocations != self.extension.revocations)
            || next.extension.out != self.kept_out(&next.policy, &next.revoked)
        {
            return Err(PolicyError::Revocations);
        }
        if next.extension.policy == self.extension.policy {
            return Ok(());
        }
        let (old, new) = (&self.policy, &next.policy);
        if (new.group, new.clinic, new.generation) != (old.group, old.clinic, old.generation)
            || new.salt != old.salt
            || (new.circle, new.audience, new.patient) != (old.circle, old.audience, old.patient)
            || new.room != old.room
        {
            return Err(PolicyError::OtherGroup);
        }
        if old.version.checked_add(1) != Some(new.version) || new.previous != self.digest() {
            return Err(PolicyError::NotNext);
        }
        Ok(())
    }

    /// Digest of the signed policy, which the next version names.
    pub fn digest(&self) -> Digest32 {
        digest("kith/v1/policy-digest", &[self.extension.policy.payload()])
    }

    /// Who stays out beside the list that comes next.
    fn kept_out(&self, next: &Policy, list: &[PersonId]) -> Vec<PersonId> {
        let before = [&self.revoked[..], &self.extension.out];
        kept_out(before, &self.policy.members, &next.members, list)
    }

    /// What takes this one's place: a policy that the patient signed, with one of the clinic's lists.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn followed_by(
        &self,
        policy: Signed<Policy>,
        revocations: Option<RevocationProof>,
    ) -> Result<PolicyExtension, SignedError> {
        let list = match &revocations {
            Some(proof) => proof.list.read_unverified()?.people,
            None => Vec::new(),
        };
        Ok(PolicyExtension {
            out: self.kept_out(&policy.read_unverified()?, &list),
            policy,
            revocations,
        })
    }

    /// Whether somebody may come in as this, for all that the clinic has said.
    pub fn admits(&self, member: &Member) -> bool {
        let person = PersonId::of(&member.key);
        let stays_out =
            self.extension.out.contains(&person) && self.policy.members.contains(member);
        !member.role.is_staff() || !self.revoked.contains(&person) && !stays_out
    }

    /// The member with this person key, unless the clinic revoked them.
    pub fn member(&self, key: &PublicKey) -> Option<&Member> {
        if self.is_revoked(&PersonId::of(key)) {
            return None;
        }
        self.policy.members.iter().find(|m| m.key == *key)
    }

    /// Whether the clinic took back its word for a member. It speaks for its staff only: the
    /// patient and her family are in the circle by the patient's word.
    pub fn is_revoked(&self, person: &PersonId) -> bool {
        let named = self.revoked.contains(person) || self.extension.out.contains(person);
        named
            && self
                .policy
                .members
                .iter()
                .any(|member| member.role.is_staff() && PersonId::of(&member.key) == *person)
    }

    /// The extension's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&self.extension)
    }
}

/// The digest that a first version names as the one before it.
pub fn no_previous() -> Digest32 {
    digest("kith/v1/policy-digest", &[])
}

fn signed_by_patient(
    extension: &PolicyExtension,
    patient: &PublicKey,
) -> Result<Policy, PolicyError> {
    let policy = extension
        .policy
        .verify(patient)
        .map_err(|_| PolicyError::NotSignedByPatient)?;
    if policy.patient == *patient && policy.group == policy.id() && policy.names_its_room() {
        Ok(policy)
    } else {
        Err(PolicyError::OtherGroup)
    }
}

impl Policy {
    /// The id that the group must have.
    pub fn id(&self) -> GroupId {
        GroupId::of(&self.patient, &self.salt)
    }

    /// Whether the room's name is that of one for such an audience. Of a room of two it says who they are.
    fn names_its_room(&self) -> bool {
        self.audience.is_alone() || self.room == room_id::shared(&self.circle, self.audience)
    }

    /// Whether somebody is whom the room is for. Who comes into a room of two stands in its name: it can
    /// never be for more, nor for anybody else.
    fn is_for(&self, member: &Member) -> bool {
        match self.audience {
            Audience::Circle | Audience::Care => may_read(member.role, self.audience),
            Audience::Pair => {
                let with = PersonId::of(&member.key);
                member.key == self.patient
                    || may_read(member.role, self.audience)
                        && self.room == room_id::pair(&self.circle, &with)
            }
        }
    }

    /// `known`: members of the same clinic whose attestation has held before.
    fn check_members(&self, known: &HashMap<PublicKey, &Member>) -> Result<(), PolicyError> {
        let patients = self
            .members
            .iter()
            .filter(|m| m.role == Role::Patient)
            .count();
        let first = self.members.first().ok_or(PolicyError::Member)?;
        if patients != 1 || first.key != self.patient || first.role != Role::Patient {
            return Err(PolicyError::Member);
        }
        let mut seen = HashSet::with_capacity(self.members.len());
        for member in &self.members {
            if !self.is_for(member)
                || member.name.len() > MAX_TEXT
                || member.relationship.len() > MAX_TEXT
                || !seen.insert(member.key)
            {
                return Err(PolicyError::Member);
            }
            if member.role.is_staff() && known.get(&member.key) != Some(&member) {
                let attested = member.attestation.as_ref().is_some_and(|chain| {
                    let who = (&member.key, member.role);
                    chain.vouches_for(&self.clinic, who, &member.name, member.salt.as_ref())
                });
                if !attested {
                    return Err(PolicyError::Member);
                }
            }
        }
        Ok(())
    }

    /// The next version with other members, still to be signed.
    pub fn next(before: &VerifiedPolicy, members: Vec<Member>) -> Self {
        Self {
            members,
            // After the last one nothing follows: others will refuse what claims to.
            version: before.policy.version.saturating_add(1),
            previous: before.digest(),
            ..before.policy.clone()
        }
    }
}

kith_protocol::tells_nothing!(Policy);
