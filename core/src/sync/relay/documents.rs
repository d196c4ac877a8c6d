//! What of the clinic's signed documents holds: verified down from its root, and never taken back to an older
//! version.

use std::{cmp::Ordering, collections::BTreeSet};

use kith_protocol::{
    api::people::Clinic,
    identity::{ClinicProfile, Revocations, verify_issuer},
    ids::Digest32,
    signed::SignedError,
};

use super::urls::names;
use crate::{
    error::Error,
    store::{
        Change, WriteTx,
        account::accounts::{self, Account, DocumentVersions},
        circle::circles,
    },
};

/// Checks all three documents down from the pinned root, and that they are of the relay from which they
/// were had.
pub(crate) fn verify_documents(
    documents: &Clinic,
    clinic: &Digest32,
    relay: &str,
) -> Result<(ClinicProfile, DocumentVersions), Error> {
    let (profile, versions) = signed_by(documents, clinic).map_err(Error::NotTheClinic)?;
    if names(&profile.urls, relay) {
        Ok((profile, versions))
    } else {
        Err(Error::NotItsRelay)
    }
}

pub(super) fn signed_by(
    documents: &Clinic,
    clinic: &Digest32,
) -> Result<(ClinicProfile, DocumentVersions), SignedError> {
    let issuer = verify_issuer(&documents.issuer, clinic)?;
    let profile = ClinicProfile::verify(&documents.profile, &issuer)?;
    let revocations = Revocations::verify(&documents.revocations, &issuer)?;
    if profile.clinic != *clinic || revocations.clinic != *clinic {
        return Err(SignedError::Signature);
    }
    let versions = DocumentVersions {
        issuer: issuer.serial,
        profile: profile.version,
        revocations: revocations.version,
        at: profile.at.min(revocations.at),
    };
    Ok((profile, versions))
}

/// The pins that hold once the clinic's signed profile was read. Who was invited without one
/// goes by the public roots.
pub(super) fn pins_after(known: &[Digest32], profile: Vec<Digest32>) -> Vec<Digest32> {
    if known.is_empty() {
        Vec::new()
    } else {
        profile
    }
}

/// Of what is known and what the relay has, the newer of each document: a relay that was set back
/// to a backup has older ones beside those that were made since. Only where the root said the same of
/// their issuer: else what it said last stands or falls together.
pub(super) fn newest(known: Option<&Clinic>, offered: Clinic, clinic: &Digest32) -> Clinic {
    let versions = |documents| signed_by(documents, clinic).map(|(_, versions)| versions);
    let Some(known) = known else {
        return offered;
    };
    let (Ok(before), Ok(now)) = (versions(known), versions(&offered)) else {
        return offered;
    };
    if before.issuer != now.issuer || known.issuer != offered.issuer {
        return if before.issuer > now.issuer {
            known.clone()
        } else {
            offered
        };
    }
    let times = |documents: &Clinic| -> Option<(u64, u64)> {
        let profile = documents.profile.read_unverified().ok()?;
        let revocations = documents.revocations.read_unverified().ok()?;
        Some((profile.at, revocations.at))
    };
    let (Some(signed), Some(signed_now)) = (times(known), times(&offered)) else {
        return offered;
    };
    let mut newest = offered;
    // Of one version the one that was signed last.
    if (before.profile, signed.0) > (now.profile, signed_now.0) {
        newest.profile = known.profile.clone();
    }
    if (before.revocations, signed.1) > (now.revocations, signed_now.1)
        || forgets_someone(known, &newest)
    {
        newest.revocations = known.revocations.clone();
    }
    newest
}

/// Whether someone who is revoked in the list that is known is not in the one that is offered.
/// Nobody is taken out of it: it was made anew where this one was forgotten.
fn forgets_someone(known: &Clinic, offered: &Clinic) -> bool {
    let lists = (
        known.revocations.read_unverified(),
        offered.revocations.read_unverified(),
    );
    let (Ok(known), Ok(offered)) = lists else {
        return false;
    };
    let offered: BTreeSet<_> = offered.people.into_iter().collect();
    known.people.iter().any(|person| !offered.contains(person))
}

/// Keeps the newer of what is known and what was had at an address of the relay's, with which the account
/// is there from now on: documents, address and pins go together. `trusted` are the pins by which it was
/// had. Answers the pins that hold now.
///
/// # Errors
/// [`Error::NotTheClinic`]; [`Error::NotItsRelay`] where the clinic does not name the address.
pub(crate) fn keep(
    tx: &mut WriteTx<'_>,
    known: &Account,
    offered: Clinic,
    relay: &str,
    trusted: &[Digest32],
) -> Result<Vec<Digest32>, Error> {
    let account = known.id;
    let documents = newest(known.documents.as_ref(), offered, &known.clinic);
    let (profile, versions) = verify_documents(&documents, &known.clinic, relay)?;
    let mut named = pins_after(trusted, profile.pins);
    if known.documents.is_none() {
        // Until the profile says otherwise the key that was met holds. Later links change nothing: nobody
        // has signed the pin in them.
        for pin in trusted {
            if !named.contains(pin) {
                named.push(*pin);
            }
        }
    }
    let changed = accounts::set_documents(tx, account, &documents, versions, &named)?;
    let moved = known.relay != relay;
    if moved {
        accounts::set_relay(tx, account, relay, &named)?;
    }
    if changed {
        for room in circles::rooms_of_account(tx, account)? {
            crate::receive::oblige(tx, account, &room)?;
        }
    }
    if changed || moved {
        tx.changed(Change::Account);
        return Ok(named);
    }
    Ok(known.pins.clone())
}

/// Whether the relay lacks something of what is known here: it was set back to a backup.
pub(super) fn is_behind(known: &Clinic, offered: &Clinic, clinic: &Digest32) -> bool {
    let versions = |documents| signed_by(documents, clinic).map(|(_, versions)| versions);
    let (Ok(before), Ok(now)) = (versions(known), versions(offered)) else {
        return false;
    };
    let is_newer = match before.issuer.cmp(&now.issuer) {
        Ordering::Greater => true,
        Ordering::Equal => before.profile > now.profile || before.revocations > now.revocations,
        // Whatever an earlier issuing key has counted to.
        Ordering::Less => false,
    };
    is_newer || forgets_someone(known, offered)
}
