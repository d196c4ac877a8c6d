//! What the log brings, inside the transaction: [`batch`] takes one envelope after the other,
//! [`event`] checks what members said and [`project`](mod@project) keeps and shows it, [`commit`] lets the gate judge who joins and leaves, and
//! [`membership`] shows the outcome, [`obligation`] notes what a revocation asks for,
//! [`parting`] keeps who is not in the circle out of its smaller rooms,
//! [`devices`] whose came and went, [`leaving`] that this one lost its place,
//! [`guests`] ends at the relay what a guest's enrolment rests on, [`healing`] makes good what was
//! lost, [`anew`] takes a room over into another group, [`put_back`](mod@put_back) what a copy of
//! the store has lost, [`unshown`] what the relay took and left out, [`standing`] what it showed to
//! others. [`awaiting`] notes who has yet to come, [`yes`] takes back one of the patient's, [`withdrawing`]
//! what has not gone out, and [`unsaid`] keeps what there is nobody to say to. [`saying`] puts words of this
//! person's behind what waits.

mod anew;
mod awaiting;
mod batch;
mod chaining;
mod commit;
mod devices;
mod event;
mod guests;
mod healing;
mod leaving;
mod membership;
mod obligation;
mod parting;
mod project;
mod put_back;
mod said_to_all;
mod saying;
mod standing;
mod understanding;
mod unsaid;
mod unshown;
mod withdrawing;
mod yes;

pub(crate) use anew::{Over, come_over, go_astray, go_over};
pub(crate) use batch::{Batch, Outcome};
pub(crate) use guests::{is_held, let_go};
pub(crate) use healing::{expect_missing, note_row, take_again};
pub(crate) use leaving::HELD_MS;
pub(crate) use membership::{keep_first_epoch, note_keys};
pub(crate) use obligation::{is_out, is_revoked, oblige, revocation_due, revoked};
pub(crate) use parting::{is_in_circle, part};
pub(crate) use project::say;
#[cfg(feature = "hostile")]
pub(crate) use project::{Origin, Said, project};
pub(crate) use put_back::{Proof, put_back, restart};
pub(crate) use saying::{open_room, say_kept, say_words};
pub(crate) use standing::{Verdict, verdict};
pub(crate) use understanding::understand;
pub(crate) use unsaid::{
    add_to_draft, end_waiting, give_back, let_go_of_waiting, take_back, words_of,
};
pub(crate) use unshown::{counts_as_said, settle_forgotten};
pub(crate) use withdrawing::withdraw;
pub(crate) use yes::take_back_yes;
