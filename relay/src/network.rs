//! Where someone comes from, and what larger networks that lies in.

use std::{net::IpAddr, sync::Arc};

use crate::{clock::Clock, config::Rate, rate::Buckets};

/// What counts as one address: an IPv6 network of 64 bits is given to one customer, as an IPv4
/// address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Network(IpAddr);

/// A larger network of IPv6, which one customer may have too, and how many shares it has together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Wide {
    bits: u8,
    network: u128,
}

/// Bits of these, and their shares: a line of a home may have 56, what a tunnel gives away 48.
const WIDE: [(u8, u8); 2] = [(56, 2), (48, 4)];

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => {
                let network = v6.to_bits() >> 64 << 64;
                IpAddr::V6(network.into())
            }
            v4 => v4,
        })
    }
}

impl Network {
    /// The larger networks that it lies in.
    pub(crate) fn within(self) -> [Option<Wide>; 2] {
        let IpAddr::V6(address) = self.0 else {
            return [None; 2];
        };
        WIDE.map(|(bits, _)| {
            let rest = 128 - u32::from(bits);
            let network = address.to_bits() >> rest << rest;
            Some(Wide { bits, network })
        })
    }
}

impl Wide {
    /// How many times the share of one address all in it have.
    pub(crate) fn shares(self) -> u8 {
        let known = WIDE.iter().find(|(bits, _)| *bits == self.bits);
        known.map_or(1, |(_, shares)| *shares)
    }
}

/// Token buckets of addresses, and of the networks that they lie in.
pub(crate) struct Networks {
    own: Buckets<Network>,
    wide: [Buckets<Wide>; 2],
}

impl Networks {
    pub(crate) fn new(rate: Rate, clock: &Arc<dyn Clock>) -> Self {
        let wide = WIDE.map(|(_, shares)| {
            let rate = Rate {
                burst: rate.burst.saturating_mul(shares.into()),
                per_second: rate.per_second * f64::from(shares),
            };
            Buckets::new(rate, Arc::clone(clock))
        });
        Self {
            own: Buckets::new(rate, Arc::clone(clock)),
            wide,
        }
    }

    /// Takes one token, or says in how many milliseconds there will be one.
    pub(crate) fn take(&self, from: Network) -> Result<(), u64> {
        self.has(from)?;
        self.owe(from, 1);
        Ok(())
    }

    fn within(&self, from: Network) -> impl Iterator<Item = (&Buckets<Wide>, Wide)> {
        let within = self.wide.iter().zip(from.within());
        within.filter_map(|(buckets, wide)| Some((buckets, wide?)))
    }

    /// Whether there is one, or in how many milliseconds there will be.
    pub(crate) fn has(&self, from: Network) -> Result<(), u64> {
        self.own.has(from, 1)?;
        self.within(from)
            .try_for_each(|(buckets, wide)| buckets.has(wide, 1))
    }

    /// Takes so many, also those that are not there.
    pub(crate) fn owe(&self, from: Network, count: usize) {
        self.own.owe(from, count);
        for (buckets, wide) in self.within(from) {
            buckets.owe(wide, count);
        }
    }

    /// Forgets those that are full.
    pub(crate) fn sweep(&self) {
        self.own.sweep();
        self.wide.iter().for_each(Buckets::sweep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_mapped_address_is_the_one_that_it_maps() {
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().expect("an address");
        let plain: IpAddr = "192.0.2.1".parse().expect("an address");
        assert_eq!(Network::from(mapped), Network::from(plain));
    }

    #[test]
    fn networks_of_one_customer_have_few_shares_together() {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(0));
        let rate = Rate {
            burst: 10,
            per_second: 1.0,
        };
        let networks = Networks::new(rate, &clock);
        let taken = |address: String| {
            let from = Network::from(address.parse::<IpAddr>().expect("an address"));
            (0..20).filter(|_| networks.take(from).is_ok()).count()
        };
        let of_56: usize = (0..8).map(|n| taken(format!("2001:db8:1:{n:x}::1"))).sum();
        assert_eq!(of_56, 20);
        let of_48: usize = (1..9)
            .map(|n| taken(format!("2001:db8:1:{n:x}00::1")))
            .sum();
        assert_eq!(of_56 + of_48, 40);
        assert_eq!(taken("2001:db8:2::1".into()), 10, "another's");
        assert_eq!(taken("192.0.2.1".into()), 10);
    }
}
