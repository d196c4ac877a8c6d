//! What is kept outside of the store.

mod code;
mod key;

pub use code::{
    FREE_TRIES, SHORTEST_CODE, check_code, open_by_code, seal_by_code, wait_after_wrong_codes,
};
pub(crate) use key::store_key;
pub use key::{KeyVault, VaultError};
