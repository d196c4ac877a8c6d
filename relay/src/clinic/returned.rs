//! A relay that was set back to a backup has forgotten what its clinics signed since. Their clients
//! have it, and hand it back: the signatures show that it is the clinic's.

use kith_protocol::{
    api::people::Clinic,
    identity::{ClinicProfile, IssuerCertificate, Revocations, verify_issuer},
    ids::PersonId,
    signed::{Signed, SignedError},
};

use super::{AdminError, Authority, documents};
use crate::storage::{Refusal, Storage, StorageError, Tenant, TenantId, TenantUpdate};

/// How often a change is tried again when another one came in between.
const ATTEMPTS: usize = 5;

/// Adds what a client's documents have before those here: a newer profile, and everyone who is
/// revoked in either list. Answers the documents after that.
///
/// # Errors
/// [`AdminError::Document`] where they are not the clinic's; where nothing can be signed.
pub(crate) async fn take_back(
    storage: &dyn Storage,
    authority: &Authority,
    tenant: TenantId,
    returned: &Clinic,
    now: u64,
) -> Result<Clinic, AdminError> {
    let mut attempts = ATTEMPTS;
    loop {
        let tenant = storage.tenant(tenant).await?;
        let tenant = tenant.ok_or(AdminError::NoSuchClinic)?;
        let Some(update) = update(authority, &tenant, returned, now)? else {
            return Ok(tenant.documents);
        };
        let documents = update.documents.clone();
        attempts -= 1;
        match storage.update_tenant(update).await {
            Err(StorageError::Refused(Refusal::Mismatch)) if attempts > 0 => {}
            done => return Ok(done.map(|()| documents)?),
        }
    }
}

/// Whether a certificate is of the issuing key in use, or of one that came after it: an older one
/// may have been seen by others, which is why it was replaced.
fn is_good(
    returned: &Signed<IssuerCertificate>,
    tenant: &Tenant,
) -> Result<Option<IssuerCertificate>, SignedError> {
    let current = verify_issuer(&tenant.documents.issuer, &tenant.clinic)?;
    let issuer = verify_issuer(returned, &tenant.clinic)?;
    let good = issuer.issuer == current.issuer || issuer.serial > current.serial;
    Ok(good.then_some(issuer))
}

fn update(
    authority: &Authority,
    tenant: &Tenant,
    returned: &Clinic,
    now: u64,
) -> Result<Option<TenantUpdate>, AdminError> {
    let Some(their_issuer) = is_good(&returned.issuer, tenant)? else {
        return Ok(None);
    };
    let here = &tenant.documents;
    let (profile, known_profile) = (
        ClinicProfile::verify(&returned.profile, &their_issuer)?,
        here.profile.read_unverified()?,
    );
    let (revocations, known) = (
        Revocations::verify(&returned.revocations, &their_issuer)?,
        here.revocations.read_unverified()?,
    );
    if profile.clinic != tenant.clinic || revocations.clinic != tenant.clinic {
        return Err(SignedError::Signature.into());
    }
    let lacks = |list: &[PersonId], person: &PersonId| list.binary_search(person).is_err();
    let theirs = revocations.people.iter().copied();
    let news: Vec<_> = theirs.filter(|p| lacks(&known.people, p)).collect();
    let newer_list = revocations.version > known.version;
    let current = verify_issuer(&here.issuer, &tenant.clinic)?;
    let ours = current.issuer == their_issuer.issuer;
    // The root has said since where the relay is. What it said before may hold no more.
    let moved = ours && their_issuer.serial > current.serial;
    let newer_profile =
        profile.version > known_profile.version && their_issuer.serial >= current.serial;
    if news.is_empty() && !newer_list && !newer_profile && !moved {
        return Ok(None);
    }
    let (issuer, mut issues) = authority.issuer(tenant, now)?;
    let mut documents = here.clone();
    let mut url = tenant.url.clone();
    if moved {
        documents.issuer = returned.issuer.clone();
        issues = their_issuer.clone();
        // New links lead where it says.
        if let Some(first) = profile.urls.first() {
            url.clone_from(first);
        }
    }
    if newer_profile && ours {
        documents.profile = returned.profile.clone();
    } else if moved {
        let there = ClinicProfile {
            pins: profile.pins,
            urls: profile.urls,
            ..known_profile
        };
        documents.profile = documents::signed_again(there, (&issuer, &issues), now)?;
    } else if newer_profile {
        // Where the relay is the root said with the key that is not here.
        let here = ClinicProfile {
            pins: known_profile.pins,
            urls: known_profile.urls,
            ..profile
        };
        documents.profile = documents::signed_again(here, (&issuer, &issues), now)?;
    }
    if newer_list || !news.is_empty() {
        let theirs_is_all = known.people.iter().all(|p| !lacks(&revocations.people, p));
        documents.revocations = if ours && newer_list && theirs_is_all {
            returned.revocations.clone()
        } else {
            documents::joined(known, &revocations, (&issuer, &issues), now)?
        };
    }
    Ok(Some(TenantUpdate {
        revoke: news,
        // Who came after the backup is forgotten as well.
        unknown_too: true,
        action: "documents-returned",
        url,
        ..TenantUpdate::of(tenant, documents)
    }))
}
