//! What a device tells while nobody looks: one notice a conversation, which says what stands there now. The words of
//! what was taken back or changed leave it, and it goes when everything was seen.

use std::collections::HashMap;

use kith_protocol::ids::digest;

use crate::{
    client::Client,
    error::Error,
    ids::ConversationId,
    rights::table::Audience,
    store::{
        circle::conversations,
        rows::EventRow,
        timeline::told::{self, Told},
    },
    view::{CircleRow, RowContent, TimelineRow},
};

/// What is to be done with the notices that a device shows.
#[derive(Clone)]
pub struct News {
    /// These are to be posted, each in place of that of its conversation.
    pub post: Vec<NewsRow>,
    /// Those of these conversations are to be taken away.
    pub remove: Vec<ConversationId>,
}

/// A notice: what is newest in a conversation, of what was not seen.
#[derive(Clone)]
pub struct NewsRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// What it is called; empty where no words are to be told.
    pub title: String,
    /// Others' messages that were not seen.
    pub unread: u32,
    /// The newest of them, as a list shows it; where no words are to be told, without them and without who said them.
    pub row: TimelineRow,
    /// What there is to say of it.
    pub says: Says,
    /// It changes what is shown already: nothing is to be heard.
    pub quietly: bool,
    /// Whether it can be answered right there: what cannot be read there is not.
    pub may_reply: bool,
    /// How it is told: for [`Client::told`].
    pub mark: i64,
}

/// What there is to say of a message while nobody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Client {
    /// What is to be told, and what is to be taken away, where the device shows a notice of each of these
    /// conversations. `words`: whether words and names may be told, and not only that there is something. `seen`:
    /// somebody looks at the app; then what is new is not told, now or later, and what is shown is kept true.
    ///
    /// Whoever posted a notice says so with [`Self::told`], or it is told again; until then nobody else asks.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn news(
        &self,
        shown: Vec<ConversationId>,
        words: bool,
        seen: bool,
    ) -> Result<News, Error> {
        let inbox = self.inbox().await?;
        let told = self.inner.db.read(told::all).await?;
        let look = Look { told, words, seen };
        let mut news = News {
            post: Vec::new(),
            remove: Vec::new(),
        };
        let mut silently = Vec::new();
        let mut gone = shown.clone();
        for circle in inbox.circles {
            let is_shown = shown.contains(&circle.conversation);
            match look.at(&circle, is_shown) {
                Todo::Post(row) => news.post.push(*row),
                Todo::Note(told) => silently.push((circle.conversation, told)),
                Todo::Nothing => {}
            }
            // What is shown stays for as long as there is something to tell.
            if circle.news.is_some() && !circle.muted {
                gone.retain(|gone| *gone != circle.conversation);
            }
        }
        news.remove = gone;
        self.note(silently).await?;
        Ok(news)
    }

    /// Notes that a notice was posted: `row` and `mark` are those of [`NewsRow`].
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such conversation, [`crate::store::StoreError`].
    pub async fn told(
        &self,
        conversation: ConversationId,
        row: EventRow,
        mark: i64,
    ) -> Result<(), Error> {
        let told = Told { newest: row, mark };
        self.note(vec![(conversation, told)]).await
    }

    /// All in one transaction: a device that looks may have hundreds to note.
    async fn note(&self, all: Vec<(ConversationId, Told)>) -> Result<(), Error> {
        if all.is_empty() {
            return Ok(());
        }
        let db = &self.inner.db;
        db.write(move |tx| -> Result<_, Error> {
            for (conversation, told) in all {
                let row = conversations::get(tx, &conversation)?.row;
                told::set(tx, row, told)?;
            }
            Ok(())
        })
        .await
    }
}

/// What was told so far, and how more is.
struct Look {
    told: HashMap<ConversationId, Told>,
    words: bool,
    seen: bool,
}

/// What is to be done of one conversation.
enum Todo {
    Post(Box<NewsRow>),
    /// It is not told, and not later either.
    Note(Told),
    Nothing,
}

impl Look {
    fn at(&self, circle: &CircleRow, is_shown: bool) -> Todo {
        let Some(row) = &circle.news else {
            return Todo::Nothing;
        };
        let before = self.told.get(&circle.conversation).copied();
        let says = says(row);
        let now = Told {
            newest: row.id,
            mark: self.mark(circle, row, says),
        };
        let is_new = before.is_none_or(|before| row.id > before.newest);
        let post = |quietly| Todo::Post(Box::new(self.notice(circle, row, says, now, quietly)));
        match (is_new, is_shown) {
            (true, _) if !self.seen && !circle.muted => post(false),
            (_, true) if !circle.muted && Some(now) != before => post(true),
            (true, _) => Todo::Note(now),
            (false, _) => Todo::Nothing,
        }
    }

    fn notice(
        &self,
        circle: &CircleRow,
        row: &TimelineRow,
        says: Says,
        told: Told,
        quietly: bool,
    ) -> NewsRow {
        let row = row.clone();
        NewsRow {
            conversation: circle.conversation,
            title: match self.words {
                true => circle.title.clone(),
                false => String::new(),
            },
            unread: circle.unread,
            may_reply: self.words
                && row.audience == Audience::Circle
                && circle.audiences.contains(&row.audience),
            row: match self.words {
                true => row,
                false => row.without_words(),
            },
            says,
            quietly,
            mark: told.mark,
        }
    }

    /// Another one wherever something else would be told of the same message.
    fn mark(&self, circle: &CircleRow, row: &TimelineRow, says: Says) -> i64 {
        let mut parts: Vec<&[u8]> = Vec::new();
        let kinds = [
            says as u8,
            row.sender_doubt.map_or(0, |doubt| 1 + doubt as u8),
        ];
        parts.push(&kinds);
        if self.words {
            parts.push(circle.title.as_bytes());
            parts.push(row.sender_name.as_deref().unwrap_or_default().as_bytes());
            parts.push(row.body().as_bytes());
        }
        let [a, b, c, d, e, f, g, h, ..] = digest("kith told", &parts).0;
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}

fn says(row: &TimelineRow) -> Says {
    if row.sender.is_none() {
        return Says::Something;
    }
    match row.content {
        RowContent::Text { edited: false, .. } => Says::Said,
        RowContent::Text { edited: true, .. } => Says::Changed,
        RowContent::Hidden => Says::Hidden,
        RowContent::Deleted => Says::Deleted,
        RowContent::Newer { .. } | RowContent::Happened { .. } | RowContent::Later => {
            Says::Something
        }
    }
}

kith_protocol::tells_nothing!(News, NewsRow);
