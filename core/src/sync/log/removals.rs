//! Marks on removals that their sender left unmarked, or the relay hides. Whoever reads such a commit
//! makes the mark; nothing else waits for it.

use kith_protocol::{
    api::{endpoint, groups::MarkRemoval},
    problem::Code,
};

use crate::{
    error::Error,
    store::{
        circle::circles::{self, Room},
        rows::RoomRow,
    },
    sync::relay::link::Link,
};

/// Marks that wait to be made; the others in the room make them too.
const MOST: usize = 64;

/// Keeps what is to be marked in a room until it was, or this process ends.
pub(super) fn note(link: &Link, room: &Room, nodes: Vec<u64>) {
    let mut unmarked = link.unmarked();
    for node in nodes {
        let mark = (room.row, node);
        if unmarked.len() < MOST && !unmarked.contains(&mark) {
            unmarked.push(mark);
        }
    }
}

/// Makes the marks that wait. One that the relay has no time for waits further, one that it refuses falls.
pub(crate) async fn mark(link: &Link) -> Result<(), Error> {
    let waiting = link.unmarked().clone();
    for (row, node) in waiting {
        match make(link, row, node).await {
            Err(error) if is_late(&error) => {
                tracing::debug!(%error, "a mark of a removal waits");
                break;
            }
            Err(error) if is_refused(&error) => {
                tracing::warn!(%error, "a removal was not marked");
            }
            done => done?,
        }
        link.unmarked().retain(|mark| *mark != (row, node));
    }
    Ok(())
}

async fn make(link: &Link, row: RoomRow, node: u64) -> Result<(), Error> {
    let room = link
        .db
        .read(move |tx| circles::room_by_row(tx, row))
        .await?;
    // Only who stands behind the removal may mark it: prove that first.
    link.prove(std::slice::from_ref(&room)).await?;
    let mark = MarkRemoval { node };
    let asked = endpoint::MARK_REMOVAL.of_with(&room.group, &mark);
    link.delivery.send(&asked).await?;
    Ok(())
}

fn is_late(error: &Error) -> bool {
    matches!(error, Error::Delivery(error) if error.code() == Some(Code::RateLimited))
}

fn is_refused(error: &Error) -> bool {
    let codes = [Code::BadProof, Code::NotFound, Code::BadRequest];
    matches!(error, Error::Delivery(error) if error.code().is_some_and(|code| codes.contains(&code)))
}
