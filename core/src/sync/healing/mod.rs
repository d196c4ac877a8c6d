//! Ways back: [`readd`] for a device that lost its place, [`resend`] for what was missed,
//! [`restored`] and [`told_again`] for a relay that was set back, [`anew`] and [`follow`] for a
//! room that goes on in another group, [`whereabouts`] where it does that is asked for, and told, and
//! [`shown`] what others show the patient's device of her own word.

pub(super) mod anew;
pub(super) mod follow;
pub(super) mod readd;
pub(super) mod resend;
pub(super) mod restored;
mod shown;
pub(super) mod told_again;
pub(super) mod whereabouts;
