//! One account at work.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
    },
};

use kith_protocol::{
    api::session::Proof,
    ids::{GroupId, Incarnation},
};
use tokio::sync::{Mutex, Notify};

use super::{delivery::Delivery, heard::Heard};
use crate::{
    clock::{Moment, SharedClock, passed},
    error::Error,
    ids::AccountId,
    mls::{EpochKey, MlsError, Provider, group},
    people::identity::Identity,
    receive::note_row,
    store::{
        Change, Database, ReadTx,
        circle::circles::{self, Room, RoomState},
        healing::epochs,
        rows::{LaterId, RoomRow},
        timeline::notice::Notice,
    },
    sync::{Reach, Reached, inbox::waiting::Waiting},
};

/// How many epochs before the current one are proven as well, where that is of use.
const EARLIER: usize = 8;

/// An account, its keys and its way to the relay.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) account: AccountId,
    pub(crate) identity: Arc<Identity>,
    pub(crate) delivery: Delivery,
    pub(crate) db: Database,
    pub(crate) clock: SharedClock,
    /// Rung when something new waits to go out.
    pub(crate) bell: Notify,
    /// Rung when there is something to tell of how far this device has come.
    pub(crate) owes: Notify,
    /// Rung when the device's network is another, or someone looks again: what was tried before says
    /// nothing any more.
    pub(crate) afresh: Notify,
    /// One pass at a time: the relay would sort it out, but nothing is gained by a race
    /// against oneself.
    pub(crate) turn: Mutex<LinkState>,
    /// Which life of the relay's database was met last.
    pub(crate) incarnation: std::sync::Mutex<Option<Incarnation>>,
    /// The oldest entry that each log still has, as the relay said last.
    pub(crate) first: std::sync::Mutex<HashMap<GroupId, u64>>,
    /// The relay's time, in milliseconds, when it was last noted how fresh everything is.
    pub(crate) noted: AtomicU64,
    /// When the relay was last believed that it has the log of a room that goes on anew, milliseconds.
    pub(crate) made_again: AtomicU64,
    /// What was said again, as it came, until the log that it is about is read to its end.
    pub(crate) answers: std::sync::Mutex<Waiting>,
    /// Removals that have no mark: a room's row, and the commit.
    pub(crate) unmarked: std::sync::Mutex<Vec<(RoomRow, u64)>>,
    /// What the relay said of the time.
    pub(crate) heard: Arc<Heard>,
    /// Whether the relay can be reached.
    pub(crate) reached: Reached,
    /// What the platform says.
    pub(crate) device: Arc<Device>,
    /// Whether, and why, the enrolment has ended, as the store knows it ([`Ended::code`]).
    ///
    /// [`Ended::code`]: crate::store::account::accounts::Ended::code
    pub(crate) ended: AtomicU8,
}

/// What the platform and whoever looks say of the device.
#[derive(Debug)]
pub(crate) struct Device {
    /// Whether there is a network at all.
    pub(crate) network: AtomicBool,
    /// Whether someone looks at the app.
    pub(crate) foreground: AtomicBool,
    /// What of that which waits for its time somebody changes just now; as often as somebody does.
    pub(crate) held_later: std::sync::Mutex<Vec<LaterId>>,
}

impl Device {
    pub(crate) fn held_later(&self) -> std::sync::MutexGuard<'_, Vec<LaterId>> {
        self.held_later
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a pass remembers for the next one, and may forget.
#[derive(Debug, Default)]
pub(crate) struct LinkState {
    /// When the clinic's documents were last fetched.
    pub(crate) documents_at: Option<Moment>,
    /// When another address of the relay was last looked for.
    pub(crate) moved_at: Option<Moment>,
    /// When what is kept in case of need was last looked through.
    pub(crate) swept_at: Option<Moment>,
    /// When it was last seen to that the key package of last resort is a fresh one.
    pub(crate) renewed_at: Option<Moment>,
    /// When it was last looked whether a room of one's own has gone on without this store.
    pub(crate) looked_at: Option<Moment>,
}

/// Between two times that the relay is believed to have the log of a room that goes on anew.
const AGAIN_MS: u64 = 15 * 60 * 1000;

impl Link {
    /// What was said again and waits.
    pub(crate) fn answers(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removals that have no mark.
    pub(crate) fn unmarked(&self) -> std::sync::MutexGuard<'_, Vec<(RoomRow, u64)>> {
        self.unmarked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the relay was lately believed that it has the log of a room that goes on anew.
    pub(crate) fn made_again_lately(&self) -> bool {
        let at = self.made_again.load(Ordering::Relaxed);
        at != 0 && !passed(at, AGAIN_MS, self.clock.now_ms())
    }

    /// Notes how an exchange with the relay ended, and tells who watches where that is news.
    pub(crate) fn ended<T>(&self, exchange: &Result<T, Error>) {
        if self.reached.note(exchange) {
            self.db.tell(Change::Reach);
        }
    }

    /// Notes that nothing comes from the relay, and tells who watches where that is news.
    pub(crate) fn lost(&self) {
        if self.reached.is(Reach::Offline) {
            self.db.tell(Change::Reach);
        }
    }

    /// Whether there is a network at all.
    pub(crate) fn has_network(&self) -> bool {
        self.device.network.load(Ordering::Relaxed)
    }

    /// Notes what the relay says of the time.
    pub(crate) fn tells(&self, now_ms: u64) {
        self.heard.tells(now_ms);
    }

    /// The relay's time; nothing before it has answered.
    pub(crate) fn relay_now(&self) -> Option<u64> {
        self.heard.now()
    }

    /// By when something that waits for a time is due; nothing before the relay has answered.
    pub(crate) fn due_by(&self) -> Option<u64> {
        self.heard.due()
    }

    /// The time by which what this device does is dated: the relay's, where it has said it, since
    /// this device's clock may be off by months.
    pub(crate) fn now(&self) -> u64 {
        self.relay_now().unwrap_or_else(|| self.clock.now_ms())
    }

    /// Notes from where on a log is kept.
    pub(crate) fn keeps_from(&self, group: GroupId, first: u64) {
        let mut known = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(group, first);
    }

    /// Whether the relay has forgotten an entry.
    pub(crate) fn has_forgotten(&self, group: &GroupId, seq: u64) -> bool {
        let known = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(group).is_some_and(|first| seq < *first)
    }

    /// Notes which life of the relay's database answers.
    pub(crate) fn meet(&self, incarnation: Incarnation) {
        let mut met = self
            .incarnation
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *met = Some(incarnation);
    }

    /// Which life of the relay's database answered last.
    pub(crate) fn met(&self) -> Option<Incarnation> {
        *self
            .incarnation
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another life of the relay's database answered before.
    pub(crate) fn knows_another(&self, incarnation: Incarnation) -> bool {
        self.met().is_some_and(|met| met != incarnation)
    }

    /// Proves the current epoch of these rooms to the relay, where this session has not yet.
    pub(crate) async fn prove(&self, rooms: &[Room]) -> Result<(), Error> {
        let current: Vec<(GroupId, u64)> = rooms.iter().map(|r| (r.group, r.node)).collect();
        let (session, missing) = self.delivery.unproven(&current).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let name = session.clone();
        let asked: Vec<Room> = rooms
            .iter()
            .filter(|room| missing.contains(&(room.group, room.node)))
            .cloned()
            .collect();
        let of = asked.clone();
        let proofs = self
            .db
            .read(move |tx| -> Result<Vec<Proof>, Error> {
                let mut proofs = Vec::new();
                for room in &of {
                    proofs.append(&mut proofs_of(tx, room, &session)?);
                }
                Ok(proofs)
            })
            .await?;
        let lost = asked
            .iter()
            .filter(|room| !proofs.iter().any(|proof| proof.group == room.group));
        for room in lost {
            self.lost_state(room.row).await?;
        }
        Ok(self.delivery.prove(&name, proofs).await?)
    }

    /// The group of a room is not here any more, though nobody removed us: shown, and we ask
    /// to be added again.
    pub(crate) async fn lost_state(&self, row: RoomRow) -> Result<(), Error> {
        let (now, me) = (self.now(), self.identity.person_id());
        self.db
            .write(move |tx| -> Result<(), Error> {
                let room = circles::room_by_row(tx, row)?;
                if room.state == RoomState::Active {
                    circles::set_state(tx, row, RoomState::Broken)?;
                    note_row(tx, &room, Notice::StateLost, Some(me), now)?;
                    tx.changed(Change::Circle(room.circle));
                }
                Ok(())
            })
            .await
    }
}

/// Proofs of a room's epoch; none where its group's state is gone. A device that one member alone
/// let in again proves the epochs before as well: what it was led into may be a branch that
/// nobody else follows, and only from an earlier epoch are the others seen to go on.
fn proofs_of(tx: &ReadTx<'_>, room: &Room, session: &[u8]) -> Result<Vec<Proof>, Error> {
    let group = match group::load(&Provider::new(tx.connection()), &room.group) {
        Err(MlsError::NoGroup) => return Ok(Vec::new()),
        group => group?,
    };
    let proof = |key: &EpochKey, node| Proof {
        node,
        group: room.group,
        signature: key.prove(session, &room.group, node),
    };
    let mut proofs = Vec::new();
    if room.vouched_by.is_some() {
        let before = epochs::newest(tx, room.row, EARLIER)?;
        proofs.extend(
            before
                .iter()
                .filter(|epoch| epoch.node < room.node)
                .map(|epoch| proof(&EpochKey::from_seed(&epoch.secret), epoch.node)),
        );
    }
    let current = EpochKey::current(&group, crate::mls::crypto())?;
    proofs.push(proof(&current, room.node));
    Ok(proofs)
}
