//! Where a town's relay listens.

use std::net::{SocketAddr, TcpListener};

use crate::Dice;

/// An address that stays the relay's through all its lives. Below the ports that the system hands
/// out by itself: while the relay is dead, someone else's connection would get it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) address: SocketAddr,
    /// The same port at an address beside it. Whoever has that has this one: other towns look for
    /// theirs while the relay of this one is dead.
    _sign: TcpListener,
}

impl Place {
    pub(super) fn taken() -> Self {
        let mut dice = Dice::new(u64::from(std::process::id()));
        loop {
            let port = 10_000 + dice.below(20_000) as u16;
            let Ok(sign) = TcpListener::bind(("127.0.0.2", port)) else {
                continue;
            };
            if let Ok(free) = TcpListener::bind(("127.0.0.1", port)) {
                return Self {
                    address: free.local_addr().expect("it listens"),
                    _sign: sign,
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_towns_have_one_address_while_their_relays_are_dead() {
        // Where the dice of both fall alike, as those of one process do.
        let (one, other) = (Place::taken(), Place::taken());
        assert_ne!(one.address, other.address);
    }
}
