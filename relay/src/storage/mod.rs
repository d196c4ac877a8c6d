//! Storage in the domain's words. One trait, one conformance suite
//! (`relay/tests/conformance.rs`), any number of backends; [`sqlite`] is the first.
//!
//! Every write is durable when its future is ready. A refusal changes nothing.

use std::{future::Future, pin::Pin};

use kith_protocol::{
    api::{
        groups::{EpochName, FoundNode, NewGroup, Placed},
        inbox::InboxItem,
        people::{ClaimedPackage, DeviceRecord, KeyPackages},
    },
    ids::{DeviceId, Digest32, GroupId, Incarnation, InvitationId, PersonId, PublicKey, RequestId},
};

/// Where a test may kill this process; in a relay that is built to run there is nothing there.
#[cfg(not(feature = "crash-points"))]
pub(crate) mod crash {
    pub(crate) fn point(_: &'static str) {}
    pub(crate) fn flaw(_: &'static str) -> bool {
        false
    }
}
mod error;
pub mod sqlite;
mod types;

#[cfg(feature = "crash-points")]
pub(crate) use kith_crash as crash;

pub use error::{InvitationFault, Refusal, Stale, StorageError};
pub use types::{
    Actor, AppendRequest, AuditNote, Believed, Change, CommitPlace, CommitRequest, Deaf,
    DepositRequest, DeviceEntry, Enrol, EnrolmentRecord, Expired, Gone, Grown, InvitationRecord,
    Inviter, NewInvitation, NewTenant, Observer, Page, ReadRequest, Standing, Tenant, TenantId,
    TenantUpdate, Withdrawer,
};
pub(crate) use types::{LEAST_ENTRY, entry_bytes};

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StorageError>> + Send + 'a>>;

/// Everything that the relay keeps.
pub trait Storage: Send + Sync + 'static {
    /// Which life of the database this is.
    fn incarnation(&self) -> Incarnation;

    /// Grows whenever a person is revoked, by this process or another.
    fn revision(&self) -> Answer<'_, u64>;

    // Clinics and invitations

    /// Creates a clinic. Refused with [`Refusal::Exists`] where its root is known.
    fn create_tenant(&self, tenant: NewTenant) -> Answer<'_, TenantId>;
    /// Replaces a clinic's documents; [`Refusal::Mismatch`] where they changed meanwhile.
    fn update_tenant(&self, update: TenantUpdate) -> Answer<'_, ()>;
    /// All clinics.
    fn tenants(&self) -> Answer<'_, Vec<Tenant>>;
    /// One clinic.
    fn tenant(&self, id: TenantId) -> Answer<'_, Option<Tenant>>;
    /// Stores an invitation. Repeating it is harmless.
    fn add_invitation(&self, invitation: NewInvitation) -> Answer<'_, ()>;
    /// What an invitation is, whatever its state.
    fn invitation(&self, id: InvitationId) -> Answer<'_, Option<InvitationRecord>>;
    /// Takes an open invitation back.
    fn withdraw_invitation(&self, id: InvitationId, by: Withdrawer) -> Answer<'_, ()>;
    /// Redeems an invitation; the same device gets the same answer again.
    fn enrol(&self, enrol: Enrol) -> Answer<'_, EnrolmentRecord>;
    /// Ends what a guest's enrolment rests on by their host; where it rests on nothing else, they
    /// are forgotten in a week.
    fn let_guest_go(&self, host: Actor, guest: PersonId) -> Answer<'_, ()>;

    /// Holds again someone who came by a host's invitation and was let go.
    fn hold_guest(&self, host: Actor, guest: PersonId) -> Answer<'_, ()>;

    // People and key packages

    /// A device by its id.
    fn device(&self, id: DeviceId) -> Answer<'_, Option<DeviceEntry>>;
    /// Those of `devices` whose person was revoked, or is not here any more.
    fn revoked(&self, devices: Vec<DeviceId>) -> Answer<'_, Vec<(DeviceId, Gone)>>;
    /// All devices of a person of this clinic, oldest first; none if unknown or revoked.
    fn devices_of(&self, person: PersonId, tenant: TenantId) -> Answer<'_, Vec<DeviceRecord>>;
    /// Adds key packages; one that was ever published is not added again.
    fn publish_key_packages(&self, device: DeviceId, packages: KeyPackages) -> Answer<'_, ()>;
    /// Takes the oldest key package of each device of a person, else the one of last resort.
    fn claim_key_packages(
        &self,
        actor: Actor,
        id: RequestId,
        person: PersonId,
    ) -> Answer<'_, Vec<ClaimedPackage>>;
    /// How many key packages of a device wait, besides the one of last resort.
    fn key_packages_waiting(&self, device: DeviceId) -> Answer<'_, u32>;

    // Group logs

    /// Creates a log. `true`: now; `false`: it was there with the same key.
    fn create_group(&self, actor: Actor, group: NewGroup) -> Answer<'_, bool>;
    /// Appends messages to an epoch that has not ended: all, or none.
    fn append(&self, request: AppendRequest) -> Answer<'_, Vec<Placed>>;
    /// Ends an epoch, if `supersedes` names everything that ended it before.
    fn commit_cas(&self, request: CommitRequest) -> Answer<'_, CommitPlace>;
    /// Marks a commit as a removal; takes a proof of it or of what descends from it.
    fn mark_removal(
        &self,
        actor: Actor,
        group: GroupId,
        node: u64,
        proven: Vec<u64>,
    ) -> Answer<'_, ()>;
    /// Newest sequence numbers of those groups that exist, and the epochs in which these entries
    /// stand or stood.
    fn heads(&self, groups: Vec<GroupId>) -> Answer<'_, Vec<(GroupId, u64, u64)>>;
    /// The epoch keys of nodes of a clinic's groups, in order.
    fn epoch_keys(
        &self,
        tenant: TenantId,
        nodes: Vec<(GroupId, u64)>,
    ) -> Answer<'_, Vec<Option<PublicKey>>>;

    /// Where the epochs with these keys stand, in a clinic's groups.
    fn find_nodes(
        &self,
        tenant: TenantId,
        epochs: Vec<EpochName>,
    ) -> Answer<'_, Vec<Option<FoundNode>>>;
    /// Which logs have grown where the proofs reach, and how many epochs were looked at.
    fn grown(&self, news: Vec<Grown>) -> Answer<'_, (Vec<GroupId>, usize)>;
    /// What the proofs open of each log after its cursor: at most `max_page` entries a group
    /// and about `max_bytes` in all. Groups that do not exist are left out.
    fn read_after(
        &self,
        requests: Vec<ReadRequest>,
        max_page: usize,
        max_bytes: usize,
    ) -> Answer<'_, Vec<(GroupId, Page)>>;

    // Inboxes

    /// Leaves an item in an inbox. Repeating it is harmless.
    fn deposit(&self, request: DepositRequest) -> Answer<'_, ()>;
    /// Items after a sequence number, oldest first, about `max_bytes` of them.
    fn read_inbox(
        &self,
        device: DeviceId,
        after: u64,
        max_bytes: usize,
    ) -> Answer<'_, Vec<InboxItem>>;
    /// The newest sequence number ever given to an item that still waits; 0 for none.
    fn inbox_head(&self, device: DeviceId) -> Answer<'_, u64>;
    /// Forgets inbox items up to `inbox` and notes how far logs were read.
    fn ack(
        &self,
        device: DeviceId,
        inbox: Option<u64>,
        groups: Vec<(GroupId, u64)>,
    ) -> Answer<'_, ()>;

    // Keeping house

    /// The time by which things may be deleted: what the clock says, unless it has jumped ahead of
    /// the milliseconds that have `elapsed` since the last look (`None`: nobody knows).
    fn look_at_clock(&self, elapsed: Option<u64>) -> Answer<'_, Believed>;
    /// Forgets some of what has outlived its retention at that time, and dates again some of what
    /// is dated ahead of it; call again until there is nothing to do.
    fn expire(&self, now: Believed) -> Answer<'_, Expired>;
    /// Adds to the audit.
    fn note(&self, note: AuditNote) -> Answer<'_, ()>;
    /// Signs where each audit chain stands.
    fn checkpoint(&self) -> Answer<'_, ()>;
    /// How many devices have read a group's log at least up to `seq`.
    fn readers(&self, group: GroupId, seq: u64) -> Answer<'_, u64>;
    /// The clinic that a root's fingerprint belongs to.
    fn tenant_of(&self, clinic: Digest32) -> Answer<'_, Option<Tenant>>;
}
