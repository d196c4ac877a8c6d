//! Clinics.

use kith_protocol::{api::people::Clinic, ids::Digest32};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    audit,
    convert::{bytes, decode, encode},
    people,
    write_tx::WriteTx,
};
use crate::storage::{NewTenant, Refusal, StorageError, Tenant, TenantId, TenantUpdate};

pub(super) const COLUMNS: &str =
    "tenant, clinic, url, retention_days, issuer, profile, revocations";

pub(super) fn create(tx: &WriteTx<'_>, tenant: &NewTenant) -> Result<TenantId, StorageError> {
    let added = tx.conn.execute(
        "INSERT INTO tenants (clinic, url, retention_days, issuer, profile, revocations)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        params![
            tenant.clinic.0,
            tenant.url,
            tenant.retention_days,
            encode(&tenant.documents.issuer),
            encode(&tenant.documents.profile),
            encode(&tenant.documents.revocations)
        ],
    )?;
    if added == 0 {
        return Err(Refusal::Exists.into());
    }
    let id = TenantId(tx.conn.last_insert_rowid());
    tx.conn
        .execute("INSERT INTO usage (tenant, bytes) VALUES (?1, 0)", [id.0])?;
    audit::operator(tx, id, "clinic-create", &tenant.clinic.0)?;
    Ok(id)
}

pub(super) fn update(tx: &WriteTx<'_>, update: &TenantUpdate) -> Result<(), StorageError> {
    let tenant = by_id(tx.conn, update.tenant)?.ok_or(Refusal::NotFound)?;
    if tenant.documents != update.before {
        return Err(Refusal::Mismatch.into());
    }
    tx.conn.execute(
        "UPDATE tenants SET issuer = ?2, profile = ?3, revocations = ?4, retention_days = ?5, url = ?6
         WHERE tenant = ?1",
        params![
            update.tenant.0,
            encode(&update.documents.issuer),
            encode(&update.documents.profile),
            encode(&update.documents.revocations),
            update.retention_days,
            update.url
        ],
    )?;
    for person in &update.revoke {
        match people::revoke(tx, update.tenant, *person) {
            Err(StorageError::Refused(Refusal::NotFound)) if update.unknown_too => {}
            done => done?,
        }
        audit::operator(tx, update.tenant, "revoke", &person.0)?;
    }
    audit::operator(tx, update.tenant, update.action, &tenant.clinic.0)
}

fn read(row: &Row<'_>) -> Result<Tenant, StorageError> {
    let document = |column| row.get::<_, Vec<u8>>(column);
    Ok(Tenant {
        id: TenantId(row.get(0)?),
        clinic: Digest32(bytes(row, 1)?),
        url: row.get(2)?,
        retention_days: row.get(3)?,
        documents: Clinic {
            issuer: decode(&document(4)?)?,
            profile: decode(&document(5)?)?,
            revocations: decode(&document(6)?)?,
        },
    })
}

pub(super) fn by_id(conn: &Connection, id: TenantId) -> Result<Option<Tenant>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM tenants WHERE tenant = ?1");
    let mut select = conn.prepare_cached(&sql)?;
    let found = select.query_row([id.0], |row| Ok(read(row))).optional()?;
    found.transpose()
}

pub(super) fn by_clinic(
    conn: &Connection,
    clinic: Digest32,
) -> Result<Option<Tenant>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM tenants WHERE clinic = ?1");
    let mut select = conn.prepare_cached(&sql)?;
    let found = select
        .query_row([clinic.0], |row| Ok(read(row)))
        .optional()?;
    found.transpose()
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Tenant>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM tenants ORDER BY tenant");
    let mut select = conn.prepare_cached(&sql)?;
    let mut rows = select.query([])?;
    let mut tenants = Vec::new();
    while let Some(row) = rows.next()? {
        tenants.push(read(row)?);
    }
    Ok(tenants)
}
