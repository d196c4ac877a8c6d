//! Which news of logs a session is told of, and looks at.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kith_protocol::{ids::GroupId, problem::Code};

use super::Failure;
use crate::{app::App, auth::Session, hub::News, storage::Grown};

/// So much of a log that is looked at and not answered with counts as one look more.
pub(super) const PASSED_OVER: usize = 100;
/// Epochs of one log that are known to be out of reach.
const MOST: usize = 4_096;

/// Epochs of a log that what was proven does not reach: none comes into reach by what is said there.
#[derive(Default)]
struct Beyond {
    proven: Vec<u64>,
    nodes: BTreeSet<u64>,
}

/// What a session reaches, as long as it listens.
pub(super) struct Reached {
    app: Arc<App>,
    session: Arc<Session>,
    beyond: BTreeMap<GroupId, Beyond>,
}

impl Reached {
    pub(super) fn new(app: &Arc<App>, session: &Arc<Session>) -> Self {
        Self {
            app: Arc::clone(app),
            session: Arc::clone(session),
            beyond: BTreeMap::new(),
        }
    }

    /// Drops what came where this session's proofs do not reach: who was removed is told of nothing,
    /// not even that somebody spoke, and what they say costs nobody else. Most have proven the very
    /// epoch, which asks nobody; of another one it is asked once.
    ///
    /// # Errors
    /// Refused for its rate, or a failure; of what it is not known is dropped.
    pub(super) async fn keep(&mut self, news: &mut News) -> Result<(), Failure> {
        let mut asked = Vec::new();
        let (session, all) = (&self.session, &mut self.beyond);
        news.groups.retain(|group, nodes| {
            let proven = session.proven(group);
            let sure = nodes.iter().any(|node| proven.contains(node));
            let beyond = all.entry(*group).or_default();
            if beyond.proven != proven || beyond.nodes.len() > MOST {
                *beyond = Beyond {
                    proven,
                    nodes: BTreeSet::new(),
                };
            }
            let nodes: Vec<u64> = nodes.difference(&beyond.nodes).copied().collect();
            if !sure && !nodes.is_empty() {
                asked.push(Grown {
                    group: *group,
                    proven: beyond.proven.clone(),
                    nodes,
                });
            }
            sure
        });
        if asked.is_empty() {
            return Ok(());
        }
        let (looks, device) = (&self.app.rates.looks, self.session.actor.device);
        looks
            .take(device, asked.len())
            .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
        let grown = self.app.storage.grown(asked.clone()).await;
        let (reached, passed_over) =
            grown.inspect_err(|_| tracing::warn!("a hint was not given"))?;
        looks.owe(device, passed_over / PASSED_OVER);
        for Grown { group, nodes, .. } in asked {
            if reached.contains(&group) {
                news.groups.insert(group, BTreeSet::new());
            } else if let Some(beyond) = self.beyond.get_mut(&group) {
                beyond.nodes.extend(nodes);
            }
        }
        Ok(())
    }
}
