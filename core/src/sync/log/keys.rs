//! The log tells the key of an epoch that a commit begins, and may tell a false one. Where that is not
//! the key that the commit derives, the relay is asked whether it knows that one there: who stands
//! apart for one lie comes back with the next true word.

use kith_protocol::{
    api::{
        endpoint,
        groups::{EpochName, FindNodes, FoundNode, FoundNodes},
    },
    ids::PublicKey,
    limits::MAX_SYNC_GROUPS,
};

use crate::{
    error::Error,
    store::{
        circle::{
            circles::{self, Room},
            refusals,
        },
        healing::asked_keys,
    },
    sync::relay::link::Link,
};

/// Asks for the key of one commit, and keeps the answer. Where it is known, the commit is read once
/// more. Answers whether it is; not where the relay answers nothing now, which holds up no other room.
pub(super) async fn ask(link: &Link, room: &Room, seq: u64, key: PublicKey) -> Result<bool, Error> {
    match ask_all(link, room, vec![(seq, key)]).await {
        Err(error @ Error::Delivery(_)) if error.is_of_one_thing() => {
            tracing::warn!(%error, "the relay does not say whose key it knows");
            Ok(false)
        }
        known => known,
    }
}

/// Where the relay says that keys of a room's epochs stand, in their order; nothing of those that it does
/// not know, and after them.
pub(crate) async fn found_of(
    link: &Link,
    room: &Room,
    keys: Vec<PublicKey>,
) -> Result<impl Iterator<Item = Option<FoundNode>> + use<>, Error> {
    let group = room.group;
    let names = keys.into_iter().map(|key| EpochName { key, group });
    found(link, names.collect()).await
}

/// The same of epochs of any groups, their nodes alone.
pub(crate) async fn nodes(
    link: &Link,
    epochs: Vec<EpochName>,
) -> Result<impl Iterator<Item = Option<u64>> + use<>, Error> {
    let found = found(link, epochs).await?;
    Ok(found.map(|found| found.map(|found| found.node)))
}

async fn found(
    link: &Link,
    epochs: Vec<EpochName>,
) -> Result<impl Iterator<Item = Option<FoundNode>> + use<>, Error> {
    let request = FindNodes { epochs };
    let FoundNodes { nodes } = link
        .delivery
        .send(&endpoint::FIND_NODES.with(&request))
        .await?;
    Ok(nodes.into_iter().chain(std::iter::repeat(None)))
}

async fn ask_all(link: &Link, room: &Room, keys: Vec<(u64, PublicKey)>) -> Result<bool, Error> {
    let found = found_of(link, room, keys.iter().map(|(_, key)| *key).collect()).await?;
    let row = room.row;
    link.db
        .write(move |tx| -> Result<bool, Error> {
            let mut first = None;
            for ((seq, key), node) in keys.into_iter().zip(found) {
                let held = node.is_some_and(|found| found.node == seq);
                asked_keys::put(tx, row, seq, &key, held)?;
                if held {
                    tracing::warn!("the log told another key than the relay knows");
                    refusals::forget_phantom(tx, row, seq)?;
                    first = Some(first.map_or(seq, |first: u64| first.min(seq)));
                }
            }
            if let Some(first) = first {
                circles::rewind(tx, row, first.saturating_sub(1))?;
            }
            Ok(first.is_some())
        })
        .await
}

/// Asks once more for all that were refused. Answers whether any is known now.
pub(crate) async fn ask_again(link: &Link, room: &Room) -> Result<bool, Error> {
    let row = room.row;
    let denied = link
        .db
        .read(move |tx| asked_keys::all_denied(tx, row))
        .await?;
    let denied: Vec<_> = denied.into_iter().take(MAX_SYNC_GROUPS).collect();
    if denied.is_empty() {
        return Ok(false);
    }
    ask_all(link, room, denied).await
}
