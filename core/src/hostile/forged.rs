//! A commit that was forged.

use ed25519_dalek::SigningKey;
use kith_protocol::signed::public_key;
use openmls::prelude::tls_codec::Serialize as _;

use crate::{
    Error, MlsError,
    ids::{PublicKey, random},
};

/// A commit as it goes to the relay.
pub(super) struct Forged {
    pub(super) body: Vec<u8>,
    pub(super) next_key: PublicKey,
    pub(super) removal: bool,
}

/// The gate looks at the key last: commits that fail before need none of their own.
pub(super) fn with_any_key(body: Vec<u8>) -> Forged {
    Forged {
        body,
        next_key: public_key(&SigningKey::from_bytes(&random())),
        removal: false,
    }
}

/// A message as it travels.
pub(super) fn bytes(message: openmls::prelude::MlsMessageOut) -> Result<Vec<u8>, Error> {
    Ok(message.tls_serialize_detached().map_err(MlsError::mls)?)
}
