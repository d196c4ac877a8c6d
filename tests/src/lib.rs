//! The vocabulary of the scenarios: a [`World`] with a relay and a clinic, [`Person`]s with
//! real clients, and a [`Circle`] of three. Nothing here is a fake but the clock.

#[cfg(feature = "crash-points")]
pub mod apart;
mod circle;
mod clock;
mod files;
mod impostor;
mod logs;
mod needles;
mod network;
mod person;
mod secrets;
mod tls;
mod wire;
mod world;

pub use circle::Circle;
pub use clock::TestClock;
pub use files::Files;
pub use impostor::Impostor;
pub use logs::Logs;
pub use needles::{Needles, mask};
pub use network::Network;
pub use person::{Line, Person, database, open_as};
pub use secrets::secrets_of;
pub use tls::Certificate;
pub use wire::Wire;
pub use world::{DAY, World};
