//! What a screen looks at for as long as it is open. Pulled: [`next`](ChatSubscription::next) waits
//! until there is something new, and gives all of it.

use std::sync::Arc;

use kith_core::{
    ChatWatch, ChatWheel, InboxWatch,
    store::rows::EventRow,
    view::{Chat, Inbox},
};
use tokio::sync::Mutex;

use crate::{KithError, end::End, runtime::Spawner};

/// The list of conversations.
#[derive(uniffi::Object)]
pub struct InboxSubscription {
    watch: Arc<Mutex<InboxWatch>>,
    end: End,
    spawner: Spawner,
}

/// A conversation, through a window that can be moved.
#[derive(uniffi::Object)]
pub struct ChatSubscription {
    watch: Arc<Mutex<ChatWatch>>,
    wheel: ChatWheel,
    end: End,
    spawner: Spawner,
}

impl InboxSubscription {
    pub(crate) fn new(watch: InboxWatch, spawner: Spawner) -> Arc<Self> {
        Arc::new(Self {
            watch: Arc::new(Mutex::new(watch)),
            end: End::default(),
            spawner,
        })
    }
}

impl ChatSubscription {
    pub(crate) fn new(watch: ChatWatch, wheel: ChatWheel, spawner: Spawner) -> Arc<Self> {
        Arc::new(Self {
            watch: Arc::new(Mutex::new(watch)),
            wheel,
            end: End::default(),
            spawner,
        })
    }
}

#[uniffi::export]
impl InboxSubscription {
    /// The list: at once the first time, then when it has changed. Nothing once the subscription
    /// was cancelled or the client closed. Waits while the client is suspended or locked.
    ///
    /// # Errors
    /// Those of the store. Asked again it tries again.
    pub async fn next(&self) -> Result<Option<Inbox>, KithError> {
        let watch = Arc::clone(&self.watch);
        let next = async move { watch.lock().await.next().await };
        self.spawner.run(self.end.unless(next)).await
    }

    /// Ends it: whoever waits gets nothing.
    pub fn cancel(&self) {
        self.end.come();
    }
}

#[uniffi::export]
impl ChatSubscription {
    /// The conversation: at once the first time, then when it has changed or its window was moved.
    /// As [`InboxSubscription::next`].
    ///
    /// # Errors
    /// Those of the store. Asked again it tries again.
    pub async fn next(&self) -> Result<Option<Chat>, KithError> {
        let watch = Arc::clone(&self.watch);
        let next = async move { watch.lock().await.next().await };
        self.spawner.run(self.end.unless(next)).await
    }

    /// Moves the window to the newest rows.
    pub fn newest(&self) {
        self.wheel.newest();
    }

    /// Moves the window to what one has just said, where that is not in it.
    pub fn said(&self) {
        self.wheel.said();
    }

    /// Moves the window to where it has the page before a row.
    pub fn older(&self, row: EventRow) {
        self.wheel.older(row);
    }

    /// Moves the window to where it has the page after a row.
    pub fn newer(&self, row: EventRow) {
        self.wheel.newer(row);
    }

    /// Moves the window to the first row from a moment on, milliseconds since 1970 (UTC): the beginning of a day where
    /// the person is. The row is marked. To the newest rows where nothing was said since.
    pub fn day(&self, from: u64) {
        self.wheel.day(from);
    }

    /// Moves the window to a row and what was said around it; the row is marked.
    pub fn go_to(&self, row: EventRow) {
        self.wheel.to(row);
    }

    /// Ends it: whoever waits gets nothing.
    pub fn cancel(&self) {
        self.end.come();
    }
}
