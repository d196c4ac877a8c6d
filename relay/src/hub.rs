//! What is newest, in memory, and who waits for it. Filled by the writer in the order of its
//! commits, and from storage where a group or device is asked for the first time. An idle
//! group costs a look into a map, no query.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard},
};

use kith_protocol::ids::{DeviceId, GroupId};
use tokio::sync::Notify;

use crate::{
    lock::lock,
    metrics::Metrics,
    storage::{Change, Observer},
};

const SHARDS: usize = 64;
/// Epochs of one log that news name.
pub(crate) const MOST_NODES: usize = 256;

struct Shards<K, V>(Vec<Mutex<HashMap<K, V>>>);

impl<K: Hash + Eq + AsRef<[u8]>, V> Shards<K, V> {
    fn new() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }

    fn of(&self, key: &K) -> MutexGuard<'_, HashMap<K, V>> {
        let first = key.as_ref().first().copied().unwrap_or(0);
        lock(&self.0[usize::from(first) % SHARDS])
    }
}

/// Where a log stands: its newest sequence number, and the epoch in which that entry does, where it
/// is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) head: u64,
    pub(crate) node: Option<u64>,
}

#[derive(Default)]
struct GroupSlot {
    newest: Newest,
    listeners: Vec<Arc<Listener>>,
}

impl GroupSlot {
    fn advance(&mut self, head: u64, node: Option<u64>) {
        let known = self.newest;
        if head > known.head || (head == known.head && known.node.is_none()) {
            self.newest = Newest { head, node };
        }
    }
}

#[derive(Default)]
struct DeviceSlot {
    inbox: Option<u64>,
    key_packages: Option<u32>,
    listeners: Vec<Arc<Listener>>,
}

/// What a listener has not looked at yet.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// Logs that have grown, and the epochs in which they have.
    pub(crate) groups: BTreeMap<GroupId, BTreeSet<u64>>,
    /// The inbox got an item.
    pub(crate) inbox: bool,
}

/// One who waits. News that come while it is busy are kept together.
#[derive(Default)]
pub(crate) struct Listener {
    news: Mutex<News>,
    notify: Notify,
}

impl Listener {
    /// Wakes it without news, so that it looks at its session again.
    pub(crate) fn wake(&self) {
        self.notify.notify_one();
    }

    fn tell(&self, write: impl FnOnce(&mut News)) {
        write(&mut lock(&self.news));
        self.notify.notify_one();
    }
}

/// Newest sequence numbers, and who waits for newer ones.
pub(crate) struct Hub {
    groups: Shards<GroupId, GroupSlot>,
    devices: Shards<DeviceId, DeviceSlot>,
    metrics: Arc<Metrics>,
}

impl Hub {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            groups: Shards::new(),
            devices: Shards::new(),
            metrics,
        }
    }

    /// Where a log stands, if it was ever asked for.
    pub(crate) fn newest(&self, group: &GroupId) -> Option<Newest> {
        self.groups.of(group).get(group).map(|slot| slot.newest)
    }

    /// Fills in what storage knows; what the writer said since is newer.
    pub(crate) fn learn_head(&self, group: GroupId, head: u64, node: Option<u64>) {
        let mut shard = self.groups.of(&group);
        let slot = shard.entry(group).or_default();
        slot.advance(head, node);
    }

    /// The newest inbox item and the waiting key packages, each if it was ever asked for.
    pub(crate) fn device(&self, device: &DeviceId) -> (Option<u64>, Option<u32>) {
        let shard = self.devices.of(device);
        shard
            .get(device)
            .map_or((None, None), |slot| (slot.inbox, slot.key_packages))
    }

    /// As [`Self::learn_head`].
    pub(crate) fn learn_device(&self, device: DeviceId, inbox: u64, key_packages: u32) {
        let mut shard = self.devices.of(&device);
        let slot = shard.entry(device).or_default();
        slot.inbox.get_or_insert(inbox);
        slot.key_packages.get_or_insert(key_packages);
    }

    /// Begins to listen; to nothing yet.
    pub(crate) fn subscribe(self: &Arc<Self>) -> Subscription {
        Subscription {
            hub: Arc::clone(self),
            listener: Arc::default(),
            interest: Mutex::default(),
        }
    }
}

impl Observer for Hub {
    fn changed(&self, change: Change) {
        match change {
            Change::Group { group, head, node } => {
                let mut shard = self.groups.of(&group);
                let slot = shard.entry(group).or_default();
                slot.advance(head, Some(node));
                for listener in &slot.listeners {
                    listener.tell(|news| {
                        let nodes = news.groups.entry(group).or_default();
                        nodes.insert(node);
                        // The newest say enough to one who has not looked for so long.
                        if nodes.len() > MOST_NODES {
                            nodes.pop_first();
                        }
                    });
                }
            }
            Change::Inbox { device, seq } => {
                let mut shard = self.devices.of(&device);
                let slot = shard.entry(device).or_default();
                slot.inbox = slot.inbox.max(Some(seq));
                for listener in &slot.listeners {
                    listener.tell(|news| news.inbox = true);
                }
            }
            Change::KeyPackages { device, waiting } => {
                let mut shard = self.devices.of(&device);
                shard.entry(device).or_default().key_packages = Some(waiting);
            }
        }
    }

    fn batch(&self, jobs: usize, micros: u64) {
        self.metrics.batch(jobs, micros);
    }
}

#[derive(Default)]
struct Interest {
    groups: BTreeSet<GroupId>,
    device: Option<DeviceId>,
}

/// Listens until it is dropped.
pub(crate) struct Subscription {
    hub: Arc<Hub>,
    listener: Arc<Listener>,
    interest: Mutex<Interest>,
}

impl Subscription {
    /// Listens to a log too.
    pub(crate) fn add_group(&self, group: GroupId) {
        if lock(&self.interest).groups.insert(group) {
            let mut shard = self.hub.groups.of(&group);
            // A log that nobody asked for yet is not made up here: a head of 0 would pass for known.
            if let Some(slot) = shard.get_mut(&group) {
                slot.listeners.push(Arc::clone(&self.listener));
            }
        }
    }

    /// Listens to an inbox too.
    pub(crate) fn add_device(&self, device: DeviceId) {
        if lock(&self.interest).device.replace(device).is_none() {
            let mut shard = self.hub.devices.of(&device);
            let slot = shard.entry(device).or_default();
            slot.listeners.push(Arc::clone(&self.listener));
        }
    }

    /// Wakes whoever waits on this.
    pub(crate) fn wake(&self) {
        self.listener.wake();
    }

    /// Waits for news, or to be woken.
    pub(crate) async fn news(&self) -> News {
        self.listener.notify.notified().await;
        std::mem::take(&mut lock(&self.listener.news))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let interest = std::mem::take(&mut *lock(&self.interest));
        let leave = |listeners: &mut Vec<Arc<Listener>>| {
            listeners.retain(|other| !Arc::ptr_eq(other, &self.listener));
            if listeners.is_empty() {
                listeners.shrink_to_fit();
            }
        };
        for group in interest.groups {
            if let Some(slot) = self.hub.groups.of(&group).get_mut(&group) {
                leave(&mut slot.listeners);
            }
        }
        if let Some(device) = interest.device
            && let Some(slot) = self.hub.devices.of(&device).get_mut(&device)
        {
            leave(&mut slot.listeners);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub() -> Arc<Hub> {
        Arc::new(Hub::new(Arc::default()))
    }

    #[test]
    fn what_the_writer_said_is_newer_than_what_was_read() {
        let hub = hub();
        let group = GroupId([1; 16]);
        hub.changed(Change::Group {
            group,
            head: 7,
            node: 0,
        });
        hub.learn_head(group, 6, Some(5));
        let newest = Newest {
            head: 7,
            node: Some(0),
        };
        assert_eq!(hub.newest(&group), Some(newest));
        let device = DeviceId([2; 16]);
        hub.changed(Change::KeyPackages { device, waiting: 3 });
        hub.learn_device(device, 9, 4);
        assert_eq!(hub.device(&device), (Some(9), Some(3)));
    }

    #[tokio::test]
    async fn news_that_come_while_the_listener_is_busy_come_together() {
        let hub = hub();
        let groups = [GroupId([1; 16]), GroupId([2; 16]), GroupId([3; 16])];
        let subscription = hub.subscribe();
        for group in &groups {
            hub.learn_head(*group, 0, Some(0));
        }
        subscription.add_group(groups[0]);
        subscription.add_group(groups[1]);
        subscription.add_device(DeviceId([9; 16]));
        for head in 1..=5 {
            for group in groups {
                hub.changed(Change::Group {
                    group,
                    head,
                    node: 0,
                });
            }
        }
        let device = DeviceId([9; 16]);
        hub.changed(Change::Inbox { device, seq: 1 });
        let news = subscription.news().await;
        assert_eq!(news.groups.len(), 2);
        assert!(news.inbox);
    }

    #[test]
    fn nothing_is_left_of_a_listener_that_went() {
        let hub = hub();
        let group = GroupId([1; 16]);
        hub.learn_head(group, 0, Some(0));
        let subscription = hub.subscribe();
        subscription.add_group(group);
        assert_eq!(hub.groups.of(&group)[&group].listeners.len(), 1);
        drop(subscription);
        assert!(hub.groups.of(&group)[&group].listeners.is_empty());
    }
}
