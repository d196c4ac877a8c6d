//! A commit that was forged.

use openmls::prelude::tls_codec::Serialize as _;

use kith_protocol::ids::Signature64;

use crate::{
    Error, MlsError,
    ids::random,
    mls::{EpochKey, Provider, crypto, group},
    store::{ReadTx, circle::circles::Room},
};

/// A commit as it goes to the relay.
pub(super) struct Forged {
    pub(super) body: Vec<u8>,
    /// Of the epoch that it begins, by what the relay is told.
    pub(super) next: EpochKey,
    pub(super) removal: bool,
}

/// The gate looks at the key last: commits that fail before need none of their own.
pub(super) fn with_any_key(body: Vec<u8>) -> Forged {
    Forged {
        body,
        next: EpochKey::from_seed(&random()),
        removal: false,
    }
}

/// What the relay wants to see of a commit that ends the epoch of this device.
pub(super) fn proof(
    db: &ReadTx<'_>,
    room: &Room,
    next: &EpochKey,
    body: &[u8],
) -> Result<Signature64, Error> {
    let mls = group::load(&Provider::new(db.connection()), &room.group)?;
    let ends = EpochKey::current(&mls, crypto())?.public();
    Ok(next.begins(&room.group, &ends, body))
}

/// A message as it travels.
pub(super) fn bytes(message: openmls::prelude::MlsMessageOut) -> Result<Vec<u8>, Error> {
    Ok(message.tls_serialize_detached().map_err(MlsError::mls)?)
}
