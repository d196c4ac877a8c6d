//! Rooms of two that are over, in which something waits.

use crate::{
    error::Error,
    receive::end_waiting,
    store::{circle::circles, outgoing::refused},
    sync::relay::link::Link,
};

/// What waits there is not sent, and whoever wrote it is told; without a network too.
pub(crate) async fn end(link: &Link) -> Result<(), Error> {
    let (account, now) = (link.account, link.now());
    let over = link
        .db
        .read(move |tx| refused::over_and_waiting(tx, account))
        .await?;
    if over.is_empty() {
        return Ok(());
    }
    link.db
        .write(move |tx| -> Result<(), Error> {
            for row in refused::over_and_waiting(tx, account)? {
                let room = circles::room_by_row(tx, row)?;
                end_waiting(tx, &room, now)?;
            }
            Ok(())
        })
        .await
}
