//! One account at work.

use std::sync::{Arc, atomic::AtomicU64};

use kith_protocol::{api::session::Proof, ids::GroupId};
use tokio::sync::{Mutex, Notify};

use super::delivery::Delivery;
use crate::{
    clock::SharedClock,
    error::Error,
    ids::AccountId,
    mls::{EpochKey, Provider, group},
    people::identity::Identity,
    store::{Database, circles::Room},
};

/// An account, its keys and its way to the relay.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) account: AccountId,
    pub(crate) identity: Arc<Identity>,
    pub(crate) delivery: Delivery,
    pub(crate) db: Database,
    pub(crate) clock: SharedClock,
    /// Rung when something new waits to go out.
    pub(crate) bell: Notify,
    /// One pass at a time: the relay would sort it out, but nothing is gained by a race
    /// against oneself.
    pub(crate) turn: Mutex<LinkState>,
    /// The relay's time, in milliseconds, when it was last noted how fresh everything is.
    pub(crate) noted: AtomicU64,
}

/// What a pass remembers for the next one, and may forget.
#[derive(Debug, Default)]
pub(crate) struct LinkState {
    /// When the clinic's documents were last fetched, milliseconds since 1970.
    pub(crate) documents_at: Option<u64>,
}

impl Link {
    /// Proves the current epoch of these rooms to the relay, where this session has not yet.
    pub(crate) async fn prove(&self, rooms: &[Room]) -> Result<(), Error> {
        let current: Vec<(GroupId, u64)> = rooms.iter().map(|r| (r.group, r.node)).collect();
        let (session, missing) = self.delivery.unproven(&current).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let name = session.clone();
        let proofs = self
            .db
            .read(move |tx| -> Result<Vec<Proof>, Error> {
                let provider = Provider::new(tx);
                missing
                    .iter()
                    .map(|(id, node)| {
                        let group = group::load(&provider, id)?;
                        let key = EpochKey::current(&group, crate::mls::crypto())?;
                        Ok(Proof {
                            node: *node,
                            group: *id,
                            signature: key.prove(&session, id, *node),
                        })
                    })
                    .collect()
            })
            .await?;
        Ok(self.delivery.prove(&name, proofs).await?)
    }
}
