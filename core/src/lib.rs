//! kith-core: crypto, offline storage and sync of Kith. The only entry is [`Client`].
//!
//! # The map
//!
//! | Room | Holds |
//! |---|---|
//! | [`client`] | the facade: open, redeem, create, invite, send, read, search, subscribe |
//! | [`people`] | keys of this device, the MLS credential |
//! | [`circle`] | the patient's circle: signed policy, consent |
//! | [`rights`] | what each role may do, as data |
//! | [`content`] | what is said: the event envelope and its contents |
//! | `mls` | the MLS profile: engine, processing gate, epoch keys, OpenMLS on the store |
//! | [`store`] | the encrypted database: transactions, messages, queues, search |
//! | `receive` | what the log brings, inside the transaction |
//! | `sync` | between store and relay: delivery, passes, the runner |
//! | [`vault`] | the store's key in the platform's hands, and a code of one's own |
//! | [`present`] | what a screen knows: the field of a conversation, problem and remedy; what is told while nobody looks |
//! | [`view`] | rows ready to render |
//! | `words` | the words of a text, for the search index and for a search |
//!
//! House words are explained in `docs/glossary.md`.
//!
//! # The two paths
//!
//! **Send.** (A) [`Client::send`] stores the message as queued with its encoded event, in one
//! transaction, and returns: no network, no ratchet. (B) `sync::send` takes the head of the
//! room's queue in one transaction, encrypts, and stores the bytes *with* the ratchet's advance
//! (`mls::group::encrypt`). Outside of any transaction they are submitted under the message's
//! own name, so that a repetition is harmless. (C) One transaction settles the answer. A stale
//! epoch drops the bytes and seals again after catching up; being offline never fails a message.
//! A commit goes the same way (`sync::send`) and is merged when its echo comes.
//!
//! **Receive.** `sync::log` fetches after the cursor. For each page one write transaction
//! (`receive::batch`): drop what was seen, open, let the gate judge commits (`mls::gate`), keep
//! the message or the raw envelope with a visible placeholder, advance the cursor, commit; then
//! the change set is published, then the relay hears the acknowledgement.
//!
//! **To the screen.** The change set wakes whoever looks (`client::watching`): what of the screen is another by
//! now is read anew, rows from `store::timeline::messages` with what the fold made of them
//! (`store::timeline::items`), in a window (`view::timeline::window`). `view::timeline::rows` says what a row
//! shows, `acts` what may be done with it, `reached` and `quote` what stands around it; all of it is one
//! [`view::Chat`], which `bindings` hands over whole (`ChatSubscription::next`). There it becomes a state:
//! `chatRow` in `android/holders`, `ChatRow+Core.swift` in `ios/Sources/KithKit`. Both sides put days, the unread
//! mark and runs of one sender between rows (`TimelineItem`) and draw them in a list (`TimelineList`): a bubble
//! is `Bubble` in `android/screens/…/chat/Rows.kt`, `MessageBubble` in `ios/Sources/KithUI/Chat/MessageRow.swift`.

// Whoever calls is told what can go wrong.
#![warn(clippy::missing_errors_doc)]

pub mod circle;
pub mod client;
pub mod clock;
pub mod content;
/// Where a test may kill this process; in an app's build there is nothing there.
#[cfg(not(feature = "crash-points"))]
mod crash {
    pub(crate) fn point(_: &'static str) {}
    pub(crate) fn flaw(_: &'static str) -> bool {
        false
    }
    pub(crate) fn trip(_: &'static str, _: &[u8]) {}
}
#[cfg(test)]
mod documents;
mod error;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod ids;
mod mls;
pub mod people;
pub mod present;
mod process;
mod receive;
pub mod rights;
pub mod store;
mod sync;
pub mod vault;
pub mod view;
mod words;

#[cfg(feature = "crash-points")]
use kith_crash as crash;

pub use client::{
    ChatWatch, ChatWheel, Client, Forwarded, HeldLater, InboxWatch, NewInvitation, Options,
    Redeemed, Unsent, find_link,
};
pub use error::{Error, Recovery};
pub use kith_protocol::{identity::Role, link::LinkError, names::NameError, problem::Code};
pub use mls::MlsError;
pub use people::number::{Comparison, NumberCheck};
#[cfg(feature = "hostile")]
pub use sync::tls_config;
pub use sync::{DeliveryError, Proxy, Reach, Report};
