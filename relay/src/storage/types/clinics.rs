//! Clinics.

use kith_protocol::{
    api::people::Clinic,
    ids::{Digest32, PersonId},
};

/// A clinic's number within one relay.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(pub i64);

impl std::fmt::Debug for TenantId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TenantId(…)")
    }
}

/// A clinic as it is created.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Fingerprint of its root key.
    pub clinic: Digest32,
    /// The address that invitations carry.
    pub url: String,
    /// Its signed documents.
    pub documents: Clinic,
    /// Days that log entries are kept.
    pub retention_days: u32,
}

/// A clinic.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its number here.
    pub id: TenantId,
    /// Fingerprint of its root key.
    pub clinic: Digest32,
    /// The address that invitations carry.
    pub url: String,
    /// Its signed documents.
    pub documents: Clinic,
    /// Days that log entries are kept.
    pub retention_days: u32,
}

/// New documents of a clinic. Written only where the clinic's documents still are those that
/// the new ones were made from.
#[derive(Clone, Debug)]
pub struct TenantUpdate {
    /// Which clinic.
    pub tenant: TenantId,
    /// What they were made from.
    pub before: Clinic,
    /// The new ones.
    pub documents: Clinic,
    /// The address that invitations carry.
    pub url: String,
    /// Days that log entries are kept.
    pub retention_days: u32,
    /// People who are revoked from now on.
    pub revoke: Vec<PersonId>,
    /// Whether one whom the relay does not know may be among them.
    pub unknown_too: bool,
    /// What the audit calls it.
    pub action: &'static str,
}

impl TenantUpdate {
    /// New documents, and all else as it is.
    pub fn of(tenant: &Tenant, documents: Clinic) -> Self {
        Self {
            tenant: tenant.id,
            before: tenant.documents.clone(),
            documents,
            url: tenant.url.clone(),
            retention_days: tenant.retention_days,
            revoke: Vec::new(),
            unknown_too: false,
            action: "",
        }
    }
}
