//! Key packages, by which others add this device: made here, and their publication queued.

use kith_protocol::{api::people::KeyPackages, cbor};
use serde_bytes::ByteBuf;

use crate::{
    crash,
    error::Error,
    ids::AccountId,
    mls::{
        Provider,
        key_package::{self, Purpose},
    },
    people::identity::Identity,
    store::{
        WriteTx,
        outgoing::errands::{self, ErrandKind},
    },
};

/// Key packages that wait at the relay for others to claim.
const KEY_PACKAGES: usize = 20;
/// Private halves that are kept, the newest: claims without end, each of which makes room for another,
/// must not fill a phone.
const KEPT: usize = 500;

/// Makes key packages and queues their publication.
pub(crate) fn publish_key_packages(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    with_last_resort: bool,
    fresh: bool,
) -> Result<(), Error> {
    let one = |purpose| made(tx, identity, purpose);
    let body = KeyPackages {
        fresh,
        packages: (0..KEY_PACKAGES)
            .map(|_| one(Purpose::OneTime))
            .collect::<Result<_, _>>()?,
        last_resort: with_last_resort
            .then(|| one(Purpose::LastResort))
            .transpose()?,
    };
    Provider::new(tx.connection()).forget_one_times(KEPT)?;
    publish(tx, account, &body)
}

/// Makes a new key package of last resort and queues its publication.
pub(super) fn publish_last_resort(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
) -> Result<(), Error> {
    let body = KeyPackages {
        fresh: false,
        packages: Vec::new(),
        last_resort: Some(made(tx, identity, Purpose::LastResort)?),
    };
    publish(tx, account, &body)
}

fn made(tx: &WriteTx<'_>, identity: &Identity, purpose: Purpose) -> Result<ByteBuf, Error> {
    let provider = Provider::new(tx.connection());
    Ok(ByteBuf::from(key_package::make(
        &provider, identity, purpose,
    )?))
}

fn publish(tx: &WriteTx<'_>, account: AccountId, body: &KeyPackages) -> Result<(), Error> {
    crash::point("key_packages.made");
    errands::add(
        tx,
        account,
        ErrandKind::PublishKeyPackages,
        &cbor::encode(body),
    )?;
    Ok(())
}
