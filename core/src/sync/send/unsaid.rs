//! Rooms of two that are over, in which something waits.

use crate::{
    error::Error,
    receive::{end_waiting, let_go_of_waiting},
    store::{WriteTx, circle::circles, outgoing::refused, rows::RoomRow},
    sync::relay::link::Link,
};

/// What waits there is not sent, and whoever wrote it is told; without a network too. Each room by itself.
///
/// # Errors
/// That of the first room of which it cannot even be said; of all others it was.
pub(crate) async fn end(link: &Link) -> Result<(), Error> {
    let (account, now) = (link.account, link.now());
    let over = link
        .db
        .read(move |tx| refused::over_and_waiting(tx, account))
        .await?;
    if over.is_empty() {
        return Ok(());
    }
    let failed = link
        .db
        .write(move |tx| -> Result<_, Error> {
            let mut failed = None;
            for row in refused::over_and_waiting(tx, account)? {
                match tx.savepoint(|tx| one(tx, row, now)) {
                    Err(error) if error.is_of_one_thing() => {
                        failed.get_or_insert(error);
                    }
                    done => done?,
                }
            }
            Ok(failed)
        })
        .await?;
    failed.map_or(Ok(()), Err)
}

fn one(tx: &mut WriteTx<'_>, row: RoomRow, now: u64) -> Result<(), Error> {
    let room = circles::room_by_row(tx, row)?;
    match tx.savepoint(|tx| end_waiting(tx, &room, now)) {
        Err(error) if error.is_of_one_thing() => {
            tracing::error!(%error, "what waits where two do not talk any more cannot be read");
            Ok(let_go_of_waiting(tx, &room, now)?)
        }
        done => done,
    }
}
