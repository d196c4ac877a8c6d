//! Rows ready to render. Codes, names and times go out; sentences are the apps'.

mod doubts;
mod inbox;
mod invitations;
mod people;
mod preview;
pub(crate) mod timeline;

pub use inbox::{CircleRow, ClinicRow, Inbox, JoiningRow, JoiningStanding, Standing};
pub use preview::{CirclePreview, InvitationPreview};
pub use timeline::{
    chat::Chat,
    details::MessageDetails,
    rows::{
        Doubt, InvitationRow, PairNumber, PersonRow, Resemblance, Resembled, RowContent, SignRow,
        TimelineRow,
    },
    search::{Hit, Span},
    window::{PAGE, WINDOW},
};

pub(crate) use doubts::Doubts;
pub(crate) use inbox::{circle_row, clinic_named, inbox};
pub(crate) use invitations::invitations;
pub(crate) use people::{members, people};
pub(crate) use timeline::{
    chat::{Move, Place, chat},
    details::details,
    search::hits,
};
