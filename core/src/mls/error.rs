//! What can go wrong in the engine.

use super::gate::Refusal;
use crate::store::StoreError;

/// A failure of the MLS engine. What an envelope of someone else can be is not a failure but a
/// value ([`super::group::Processed`]).
#[derive(Debug, thiserror::Error)]
pub enum MlsError {
    /// This device has no group of this id.
    #[error("this device is not in the group")]
    NoGroup,
    /// A stored or received object cannot be read.
    #[error("an MLS object cannot be read")]
    Unreadable,
    /// A key package names another person than it should.
    #[error("a key package belongs to another person")]
    OtherPerson,
    /// A primitive failed.
    #[error("a cryptographic operation failed")]
    Crypto,
    /// A key could not be derived from the epoch.
    #[error("the epoch's key cannot be derived")]
    Export,
    /// A commit of this device's own that others would refuse.
    #[error("others would refuse this commit")]
    Refused(#[source] Refusal),
    /// The machine's clock says a time before 1970, by which nothing can be judged.
    #[error("the clock says a time before 1970")]
    Clock,
    /// The store failed under the engine.
    #[error(transparent)]
    Store(StoreError),
    /// OpenMLS refused. The source says why, without content.
    #[error("the MLS library refused")]
    Library(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The name of the library's error, without the values that its `Debug` might carry.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct LibraryError(String);

impl MlsError {
    /// Keeps the library's own sentence. OpenMLS' `Display` holds no message content.
    pub(crate) fn mls(error: impl std::error::Error) -> Self {
        Self::Library(Box::new(LibraryError(error.to_string())))
    }
}
