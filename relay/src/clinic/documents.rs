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

/// The serial or version after `before`.
fn next(before: u64, now: u64) -> u64 {
    (before + 1).max(now / 1000)
}

/// The version after `before`, as far as the root lets this issuer count.
///
/// # Errors
/// [`AdminError::LastVersion`] where it does not: somebody else has counted there, and a new issuing key
/// begins below.
fn next_of(before: u64, now: u64, issuer: &IssuerCertificate) -> Result<u64, AdminError> {
    let version = next(before, now);
    let may = issuer.may_sign(version);
    may.then_some(version).ok_or(AdminError::LastVersion)
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
    let mut revocations = before.revocations.read_unverified()?;
    // However far somebody has counted with the old key: what has a higher serial is newer.
    (profile.version, profile.at) = (next(0, now), now);
    (revocations.version, revocations.at) = (next(0, now), now);
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
    let certificate = if profile.place() == place {
        before.issuer.clone()
    } else {
        let root = change.root.as_ref().ok_or(AdminError::RootNeeded)?.key();
        let serial = next(before.issuer.verify(&public_key(&root))?.serial, now);
        certificate(&root, issuer, (serial, profile.place()), now)
    };
    let issues = certificate.read_unverified()?;
    (profile.version, profile.at) = (next_of(profile.version, now, &issues)?, now);
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
    let issues = before.issuer.read_unverified()?;
    (revocations.version, revocations.at) = (next_of(revocations.version, now, &issues)?, now);
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
    let issues = before.issuer.read_unverified()?;
    if !is_due(profile.at, now) && !is_due(revocations.at, now) {
        return Ok(None);
    }
    for (version, at) in [
        (&mut profile.version, &mut profile.at),
        (&mut revocations.version, &mut revocations.at),
    ] {
        if *at > now {
            // Where nothing follows a new issuing key is needed, and people have what there is.
            *version = next_of(*version, now, &issues).unwrap_or(*version);
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
    (issuer, issues): (&SigningKey, &IssuerCertificate),
    now: u64,
) -> Result<Signed<ClinicProfile>, AdminError> {
    (profile.version, profile.at) = (next_of(profile.version, now, issues)?, now);
    Ok(Signed::new(&profile, issuer))
}

/// Everyone who stands in one of two lists.
pub(super) fn joined(
    mut list: Revocations,
    other: &Revocations,
    (issuer, issues): (&SigningKey, &IssuerCertificate),
    now: u64,
) -> Result<Signed<Revocations>, AdminError> {
    list.people.extend_from_slice(&other.people);
    list.people.sort_unstable();
    list.people.dedup();
    is_readable(&list.people)?;
    list.version = next_of(list.version.max(other.version), now, issues)?;
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
        let issues = full.issuer.read_unverified().expect("read");
        let both = joined(list(0..MAX_REVOKED), &other, (&issuer, &issues), 3_000);
        assert!(matches!(both, Err(AdminError::ListFull)));
    }

    #[test]
    fn nothing_is_signed_beyond_what_the_root_lets_and_a_new_key_begins_below() {
        let (root, old, new) = (
            SigningKey::from_bytes(&[1; 32]),
            SigningKey::from_bytes(&[2; 32]),
            SigningKey::from_bytes(&[3; 32]),
        );
        let founded = found(&NewClinic::default(), &root, &old, 1_000);
        let issues = founded.issuer.read_unverified().expect("read");
        let last = issues.not_after / 1000;
        let list = Revocations {
            at: 1_000,
            clinic: root_fingerprint(&public_key(&root)),
            people: Vec::new(),
            version: last,
        };
        let forged = Clinic {
            revocations: Signed::new(&list, &old),
            ..founded
        };
        let more = with_revoked(&forged, person(1), &old, 2_000);
        assert!(matches!(more, Err(AdminError::LastVersion)));
        let rotated = rotated(&forged, &root, &new, 2_000).expect("signed");
        let issues = rotated.issuer.read_unverified().expect("read");
        assert!(Revocations::verify(&rotated.revocations, &issues).is_ok());
        let more = with_revoked(&rotated, person(1), &new, 3_000).expect("signed");
        let more = more.expect("one more");
        assert!(Revocations::verify(&more.revocations, &issues).is_ok());
        // The control: one version further and the old key's holds no more.
        let beyond = Revocations {
            version: last + 1,
            ..list
        };
        let signed = Signed::new(&beyond, &old);
        let issues = forged.issuer.read_unverified().expect("read");
        assert!(Revocations::verify(&signed, &issues).is_err());
    }
}
