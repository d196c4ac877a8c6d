//! A member whose groups lie in memory, for the fuzzer.

use kith_protocol::signed::Signed;
use rusqlite::Connection;

use crate::{
    circle::policy::{Member, Policy, PolicyExtension, VerifiedPolicy},
    mls::{Provider, seal},
    people::identity::Identity,
};

const SCHEMA: &str = include_str!("../store/schema/0001_mls.sql");

/// A member whose groups lie in memory.
pub(super) struct Device {
    pub(super) identity: Identity,
    pub(super) db: Connection,
}

impl Device {
    pub(super) fn new() -> Self {
        let db = Connection::open_in_memory().expect("memory");
        db.execute_batch(SCHEMA).expect("the schema");
        Self {
            identity: Identity::generate(1, seal::generate().expect("keys")),
            db,
        }
    }

    pub(super) fn member(&self, role: kith_protocol::identity::Role, name: &str) -> Member {
        Member {
            key: self.identity.person_key(),
            role,
            name: name.to_owned(),
            since: 1,
            consent: None,
            attestation: None,
            salt: None,
            relationship: String::new(),
        }
    }

    /// Runs `f` and takes back what it wrote.
    pub(super) fn tries<T>(&self, f: impl FnOnce(&Provider<'_>) -> T) -> T {
        self.db.execute_batch("SAVEPOINT f").expect("a savepoint");
        let value = f(&Provider::new(&self.db));
        let back = self.db.execute_batch("ROLLBACK TO f; RELEASE f");
        back.expect("taken back");
        value
    }
}

pub(super) fn signed(policy: &Policy, by: &Identity) -> VerifiedPolicy {
    let extension = PolicyExtension {
        out: Vec::new(),
        policy: Signed::new(policy, &by.person),
        revocations: None,
    };
    VerifiedPolicy::verify(extension, &by.person_key()).expect("it holds")
}
