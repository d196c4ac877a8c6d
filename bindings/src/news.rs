//! What the device tells while nobody looks.

use kith_core::{
    ids::ConversationId,
    present::{News, NewsRow, Says},
    store::rows::EventRow,
    view::TimelineRow,
};

use crate::{KithClient, KithError};

/// What is to be done with the notices that a device shows.
#[uniffi::remote(Record)]
pub struct News {
    /// These are to be posted, each in place of that of its conversation.
    pub post: Vec<NewsRow>,
    /// Those of these conversations are to be taken away.
    pub remove: Vec<ConversationId>,
}

/// A notice: what is newest in a conversation, of what was not seen.
#[uniffi::remote(Record)]
pub struct NewsRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// What it is called; empty where no words are to be told.
    pub title: String,
    /// Others' messages that were not seen; counted up to a thousand.
    pub unread: u32,
    /// The newest of them, as a list shows it; where no words are to be told, without them and without who said them.
    pub row: TimelineRow,
    /// What there is to say of it.
    pub says: Says,
    /// It changes what is shown already: nothing is to be heard.
    pub quietly: bool,
    /// Whether it can be answered right there: what cannot be read there is not.
    pub may_reply: bool,
    /// How it is told: for `told`.
    pub mark: i64,
}

/// What there is to say of a message while nobody looks.
#[uniffi::remote(Enum)]
pub enum Says {
    /// That there is something: nobody who is known here said it, or this version cannot show it.
    Something,
    /// That there are words for a few only, and who said them.
    Hidden,
    /// Who said what.
    Said,
    /// The same, and that its words are others than at first.
    Changed,
    /// That who said it has taken it back.
    Deleted,
}

#[uniffi::export]
impl KithClient {
    /// What is to be told, and what is to be taken away, where the device shows a notice of each of these
    /// conversations. `words`: whether words and names may be told, and not only that there is something. `seen`:
    /// somebody looks at the app; then what is new is not told, now or later, and what is shown is kept true.
    ///
    /// Whoever posted a notice says so with [`Self::told`], or it is told again; until then nobody else asks.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn news(
        &self,
        shown: Vec<ConversationId>,
        words: bool,
        seen: bool,
    ) -> Result<News, KithError> {
        self.call(|core| async move { core.news(shown, words, seen).await })
            .await
    }

    /// Notes that a notice was posted, by its row and its mark.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such conversation; those of the store.
    pub async fn told(
        &self,
        conversation: ConversationId,
        row: EventRow,
        mark: i64,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.told(conversation, row, mark).await })
            .await
    }
}
