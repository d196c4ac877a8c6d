//! Who comes by the patient's own commits is awaited: what leads them in may be lost.

use kith_protocol::api::groups::Entry;

use super::batch::Batch;
use crate::{
    circle::policy::VerifiedPolicy,
    error::Error,
    ids::PublicKey,
    people::credential,
    store::{
        WriteTx,
        circle::{awaited, circles},
    },
};

impl Batch<'_> {
    /// Who comes for the first time by our own commit, which is about to be merged. Who was in before knows of the
    /// group, or is led to it by the patient's word.
    pub(super) fn comers(&self, before: &VerifiedPolicy) -> Vec<PublicKey> {
        let Some(commit) = self.mls.pending_commit() else {
            return Vec::new();
        };
        let leaves = commit.add_proposals().filter_map(|add| {
            let leaf = add.add_proposal().key_package().leaf_node();
            credential::read_member(leaf.credential()).ok()
        });
        let keys = leaves.map(|leaf| leaf.person_key);
        keys.filter(|key| before.member(key).is_none()).collect()
    }

    /// Notes that they have yet to be heard.
    pub(super) fn await_them(
        &self,
        tx: &WriteTx<'_>,
        entry: &Entry,
        comers: &[PublicKey],
    ) -> Result<(), Error> {
        let me = self.identity.person_key();
        if comers.is_empty() || circles::get(tx, &self.room.circle)?.patient != me {
            return Ok(());
        }
        for person in comers.iter().filter(|person| **person != me) {
            awaited::add(tx, self.room.row, person, entry.at)?;
        }
        Ok(())
    }
}
