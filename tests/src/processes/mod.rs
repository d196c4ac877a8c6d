//! People and a relay apart, each in a process of its own that can be killed at any moment; the
//! scenario asks them over a pipe, keeps its own ledger of what was said, and holds what everyone
//! sees against it.
//!
//! | Module | Holds |
//! |---|---|
//! | [`ask`] | what is asked and answered over the pipe |
//! | [`child`] | the process's own side: a real client, or a real relay |
//! | [`process`] | the scenario's side: starts, asks, kills |
//! | [`clock`] | a clock that can be moved while the process runs |
//! | [`power`] | what a disk keeps when the power fails |
//! | [`ledger`] | what was said, and whether everyone sees it |
//! | [`town`] | a relay and the people of one circle |
//! | `annotating` | what they say of what was said, later, and alone |
//! | [`scenes`] | what they do while someone dies |
//! | [`campaign`] | many deaths, and that every hook was one of them |

mod annotating;
pub mod ask;
pub mod campaign;
pub mod child;
pub mod clock;
pub mod ledger;
pub mod power;
pub mod process;
pub mod scenes;
pub mod town;

/// Something that must never happen has happened: lost, twice, out of order, unreadable,
/// disagreeing, or stuck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(pub String);

/// Whether everything still holds.
pub type Held<T = ()> = Result<T, Violation>;
