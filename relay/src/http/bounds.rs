//! How large the body of each endpoint may be.

use kith_protocol::{
    api::{
        groups::{Append, Commit, FindNodes, MarkRemoval, NewGroup},
        inbox::Deposit,
        people::{Claim, Clinic, Enrolment, GuestInvitation, KeyPackages},
        session::{NonceRequest, Proofs, SessionRequest},
        sync::{Ack, SyncRequest},
    },
    limits::{MAX_BODY, MAX_INBOX_ITEM, MAX_KEY_PACKAGE, MAX_KEY_PACKAGES, MAX_SYNC_GROUPS},
};

/// A body with a bound.
pub(super) trait Bounded {
    /// Its most, in bytes.
    const MOST: usize;
}

/// Names, numbers and lengths around what varies.
const AROUND: usize = 1 << 10;

macro_rules! bounds {
    ($($body:ident: $most:expr;)*) => {
        $(impl Bounded for $body {
            const MOST: usize = $most;
        })*
    };
}

bounds! {
    NonceRequest: AROUND;
    SessionRequest: AROUND;
    // A certificate, an inbox key, their signatures.
    Enrolment: 8 * AROUND;
    Proofs: 128 * MAX_SYNC_GROUPS + AROUND;
    Clinic: MAX_BODY;
    GuestInvitation: AROUND;
    KeyPackages: (MAX_KEY_PACKAGES + 1) * (MAX_KEY_PACKAGE + 8) + AROUND;
    Claim: AROUND;
    Deposit: MAX_INBOX_ITEM + AROUND;
    FindNodes: 96 * MAX_SYNC_GROUPS + AROUND;
    NewGroup: AROUND;
    Append: MAX_BODY;
    Commit: MAX_BODY;
    MarkRemoval: AROUND;
    SyncRequest: 64 * MAX_SYNC_GROUPS + AROUND;
    Ack: 64 * MAX_SYNC_GROUPS + AROUND;
}
