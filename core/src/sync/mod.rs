//! Between the store and the relay. [`pass()`] is one complete exchange; [`runner`] repeats it.
//!
//! | Module | Does |
//! |---|---|
//! | [`delivery`] | requests, answers, sessions |
//! | [`way`], [`tls`], [`proxy`], [`portal`] | connections: trust, the network's proxy, a network that wants a login |
//! | [`failure`] | why a request did not do what it asked for |
//! | [`heard`] | what the relay said of the time, and what that says of this device's clock |
//! | [`held`] | what the relay asks to wait with |
//! | [`link`] | one account at work: its keys, its way to the relay, one pass at a time |
//! | [`errands`] | requests that are not about a group's log |
//! | [`last_resort`] | the key package that is handed out again and again is renewed |
//! | [`membership`] | turns decided changes into commits (send path B for commits) |
//! | [`plans`], [`welcomes`](mod@welcomes) | who comes and goes by a commit, and what they are sent |
//! | [`turns`] | whose turn it is: the order in which what waits goes out |
//! | [`commits`] | submits commits, and settles what the relay says of them |
//! | [`outbound`] | seals and submits messages that wait (send path B and C) |
//! | [`inbound`] | fetches what the logs bring (receive path) |
//! | [`circle`] | takes in what the logs of one circle brought, as one conversation |
//! | [`page`] | what of the log's pages can be true |
//! | [`inbox`] | Welcomes, and what else lies in an inbox |
//! | [`dropped`] | why an item comes to nothing |
//! | [`consents`] | who redeemed an invitation, and the patient's no |
//! | [`forgotten`] | who was away for longer than the relay keeps a log |
//! | [`readd`] | a device that lost its place asks to be added again, and is |
//! | [`anew`], [`follow`] | a room goes on in another group: by the patient, and after her |
//! | [`resend`] | what was missed is asked for, and said again |
//! | [`restored`] | a relay that was set back to a backup is brought forward again |
//! | [`told_again`] | what it may have forgotten of invitations and guests |
//! | [`reach`], [`pause`] | whether the relay can be reached, and when to try again |
//! | [`clinic`] | the clinic's signed documents |

mod anew;
mod circle;
mod clinic;
mod commits;
mod consents;
mod delivery;
mod dropped;
mod errands;
mod failure;
mod follow;
mod forgotten;
mod heard;
mod held;
mod inbound;
mod inbox;
mod keys;
mod last_resort;
mod link;
mod membership;
mod outbound;
mod page;
mod pass;
mod pause;
mod plans;
mod portal;
mod proxy;
mod reach;
mod readd;
mod resend;
#[cfg(feature = "hostile")]
pub(crate) use resend::ask_device;
mod restored;
mod runner;
mod standing;
mod tls;
mod told_again;
mod turns;
mod way;
mod welcomes;

pub(crate) use clinic::{pins_after, verify_documents};
#[cfg(any(test, feature = "hostile"))]
pub(crate) use consents::Declined;
pub(crate) use consents::decline;
pub(crate) use delivery::Delivery;
pub(crate) use errands::{ConsentErrand, publish_key_packages};
#[cfg(feature = "hostile")]
pub(crate) use errands::{devices_of, post_letter};
pub use failure::DeliveryError;
pub(crate) use heard::Heard;
pub(crate) use inbound::ask_time;
pub(crate) use link::{Device, Link};
#[cfg(feature = "hostile")]
pub(crate) use membership::claim;
#[cfg(feature = "hostile")]
pub(crate) use page::consistent;
pub use pass::Report;
pub(crate) use pass::pass;
pub(crate) use portal::{PORT as PORTAL_PORT, login_page};
pub use proxy::Proxy;
pub use reach::Reach;
pub(crate) use reach::Reached;
pub(crate) use runner::Runner;
#[cfg(feature = "hostile")]
pub use tls::client_config as tls_config;
pub(crate) use way::Surroundings;
#[cfg(feature = "hostile")]
pub(crate) use welcomes::{WelcomeItem, read_welcome_item, welcomes};
