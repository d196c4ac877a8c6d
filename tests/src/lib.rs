//! The vocabulary of the scenarios: a [`World`] with a relay and a clinic, [`Person`]s with
//! real clients, and a [`Circle`] of three. Nothing here is a fake but the clock.

#[cfg(feature = "crash-points")]
pub mod apart;
mod attacker;
mod browser;
mod census;
mod circle;
mod clock;
mod connect_proxy;
mod dice;
mod files;
mod game;
mod impostor;
mod logs;
mod malicious;
mod memory;
mod middlebox;
mod needles;
mod network;
mod oracle;
mod person;
mod port;
mod portal;
mod secrets;
mod seeing;
mod talk;
mod tls;
pub mod vectors;
mod weather;
mod wire;
mod world;

pub use browser::Page;
pub use census::{Before, Census};
pub use circle::Circle;
pub use clock::TestClock;
pub use connect_proxy::{ConnectProxy, Tunnel};
pub use dice::Dice;
pub use files::Files;
pub use game::{Move, Score, play, shrink};
pub use impostor::Impostor;
pub use logs::{Logs, speakers};
pub use malicious::{Exchange, Fate, MaliciousRelay};
pub use memory::{Memory, hidden, shown};
pub use middlebox::Middlebox;
pub use needles::{Needles, mask};
pub use network::Network;
pub use oracle::{Oracle, Place, Violation};
pub use person::{Person, database, open_as};
pub use portal::Portal;
pub use secrets::secrets_of;
pub use seeing::Line;
pub use talk::{said, talk};
pub use tls::Certificate;
pub use weather::Weather;
pub use wire::Wire;
pub use world::{DAY, World};
