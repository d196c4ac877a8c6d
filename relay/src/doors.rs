//! Connections, by who came: few from one address until they show a session, then few of a device.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use kith_protocol::ids::DeviceId;

use crate::{
    counts::{Counts, Holder, Wider},
    lock::lock,
    network::Network,
    tree::Part,
};

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

/// Counts connections.
pub(crate) struct Doors {
    strangers: usize,
    devices: usize,
    open: Mutex<Counts<Who>>,
}

/// An open connection.
pub(crate) struct Door {
    doors: Arc<Doors>,
    who: Mutex<Who>,
}

impl Doors {
    /// At most so many connections of one address without a session, and of one device; of all who use
    /// a part, ten times as many.
    pub(crate) fn new(strangers: usize, devices: usize) -> Arc<Self> {
        Arc::new(Self {
            strangers,
            devices,
            open: Mutex::default(),
        })
    }

    fn enter(&self, who: Who) -> bool {
        let most = match who {
            Who::Stranger(_) => self.strangers,
            Who::Device(..) => self.devices,
        };
        lock(&self.open).add(who, 1, most, OF_PART)
    }

    fn leave(&self, who: Who) {
        lock(&self.open).remove(who, 1);
    }

    /// A new connection; `None` where there are too many from there.
    pub(crate) fn open(self: &Arc<Self>, from: IpAddr) -> Option<Door> {
        let who = Who::Stranger(from.into());
        self.enter(who).then(|| Door {
            doors: Arc::clone(self),
            who: Mutex::new(who),
        })
    }
}

impl Door {
    /// Who came through it, as far as they have shown.
    pub(crate) fn who(&self) -> Who {
        *lock(&self.who)
    }

    /// A session was shown: from now on it is one of this device's. `false` where it or its part has too
    /// many. A connection that several devices share is the first one's.
    pub(crate) fn is_of(&self, known: Who) -> bool {
        let mut who = lock(&self.who);
        if matches!(*who, Who::Device(..)) {
            return true;
        }
        let fits = self.doors.enter(known);
        if fits {
            self.doors.leave(std::mem::replace(&mut *who, known));
        }
        fits
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.doors.leave(self.who());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_few_connections_until_they_show_a_session() {
        let doors = Doors::new(2, 1);
        let at = |text: &str| text.parse::<IpAddr>().expect("an address");
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
        let part = Part::Own(kith_protocol::ids::PersonId([9; 16]));
        let device = Who::Device(DeviceId([7; 16]), part);
        assert!(first.is_of(device));
        assert!(first.is_of(device), "said twice");
        assert!(!second.is_of(device), "it has one already");
        let third = doors
            .open(at("2001:db8:1:2::3"))
            .expect("the first is known");
        drop(first);
        assert!(second.is_of(device));
        drop((second, third));
        assert!(lock(&doors.open).is_empty());
    }
}
