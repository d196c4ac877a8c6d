//! Connections, by who came: few from one address until they show a session, then few of a device. Those
//! that have shown none leave room for devices.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use kith_protocol::ids::DeviceId;

use crate::{
    auth::SESSION_SECONDS,
    clock::Clock,
    config::Limits,
    counts::{Counts, Holder, Wider},
    lock::lock,
    network::Network,
    tree::Part,
};

/// Of all connections, those that have shown no session leave one in so many.
const RESERVE: usize = 4;
/// All who use one part of the relay have the connections of so many devices.
const OF_PART: usize = 10;

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Nobody that is known, from there.
    Stranger(Network),
    /// A device with a session, and the part that it uses.
    Device(DeviceId, Part),
}

impl Holder for Who {
    fn among(self) -> [Option<Wider>; 2] {
        match self {
            Self::Stranger(network) => network.within().map(|wide| wide.map(Wider::Network)),
            Self::Device(_, part) => [Some(Wider::Part(part)), None],
        }
    }
}

/// From where several come as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// From nowhere.
    Nowhere,
    /// From a proxy.
    Proxy(IpAddr),
    /// From everywhere: it is not known where the proxy is.
    Everywhere,
}

#[derive(Default)]
struct State {
    open: Counts<Who>,
    /// Connections that have shown no session.
    strangers: usize,
    /// From where a session was shown, and until when that counts.
    known: HashMap<Network, u64>,
}

/// Counts connections.
pub(crate) struct Doors {
    clock: Arc<dyn Clock>,
    shared: Shared,
    /// Of all strangers, of one address, of one device.
    most: [usize; 3],
    state: Mutex<State>,
}

/// An open connection.
pub(crate) struct Door {
    doors: Arc<Doors>,
    /// `None`: several share it.
    who: Mutex<Option<Who>>,
}

impl Doors {
    /// At most so many connections of one address without a session, and of one device; of all who use
    /// a part, ten times as many.
    pub(crate) fn new(limits: &Limits, shared: Shared, clock: Arc<dyn Clock>) -> Arc<Self> {
        let all = limits.connections;
        Arc::new(Self {
            clock,
            shared,
            most: [
                (all - all / RESERVE).max(1),
                limits.connections_per_address,
                limits.connections_per_device,
            ],
            state: Mutex::default(),
        })
    }

    /// Whether several share what comes from there.
    fn is_shared(&self, from: Network) -> bool {
        match self.shared {
            Shared::Nowhere => false,
            Shared::Proxy(proxy) => Network::from(proxy) == from,
            Shared::Everywhere => true,
        }
    }

    /// A new connection; `None` where there are too many from there, or of those that have shown no
    /// session.
    pub(crate) fn open(self: &Arc<Self>, from: IpAddr) -> Option<Door> {
        let from = Network::from(from);
        let who = (!self.is_shared(from)).then_some(Who::Stranger(from));
        if let Some(who) = who {
            let now = self.clock.steady();
            let mut state = lock(&self.state);
            let expected = state.known.get(&from).is_some_and(|until| *until > now);
            let [all, of_address, _] = self.most;
            if (state.strangers >= all && !expected) || !state.open.add(who, 1, of_address, OF_PART)
            {
                return None;
            }
            state.strangers += 1;
        }
        Some(Door {
            doors: Arc::clone(self),
            who: Mutex::new(who),
        })
    }

    /// Forgets from where no device has come for long.
    pub(crate) fn sweep(&self) {
        let now = self.clock.steady();
        lock(&self.state).known.retain(|_, until| *until > now);
    }
}

impl Door {
    /// Whether a session was shown, or several share it.
    pub(crate) fn is_trusted(&self) -> bool {
        !matches!(*lock(&self.who), Some(Who::Stranger(_)))
    }

    /// A session was shown: from now on it is one of this device's. `false` where it or its part has too
    /// many. A connection that several devices share without a proxy is the first one's.
    pub(crate) fn is_of(&self, known: Who) -> bool {
        let mut who = lock(&self.who);
        let Some(Who::Stranger(network)) = *who else {
            return true;
        };
        let [_, _, of_device] = self.doors.most;
        let until = self.doors.clock.steady() + SESSION_SECONDS * 1_000;
        let mut state = lock(&self.doors.state);
        let fits = state.open.add(known, 1, of_device, OF_PART);
        if fits {
            state.open.remove(Who::Stranger(network), 1);
            state.strangers -= 1;
            state.known.insert(network, until);
            *who = Some(known);
        }
        fits
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let Some(who) = *lock(&self.who) else {
            return;
        };
        let mut state = lock(&self.doors.state);
        state.open.remove(who, 1);
        if matches!(who, Who::Stranger(_)) {
            state.strangers -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    fn doors(
        connections: usize,
        of_address: usize,
        of_device: usize,
        shared: Shared,
    ) -> Arc<Doors> {
        let limits = Limits {
            connections,
            connections_per_address: of_address,
            connections_per_device: of_device,
            ..Limits::default()
        };
        Doors::new(&limits, shared, Arc::new(ManualClock::new(0)))
    }

    fn at(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn device(id: u8) -> Who {
        let part = Part::Own(kith_protocol::ids::PersonId([9; 16]));
        Who::Device(DeviceId([id; 16]), part)
    }

    #[test]
    fn strangers_from_everywhere_leave_room_for_devices() {
        let doors = doors(8, 2, 4, Shared::Nowhere);
        assert!(doors.open(at("192.0.2.1")).expect("one").is_of(device(7)));
        let come = |n: u8| doors.open(at(&format!("198.51.100.{n}")));
        let mut strangers: Vec<_> = (0..20).filter_map(come).collect();
        assert_eq!(strangers.len(), 6, "three quarters of eight");
        assert!(come(99).is_none());
        let back = doors.open(at("192.0.2.1")).expect("a device was there");
        assert!(back.is_of(device(7)));
        assert!(come(99).is_none(), "that is a device's");
        strangers.pop();
        assert!(come(99).is_some());
        drop((strangers, back));
        let state = lock(&doors.state);
        assert!(state.open.is_empty());
        assert_eq!(state.strangers, 0);
    }

    #[test]
    fn who_comes_through_a_proxy_is_counted_by_no_connection() {
        let doors = doors(8, 2, 1, Shared::Proxy(at("192.0.2.1")));
        let all: Vec<_> = (0..20).map(|_| doors.open(at("192.0.2.1"))).collect();
        for door in &all {
            let door = door.as_ref().expect("the proxy's");
            assert!(door.is_of(device(7)) && door.is_trusted());
        }
        let beside: Vec<_> = (0..20)
            .filter_map(|_| doors.open(at("192.0.2.2")))
            .collect();
        assert_eq!(beside.len(), 2, "control");
    }

    #[test]
    fn an_address_has_few_connections_until_they_show_a_session() {
        let doors = doors(1_000, 2, 1, Shared::Nowhere);
        let first = doors.open(at("2001:db8:1:2::1")).expect("one");
        let second = doors.open(at("2001:db8:1:2:ffff::7")).expect("two");
        assert!(doors.open(at("2001:db8:1:2::3")).is_none(), "one network");
        let beside = doors.open(at("2001:db8:1:3::1"));
        assert!(beside.is_some());
        let third = doors.open(at("2001:db8:1:4::1"));
        assert!(third.is_some());
        assert!(
            doors.open(at("2001:db8:1:5::1")).is_none(),
            "one of 56 bits"
        );
        drop((beside, third));
        assert!(doors.open(at("192.0.2.1")).is_some());
        let device = device(7);
        assert!(first.is_of(device));
        assert!(first.is_of(device), "said twice");
        assert!(!second.is_of(device), "it has one already");
        let third = doors
            .open(at("2001:db8:1:2::3"))
            .expect("the first is known");
        drop(first);
        assert!(second.is_of(device));
        drop((second, third));
        assert!(lock(&doors.state).open.is_empty());
    }
}
