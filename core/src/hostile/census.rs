//! What lies sealed on a device, and who is to leave by what the device knows: for a count of who
//! could read what was sealed.

use std::collections::{BTreeMap, BTreeSet};

use kith_protocol::ids::{Digest32, Incarnation, digest};

use super::inspect::two_of;
use crate::{
    Client, Error,
    ids::{CircleId, GroupId, PublicKey},
    receive::is_revoked,
    store::{
        ReadTx, StoreError,
        account::accounts,
        circle::{
            circles::{self, Room},
            participants, successors,
        },
        outgoing::intents,
    },
};

/// How a device stands to a room before or after it did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The group.
    pub group: GroupId,
    /// Whom the room is of, where two talk alone there.
    pub two: Option<BTreeSet<PublicKey>>,
    /// The life of the relay's database that its nodes are numbered in.
    pub incarnation: Option<Incarnation>,
    /// Messages that are sealed and not answered for, as [`envelope`] digests them, with the node
    /// whose epoch they are sealed in.
    pub sealed: BTreeMap<Digest32, u64>,
    /// The people who are to leave: their removal is decided here, or the clinic has taken back its
    /// word for them in the newest of its lists here, or a word of the patient's that waits leads the room on
    /// without them.
    pub due: BTreeSet<PublicKey>,
}

/// The digest of an envelope.
#[must_use]
pub fn envelope(body: &[u8]) -> Digest32 {
    digest("kith/test/envelope", &[body])
}

impl Client {
    /// How this device stands to the rooms of a circle.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn standing(&self, circle: CircleId) -> Result<Vec<Standing>, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let rooms = circles::rooms_of_circle(tx, &circle)?;
                Ok(rooms
                    .iter()
                    .map(|room| stands(tx, room))
                    .collect::<Result<_, StoreError>>()?)
            })
            .await
    }
}

fn stands(db: &ReadTx<'_>, room: &Room) -> Result<Standing, StoreError> {
    let sealed = db
        .prepare_cached("SELECT sealed, node FROM outbox WHERE room = ?1 AND sealed NOT NULL")?
        .query_map([room.row], |row| {
            Ok((envelope(&row.get::<_, Vec<u8>>(0)?), row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut due = BTreeSet::from_iter(intents::goers(db, room.row)?);
    for someone in participants::all(db, room.row)? {
        if is_revoked(db, room.account, &someone.person)? {
            due.insert(someone.key);
        }
    }
    for waiting in successors::waiting(db, room.account)? {
        let led = waiting.policy.filter(|_| waiting.room == room.row);
        let Some(Ok(next)) = led.map(|policy| policy.read_unverified()) else {
            continue;
        };
        let people = participants::all(db, room.row)?.into_iter();
        let left = people.filter(|one| next.members.iter().all(|member| member.key != one.key));
        due.extend(left.map(|one| one.key));
    }
    Ok(Standing {
        group: room.group,
        two: two_of(db, room)?,
        incarnation: accounts::get(db, room.account)?.incarnation,
        sealed,
        due,
    })
}
