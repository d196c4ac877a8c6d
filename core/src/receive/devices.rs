//! Devices come and go with a commit, whether or not the policy changes.

use kith_protocol::api::groups::Entry;
use openmls::group::MlsGroup;

use super::batch::Batch;
use crate::{
    circle::policy::VerifiedPolicy,
    error::Error,
    ids::PersonId,
    mls::{MlsError, group},
    people::credential::Leaf,
    store::{WriteTx, timeline::notice::Notice},
};

/// A group before a commit.
pub(super) struct Before {
    pub(super) policy: VerifiedPolicy,
    /// Whose devices were in, where some come or go.
    devices: Option<Vec<Leaf>>,
}

impl Before {
    /// `devices`: whether some come or go by the commit.
    pub(super) fn of(mls: &MlsGroup, devices: bool) -> Result<Self, MlsError> {
        Ok(Self {
            policy: group::policy(mls)?,
            devices: devices.then(|| group::devices(mls)),
        })
    }
}

impl Batch<'_> {
    /// Nothing is asked any more of a device that went. Whoever was in and has one that was
    /// not is told of, whatever went for it: it may be somebody else's who has their key.
    pub(super) fn note_devices(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        before: &Before,
    ) -> Result<(), Error> {
        let Some(old) = &before.devices else {
            return Ok(());
        };
        self.end_ranges(tx, entry)?;
        let new = group::devices(&self.mls);
        let was_in = |of: &PersonId| old.iter().any(|leaf| leaf.person == *of);
        let mut told: Vec<PersonId> = Vec::new();
        for Leaf { person, device, .. } in &new {
            let came = !old.iter().any(|leaf| leaf.device == *device);
            if came && was_in(person) && !told.contains(person) {
                self.note(tx, Notice::AnotherDevice, entry, Some(*person))?;
                told.push(*person);
            }
        }
        Ok(())
    }
}
