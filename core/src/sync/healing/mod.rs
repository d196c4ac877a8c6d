//! Ways back: [`readd`] for a device that lost its place, [`resend`] for what was missed,
//! [`restored`] and [`told_again`] for a relay that was set back, [`anew`] and [`follow`] for a
//! room that goes on in another group ([`made_twice`] where another copy of the store was there before), [`whereabouts`] asks where it does that ([`asking`] whom), [`telling`] tells it
//! ([`where_item`] is how both travel), [`shown`] is what others show the patient's device of her own word,
//! [`doubted`] what the others say of the place of who was let in again by one member alone, and [`vouched`] what
//! follows from it. [`wanted`] says why the patient's device lets a room go on in another group. [`never_came`] is for who was
//! let in and has not heard of it.
//! [`left_over`] tells what was kept from who reads a room as if something had its place.

pub(super) mod anew;
mod asking;
mod doubted;
pub(super) mod follow;
mod forward;
pub(super) mod left_over;
pub(super) mod made_twice;
pub(super) mod never_came;
pub(super) mod readd;
pub(super) mod resend;
pub(super) mod restored;
mod shown;
mod telling;
pub(super) mod told_again;
pub(super) mod vouched;
mod wanted;
mod where_item;
pub(super) mod whereabouts;
