//! What storage takes and gives, in the domain's words.

mod changes;
mod clinics;
mod keeping;
mod logs;
mod people;

pub use changes::{Change, Deaf, Observer};
pub use clinics::{NewTenant, Tenant, TenantId, TenantUpdate};
pub use keeping::{AuditNote, Believed, Expired};
pub use logs::{
    AppendRequest, CommitPlace, CommitRequest, DepositRequest, Grown, Page, ReadRequest,
};
pub(crate) use logs::{LEAST_ENTRY, entry_bytes};
pub use people::{
    Actor, DeviceEntry, Enrol, EnrolmentRecord, Gone, InvitationRecord, Inviter, NewInvitation,
    Standing, Withdrawer,
};
