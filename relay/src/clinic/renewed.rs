//! What a clinic signed carries its time, and is signed anew each day: a client that is shown
//! nothing new knows that it is not shown what the clinic says now.

use kith_protocol::api::people::Clinic;

use super::{AdminError, Authority, documents};
use crate::storage::{Refusal, Storage, StorageError, Tenant, TenantUpdate};

/// The documents of a clinic as they are handed out now. Where they are due and cannot be signed, they
/// are what they were: clients see how old that is.
pub(crate) async fn renewed(
    storage: &dyn Storage,
    authority: &Authority,
    tenant: Tenant,
    now: u64,
) -> Clinic {
    match renew(storage, authority, &tenant, now).await {
        Ok(renewed) => renewed.unwrap_or(tenant.documents),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the clinic's documents cannot be signed anew"
            );
            tenant.documents
        }
    }
}

async fn renew(
    storage: &dyn Storage,
    authority: &Authority,
    tenant: &Tenant,
    now: u64,
) -> Result<Option<Clinic>, AdminError> {
    if !documents::are_due(&tenant.documents, now)? {
        return Ok(None);
    }
    let (issuer, _) = authority.issuer(tenant, now)?;
    let Some(documents) = documents::renewed(&tenant.documents, &issuer, now)? else {
        return Ok(None);
    };
    let update = TenantUpdate {
        action: "documents-renew",
        ..TenantUpdate::of(tenant, documents.clone())
    };
    match storage.update_tenant(update).await {
        Ok(()) => Ok(Some(documents)),
        // Somebody else signed them meanwhile.
        Err(StorageError::Refused(Refusal::Mismatch)) => {
            let tenant = storage.tenant(tenant.id).await?;
            Ok(tenant.map(|tenant| tenant.documents))
        }
        Err(error) => Err(error.into()),
    }
}
