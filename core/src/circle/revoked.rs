//! For whom of its staff a clinic has taken its word back, as a policy carries it.

use std::collections::BTreeSet;

use kith_protocol::{
    identity::{IssuerCertificate, Revocations, verify_issuer},
    signed::{Signed, SignedError},
};
use serde::{Deserialize, Serialize};

use super::member::Member;
use crate::ids::{Digest32, PersonId};

/// A clinic's revocations with the proof that the clinic said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationProof {
    /// Whom the clinic no longer vouches for.
    pub list: Signed<Revocations>,
    /// The issuer that signed the list.
    pub issuer: Signed<IssuerCertificate>,
}

impl RevocationProof {
    /// Which of the clinic's lists it is, as it says itself.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn edition(&self) -> Result<Edition, SignedError> {
        Ok(Edition {
            serial: self.issuer.read_unverified()?.serial,
            version: self.list.read_unverified()?.version,
        })
    }

    /// Checks that the list is the clinic's own; answers which it is, and whom it names.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn verify(&self, clinic: &Digest32) -> Result<(Edition, Vec<PersonId>), SignedError> {
        let issuer = verify_issuer(&self.issuer, clinic)?;
        let list = Revocations::verify(&self.list, &issuer)?;
        if list.clinic != *clinic {
            return Err(SignedError::Signature);
        }
        let edition = Edition {
            serial: issuer.serial,
            version: list.version,
        };
        Ok((edition, list.people))
    }
}

/// Which of a clinic's lists of revocations is meant. What a later issuing key signed is newer, however
/// far an earlier one has counted: it may be in somebody else's hands since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edition {
    /// Serial of the issuer's certificate; 0 without a list.
    pub serial: u64,
    /// Version of the list.
    pub version: u64,
}

/// Who stays out beside a list that does not name them: staff who were revoked before, by a list or beside
/// one, as long as the patient has not signed anything else of them. Sorted.
pub(super) fn kept_out(
    before: [&[PersonId]; 2],
    members: &[Member],
    next: &[Member],
    list: &[PersonId],
) -> Vec<PersonId> {
    let [named, out] = before;
    if out.is_empty() && list == named {
        return Vec::new();
    }
    let revoked: BTreeSet<_> = named.iter().chain(out).collect();
    let named: BTreeSet<_> = list.iter().collect();
    let staff = members.iter().filter(|member| member.role.is_staff());
    let mut out: Vec<PersonId> = staff
        .map(|member| (member, PersonId::of(&member.key)))
        .filter(|(_, person)| revoked.contains(person) && !named.contains(person))
        .filter(|(member, _)| next.contains(member))
        .map(|(_, person)| person)
        .collect();
    out.sort_unstable();
    out
}
