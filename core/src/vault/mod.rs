//! What is kept outside of the store.

mod key;

pub(crate) use key::store_key;
pub use key::{KeyVault, VaultError};
