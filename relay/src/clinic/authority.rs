//! The issuing key at work: attests people when they enrol, and that they did.

use std::{collections::HashMap, sync::Mutex};

use ed25519_dalek::SigningKey;
use kith_protocol::{
    identity::{
        Attestation, AttestationChain, IssuerCertificate, Receipt, Redemption, Role, verify_issuer,
    },
    ids::{Digest32, InvitationId, PublicKey},
    signed::{Signed, SignedError},
};

use crate::{
    data_dir::{DataDir, DataDirError},
    lock::lock,
    storage::Tenant,
};

/// Why nothing can be signed for a clinic.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The issuing key is not in the data directory.
    #[error("the clinic's issuing key cannot be read")]
    Key(#[from] DataDirError),
    /// The root's word for the issuing key has run out.
    #[error("the clinic's issuing key has expired: rotate it")]
    Expired,
    /// The stored certificate is not signed by the clinic's root.
    #[error("the clinic's issuer certificate does not hold")]
    Certificate(#[from] SignedError),
}

/// Issuing keys, read from the data directory when they are first needed.
pub(crate) struct Authority {
    dir: DataDir,
    keys: Mutex<HashMap<PublicKey, SigningKey>>,
}

impl Authority {
    pub(crate) fn new(dir: DataDir) -> Self {
        Self {
            dir,
            keys: Mutex::default(),
        }
    }

    /// The key that signs for a clinic now.
    pub(super) fn issuer(
        &self,
        tenant: &Tenant,
        now: u64,
    ) -> Result<(SigningKey, IssuerCertificate), AuthorityError> {
        let certificate = verify_issuer(&tenant.documents.issuer, &tenant.clinic)?;
        if certificate.not_after <= now {
            return Err(AuthorityError::Expired);
        }
        if let Some(key) = lock(&self.keys).get(&certificate.issuer) {
            return Ok((key.clone(), certificate));
        }
        let key = SigningKey::from_bytes(&*self.dir.read_issuer(&certificate.issuer)?);
        lock(&self.keys).insert(certificate.issuer, key.clone());
        Ok((key, certificate))
    }

    /// The clinic's word for a person, in a role and under a name of which this is the digest.
    pub(crate) fn attest(
        &self,
        tenant: &Tenant,
        (role, name): (Role, Option<Digest32>),
        person: PublicKey,
        now: u64,
    ) -> Result<AttestationChain, AuthorityError> {
        let (key, _) = self.issuer(tenant, now)?;
        let attestation = Attestation {
            name,
            role,
            clinic: tenant.clinic,
            person,
            issued_at: now,
        };
        Ok(AttestationChain {
            issuer: tenant.documents.issuer.clone(),
            attestation: Signed::new(&attestation, &key),
        })
    }

    /// The clinic's word that a person redeemed an invitation.
    pub(crate) fn receipt(
        &self,
        tenant: &Tenant,
        invitation: InvitationId,
        person: PublicKey,
        now: u64,
    ) -> Result<Receipt, AuthorityError> {
        let (key, _) = self.issuer(tenant, now)?;
        let redemption = Redemption {
            at: now,
            clinic: tenant.clinic,
            person,
            invitation,
        };
        Ok(Receipt {
            issuer: tenant.documents.issuer.clone(),
            redemption: Signed::new(&redemption, &key),
        })
    }
}
