//! Rows ready to render. Codes, names and times go out; sentences are the apps'.

mod doubts;
mod inbox;
mod invitations;
mod listed;
mod people;
mod preview;
pub(crate) mod timeline;

pub use inbox::{ClinicRow, Inbox, JoiningRow, JoiningStanding};
pub use listed::{CircleRow, Standing};
pub use preview::{CirclePreview, InvitationPreview};
pub use timeline::{
    act::Act,
    chat::Chat,
    details::{MessageDetails, PutSign},
    later::LaterRow,
    live::{Live, LiveKind},
    quote::{QuoteRow, QuoteState},
    reached::{Reached, ReceiptRow},
    rows::{
        Doubt, InvitationRow, MOST_SIGNS, PairNumber, PersonRow, Resemblance, Resembled,
        RowContent, SignRow, TimelineRow, UNDO_MS,
    },
    search::{Hit, SearchPage, SearchQuery},
    span::Span,
    window::{PAGE, WINDOW},
};

pub(crate) use doubts::Doubts;
pub(crate) use inbox::{Stale, clinic_named, inbox, inbox_again};
pub(crate) use invitations::invitations;
pub(crate) use listed::circle_row;
pub(crate) use people::{members, people};
pub(crate) use timeline::{
    acts::why_not,
    chat::{Around, Move, Place, Stale as ChatStale, chat},
    details::{details, had},
    drawn::drawn,
    search::hits,
    shelved::shelf,
};
