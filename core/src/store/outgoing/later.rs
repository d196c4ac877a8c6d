//! Words that are to be said at a time. Until then they are no event: they hold up nothing that is said before, and
//! can be changed. No search finds them: what is found is a row of the timeline, to go to, and they have none; the few
//! that wait in a conversation stand together in it.

use rusqlite::{OptionalExtension, Row, params};

use crate::{
    ids::AccountId,
    store::{
        ReadTx, StoreError, WriteTx,
        circle::conversations::Conversation,
        rows::{EventRow, LaterId, RoomRow},
    },
};

/// Most that wait in one conversation.
pub const MOST: u32 = 100;

/// Words that wait for their time.
#[derive(Clone)]
pub struct Later {
    /// Local row.
    pub id: LaterId,
    /// The room's row.
    pub room: RoomRow,
    /// When, by this device's clock: milliseconds since 1970 (UTC).
    pub due: u64,
    /// The words.
    pub body: String,
    /// The row of the message that they answer.
    pub reply: Option<EventRow>,
    /// Their time came, and they were not said, for this reason.
    pub unsaid: Option<Unsaid>,
}

/// Why words were not said when their time had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unsaid {
    /// Nothing could be said in the room any more.
    Closed = 1,
    /// Their time had long passed when they could have been said.
    TooLate = 2,
}

impl Unsaid {
    fn from_code(code: i64) -> Option<Self> {
        [Self::Closed, Self::TooLate]
            .into_iter()
            .find(|unsaid| *unsaid as i64 == code)
    }
}

const COLUMNS: &str = "later.id, later.room, due, body, reply, unsaid";
const FROM: &str =
    "FROM later JOIN room ON room.id = later.room JOIN circle ON circle.id = room.circle";

fn later(row: &Row<'_>) -> rusqlite::Result<Later> {
    Ok(Later {
        id: row.get(0)?,
        room: row.get(1)?,
        due: row.get(2)?,
        body: row.get(3)?,
        reply: row.get(4)?,
        unsaid: Unsaid::from_code(row.get(5)?),
    })
}

/// Keeps words until their time; answers their row.
pub fn put(
    db: &WriteTx<'_>,
    room: RoomRow,
    due: u64,
    body: &str,
    reply: Option<EventRow>,
) -> Result<LaterId, StoreError> {
    db.prepare_cached("INSERT INTO later (room, due, body, reply) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![room, due, body, reply])?;
    Ok(LaterId(db.last_insert_rowid()))
}

/// What waits, by its row.
pub fn get(db: &ReadTx<'_>, id: LaterId) -> Result<Later, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} {FROM} WHERE later.id = ?1"))?
        .query_row([id], later)
        .optional()?
        .ok_or(StoreError::NotFound)
}

/// Other words, or another time; it waits again, whatever became of it.
pub fn change(db: &WriteTx<'_>, id: LaterId, due: u64, body: &str) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE later SET due = ?2, body = ?3, unsaid = 0 WHERE id = ?1")?
        .execute(params![id, due, body])?;
    Ok(())
}

/// It waits no longer.
pub fn remove(db: &WriteTx<'_>, id: LaterId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM later WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// It is not said, for this reason; its words stay to be had.
pub fn set_unsaid(db: &WriteTx<'_>, id: LaterId, why: Unsaid) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE later SET unsaid = ?2 WHERE id = ?1")?
        .execute(params![id, why as i64])?;
    Ok(())
}

/// What waits in a conversation, what comes first first.
pub fn of(db: &ReadTx<'_>, conversation: &Conversation) -> Result<Vec<Later>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} {FROM} WHERE room.conversation = ?1 ORDER BY due, later.id"
    ))?;
    let rows = statement.query_map([conversation.row], later)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What of an account is due by now, what comes first first.
pub fn due(db: &ReadTx<'_>, account: AccountId, now_ms: u64) -> Result<Vec<Later>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} {FROM} WHERE account = ?1 AND unsaid = 0 AND due <= ?2 ORDER BY due, later.id"
    ))?;
    let rows = statement.query_map(params![account.0, now_ms], later)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When all that waits of an account is or was due, what its time passed by too.
pub fn times(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<u64>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT due {FROM} WHERE account = ?1"))?;
    let times = statement.query_map([account.0], |row| row.get(0))?;
    Ok(times.collect::<Result<_, _>>()?)
}

/// When the next of an account is due, but for those that are held back; nothing where none waits.
pub fn next(
    db: &ReadTx<'_>,
    account: AccountId,
    held: &[LaterId],
) -> Result<Option<u64>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT later.id, due {FROM} WHERE account = ?1 AND unsaid = 0 ORDER BY due"
    ))?;
    let mut rows = statement.query([account.0])?;
    while let Some(row) = rows.next()? {
        if !held.contains(&row.get(0)?) {
            return Ok(Some(row.get(1)?));
        }
    }
    Ok(None)
}

kith_protocol::tells_nothing!(Later);
