//! What the log brings, inside the transaction: [`batch`] takes one envelope after the other,
//! [`event`] keeps what members said, [`commit`] lets the gate judge who joins and leaves, and
//! [`membership`] shows the outcome, [`healing`] makes good what was lost.

mod batch;
mod commit;
mod event;
mod healing;
mod membership;

pub(crate) use batch::{Batch, Outcome};
pub(crate) use healing::{expect_missing, note_row, take_again};
