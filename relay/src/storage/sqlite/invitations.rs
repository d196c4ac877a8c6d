//! One-time invitations and their redemption.

use kith_protocol::ids::{DeviceId, Digest32, InvitationId, PersonId};
use rusqlite::{Connection, params};
use subtle::ConstantTimeEq;

use super::{
    audit,
    convert::{bytes, decode, encode, int, number},
    guests,
    logs::{Space, room_for},
    people, tenants,
    write_tx::WriteTx,
};
use crate::storage::{
    Actor, Enrol, EnrolmentRecord, InvitationFault, InvitationRecord, Inviter, NewInvitation,
    Refusal, StorageError, TenantId, Withdrawer,
};

struct Stored {
    record: InvitationRecord,
    token_hash: Digest32,
    state: String,
    used_by: Option<DeviceId>,
    attestation: Option<Vec<u8>>,
    receipt: Option<Vec<u8>>,
}

fn find(conn: &Connection, id: InvitationId) -> Result<Option<Stored>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT tenant, role, inviter, token_hash, expires, state, used_by, attestation, receipt, name
         FROM invitations WHERE invitation = ?1",
    )?;
    let mut rows = select.query([id.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let inviter = match row.get::<_, Option<Vec<u8>>>(1)? {
        Some(role) => Inviter::Clinic(decode(&role)?),
        None => Inviter::Device(DeviceId(bytes(row, 2)?)),
    };
    let used_by: Option<Vec<u8>> = row.get(6)?;
    let name: Option<Vec<u8>> = row.get(9)?;
    Ok(Some(Stored {
        record: InvitationRecord {
            tenant: TenantId(row.get(0)?),
            inviter,
            name: name.and_then(|digest| Digest32::from_slice(&digest)),
            expires: number(row, 4)?,
        },
        token_hash: Digest32(bytes(row, 3)?),
        state: row.get(5)?,
        used_by: used_by.and_then(|id| DeviceId::from_slice(&id)),
        attestation: row.get(7)?,
        receipt: row.get(8)?,
    }))
}

pub(super) fn record(
    conn: &Connection,
    id: InvitationId,
) -> Result<Option<InvitationRecord>, StorageError> {
    Ok(find(conn, id)?.map(|stored| stored.record))
}

pub(super) fn add(tx: &WriteTx<'_>, new: &NewInvitation) -> Result<(), StorageError> {
    if let Some(known) = find(tx.conn, new.id)? {
        let same = known.record.inviter == new.inviter
            && known.record.tenant == new.tenant
            && known.record.name == new.name
            && known.record.expires == new.expires
            && known.token_hash == new.token_hash;
        return if same {
            Ok(())
        } else {
            Err(Refusal::Exists.into())
        };
    }
    if let Some(replaced) = new.replaces {
        let old = find(tx.conn, replaced)?
            .filter(|old| old.record.tenant == new.tenant && old.record.inviter == new.inviter)
            .ok_or(Refusal::NotFound)?;
        close(tx, replaced, &old, "replaced")?;
    }
    room_for(tx, Space::Messages)?;
    let (role, inviter) = match new.inviter {
        Inviter::Clinic(role) => (Some(encode(&role)), None),
        Inviter::Device(device) => (None, Some(device.0)),
    };
    if let Some(device) = inviter {
        guests::host(tx.conn, DeviceId(device))?;
        let open: i64 = tx
            .conn
            .prepare_cached(
                "SELECT count(*) FROM invitations
                 WHERE inviter = ?1 AND state = 'open' AND expires > ?2",
            )?
            .query_row(params![device, int(tx.now)], |row| row.get(0))?;
        if usize::try_from(open).unwrap_or(usize::MAX) >= new.quota {
            return Err(Refusal::Quota.into());
        }
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO invitations
               (invitation, tenant, role, name, inviter, token_hash, expires, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open')",
        )?
        .execute(params![
            new.id.0,
            new.tenant.0,
            role,
            new.name.map(|digest| digest.0),
            inviter,
            new.token_hash.0,
            int(new.expires)
        ])?;
    note(tx, new.tenant, new.inviter, "invite", new.id)
}

fn note(
    tx: &WriteTx<'_>,
    tenant: TenantId,
    inviter: Inviter,
    action: &'static str,
    id: InvitationId,
) -> Result<(), StorageError> {
    match inviter {
        Inviter::Clinic(_) => audit::operator(tx, tenant, action, &id.0),
        Inviter::Device(device) => {
            audit::write(tx, Some(Actor { device, tenant }), action, &id.0, "done")
        }
    }
}

fn fault(state: &str) -> Option<InvitationFault> {
    match state {
        "open" => None,
        "used" => Some(InvitationFault::Used),
        "replaced" => Some(InvitationFault::Replaced),
        _ => Some(InvitationFault::Revoked),
    }
}

/// Ends an open invitation.
fn close(
    tx: &WriteTx<'_>,
    id: InvitationId,
    stored: &Stored,
    state: &'static str,
) -> Result<(), StorageError> {
    if let Some(fault) = fault(&stored.state) {
        return Err(Refusal::Invitation(fault).into());
    }
    tx.conn
        .prepare_cached("UPDATE invitations SET state = ?2 WHERE invitation = ?1")?
        .execute(params![id.0, state])?;
    let InvitationRecord {
        tenant, inviter, ..
    } = stored.record;
    note(tx, tenant, inviter, "invitation-close", id)
}

pub(super) fn withdraw(
    tx: &WriteTx<'_>,
    id: InvitationId,
    by: Withdrawer,
) -> Result<(), StorageError> {
    let stored = find(tx.conn, id)?.ok_or(Refusal::NotFound)?;
    match by {
        Withdrawer::Operator => {}
        Withdrawer::Device(device) if stored.record.inviter == Inviter::Device(device) => {}
        Withdrawer::Device(_) => return Err(Refusal::NotFound.into()),
    }
    match fault(&stored.state) {
        // Taking back once more changes nothing.
        Some(InvitationFault::Revoked) => Ok(()),
        _ => close(tx, id, &stored, "revoked"),
    }
}

pub(super) fn redeem(tx: &WriteTx<'_>, enrol: &Enrol) -> Result<EnrolmentRecord, StorageError> {
    let refuse = |fault| StorageError::from(Refusal::Invitation(fault));
    let stored = find(tx.conn, enrol.invitation)?
        .filter(|stored| stored.token_hash.0.ct_eq(&enrol.token_hash.0).into())
        .ok_or_else(|| refuse(InvitationFault::Unknown))?;
    let device = DeviceId::of(&enrol.device);
    let tenant = stored.record.tenant;
    let documents = tenants::by_id(tx.conn, tenant)?
        .ok_or(StorageError::Record)?
        .documents;
    if stored.used_by == Some(device) {
        match people::device(tx.conn, device)? {
            None => return Err(Refusal::Forgotten.into()),
            Some(device) if device.revoked => return Err(Refusal::Revoked.into()),
            Some(_) => {}
        }
        let attestation = stored.attestation.as_deref().map(decode).transpose()?;
        let receipt = stored.receipt.as_deref().map(decode).transpose()?;
        return Ok(EnrolmentRecord {
            documents,
            attestation,
            receipt,
        });
    }
    if let Some(fault) = fault(&stored.state) {
        return Err(refuse(fault));
    }
    if stored.record.expires <= tx.now {
        return Err(refuse(InvitationFault::Expired));
    }
    // Whom a restored relay forgot, the clinic's list may still name.
    let revoked = documents.revocations.read_unverified();
    let person = PersonId::of(&enrol.person);
    if revoked.is_ok_and(|list| list.people.binary_search(&person).is_ok()) {
        return Err(Refusal::Revoked.into());
    }
    room_for(tx, Space::Messages)?;
    people::enrol(tx, tenant, enrol)?;
    match stored.record.inviter {
        Inviter::Clinic(_) => people::is_clinics(tx, person)?,
        Inviter::Device(host) => {
            let host = guests::host(tx.conn, host).map_err(|_| refuse(InvitationFault::Revoked))?;
            guests::take_in(tx, person, host)?;
        }
    }
    tx.conn
        .prepare_cached(
            "UPDATE invitations SET state = 'used', used_by = ?2, attestation = ?3,
                    receipt = ?4
             WHERE invitation = ?1",
        )?
        .execute(params![
            enrol.invitation.0,
            device.0,
            enrol.attestation.as_ref().map(encode),
            enrol.receipt.as_ref().map(encode)
        ])?;
    let actor = Actor { device, tenant };
    audit::write(tx, Some(actor), "enrol", &enrol.invitation.0, "done")?;
    Ok(EnrolmentRecord {
        documents,
        attestation: enrol.attestation.clone(),
        receipt: enrol.receipt.clone(),
    })
}
