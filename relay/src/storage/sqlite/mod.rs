//! Storage in one SQLite file: one writer thread with group commit, a few readers.

use std::{path::Path, sync::Arc, thread::available_parallelism};

use kith_protocol::{
    api::{
        groups::{EpochName, FoundNode, NewGroup, Placed},
        inbox::InboxItem,
        people::{ClaimedPackage, DeviceRecord, KeyPackages},
    },
    ids::{DeviceId, Digest32, GroupId, Incarnation, InvitationId, PersonId, PublicKey, RequestId},
};

use super::{
    Actor, Answer, AppendRequest, AuditNote, Believed, CommitPlace, CommitRequest, DepositRequest,
    DeviceEntry, Enrol, EnrolmentRecord, Expired, Gone, Grown, InvitationRecord, NewInvitation,
    NewTenant, Observer, Page, ReadRequest, Storage, StorageError, Tenant, TenantId, TenantUpdate,
    Withdrawer,
};
use crate::{audit::AuditKeys, clock::Clock, config::Limits, data_dir::DataDir};

mod acks;
mod append;
mod audit;
mod audit_reader;
mod convert;
mod expire;
mod guests;
mod inbox;
mod invitations;
mod key_packages;
mod logs;
mod people;
#[cfg(test)]
mod plans;
mod reach;
mod read;
mod readers;
mod redate;
mod requests;
mod schema;
mod snapshot;
mod tenants;
mod trusted;
mod write_tx;
mod writer;

pub use audit_reader::AuditReader;
pub use snapshot::{DatabaseFault, Snapshot, begin_anew, copy_to};

use readers::Readers;
use write_tx::WriteContext;
use writer::Writer;

/// The SQLite backend.
pub struct Sqlite {
    incarnation: Incarnation,
    audit: Arc<AuditKeys>,
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens (or makes) the database of a data directory. Several processes may have it open.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(
        dir: &DataDir,
        limits: Limits,
        clock: Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, StorageError> {
        let had_key = dir.has_audit_secret();
        let secret = dir.make_audit_secret().map_err(|_| StorageError::Record)?;
        let (conn, incarnation) = schema::open_writer(dir, limits.database_bytes)?;
        let lost_key = !had_key && !audit::chains(&conn)?.is_empty();
        let audit = Arc::new(AuditKeys::new(&secret));
        let context = WriteContext {
            clock,
            limits,
            audit: Arc::clone(&audit),
            observer,
        };
        let cores = available_parallelism().map_or(2, |n| u32::try_from(n.get()).unwrap_or(8));
        let writer = Writer::start(conn, context)?;
        if lost_key {
            tracing::error!(
                "the key of the audit is lost: a new one was made, and nobody can check what the audit \
                 says of the time before"
            );
            // Queued: it is written before anything else is.
            drop(writer.submit(|tx| audit::write(tx, None, "audit-key", &[], "new")));
        }
        Ok(Self {
            incarnation,
            audit,
            writer,
            readers: Readers::new(dir.clone(), cores.clamp(2, 8)),
        })
    }

    /// Opens the database in a directory, with defaults; for tests and tools.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open_at(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StorageError> {
        let dir = DataDir::open(path).map_err(|_| StorageError::Record)?;
        Self::open(&dir, Limits::default(), clock, Arc::new(super::Deaf))
    }

    /// Finishes what waits, then closes.
    pub async fn close(self: Arc<Self>) {
        self.readers.close().await;
        let closed = tokio::task::spawn_blocking(move || self.writer.close());
        drop(closed.await);
    }

    /// Closes as if killed: what is not durable yet is lost.
    pub async fn abort(self: Arc<Self>) {
        let this = Arc::clone(&self);
        let aborted = tokio::task::spawn_blocking(move || this.writer.abort());
        drop(aborted.await);
        self.readers.close().await;
    }
}

/// Queues a write.
macro_rules! write {
    ($self:ident, $tx:ident => $work:expr) => {
        Box::pin($self.writer.submit(move |$tx| $work))
    };
}

/// Reads on a reader's connection.
macro_rules! read {
    ($self:ident, $conn:ident => $work:expr) => {
        Box::pin($self.readers.run(move |$conn| $work))
    };
}

impl Storage for Sqlite {
    fn incarnation(&self) -> Incarnation {
        self.incarnation
    }

    fn revision(&self) -> Answer<'_, u64> {
        read!(self, conn => {
            let mut select = conn.prepare_cached("SELECT revision FROM meta")?;
            Ok(select.query_row([], |row| convert::number(row, 0))?)
        })
    }

    fn create_tenant(&self, tenant: NewTenant) -> Answer<'_, TenantId> {
        write!(self, tx => tenants::create(tx, &tenant))
    }

    fn update_tenant(&self, update: TenantUpdate) -> Answer<'_, ()> {
        write!(self, tx => tenants::update(tx, &update))
    }

    fn tenants(&self) -> Answer<'_, Vec<Tenant>> {
        read!(self, conn => tenants::all(conn))
    }

    fn tenant(&self, id: TenantId) -> Answer<'_, Option<Tenant>> {
        read!(self, conn => tenants::by_id(conn, id))
    }

    fn tenant_of(&self, clinic: Digest32) -> Answer<'_, Option<Tenant>> {
        read!(self, conn => tenants::by_clinic(conn, clinic))
    }

    fn add_invitation(&self, invitation: NewInvitation) -> Answer<'_, ()> {
        write!(self, tx => invitations::add(tx, &invitation))
    }

    fn invitation(&self, id: InvitationId) -> Answer<'_, Option<InvitationRecord>> {
        read!(self, conn => invitations::record(conn, id))
    }

    fn withdraw_invitation(&self, id: InvitationId, by: Withdrawer) -> Answer<'_, ()> {
        write!(self, tx => invitations::withdraw(tx, id, by))
    }

    fn enrol(&self, enrol: Enrol) -> Answer<'_, EnrolmentRecord> {
        write!(self, tx => invitations::redeem(tx, &enrol))
    }

    fn let_guest_go(&self, host: Actor, guest: PersonId) -> Answer<'_, ()> {
        write!(self, tx => guests::let_go(tx, host, guest))
    }

    fn hold_guest(&self, host: Actor, guest: PersonId) -> Answer<'_, ()> {
        write!(self, tx => guests::hold_again(tx, host, guest))
    }

    fn device(&self, id: DeviceId) -> Answer<'_, Option<DeviceEntry>> {
        read!(self, conn => people::device(conn, id))
    }

    fn revoked(&self, devices: Vec<DeviceId>) -> Answer<'_, Vec<(DeviceId, Gone)>> {
        read!(self, conn => people::revoked(conn, &devices))
    }

    fn devices_of(&self, person: PersonId, tenant: TenantId) -> Answer<'_, Vec<DeviceRecord>> {
        read!(self, conn => people::devices_of(conn, person, tenant))
    }

    fn publish_key_packages(&self, device: DeviceId, packages: KeyPackages) -> Answer<'_, ()> {
        write!(self, tx => key_packages::publish(tx, device, &packages))
    }

    fn claim_key_packages(
        &self,
        actor: Actor,
        id: RequestId,
        person: PersonId,
    ) -> Answer<'_, Vec<ClaimedPackage>> {
        write!(self, tx => key_packages::claim(tx, actor, id, person))
    }

    fn key_packages_waiting(&self, device: DeviceId) -> Answer<'_, u32> {
        read!(self, conn => key_packages::waiting(conn, device))
    }

    fn create_group(&self, actor: Actor, group: NewGroup) -> Answer<'_, bool> {
        write!(self, tx => logs::create(tx, actor, &group))
    }

    fn append(&self, request: AppendRequest) -> Answer<'_, Vec<Placed>> {
        write!(self, tx => append::append(tx, &request))
    }

    fn commit_cas(&self, request: CommitRequest) -> Answer<'_, CommitPlace> {
        write!(self, tx => append::commit(tx, &request))
    }

    fn mark_removal(
        &self,
        actor: Actor,
        group: GroupId,
        node: u64,
        proven: Vec<u64>,
    ) -> Answer<'_, ()> {
        Box::pin(async move {
            let may =
                move |conn: &rusqlite::Connection| reach::may_mark(conn, group, node, &proven);
            self.readers.run(may).await?;
            let mark =
                move |tx: &write_tx::WriteTx<'_>| reach::mark_removal(tx, actor, group, node);
            self.writer.submit(mark).await
        })
    }

    fn heads(&self, groups: Vec<GroupId>) -> Answer<'_, Vec<(GroupId, u64, u64)>> {
        read!(self, conn => read::heads(conn, &groups))
    }

    fn epoch_keys(
        &self,
        tenant: TenantId,
        nodes: Vec<(GroupId, u64)>,
    ) -> Answer<'_, Vec<Option<PublicKey>>> {
        read!(self, conn => read::epoch_keys(conn, tenant, &nodes))
    }

    fn find_nodes(
        &self,
        tenant: TenantId,
        epochs: Vec<EpochName>,
    ) -> Answer<'_, Vec<Option<FoundNode>>> {
        read!(self, conn => read::find_nodes(conn, tenant, &epochs))
    }

    fn grown(&self, news: Vec<Grown>) -> Answer<'_, (Vec<GroupId>, usize)> {
        read!(self, conn => read::grown(conn, &news))
    }

    fn read_after(
        &self,
        requests: Vec<ReadRequest>,
        max_page: usize,
        max_bytes: usize,
    ) -> Answer<'_, Vec<(GroupId, Page)>> {
        let keys = Arc::clone(&self.audit);
        read!(self, conn => read::read_after(conn, &keys, &requests, (max_page, max_bytes)))
    }

    fn deposit(&self, request: DepositRequest) -> Answer<'_, ()> {
        write!(self, tx => inbox::deposit(tx, &request))
    }

    fn read_inbox(
        &self,
        device: DeviceId,
        after: u64,
        max_bytes: usize,
    ) -> Answer<'_, Vec<InboxItem>> {
        read!(self, conn => inbox::read(conn, device, after, max_bytes))
    }

    fn inbox_head(&self, device: DeviceId) -> Answer<'_, u64> {
        read!(self, conn => inbox::head(conn, device))
    }

    fn ack(
        &self,
        device: DeviceId,
        inbox: Option<u64>,
        groups: Vec<(GroupId, u64)>,
    ) -> Answer<'_, ()> {
        write!(self, tx => acks::ack(tx, device, inbox, &groups))
    }

    fn look_at_clock(&self, elapsed: Option<u64>) -> Answer<'_, Believed> {
        write!(self, tx => trusted::look(tx, elapsed))
    }

    fn expire(&self, now: Believed) -> Answer<'_, Expired> {
        write!(self, tx => expire::expire(tx, &now))
    }

    fn note(&self, note: AuditNote) -> Answer<'_, ()> {
        write!(self, tx => audit::note(tx, &note))
    }

    fn checkpoint(&self) -> Answer<'_, ()> {
        write!(self, tx => audit::checkpoint(tx))
    }

    fn readers(&self, group: GroupId, seq: u64) -> Answer<'_, u64> {
        read!(self, conn => acks::readers(conn, group, seq))
    }
}
