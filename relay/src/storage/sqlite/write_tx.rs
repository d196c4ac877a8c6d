//! What a job of the writer thread works with.

use std::{cell::RefCell, sync::Arc};

use rusqlite::Connection;

use crate::{
    audit::AuditKeys,
    clock::Clock,
    config::Limits,
    storage::{Change, Observer},
};

/// What all write transactions share.
pub(super) struct WriteContext {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) limits: Limits,
    pub(super) audit: Arc<AuditKeys>,
    pub(super) observer: Arc<dyn Observer>,
}

/// An open write transaction, seen by one job.
pub(super) struct WriteTx<'a> {
    pub(super) conn: &'a Connection,
    pub(super) now: u64,
    context: &'a WriteContext,
    changes: RefCell<Vec<Change>>,
}

impl<'a> WriteTx<'a> {
    pub(super) fn new(conn: &'a Connection, context: &'a WriteContext) -> Self {
        Self {
            conn,
            now: context.clock.now(),
            context,
            changes: RefCell::default(),
        }
    }

    pub(super) fn limits(&self) -> &'a Limits {
        &self.context.limits
    }

    pub(super) fn audit_keys(&self) -> &'a AuditKeys {
        &self.context.audit
    }

    /// To be told when the transaction is durable.
    pub(super) fn announce(&self, change: Change) {
        self.changes.borrow_mut().push(change);
    }

    pub(super) fn into_changes(self) -> Vec<Change> {
        self.changes.into_inner()
    }
}
