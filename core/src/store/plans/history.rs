//! A store of one circle with a history in it.

use rusqlite::{Connection, config::DbConfig};

use crate::{
    content::{event::ContentKind, stamp::Stamp},
    ids::{AccountId, DeviceId, Digest32, MessageId, PersonId, PublicKey},
    store::{
        WriteTx,
        account::accounts::to_column,
        engine::{migrate, mode::Mode},
        outgoing::outbox,
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
        timeline::{
            events::{NewEvent, Verdict},
            index,
            messages::{self, Places},
            read_marks,
        },
    },
};

/// Messages that wait to be sent, however long the history.
pub(super) const WAITING: u32 = 20;

pub(super) const ACCOUNT: AccountId = AccountId(1);
pub(super) const CONVERSATION: ConversationRow = ConversationRow(1);
pub(super) const ROOM: RoomRow = RoomRow(1);
/// This device's voice.
pub(super) const MINE: VoiceRow = VoiceRow(50);
const RARE: &str = "a rare word";
/// A row from long ago.
pub(super) const OLD: EventRow = EventRow(100);
/// The one after it.
pub(super) const NEXT: EventRow = EventRow(101);

/// How a history came about, and what of it was seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum History {
    Unread,
    Read,
    /// Said on this device, and nobody looked since; the relay has it all, and no echo has come.
    Own,
}

/// The store, with so many messages that have their place.
pub(super) fn store(history: History, count: u32) -> Connection {
    let db = Connection::open_in_memory().expect("a database");
    // As every connection of the store has it: plans do not hang on what is asked for.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .expect("set");
    db.set_prepared_statement_cache_capacity(128);
    migrate::bring_up_to_date(&db, Mode::App).expect("the schema");
    db.execute(
        "INSERT INTO account (id, relay, pins, clinic, name, person_key, device_key, person_secret,
                              device_secret, inbox_secret, inbox_public, certificate)
         VALUES (1, '', ?1, ?2, '', ?2, ?2, ?2, ?2, ?2, ?2, ?2)",
        rusqlite::params![to_column(&Vec::<Digest32>::new()), [0u8; 32]],
    )
    .expect("an account");
    let me = PersonId::of(&PublicKey([0; 32]));
    db.execute(
        "INSERT INTO circle (id, account, circle, patient, title, created_at)
         VALUES (1, 1, zeroblob(16), zeroblob(32), '', 0)",
        [],
    )
    .expect("a circle");
    db.execute(
        "INSERT INTO conversation (id, circle, conversation_id) VALUES (1, 1, zeroblob(16))",
        [],
    )
    .expect("a conversation");
    db.execute(
        "INSERT INTO room (id, circle, conversation, room_id, group_id, audience, generation, state,
                           cursor, node, epoch, policy_version, last_hash)
         VALUES (1, 1, 1, zeroblob(16), zeroblob(16), 1, 0, 0, 0, 0, 1, 1, zeroblob(16))",
        [],
    )
    .expect("a room");
    db.execute(
        "INSERT INTO participant (room, person, person_key, name, role, relationship, since)
         VALUES (1, ?1, zeroblob(32), '', 'patient', '', 0)",
        [me.0],
    )
    .expect("someone");
    db.execute(
        "INSERT INTO voice (id, conversation, device, person) VALUES (?1, 1, zeroblob(16), ?2)",
        rusqlite::params![MINE, me.0],
    )
    .expect("a voice");
    db.execute_batch("BEGIN").expect("begun");
    let tx = WriteTx::pretended(&db);
    let mut places = Places::of(CONVERSATION);
    let own = matches!(history, History::Own);
    for at in 0..count {
        let event = event(at, Some(u64::from(at)));
        if own {
            let row = messages::insert_unsent(&tx, MINE, &event).expect("written");
            messages::set_placed(&tx, &mut places, row).expect("placed");
            index::add_own(&tx, row).expect("indexed");
        } else {
            messages::insert(&tx, &mut places, &event, words(at)).expect("written");
        }
    }
    places.settle(&tx).expect("settled");
    // Only this one's is as long as the history: an outbox is what no echo has come of.
    let taken = match history {
        History::Own => count,
        History::Unread | History::Read => WAITING,
    };
    db.execute(
        "INSERT INTO outbox (room, message, name, counter, state, event)
         SELECT room, id, name, id, 1, zeroblob(200) FROM event ORDER BY id LIMIT ?1",
        [taken],
    )
    .expect("taken");
    db.execute(
        "INSERT INTO said (room, counter, message, epoch, at, event)
         SELECT room, id, id, 1, 1, zeroblob(200) FROM message",
        [],
    )
    .expect("said");
    if matches!(history, History::Read) {
        read_marks::advance(&tx, CONVERSATION, EventRow(count.into())).expect("read");
    }
    for at in count..count + WAITING {
        let row = messages::insert_unsent(&tx, MINE, &event(at, None)).expect("written");
        outbox::push(&tx, ROOM, row, &name(at), u64::from(at), &[7; 200]).expect("queued");
    }
    db.execute_batch("COMMIT").expect("kept");
    db
}

pub(super) fn event(at: u32, seq: Option<u64>) -> NewEvent<'static> {
    NewEvent {
        conversation: CONVERSATION,
        room: ROOM,
        device: DeviceId([1; 16]),
        person: PersonId([0; 16]),
        counter: u64::from(at),
        kind: ContentKind::TEXT,
        // Between any two there is time for another.
        said: Stamp::at(u64::from(at) * 2),
        policy: Some(1),
        seq,
        at: seq,
        name: name(at),
        hash: name(at).0,
        verdict: Verdict::Allowed,
        content: content(at),
    }
}

fn content(at: u32) -> &'static [u8] {
    match words(at) {
        RARE => b"\xa1\x61b\x6ba rare word",
        _ => b"\xa1\x61b\x6asoup again",
    }
}

pub(super) fn words(at: u32) -> &'static str {
    if at % 1_000 == 7 { RARE } else { "soup again" }
}

pub(super) fn name(at: u32) -> MessageId {
    let mut name = [0; 16];
    name[..4].copy_from_slice(&at.to_be_bytes());
    MessageId(name)
}
