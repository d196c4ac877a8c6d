//! What the platform says of the network and of who looks, and how each relay is.

use std::sync::{Arc, atomic::Ordering};

use super::Client;
use crate::{
    ids::AccountId,
    store::Change,
    sync::{Link, Proxy, Reach},
};

impl Client {
    /// Tries every relay again at once, over new connections, instead of when it is due: the network
    /// may be back.
    pub fn try_again(&self) {
        for link in self.at_work() {
            link.afresh.notify_one();
        }
    }

    /// What the platform says: whether there is a network at all. Without one nothing is tried,
    /// and whoever watches sees at once that relays cannot be reached; with one again, or another, every
    /// relay is tried at once. A client that is never told tries.
    pub fn network(&self, there: bool) {
        self.inner.device.network.store(there, Ordering::Relaxed);
        if !there {
            for link in self.at_work() {
                link.reached.is(Reach::Offline);
            }
        }
        self.inner.db.tell(Change::Reach);
        self.try_again();
    }

    /// What the platform says: whether someone looks at the app. While someone does a connection that
    /// died without a word is noticed within 15 s; else within half a minute, for fewer wake-ups. Who
    /// looks again has every relay tried at once. A client that is never told takes it that someone
    /// does.
    pub fn foreground(&self, seen: bool) {
        let before = self.inner.device.foreground.swap(seen, Ordering::Relaxed);
        if seen && !before {
            self.try_again();
        }
    }

    /// The proxy through which relays are reached from now on, as the platform names it; none: without
    /// one. What goes to a relay on this machine in plain HTTP never takes it.
    pub fn set_proxy(&self, proxy: Option<Proxy>) {
        let before = std::mem::replace(&mut *self.held(&self.inner.proxy), proxy.clone());
        if before == proxy {
            return;
        }
        for link in self.at_work() {
            // One that can be read can be used.
            if let Err(error) = link.delivery.lead_through(proxy.clone()) {
                tracing::error!(%error, "a proxy cannot be used");
            }
        }
        self.try_again();
    }

    /// How an account's relay is.
    pub(crate) fn reach(&self, account: AccountId) -> Reach {
        if !self.inner.device.network.load(Ordering::Relaxed) {
            return Reach::Offline;
        }
        let links = self.held(&self.inner.links);
        links
            .get(&account)
            .map_or(Reach::Unknown, |link| link.reached.now())
    }

    fn at_work(&self) -> Vec<Arc<Link>> {
        let links = self.held(&self.inner.links);
        links.values().map(Arc::clone).collect()
    }
}
