//! The person's settings of this device.

use super::Client;
use crate::{
    error::Error,
    store::account::settings::{self, Settings},
};

/// Longest language tag in bytes that anyone needs (RFC 5646, section 4.4.1).
const MAX_LANGUAGE: usize = 35;

impl Client {
    /// What this person has set.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn settings(&self) -> Result<Settings, Error> {
        Ok(self.inner.db.read(settings::get).await?)
    }

    /// Keeps settings in place of those before.
    ///
    /// # Errors
    /// [`Error::Field`] for what is no language tag, [`crate::store::StoreError`].
    pub async fn set_settings(&self, settings: Settings) -> Result<(), Error> {
        if let Some(language) = &settings.language
            && (language.is_empty() || language.len() > MAX_LANGUAGE)
        {
            return Err(Error::Field);
        }
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> { Ok(settings::set(tx, &settings)?) })
            .await
    }
}
