//! Between the store and the relay. [`pass()`] is one complete exchange; [`run::runner`] repeats it.
//!
//! | Folder | Does |
//! |---|---|
//! | [`run`] | one exchange, again and again |
//! | [`relay`] | the way to the relay, and what it says |
//! | [`log`] | what the logs bring (receive path) |
//! | [`inbox`] | Welcomes, consents, letters |
//! | [`send`] | messages and commits (send path B and C) |
//! | [`healing`] | ways back for devices, rooms and relays |
//! | [`jobs`] | what else is asked of the relay |

pub(crate) mod healing;
pub(crate) mod inbox;
pub(crate) mod jobs;
pub(crate) mod log;
pub(crate) mod relay;
pub(crate) mod run;
pub(crate) mod send;

#[cfg(feature = "hostile")]
pub(crate) use healing::resend::ask_device;

#[cfg(any(test, feature = "hostile"))]
pub(crate) use healing::never_came::LetIn;
#[cfg(feature = "hostile")]
pub(crate) use healing::never_came::Place;
#[cfg(any(test, feature = "hostile"))]
pub(crate) use inbox::consents::Declined;
pub(crate) use inbox::consents::decline;
#[cfg(feature = "hostile")]
pub(crate) use jobs::{errands::devices_of, letters::post_letter};
pub(crate) use jobs::{key_packages::publish_key_packages, letters::ConsentErrand};
pub(crate) use log::fetch::ask_time;
#[cfg(feature = "hostile")]
pub(crate) use log::page::consistent;
#[cfg(feature = "hostile")]
pub use relay::tls::client_config as tls_config;
pub(crate) use relay::{
    address::{elsewhere, is_at},
    clinic::hear,
    delivery::Delivery,
    documents::{keep, verify_documents},
    heard::Heard,
    link::{Device, Link},
    portal::{PORT as PORTAL_PORT, login_page},
    way::Surroundings,
};
pub use relay::{failure::DeliveryError, proxy::Proxy};
pub use run::{pass::Report, reach::Reach};
pub(crate) use run::{pass::pass, reach::Reached, runner::Runner};
#[cfg(feature = "hostile")]
pub(crate) use send::claiming::claim;
pub(crate) use send::receipts::{Which, tell};
#[cfg(feature = "hostile")]
pub(crate) use send::welcomes::{WelcomeItem, read_welcome_item, welcomes};
