//! The log tells the key of an epoch that a commit begins, and may tell a false one. Where that is not
//! the key that the commit derives, the relay is asked whether it knows that one there: who stands
//! apart for one lie comes back with the next true word.

use kith_protocol::{
    api::{
        endpoint,
        groups::{EpochName, FindNodes, FoundNodes},
    },
    ids::PublicKey,
};

use crate::{
    error::Error,
    store::{
        circle::circles::{self, Room},
        healing::asked_keys,
    },
    sync::relay::link::Link,
};

/// Asks for the key of one commit, and keeps the answer. One that was refused for it and is known
/// now is read once more. Answers whether it is known.
pub(super) async fn ask(link: &Link, room: &Room, seq: u64, key: PublicKey) -> Result<bool, Error> {
    let request = FindNodes {
        epochs: vec![EpochName {
            key,
            group: room.group,
        }],
    };
    let FoundNodes { nodes } = link
        .delivery
        .send(&endpoint::FIND_NODES.with(&request))
        .await?;
    let held = nodes.first() == Some(&Some(seq));
    let row = room.row;
    link.db
        .write(move |tx| -> Result<(), Error> {
            asked_keys::put(tx, row, seq, &key, held)?;
            if held {
                tracing::warn!("the log told another key than the relay knows");
                circles::forget_phantom(tx, row, seq)?;
                circles::rewind(tx, row, seq.saturating_sub(1))?;
            }
            Ok(())
        })
        .await?;
    Ok(held)
}

/// Asks once more for all that were refused. Answers whether any is known now.
pub(crate) async fn ask_again(link: &Link, room: &Room) -> Result<bool, Error> {
    let row = room.row;
    let denied = link
        .db
        .read(move |tx| asked_keys::all_denied(tx, row))
        .await?;
    let mut known = false;
    for (seq, key) in denied {
        known |= ask(link, room, seq, key).await?;
    }
    Ok(known)
}
