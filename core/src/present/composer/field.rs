//! What the field of a conversation shows.

use crate::{
    rights::table::Audience,
    store::rows::EventRow,
    view::{PersonRow, QuoteRow},
};

/// Which message's words stand in the field.
#[derive(Clone, PartialEq, Eq)]
pub struct Editing {
    /// The message.
    pub row: EventRow,
    /// Its words until now, as they are drawn.
    pub was: String,
}

/// What the field of a conversation shows.
#[derive(Clone)]
pub struct Field {
    /// Which of the fields that were shown this is: counts up.
    pub number: u64,
    /// The words so far; kept on this device until they are sent.
    pub text: String,
    /// Who will read them.
    pub audience: Audience,
    /// Whom this person can choose from. More than those that they can write to where what they began
    /// is for others: it never becomes for more people by itself.
    pub choices: Vec<Audience>,
    /// Who will read them, this person not among them.
    pub readers: Vec<PersonRow>,
    /// Whom the name may mean that is begun behind an @ at the end of the words, of those readers.
    pub naming: Vec<PersonRow>,
    /// The row that they answer.
    pub reply: Option<EventRow>,
    /// What is shown of it, once it was read.
    pub quote: Option<QuoteRow>,
    /// The message in place of whose words they are; nothing where they are new.
    pub editing: Option<Editing>,
}

kith_protocol::tells_nothing!(Editing, Field);
