//! Views that say when they have changed. Each is pulled: whoever does not ask is not told, and
//! whoever was slow reads once.

use tokio::sync::mpsc;

use super::Client;
use crate::{
    error::Error,
    ids::{CircleId, ConversationId},
    store::{ChangeEvent, ChangeStream, StoreError, rows::EventRow},
    view::{self, Around, Chat, ChatStale, CircleRow, Inbox, Move, Place, Stale},
};

/// The list of conversations, as long as someone looks at it.
#[derive(Debug)]
pub struct InboxWatch {
    client: Client,
    stream: ChangeStream,
    /// What may have changed since it was read, if anything; a new view has read nothing.
    stale: Option<Stale>,
    /// The circles, as they were read last.
    circles: Vec<CircleRow>,
}

/// A conversation, as long as someone looks at it.
#[derive(Debug)]
pub struct ChatWatch {
    client: Client,
    conversation: ConversationId,
    /// Its circle, once it was read.
    circle: Option<CircleId>,
    place: Option<Place>,
    stream: ChangeStream,
    moves: mpsc::UnboundedReceiver<Move>,
    /// Taken from `moves` and not shown yet: kept here, because whoever waits may stop waiting.
    taken: Vec<Move>,
    /// As in [`InboxWatch`]: of what stands around the rows, which are always read.
    stale: Option<ChatStale>,
    /// What stood around the rows when they were read last.
    around: Option<Around>,
}

/// Moves the window of a [`ChatWatch`], whose next conversation shows it.
#[derive(Clone, Debug)]
pub struct ChatWheel(mpsc::UnboundedSender<Move>);

impl Client {
    /// Watches the list of conversations.
    pub fn watch_inbox(&self) -> InboxWatch {
        InboxWatch {
            client: self.clone(),
            stream: self.subscribe(),
            stale: Some(Stale::All),
            circles: Vec::new(),
        }
    }

    /// Watches a conversation, through a window that the wheel moves.
    pub fn watch_chat(&self, conversation: impl Into<ConversationId>) -> (ChatWatch, ChatWheel) {
        let (wheel, moves) = mpsc::unbounded_channel();
        let watch = ChatWatch {
            client: self.clone(),
            conversation: conversation.into(),
            circle: None,
            place: None,
            stream: self.subscribe(),
            moves,
            taken: Vec::new(),
            stale: Some(ChatStale::ALL),
            around: None,
        };
        (watch, ChatWheel(wheel))
    }
}

impl InboxWatch {
    /// The list: at once the first time, then when it has changed. Nothing once the store is
    /// closed. May be dropped and called again without losing anything. Waits while the store is
    /// suspended or locked.
    ///
    /// # Errors
    /// [`StoreError`]; the next call reads again.
    pub async fn next(&mut self) -> Result<Option<Inbox>, Error> {
        loop {
            while self.stale.is_none() {
                match self.stream.next().await {
                    Some(event) => self.note(&event),
                    None => return Ok(None),
                }
            }
            // What came meanwhile is read with it.
            while let Some(event) = self.stream.ready() {
                self.note(&event);
            }
            let read = settled(self.read().await)?;
            self.stale = None;
            if read.is_some() {
                return Ok(read);
            }
        }
    }

    fn note(&mut self, event: &ChangeEvent) {
        match event {
            ChangeEvent::Changes(set) => {
                for change in set.iter() {
                    self.stale = Some(Stale::with(self.stale.take(), change));
                }
            }
            ChangeEvent::Resync => self.stale = Some(Stale::All),
        }
    }

    /// Reads the list. Until it is read whatever was is stale, so that nothing is lost where that fails or
    /// nobody waits for it any more.
    async fn read(&mut self) -> Result<Inbox, Error> {
        let stale = self.stale.replace(Stale::All).unwrap_or(Stale::All);
        let before = std::mem::take(&mut self.circles);
        let client = self.client.clone();
        let db = &self.client.inner.db;
        let inbox = db
            .read(move |tx| view::inbox_again(tx, &|account| client.reach(account), before, &stale))
            .await?;
        self.circles.clone_from(&inbox.circles);
        Ok(inbox)
    }
}

impl ChatWatch {
    /// The conversation: at once the first time, then when it has changed or its window was
    /// moved. As [`InboxWatch::next`].
    ///
    /// # Errors
    /// [`StoreError`]; the next call reads again. [`Error::NotFound`] where there is no such
    /// conversation.
    pub async fn next(&mut self) -> Result<Option<Chat>, Error> {
        loop {
            while self.stale.is_none() {
                tokio::select! {
                    event = self.stream.next() => match event {
                        Some(event) => self.note(&event),
                        None => return Ok(None),
                    },
                    // A wheel that is gone moves nothing any more.
                    Some(to) = self.moves.recv() => self.goes(to),
                }
            }
            while let Some(event) = self.stream.ready() {
                self.note(&event);
            }
            while let Ok(to) = self.moves.try_recv() {
                self.goes(to);
            }
            let read = settled(self.read().await);
            // A move that cannot be made is not tried again.
            if read.is_err() {
                self.taken.clear();
            }
            let read = read?;
            self.stale = None;
            if read.is_some() {
                return Ok(read);
            }
        }
    }

    fn goes(&mut self, to: Move) {
        // What is shown already would only be read once more.
        if self.taken.is_empty() && self.place.is_some_and(|place| place.is_at(to)) {
            return;
        }
        self.taken.push(to);
        self.stale.get_or_insert_default();
    }

    fn note(&mut self, event: &ChangeEvent) {
        match event {
            ChangeEvent::Changes(set) => {
                for stale in set
                    .iter()
                    .filter_map(|c| ChatStale::of(c, &self.conversation, self.circle))
                {
                    self.stale = Some(self.stale.unwrap_or_default().and(stale));
                }
            }
            ChangeEvent::Resync => self.stale = Some(ChatStale::ALL),
        }
    }

    async fn read(&mut self) -> Result<Chat, Error> {
        let (client, id, place) = (self.client.clone(), self.conversation, self.place);
        let moves = self.taken.clone();
        // What is taken here and not put back, where this fails, is read anew.
        let around = (self.around.take(), self.stale.unwrap_or(ChatStale::ALL));
        let db = &self.client.inner.db;
        let (chat, place) = db
            .read(move |tx| -> Result<_, Error> {
                let mut place = match place {
                    Some(place) => place,
                    None => Place::opening(tx, &id)?,
                };
                for to in moves {
                    place = place.go(tx, &id, to)?;
                }
                let reach = |account| client.reach(account);
                view::chat(tx, &id, place, &reach, around)
            })
            .await?;
        self.place = Some(place);
        self.circle = Some(chat.circle.id);
        self.around = Some(chat.around());
        self.taken.clear();
        Ok(chat)
    }
}

impl ChatWheel {
    /// To the newest rows.
    pub fn newest(&self) {
        self.go(Move::Newest);
    }

    /// To what one has just said, wherever one was.
    pub fn said(&self) {
        self.go(Move::Said);
    }

    /// To where the page before a row is in the window.
    pub fn older(&self, row: EventRow) {
        self.go(Move::Older(row));
    }

    /// To where the page after a row is in the window.
    pub fn newer(&self, row: EventRow) {
        self.go(Move::Newer(row));
    }

    /// To the first row from a moment on, milliseconds since 1970 (UTC): the beginning of a day, by whoever asks. To
    /// the newest rows where nothing was said since.
    pub fn day(&self, from: u64) {
        self.go(Move::Day(from));
    }

    /// To a row with what was said around it; the row is marked.
    pub fn to(&self, row: EventRow) {
        self.go(Move::To(row));
    }

    fn go(&self, to: Move) {
        // Fails where nobody looks any more.
        let _ = self.0.send(to);
    }
}

/// What was read; nothing while the store is suspended or locked, or closed: whoever opens it again
/// tells everyone to read anew, and whoever closes it ends the stream.
pub(crate) fn settled<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Error::Store(StoreError::Suspended | StoreError::KeyNeeded | StoreError::Closed)) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
