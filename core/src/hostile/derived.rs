//! For benches: events by the thousand without a relay, and what it takes to make anew what is made of them.

use std::time::{Duration, Instant};

use kith_protocol::cbor;
use rusqlite::params;
use serde_bytes::ByteArray;

use super::rooms::room_of;
use crate::{
    Client, Error,
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        stamp::Stamp,
    },
    ids::{CircleId, DeviceId, PersonId},
    receive::{Origin, Said, project},
    rights::table::Audience,
    store::{
        StoreError, WriteTx,
        rows::EventRow,
        timeline::{coming::Coming, items, messages::Places},
    },
};

/// Something that a device which nobody has says in a room.
pub struct Heard {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// The event's counter in the device's chain; also where it stands in the log.
    pub counter: u64,
    /// When, milliseconds since 1970 (UTC).
    pub at: u64,
    /// What `content` is.
    pub kind: ContentKind,
    /// By kind.
    pub content: Vec<u8>,
}

impl Client {
    /// Keeps events as if a log had brought them, in their order, in one transaction.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room, and [`Error::Store`].
    pub async fn hears(
        &self,
        circle: CircleId,
        audience: Audience,
        heard: Vec<Heard>,
    ) -> Result<(), Error> {
        let db = &self.inner.db;
        db.write(move |tx| -> Result<(), Error> {
            let room = room_of(tx, &circle, audience)?;
            let mut places = Places::of(room.conversation_row);
            for one in heard {
                let event = Event {
                    kind: one.kind,
                    counter: one.counter,
                    previous: NONE_BEFORE,
                    said: Stamp::at(one.at),
                    content: one.content,
                };
                let said = Said {
                    room: &room,
                    person: one.person,
                    device: one.device,
                    hash: event.hash(),
                    event: &event,
                    origin: Origin::Log {
                        seq: one.counter,
                        at: one.at,
                    },
                };
                project(tx, &mut places, &said)?;
            }
            Ok(places.settle(tx)?)
        })
        .await
    }

    /// Spoils what was made of every event, and folds each anew: how long each takes.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn folds(&self) -> Result<Vec<Duration>, Error> {
        let db = &self.inner.db;
        db.write(|tx| -> Result<_, Error> {
            let mut took = Vec::new();
            for event in spoil(tx)? {
                let start = Instant::now();
                items::refold(tx, event, &mut Coming::default())?;
                took.push(start.elapsed());
            }
            Ok(took)
        })
        .await
    }

    /// Spoils what was made of every event, then has all of it made anew. How much there is, and how long it
    /// took until that was durable.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn rebuilds(&self) -> Result<(usize, Duration), Error> {
        let db = &self.inner.db;
        let spoilt = db.write(|tx| spoil(tx)).await?.len();
        let start = Instant::now();
        db.write(|tx| items::rebuild(tx)).await?;
        Ok((spoilt, start.elapsed()))
    }
}

/// A reaction that nobody put to anything stands on everything of which something was said. The words that are
/// looked for stay as they are.
fn spoil(db: &WriteTx<'_>) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached("SELECT event FROM item ORDER BY event")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    let all = rows.collect::<Result<Vec<EventRow>, _>>()?;
    for event in &all {
        let mut item = items::get(db, *event)?;
        let of = item.reactions.entry(PersonId([0xff; 16])).or_default();
        of.insert(ByteArray::new([7; 16]), "?".to_owned());
        db.prepare_cached("UPDATE item SET state = ?2 WHERE event = ?1")?
            .execute(params![event, cbor::encode(&item)])?;
    }
    Ok(all)
}
