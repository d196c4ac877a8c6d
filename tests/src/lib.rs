//! The vocabulary of the scenarios: a [`World`] with a relay and a clinic, [`Person`]s with
//! real clients, and a [`Circle`] of three. Nothing here is a fake but the clock.

mod cast;
mod clock;
mod dice;
mod game;
mod hostile;
mod net;
#[cfg(feature = "crash-points")]
pub mod processes;
mod proof;
pub mod vectors;

pub use cast::{
    circle::Circle,
    person::{Person, database, open_as},
    seeing::Line,
    talk::{said, talk},
    world::{DAY, World},
};
pub use clock::TestClock;
pub use dice::Dice;
pub use game::{Move, Score, play, shrink};
pub use hostile::{
    impostor::Impostor,
    malicious::{Exchange, Fate, MaliciousRelay},
};
pub use net::{
    browser::Page,
    connect_proxy::{ConnectProxy, Tunnel},
    middlebox::Middlebox,
    network::Network,
    portal::Portal,
    tls::Certificate,
    weather::Weather,
    wire::Wire,
};
pub use proof::{
    census::{Before, Census, Heard},
    files::Files,
    logs::{Logs, speakers},
    memory::{Memory, hidden, shown},
    needles::{Needles, mask},
    oracle::{Oracle, Place, Violation},
    pages::{pages, pages_with, tables_with},
    secrets::secrets_of,
};
