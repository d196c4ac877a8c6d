//! Who is and who was in a room.

use kith_protocol::{identity::Role, names};
use rusqlite::{OptionalExtension, params};

use crate::{
    circle::policy::VerifiedPolicy,
    ids::{ConversationId, PersonId, PublicKey},
    rights::table::Audience,
    store::{ReadTx, StoreError, WriteTx, rows::RoomRow},
};

/// A person as the rows of a room know them.
#[derive(Clone)]
pub struct Participant {
    /// The person.
    pub person: PersonId,
    /// Their person key.
    pub key: PublicKey,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// In the patient's words.
    pub relationship: String,
    /// Milliseconds since 1970 (UTC).
    pub since: u64,
    /// The MLS epoch that they are in since, below 0 where it is one of a group before; what was said
    /// before it is not theirs to read.
    pub since_epoch: i64,
    /// When they left; `None` while they are in.
    pub until: Option<u64>,
}

/// Reads a role's word, as columns hold it.
pub(crate) fn role_from(word: &str) -> Result<Role, StoreError> {
    Role::ALL
        .into_iter()
        .find(|role| role.word() == word)
        .ok_or(StoreError::Unreadable)
}

/// Whether a person is in a room now.
pub fn is_in(db: &ReadTx<'_>, room: RoomRow, person: &PublicKey) -> Result<bool, StoreError> {
    let mut people = all(db, room)?.into_iter();
    Ok(people.any(|p| p.key == *person && p.until.is_none()))
}

/// What a person is, or was, in a room; nothing of who never was in it.
pub fn role(db: &ReadTx<'_>, room: RoomRow, person: &PersonId) -> Result<Option<Role>, StoreError> {
    let word: Option<String> = db
        .prepare_cached("SELECT role FROM participant WHERE room = ?1 AND person = ?2")?
        .query_row(params![room, person.0], |row| row.get(0))
        .optional()?;
    word.as_deref().map(role_from).transpose()
}

/// What this person is, or was, in a conversation.
pub fn own_role(
    db: &ReadTx<'_>,
    conversation: &ConversationId,
) -> Result<Option<Role>, StoreError> {
    let word: Option<String> = db
        .prepare_cached(
            "SELECT role FROM conversation JOIN room ON room.conversation = conversation.id
             JOIN circle ON circle.id = room.circle JOIN account ON account.id = circle.account
             JOIN participant ON participant.room = room.id
                 AND participant.person_key = account.person_key
             WHERE conversation_id = ?1 LIMIT 1",
        )?
        .query_row([conversation.0], |row| row.get(0))
        .optional()?;
    word.as_deref().map(role_from).transpose()
}

/// Makes a room's participants what its policy says. Those who went stay, with a date. What is
/// kept of their names is fit to be shown: the policy's are the words of whoever wrote them.
pub fn set(
    db: &WriteTx<'_>,
    room: RoomRow,
    policy: &VerifiedPolicy,
    now_ms: u64,
) -> Result<(), StoreError> {
    let were_in: Vec<[u8; 16]> = db
        .prepare_cached("SELECT person FROM participant WHERE room = ?1 AND until IS NULL")?
        .query_map([room], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    db.prepare_cached("UPDATE participant SET until = ?2 WHERE room = ?1 AND until IS NULL")?
        .execute(params![room, now_ms])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO participant (room, person, person_key, name, role, relationship, since,
                                  since_epoch)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, (SELECT epoch FROM room WHERE id = ?1))
         ON CONFLICT (room, person) DO UPDATE SET
             name = ?4, role = ?5, relationship = ?6, since = ?7, until = NULL,
             since_epoch = iif(?8, since_epoch, excluded.since_epoch)",
    )?;
    for member in &policy.policy.members {
        let person = PersonId::of(&member.key);
        if policy.is_revoked(&person) {
            continue;
        }
        insert.execute(params![
            room,
            person.0,
            member.key.0,
            names::shown(&member.name),
            member.role.word(),
            names::shown_or_nothing(&member.relationship),
            member.since,
            were_in.contains(&person.0),
        ])?;
    }
    follow_names(db, room)
}

/// Where two of a circle talk alone they are called as in the circle, which may hear of another name first.
fn follow_names(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE participant SET name = known.name, relationship = known.relationship
         FROM participant AS known, room AS pair, room AS shared
         WHERE shared.circle = (SELECT circle FROM room WHERE id = ?1) AND shared.audience = ?2
           AND pair.circle = shared.circle AND pair.audience = ?3
           AND known.room = shared.id AND participant.room = pair.id
           AND known.person = participant.person",
    )?
    .execute(params![
        room,
        Audience::Circle.code(),
        Audience::Pair.code()
    ])?;
    Ok(())
}

/// Notes that of a room's participants those are left who stand in a policy. Who came since is not known
/// here before this device is where they are.
pub fn keep(
    db: &WriteTx<'_>,
    room: RoomRow,
    policy: &VerifiedPolicy,
    now_ms: u64,
) -> Result<(), StoreError> {
    let mut leaves = db.prepare_cached(
        "UPDATE participant SET until = ?3 WHERE room = ?1 AND person = ?2 AND until IS NULL",
    )?;
    for known in all(db, room)? {
        if policy
            .policy
            .members
            .iter()
            .all(|member| member.key != known.key)
        {
            leaves.execute(params![room, known.person.0, now_ms])?;
        }
    }
    Ok(())
}

/// Everyone who is or was in a room, the longest member first.
pub fn all(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<Participant>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT person, person_key, name, role, relationship, since, until, since_epoch
         FROM participant WHERE room = ?1 ORDER BY since, person",
    )?;
    let mut rows = statement.query([room])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(Participant {
            person: PersonId(row.get(0)?),
            key: PublicKey(row.get(1)?),
            name: row.get(2)?,
            role: role_from(&row.get::<_, String>(3)?)?,
            relationship: row.get(4)?,
            since: row.get(5)?,
            until: row.get(6)?,
            since_epoch: row.get(7)?,
        });
    }
    Ok(people)
}

kith_protocol::tells_nothing!(Participant);
