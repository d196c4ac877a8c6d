//! The vocabulary of the scenarios: a [`World`] with a relay and a clinic, [`Person`]s with
//! real clients, and a [`Circle`] of three. Nothing here is a fake but the clock.

mod circle;
mod clock;
mod network;
mod person;
mod world;

pub use circle::Circle;
pub use clock::TestClock;
pub use network::Network;
pub use person::{Line, Person};
pub use world::{DAY, World};
