//! The endpoints. `kith_protocol::api` says what each takes and gives.

mod answer;
mod body;
mod bounds;
mod caller;
mod enrolment;
mod events;
mod groups;
mod health;
mod invitations;
mod observe;
mod people;
mod portions;
mod reached;
mod router;
mod session;
mod sync;

pub(crate) use caller::Peer;
pub(crate) use router::{admin_router, router};

use answer::{Failure, Reply};
use body::Cbor;
use caller::Caller;
