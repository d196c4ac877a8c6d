//! Views that say when they have changed. Each is pulled: whoever does not ask is not told, and
//! whoever was slow reads once.

use tokio::sync::mpsc;

use super::Client;
use crate::{
    error::Error,
    ids::CircleId,
    store::{Change, ChangeEvent, ChangeSet, ChangeStream, StoreError},
    view::{self, Chat, Inbox, Move, Place},
};

/// The list of conversations, as long as someone looks at it.
#[derive(Debug)]
pub struct InboxWatch {
    client: Client,
    stream: ChangeStream,
    /// Something has changed since it was read; a new view has read nothing.
    stale: bool,
}

/// A conversation, as long as someone looks at it.
#[derive(Debug)]
pub struct ChatWatch {
    client: Client,
    circle: CircleId,
    place: Option<Place>,
    stream: ChangeStream,
    moves: mpsc::UnboundedReceiver<Move>,
    /// Taken from `moves` and not shown yet: kept here, because whoever waits may stop waiting.
    taken: Vec<Move>,
    /// As in [`InboxWatch`].
    stale: bool,
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
            stale: true,
        }
    }

    /// Watches a conversation, through a window that the wheel moves.
    pub fn watch_chat(&self, circle: CircleId) -> (ChatWatch, ChatWheel) {
        let (wheel, moves) = mpsc::unbounded_channel();
        let watch = ChatWatch {
            client: self.clone(),
            circle,
            place: None,
            stream: self.subscribe(),
            moves,
            taken: Vec::new(),
            stale: true,
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
            while !self.stale {
                match self.stream.next().await {
                    Some(_) => self.stale = true,
                    None => return Ok(None),
                }
            }
            // What came meanwhile is read with it.
            while self.stream.ready().is_some() {}
            let read = settled(self.client.inbox().await)?;
            self.stale = false;
            if read.is_some() {
                return Ok(read);
            }
        }
    }
}

impl ChatWatch {
    /// The conversation: at once the first time, then when it has changed or its window was
    /// moved. As [`InboxWatch::next`].
    ///
    /// # Errors
    /// [`StoreError`]; the next call reads again. [`Error::NotFound`] where there is no such
    /// circle.
    pub async fn next(&mut self) -> Result<Option<Chat>, Error> {
        loop {
            while !self.stale {
                tokio::select! {
                    event = self.stream.next() => match event {
                        Some(event) => self.stale = self.concerns(&event),
                        None => return Ok(None),
                    },
                    // A wheel that is gone moves nothing any more.
                    Some(to) = self.moves.recv() => {
                        self.taken.push(to);
                        self.stale = true;
                    }
                }
            }
            while self.stream.ready().is_some() {}
            while let Ok(to) = self.moves.try_recv() {
                self.taken.push(to);
            }
            let read = settled(self.read().await);
            // A move that cannot be made is not tried again.
            if read.is_err() {
                self.taken.clear();
            }
            let read = read?;
            self.stale = false;
            if read.is_some() {
                return Ok(read);
            }
        }
    }

    fn concerns(&self, event: &ChangeEvent) -> bool {
        match event {
            ChangeEvent::Changes(set) => self.concerned(set),
            ChangeEvent::Resync => true,
        }
    }

    fn concerned(&self, set: &ChangeSet) -> bool {
        set.iter().any(|change| match change {
            Change::Circle(circle) | Change::Timeline(circle) => circle == self.circle,
            Change::Marks(_) => false,
            Change::Invitation(_) | Change::Account | Change::Reach => true,
        })
    }

    async fn read(&mut self) -> Result<Chat, Error> {
        let (client, circle, place) = (self.client.clone(), self.circle, self.place);
        let moves = self.taken.clone();
        let db = &self.client.inner.db;
        let (chat, place) = db
            .read(move |tx| -> Result<_, Error> {
                let mut place = match place {
                    Some(place) => place,
                    None => Place::opening(tx, &circle)?,
                };
                for to in moves {
                    place = place.go(tx, &circle, to)?;
                }
                view::chat(tx, &circle, place, &|account| client.reach(account))
            })
            .await?;
        self.place = Some(place);
        self.taken.clear();
        Ok(chat)
    }
}

impl ChatWheel {
    /// To the newest rows.
    pub fn newest(&self) {
        self.go(Move::Newest);
    }

    /// To where the page before a row is in the window.
    pub fn older(&self, row: i64) {
        self.go(Move::Older(row));
    }

    /// To where the page after a row is in the window.
    pub fn newer(&self, row: i64) {
        self.go(Move::Newer(row));
    }

    /// To a row with what was said around it; the row is marked.
    pub fn to(&self, row: i64) {
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
