//! Reading. Works offline, always.

use std::sync::Arc;

use super::KithClient;
use crate::{ChatSubscription, InboxSubscription, KithError};
use kith_core::{
    ids::CircleId,
    rights::table::Audience,
    store::account::settings::Settings,
    view::{Hit, Inbox, MessageDetails, PersonRow},
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
    pub fn watch_chat(&self, circle: CircleId) -> Arc<ChatSubscription> {
        let (watch, wheel) = self.core.watch_chat(circle);
        ChatSubscription::new(watch, wheel, self.spawner.clone())
    }

    /// Notes that a circle was read up to a row.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn mark_read(&self, circle: CircleId, row: i64) -> Result<(), KithError> {
        self.call(|core| async move { core.mark_read(circle, row).await })
            .await
    }

    /// What is known of a message: who has it, since when.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such row; those of the store.
    pub async fn details(&self, row: i64) -> Result<MessageDetails, KithError> {
        self.call(|core| async move { core.details(row).await })
            .await
    }

    /// Who reads what is said to an audience of a circle, oneself among them.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn readers(
        &self,
        circle: CircleId,
        audience: Audience,
    ) -> Result<Vec<PersonRow>, KithError> {
        self.call(|core| async move { core.readers(circle, audience).await })
            .await
    }

    /// At most `limit` messages of a circle, or of all, that hold all of the words, newest first,
    /// each with what was said around it. The beginning of a word is enough.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn find(
        &self,
        circle: Option<CircleId>,
        words: String,
        limit: u32,
    ) -> Result<Vec<Hit>, KithError> {
        self.call(|core| async move { core.find(circle, &words, limit).await })
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
