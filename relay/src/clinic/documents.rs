//! A clinic's signed documents, made from those before. Versions only grow, also where the relay
//! was set back to a backup: a new one is never below the time, in seconds since 1970 (UTC), which
//! what was forgotten was not above.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::people::Clinic,
    identity::{ClinicProfile, IssuerCertificate, Revocations, root_fingerprint},
    ids::{Digest32, PersonId},
    limits::MAX_REVOKED,
    signed::{Signed, SignedError, public_key},
};

use super::{AdminError, NewClinic, ProfileChange};
use crate::clock::DAY_MS;

/// Days that the root vouches for an issuing key.
const ISSUER_DAYS: u64 = 2 * 365;

/// The version after `before`.
fn next(before: u64, now: u64) -> u64 {
    (before + 1).max(now / 1000)
}

fn certificate(
    root: &SigningKey,
    issuer: &SigningKey,
    (serial, place): (u64, Digest32),
    now: u64,
) -> Signed<IssuerCertificate> {
    let certificate = IssuerCertificate {
        root: public_key(root),
        place,
        issuer: public_key(issuer),
        serial,
        not_after: now + ISSUER_DAYS * DAY_MS,
    };
    Signed::new(&certificate, root)
}

/// The first documents of a clinic.
pub(super) fn found(new: &NewClinic, root: &SigningKey, issuer: &SigningKey, now: u64) -> Clinic {
    let clinic = root_fingerprint(&public_key(root));
    let profile = ClinicProfile {
        at: now,
        name: new.name.clone(),
        pins: new.pin.into_iter().collect(),
        urls: vec![new.url.clone()],
        hours: new.hours.clone(),
        clinic,
        version: next(0, now),
        emergency: new.emergency.clone(),
        telephone: new.telephone.clone(),
    };
    let revocations = Revocations {
        at: now,
        clinic,
        people: Vec::new(),
        version: next(0, now),
    };
    Clinic {
        issuer: certificate(root, issuer, (next(0, now), profile.place()), now),
        profile: Signed::new(&profile, issuer),
        revocations: Signed::new(&revocations, issuer),
    }
}

/// The same documents under a new issuing key.
pub(super) fn rotated(
    before: &Clinic,
    root: &SigningKey,
    issuer: &SigningKey,
    now: u64,
) -> Result<Clinic, SignedError> {
    let serial = next(before.issuer.verify(&public_key(root))?.serial, now);
    let mut profile = before.profile.read_unverified()?;
    (profile.version, profile.at) = (next(profile.version, now), now);
    let mut revocations = before.revocations.read_unverified()?;
    (revocations.version, revocations.at) = (next(revocations.version, now), now);
    Ok(Clinic {
        issuer: certificate(root, issuer, (serial, profile.place()), now),
        profile: Signed::new(&profile, issuer),
        revocations: Signed::new(&revocations, issuer),
    })
}

/// A changed profile. Where the relay is, the root says: it signs the same issuing key anew.
pub(super) fn with_profile(
    before: &Clinic,
    change: &ProfileChange,
    issuer: &SigningKey,
    now: u64,
) -> Result<Clinic, AdminError> {
    let mut profile = before.profile.verify(&public_key(issuer))?;
    let place = profile.place();
    let set = |field: &mut String, new: &Option<String>| {
        if let Some(new) = new {
            field.clone_from(new);
        }
    };
    set(&mut profile.name, &change.name);
    set(&mut profile.emergency, &change.emergency);
    set(&mut profile.telephone, &change.telephone);
    set(&mut profile.hours, &change.hours);
    if let Some(pins) = &change.pins {
        profile.pins.clone_from(pins);
    }
    profile.urls = addresses(&profile.urls, change);
    (profile.version, profile.at) = (next(profile.version, now), now);
    let certificate = if profile.place() == place {
        before.issuer.clone()
    } else {
        let root = change.root.as_ref().ok_or(AdminError::RootNeeded)?.key();
        let serial = next(before.issuer.verify(&public_key(&root))?.serial, now);
        certificate(&root, issuer, (serial, profile.place()), now)
    };
    Ok(Clinic {
        issuer: certificate,
        profile: Signed::new(&profile, issuer),
        ..before.clone()
    })
}

/// A list that no client could read is worse than one that lacks somebody: with it the clinic's word
/// would reach nobody any more.
fn is_readable(people: &[PersonId]) -> Result<(), AdminError> {
    if people.len() > MAX_REVOKED {
        return Err(AdminError::ListFull);
    }
    Ok(())
}

/// The addresses after a change: those that are new or said again, then the others.
pub(super) fn addresses(before: &[String], change: &ProfileChange) -> Vec<String> {
    let mut urls: Vec<String> = Vec::new();
    for url in change.urls.iter().chain(before) {
        if !urls.contains(url) && !change.drop_urls.contains(url) {
            urls.push(url.clone());
        }
    }
    urls
}

/// One more person revoked; `None` where they are already.
pub(super) fn with_revoked(
    before: &Clinic,
    person: PersonId,
    issuer: &SigningKey,
    now: u64,
) -> Result<Option<Clinic>, AdminError> {
    let mut revocations = before.revocations.verify(&public_key(issuer))?;
    let Err(at) = revocations.people.binary_search(&person) else {
        return Ok(None);
    };
    revocations.people.insert(at, person);
    is_readable(&revocations.people)?;
    (revocations.version, revocations.at) = (next(revocations.version, now), now);
    Ok(Some(Clinic {
        revocations: Signed::new(&revocations, issuer),
        ..before.clone()
    }))
}

/// The same documents, signed anew where they were signed a day ago or more: clients see that what they
/// are shown is what the clinic says now. `None` where nothing is due. It is no new version, so that a
/// relay that was set back does not pass for newer than what it forgot; unless what was signed lies
/// ahead of the clock, which a version alone makes clients give up.
pub(super) fn renewed(
    before: &Clinic,
    issuer: &SigningKey,
    now: u64,
) -> Result<Option<Clinic>, SignedError> {
    let mut profile = before.profile.verify(&public_key(issuer))?;
    let mut revocations = before.revocations.verify(&public_key(issuer))?;
    if !is_due(profile.at, now) && !is_due(revocations.at, now) {
        return Ok(None);
    }
    for (version, at) in [
        (&mut profile.version, &mut profile.at),
        (&mut revocations.version, &mut revocations.at),
    ] {
        if *at > now {
            *version = next(*version, now);
        }
        *at = now;
    }
    Ok(Some(Clinic {
        profile: Signed::new(&profile, issuer),
        revocations: Signed::new(&revocations, issuer),
        ..before.clone()
    }))
}

/// Whether documents are to be signed anew.
pub(super) fn are_due(documents: &Clinic, now: u64) -> Result<bool, SignedError> {
    let profile = documents.profile.read_unverified()?.at;
    let revocations = documents.revocations.read_unverified()?.at;
    Ok(is_due(profile, now) || is_due(revocations, now))
}

fn is_due(at: u64, now: u64) -> bool {
    at.abs_diff(now) >= DAY_MS
}

/// A profile that another key of the clinic signed.
pub(super) fn signed_again(
    mut profile: ClinicProfile,
    issuer: &SigningKey,
    now: u64,
) -> Signed<ClinicProfile> {
    (profile.version, profile.at) = (next(profile.version, now), now);
    Signed::new(&profile, issuer)
}

/// Everyone who stands in one of two lists.
pub(super) fn joined(
    mut list: Revocations,
    other: &Revocations,
    issuer: &SigningKey,
    now: u64,
) -> Result<Signed<Revocations>, AdminError> {
    list.people.extend_from_slice(&other.people);
    list.people.sort_unstable();
    list.people.dedup();
    is_readable(&list.people)?;
    list.version = next(list.version.max(other.version), now);
    list.at = now;
    Ok(Signed::new(&list, issuer))
}

/// Days by which a version lies ahead of the clock, where it is a day or more: the documents were
/// signed while it was ahead, or it is behind now.
pub(super) fn days_ahead(documents: &Clinic, now: u64) -> Result<Option<u64>, SignedError> {
    let versions = [
        documents.issuer.read_unverified()?.serial,
        documents.profile.read_unverified()?.version,
        documents.revocations.read_unverified()?.version,
    ];
    let newest = versions.into_iter().max().unwrap_or(0);
    let days = newest.saturating_sub(now / 1000) / (DAY_MS / 1000);
    Ok((days > 0).then_some(days))
}

/// The first TLS pin of a clinic's profile: what invitations carry.
pub(super) fn pin(clinic: &Clinic) -> Result<Option<Digest32>, SignedError> {
    Ok(clinic.profile.read_unverified()?.pins.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: usize) -> PersonId {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(n as u64).to_be_bytes());
        PersonId(id)
    }

    #[test]
    fn a_full_list_stays_as_it_is_and_readable() {
        let (root, issuer) = (
            SigningKey::from_bytes(&[1; 32]),
            SigningKey::from_bytes(&[2; 32]),
        );
        let founded = found(&NewClinic::default(), &root, &issuer, 1_000);
        let list = |people: std::ops::Range<usize>| Revocations {
            at: 1_000,
            clinic: root_fingerprint(&public_key(&root)),
            people: people.map(person).collect(),
            version: 1,
        };
        let nearly = Clinic {
            revocations: Signed::new(&list(1..MAX_REVOKED), &issuer),
            ..founded
        };
        let last = with_revoked(&nearly, person(0), &issuer, 2_000);
        let full = last.expect("one more").expect("new");
        let read = full.revocations.verify(&public_key(&issuer));
        assert_eq!(read.expect("readable").people.len(), MAX_REVOKED);
        let more = with_revoked(&full, person(MAX_REVOKED), &issuer, 3_000);
        assert!(matches!(more, Err(AdminError::ListFull)));
        // Who stands in it is no news.
        assert!(matches!(
            with_revoked(&full, person(7), &issuer, 3_000),
            Ok(None)
        ));
        let other = list(MAX_REVOKED..MAX_REVOKED + 1);
        let both = joined(list(0..MAX_REVOKED), &other, &issuer, 3_000);
        assert!(matches!(both, Err(AdminError::ListFull)));
    }
}
