//! Of other words whose place something took, their own place is left; where nothing did, they were kept from who reads
//! the room: told when there was time for what explains it to come.

use std::collections::BTreeSet;

use crate::{
    error::Error,
    ids::GroupId,
    receive::note_row,
    store::{
        WriteTx,
        circle::circles,
        timeline::{left_over, notice::Notice},
    },
    sync::relay::link::Link,
};

/// How long what took its place may take to come.
const PATIENCE_MS: u64 = 10 * 60 * 1000;

/// Tells what is to be told of it, in rooms whose logs were read to their end.
pub(crate) async fn tell(link: &Link, read: Vec<GroupId>) -> Result<(), Error> {
    let (account, now) = (link.account, link.now());
    let due = link
        .db
        .read(move |tx| left_over::due(tx, account, now, PATIENCE_MS))
        .await?;
    if due.is_empty() {
        return Ok(());
    }
    link.db
        .write(move |tx: &mut WriteTx<'_>| -> Result<(), Error> {
            let mut told = BTreeSet::new();
            for of in due {
                let room = circles::room_by_row(tx, of.room)?;
                if !read.contains(&room.group) {
                    continue;
                }
                let is_explained = left_over::is_explained(tx, &of)?;
                left_over::remove(tx, of.event)?;
                if !is_explained && told.insert((of.room, of.person)) {
                    note_row(tx, &room, Notice::Gone, Some(of.person), now)?;
                }
            }
            Ok(())
        })
        .await
}
