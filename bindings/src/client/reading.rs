//! Reading. Works offline, always.

use std::sync::Arc;

use super::KithClient;
use crate::{ChatSubscription, InboxSubscription, KithError};
use kith_core::{
    ids::{ConversationId, RoomId},
    store::{
        account::settings::Settings,
        rows::EventRow,
        timeline::{revisions::Revision, search::Onward as SearchOnward},
    },
    view::{Inbox, MessageDetails, PersonRow, SearchPage, SearchQuery, TimelineRow},
};

#[uniffi::export]
impl KithClient {
    /// The list of conversations, now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn inbox(&self) -> Result<Inbox, KithError> {
        self.call(|core| async move { core.inbox().await }).await
    }

    /// The list of conversations, as long as someone looks at it.
    pub fn watch_inbox(&self) -> Arc<InboxSubscription> {
        InboxSubscription::new(self.core.watch_inbox(), self.spawner.clone())
    }

    /// A conversation, as long as someone looks at it. Opens at what was not read yet.
    pub fn watch_chat(&self, conversation: ConversationId) -> Arc<ChatSubscription> {
        let (watch, wheel) = self.core.watch_chat(conversation);
        ChatSubscription::new(watch, wheel, self.spawner.clone())
    }

    /// Notes that a conversation was read up to a row.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such conversation; those of the store.
    pub async fn mark_read(
        &self,
        conversation: ConversationId,
        row: EventRow,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.mark_read(conversation, row).await })
            .await
    }

    /// What stands on the shelf of a conversation, the newest message first.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn shelf(&self, conversation: ConversationId) -> Result<Vec<TimelineRow>, KithError> {
        self.call(|core| async move { core.shelf(conversation).await })
            .await
    }

    /// What a message said before what it says now, oldest first: as far as this person's role keeps it, which those
    /// who keep the clinic's record do.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn revisions(&self, row: EventRow) -> Result<Vec<Revision>, KithError> {
        self.call(|core| async move { core.revisions(row).await })
            .await
    }

    /// What is known of a message: who has it, since when.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such row; those of the store.
    pub async fn details(&self, row: EventRow) -> Result<MessageDetails, KithError> {
        self.call(|core| async move { core.details(row).await })
            .await
    }

    /// Who reads what is said to a room, oneself among them.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such room; those of the store.
    pub async fn readers(&self, room: RoomId) -> Result<Vec<PersonRow>, KithError> {
        self.call(|core| async move { core.readers(room).await })
            .await
    }

    /// At most `limit` messages of what is looked for, newest first, from where a search before has ended; from the
    /// newest on, where none has. Whoever cancels the call ends it.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such conversation or room; those of the store.
    #[uniffi::method(default(onward = None))]
    pub async fn look_for(
        &self,
        of: SearchQuery,
        limit: u32,
        onward: Option<SearchOnward>,
    ) -> Result<SearchPage, KithError> {
        self.call(|core| async move { core.look_for(of, onward, limit).await })
            .await
    }

    /// Notes that this person wants to come back to a conversation, though they have read it: until they read it again.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn mark_unread(&self, conversation: ConversationId) -> Result<(), KithError> {
        self.call(|core| async move { core.mark_unread(conversation).await })
            .await
    }

    /// Notes whether anything is to be heard of a conversation on this device. It is shown and counted as ever.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn set_muted(
        &self,
        conversation: ConversationId,
        muted: bool,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.set_muted(conversation, muted).await })
            .await
    }

    /// Whether this person lets others know that they saw what those said: as long as they do not say otherwise.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tells_seen(&self) -> Result<bool, KithError> {
        self.call(|core| async move { core.tells_seen().await })
            .await
    }

    /// Notes whether they do. That it has come to their device is told either way.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn set_tells_seen(&self, tells: bool) -> Result<(), KithError> {
        self.call(|core| async move { core.set_tells_seen(tells).await })
            .await
    }

    /// What this person has set.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn settings(&self) -> Result<Settings, KithError> {
        self.call(|core| async move { core.settings().await }).await
    }

    /// Keeps settings in place of those before.
    ///
    /// # Errors
    /// [`KithError::FixInput`] with `field` for a language that is none; those of the store.
    pub async fn set_settings(&self, settings: Settings) -> Result<(), KithError> {
        self.call(|core| async move { core.set_settings(settings).await })
            .await
    }
}
