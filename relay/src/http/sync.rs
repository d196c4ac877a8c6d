//! Sync: everything new since the client's cursors, at once or as soon as there is any.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use axum::extract::State;
use kith_protocol::{
    api::{
        Done,
        inbox::InboxItem,
        sync::{Access, Ack, GroupCursor, GroupUpdate, SyncAnswer, SyncRequest},
    },
    ids::GroupId,
    limits::{MAX_PAGE, MAX_SYNC_GROUPS, MAX_WAIT_MS},
    problem::Code,
};
use tokio::time::Instant;

use super::{
    Caller, Cbor, Failure, Reply,
    answer::Encoded,
    reached::{PASSED_OVER, Reached},
};
use crate::{
    app::{App, Phase},
    auth::{End, Session},
    hub::{MOST_NODES, Newest, Subscription},
    storage::{Page, ReadRequest},
};

/// Share of an answer that inbox items may take.
const INBOX_SHARE: usize = 4;

pub(super) async fn sync(
    Caller(session): Caller,
    State(app): State<Arc<App>>,
    Cbor { value, .. }: Cbor<SyncRequest>,
) -> Reply<SyncAnswer> {
    if value.groups.len() > MAX_SYNC_GROUPS || value.wait_ms > MAX_WAIT_MS {
        return Err(Code::OverLimit.into());
    }
    let max_page = usize::try_from(value.max_page).unwrap_or(MAX_PAGE);
    let query = Query {
        app: &app,
        session: &session,
        inbox: value.inbox,
        // A group that is named twice is read once.
        groups: value.groups.iter().map(|g| (g.group, g.after)).collect(),
        max_page: max_page.clamp(1, MAX_PAGE),
    };
    let unknown = app.unknown(query.groups.keys().copied());
    query.looks_at(unknown.len())?;
    app.learn(unknown).await?;
    let mut found = query.look(query.groups.keys()).await?;
    if found.is_empty() && value.wait_ms > 0 {
        found = query.wait(Duration::from_millis(value.wait_ms)).await?;
    }
    let (_, key_packages) = app.device_state(session.actor.device).await?;
    Ok(Encoded(SyncAnswer {
        now: app.clock.now(),
        inbox: found.inbox,
        groups: found.groups,
        incarnation: app.storage.incarnation(),
        key_packages,
    }))
}

/// How often heads are looked at for a moment in which none changed; a relay that is busier than
/// that answers all the same.
const LOOKS: usize = 8;

#[derive(Default)]
struct Found {
    inbox: Vec<InboxItem>,
    groups: Vec<GroupUpdate>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.inbox.is_empty() && self.groups.is_empty()
    }
}

struct Query<'a> {
    app: &'a Arc<App>,
    session: &'a Arc<Session>,
    inbox: Option<u64>,
    groups: BTreeMap<GroupId, u64>,
    max_page: usize,
}

fn without_entries(group: GroupId, head: u64, access: Access) -> GroupUpdate {
    GroupUpdate {
        head,
        more: false,
        first: head + 1,
        group,
        access,
        entries: Vec::new(),
    }
}

fn update(group: GroupId, page: Page) -> GroupUpdate {
    GroupUpdate {
        head: page.head,
        more: page.more,
        first: page.first,
        group,
        access: Access::Member,
        entries: page.entries,
    }
}

impl Query<'_> {
    /// Asks the database about so many logs, within the rate.
    fn looks_at(&self, logs: usize) -> Result<(), Failure> {
        let device = self.session.actor.device;
        let rate = self.app.rates.looks.take(device, logs);
        rate.map_err(|ms| Failure::later(Code::RateLimited, ms))
    }

    /// What is new in these groups and in the inbox, now.
    async fn look(&self, groups: impl IntoIterator<Item = &GroupId>) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut to_read = Vec::new();
        for (group, after, newest) in self.heads(groups.into_iter()) {
            match newest {
                None => found
                    .groups
                    .push(without_entries(group, 0, Access::Unknown)),
                Some(_) if !self.session.knows(&group) => {
                    // What a stranger sees of a log is that it is there.
                    found
                        .groups
                        .push(without_entries(group, 0, Access::Unproven));
                }
                // Who does not reach the newest entry must not learn where it stands by what is said of it.
                Some(Newest {
                    head,
                    node: Some(node),
                }) if head == after && self.session.has_proven(&group, node) => {}
                Some(Newest { head, .. }) => to_read.push(ReadRequest {
                    device: self.session.actor.device,
                    group,
                    after,
                    upto: head,
                    proven: self.session.proven(&group),
                }),
            }
        }
        let mut budget = self.app.limits.answer_bytes;
        found.inbox = self.look_into_inbox(budget / INBOX_SHARE).await?;
        budget -= found
            .inbox
            .iter()
            .map(|item| item.body.len())
            .sum::<usize>()
            .min(budget);
        if !to_read.is_empty() {
            self.looks_at(to_read.len())?;
            let pages = self.app.storage.read_after(to_read, self.max_page, budget);
            let is_news = |group: &GroupId, page: &Page| {
                // A client that has read what this log does not hold: it has gone back in time.
                let back = self
                    .groups
                    .get(group)
                    .is_some_and(|after| page.head < *after);
                !page.entries.is_empty() || page.more || page.forgotten || back
            };
            let pages = pages.await?;
            // It was not known before how much that would be.
            let passed_over: usize = pages.iter().map(|(_, page)| page.passed_over).sum();
            let looks = passed_over / PASSED_OVER;
            self.app.rates.looks.owe(self.session.actor.device, looks);
            let news = pages
                .into_iter()
                .filter(|(group, page)| is_news(group, page));
            found
                .groups
                .extend(news.map(|(group, page)| update(group, page)));
        }
        Ok(found)
    }

    /// Where these logs stood, all at one moment: what a device says to one room after it was told
    /// that another has what it said before must not come before that.
    fn heads<'g>(
        &self,
        groups: impl Iterator<Item = &'g GroupId>,
    ) -> Vec<(GroupId, u64, Option<Newest>)> {
        let after = groups.filter_map(|group| Some((*group, *self.groups.get(group)?)));
        // The heart of an idle sync: one look into a map for each group.
        let mut seen: Vec<_> = after
            .map(|(group, after)| (group, after, self.app.hub.newest(&group)))
            .collect();
        let idle = |seen: &[(GroupId, u64, Option<Newest>)]| {
            seen.iter()
                .all(|(_, after, newest)| newest.is_some_and(|newest| newest.head == *after))
        };
        // Where two looks at all of them agree, they stood so between the two.
        for _ in 0..LOOKS {
            if seen.len() < 2 || idle(&seen) {
                break;
            }
            let mut changed = false;
            for (group, _, head) in &mut seen {
                let now = self.app.hub.newest(group);
                changed |= std::mem::replace(head, now) != now;
            }
            if !changed {
                break;
            }
        }
        seen
    }

    async fn look_into_inbox(&self, max_bytes: usize) -> Result<Vec<InboxItem>, Failure> {
        let device = self.session.actor.device;
        let Some(after) = self.inbox else {
            return Ok(Vec::new());
        };
        let (head, _) = self.app.device_state(device).await?;
        if head <= after {
            return Ok(Vec::new());
        }
        let items = self.app.storage.read_inbox(device, after, max_bytes);
        Ok(items.await?)
    }

    /// Waits until something is new, the time is over, or the relay goes down.
    async fn wait(&self, time: Duration) -> Result<Found, Failure> {
        let _waiting = self.app.metrics.wait();
        let deadline = Instant::now() + time;
        let mut phase = self.app.phase.subscribe();
        let subscription = Arc::new(self.subscribe());
        if !self
            .session
            .wait(&subscription, self.app.limits.waits_per_session)
        {
            return Err(Failure::later(Code::RateLimited, 1_000));
        }
        if self.session.ended().is_some() {
            return Err(ended(self.session));
        }
        // What came between the first look and the subscription.
        let mut found = self.look(self.groups.keys()).await?;
        let mut reached = Reached::new(self.app, self.session);
        while found.is_empty() {
            let mut news = tokio::select! {
                news = subscription.news() => news,
                () = tokio::time::sleep_until(deadline) => break,
                _ = phase.wait_for(|phase| *phase == Phase::Draining) => break,
            };
            if self.session.ended().is_some() {
                return Err(ended(self.session));
            }
            // Of so many epochs not all are named.
            let full = |nodes: &BTreeSet<u64>| nodes.len() >= MOST_NODES;
            let many = news.groups.iter().filter(|(_, nodes)| full(nodes));
            let many: Vec<_> = many.map(|(group, _)| *group).collect();
            reached.keep(&mut news).await?;
            let groups = news.groups.into_keys().chain(many);
            found = self.look(&groups.collect::<BTreeSet<_>>()).await?;
        }
        Ok(found)
    }

    fn subscribe(&self) -> Subscription {
        let subscription = self.app.hub.subscribe();
        for group in self.groups.keys() {
            subscription.add_group(*group);
        }
        if self.inbox.is_some() {
            subscription.add_device(self.session.actor.device);
        }
        subscription
    }
}

fn ended(session: &Session) -> Failure {
    match session.ended() {
        Some(End::Revoked) => Code::Revoked.into(),
        Some(End::Over) | None => Code::Unauthenticated.into(),
    }
}

pub(super) async fn ack(
    Caller(session): Caller,
    State(app): State<Arc<App>>,
    Cbor { value: ack, .. }: Cbor<Ack>,
) -> Reply<Done> {
    if ack.groups.len() > MAX_SYNC_GROUPS {
        return Err(Code::OverLimit.into());
    }
    // Only a member's word on a log counts.
    let known = |cursor: &&GroupCursor| session.knows(&cursor.group);
    let mut groups = BTreeMap::new();
    for cursor in ack.groups.iter().filter(known) {
        let furthest = groups.entry(cursor.group).or_insert(cursor.after);
        *furthest = cursor.after.max(*furthest);
    }
    let device = session.actor.device;
    app.rates
        .looks
        .take(device, groups.len())
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    app.storage
        .ack(device, ack.inbox, groups.into_iter().collect())
        .await?;
    Ok(Encoded(Done {}))
}
