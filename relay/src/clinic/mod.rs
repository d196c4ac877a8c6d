//! The clinic's side: its root, its issuing key, its documents and invitations. The issuing
//! key lies beside the relay; the root key is taken away by the operator.

mod admin;
mod authority;
mod documents;
mod renewed;
mod returned;
mod root;
mod types;

pub use admin::Admin;
pub(crate) use authority::Authority;
pub use authority::AuthorityError;
pub(crate) use renewed::renewed;
pub(crate) use returned::take_back;
pub use root::RootSecret;
pub use types::{AdminError, ClinicSummary, Created, Issued, NewClinic, ProfileChange};
