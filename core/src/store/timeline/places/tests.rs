//! Any order of arrival gives the said order, and moves nothing that was shown.

use rusqlite::{Connection, params};

use super::*;
use crate::{
    content::event::ContentKind,
    ids::{Digest32, MessageId},
    store::{
        ReadTx, WriteTx,
        account::accounts::to_column,
        engine::{migrate, mode::Mode},
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
        timeline::{
            events::{NewEvent, Verdict},
            messages, newer, read_marks,
        },
    },
};

const CONVERSATION: ConversationRow = ConversationRow(1);

fn store() -> Connection {
    let db = Connection::open_in_memory().expect("a database");
    migrate::bring_up_to_date(&db, Mode::App).expect("the schema");
    db.execute(
        "INSERT INTO account (id, relay, pins, clinic, name, person_key, device_key, person_secret,
                              device_secret, inbox_secret, inbox_public, certificate)
         VALUES (1, '', ?1, ?2, '', ?2, ?2, ?2, ?2, ?2, ?2, ?2)",
        params![to_column(&Vec::<Digest32>::new()), [0u8; 32]],
    )
    .expect("an account");
    db.execute_batch(
        "INSERT INTO circle (id, account, circle, patient, title, created_at)
         VALUES (1, 1, zeroblob(16), zeroblob(32), '', 0);
         INSERT INTO conversation (id, circle, conversation_id) VALUES (1, 1, zeroblob(16));
         INSERT INTO room (id, circle, conversation, room_id, group_id, audience, generation, state,
                           cursor, node, epoch, policy_version, last_hash)
         VALUES (1, 1, 1, x'01', x'01', 0, 0, 0, 0, 0, 1, 1, zeroblob(16)),
                (2, 1, 1, x'02', x'02', 1, 0, 0, 0, 0, 1, 1, zeroblob(16));",
    )
    .expect("two rooms");
    db
}

/// What a device said to a room.
#[derive(Clone, Copy)]
struct Said {
    room: RoomRow,
    device: u8,
    said: u64,
}

fn insert(db: &WriteTx<'_>, places: &mut Places, said: Said) -> EventRow {
    let event = NewEvent {
        conversation: CONVERSATION,
        room: said.room,
        device: DeviceId([said.device; 16]),
        person: PersonId([said.device; 16]),
        counter: said.said,
        kind: ContentKind(0x1fff),
        said: Stamp(said.said),
        policy: None,
        seq: Some(1),
        at: Some(1),
        name: MessageId([0; 16]),
        hash: [0; 16],
        verdict: Verdict::Newer,
        content: &[],
    };
    messages::insert(db, places, &event, "").expect("inserted")
}

/// Row, device and stamp, as they stand.
fn screen(db: &ReadTx<'_>) -> Vec<(EventRow, VoiceRow, u64)> {
    let mut rows = db
        .prepare_cached("SELECT id, voice, sent_at FROM message ORDER BY position")
        .expect("read");
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("read")
        .collect::<Result<_, _>>()
        .expect("read")
}

fn in_order(screen: &[(EventRow, VoiceRow, u64)]) -> bool {
    let mut last: HashMap<VoiceRow, u64> = HashMap::new();
    screen
        .iter()
        .all(|(_, voice, said)| last.insert(*voice, *said).is_none_or(|last| last < *said))
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's constants; the low bits of such a generator are poor.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn any_order_of_arrival_gives_the_said_order_and_moves_nothing_that_was_shown() {
    for seed in 0..60 {
        let mut chance = Chance(seed);
        let mut logs: [Vec<Said>; 2] = [Vec::new(), Vec::new()];
        for said in 0..60 {
            let room = chance.below(2);
            logs[room].push(Said {
                room: RoomRow(room as i64 + 1),
                device: chance.below(3) as u8,
                said: said + 1,
            });
        }
        let db = store();
        let db = WriteTx::pretended(&db);
        let mut read = [0, 0];
        let mut shown: Vec<EventRow> = Vec::new();
        while read[0] < logs[0].len() || read[1] < logs[1].len() {
            let mut places = Places::of(CONVERSATION);
            for room in 0..2 {
                let upto = (read[room] + chance.below(9)).min(logs[room].len());
                for said in &logs[room][read[room]..upto] {
                    insert(&db, &mut places, *said);
                }
                read[room] = upto;
            }
            places.settle(&db).expect("settled");
            let now = screen(&db);
            assert!(in_order(&now), "seed {seed}: {now:?}");
            let mut still: Vec<EventRow> = now.iter().map(|(row, ..)| *row).collect();
            still.retain(|row| shown.contains(row));
            assert_eq!(still, shown, "seed {seed}: what was shown has moved");
            shown = now.into_iter().map(|(row, ..)| row).collect();
        }
    }
}

#[test]
fn logs_that_come_together_keep_their_order_too() {
    let mut places = Places::of(CONVERSATION);
    let db = store();
    let db = WriteTx::pretended(&db);
    let said = |room, device, said| Said {
        room: RoomRow(room),
        device,
        said,
    };
    // The first log first, though what stands in the second was said between.
    for row in [
        said(1, 1, 2),
        said(1, 2, 9),
        said(1, 1, 6),
        said(2, 3, 1),
        said(2, 1, 1),
        said(2, 1, 4),
        said(2, 2, 8),
    ] {
        insert(&db, &mut places, row);
    }
    places.settle(&db).expect("settled");
    let rows: Vec<EventRow> = screen(&db).iter().map(|(row, ..)| *row).collect();
    let at = |row| rows.iter().position(|other| *other == EventRow(row));
    assert!(in_order(&screen(&db)));
    assert!(at(1) < at(2) && at(2) < at(3), "{rows:?}");
    assert!(at(4) < at(5) && at(5) < at(6) && at(6) < at(7), "{rows:?}");
}

#[test]
fn however_many_come_late_to_one_place_there_is_room_and_the_mark_stays_at_its_row() {
    for backwards in [false, true] {
        let db = store();
        let db = WriteTx::pretended(&db);
        let mut places = Places::of(CONVERSATION);
        let said = |device, said| Said {
            room: RoomRow(1),
            device,
            said,
        };
        insert(&db, &mut places, said(2, 1));
        let last = insert(&db, &mut places, said(1, 1_000_000));
        let after = insert(&db, &mut places, said(2, 2));
        places.settle(&db).expect("settled");
        assert!(read_marks::advance(&db, CONVERSATION, last).expect("read"));
        let count = 1_500;
        for nth in 1..=count {
            let stamp = if backwards { count + 1 - nth } else { nth };
            let mut places = Places::of(CONVERSATION);
            insert(&db, &mut places, said(1, stamp));
            places.settle(&db).expect("settled");
        }
        let now = screen(&db);
        assert!(in_order(&now));
        let rows: Vec<EventRow> = now.iter().map(|(row, ..)| *row).collect();
        assert_eq!(
            (rows[0], rows[count as usize + 1], rows[count as usize + 2]),
            (EventRow(1), last, after)
        );
        let mark = read_marks::mark(&db, CONVERSATION).expect("read");
        let of_row: i64 = db
            .query_row(
                "SELECT position FROM message WHERE id = ?1",
                [last],
                |row| row.get(0),
            )
            .expect("read");
        assert_eq!(mark.position, of_row);
        let unread = read_marks::unread(&db, CONVERSATION, mark).expect("counted");
        assert_eq!(
            unread.messages,
            read_marks::MOST_UNREAD,
            "all that came late, and one"
        );
        read_marks::advance(&db, CONVERSATION, after).expect("read");
        let mark = read_marks::mark(&db, CONVERSATION).expect("read");
        assert_eq!(
            read_marks::unread(&db, CONVERSATION, mark)
                .expect("counted")
                .messages,
            0
        );
    }
}

/// What is kept of the events that nobody knows.
fn kept(db: &ReadTx<'_>) -> Vec<EventRow> {
    let mut kept = db
        .prepare_cached("SELECT id FROM event WHERE content IS NOT NULL ORDER BY id")
        .expect("read");
    kept.query_map([], |row| row.get(0))
        .expect("read")
        .collect::<Result<_, _>>()
        .expect("read")
}

#[test]
fn of_what_nobody_knows_the_newest_is_kept() {
    let db = store();
    let db = WriteTx::pretended(&db);
    let mut places = Places::of(CONVERSATION);
    let mut rows = Vec::new();
    for said in 1..=5 {
        let (room, device) = (RoomRow(1), 1);
        rows.push(insert(&db, &mut places, Said { room, device, said }));
        newer::bound_larger(&db, &mut Coming::default(), RoomRow(1), (0, 3)).expect("bounded");
    }
    assert_eq!(kept(&db), rows[2..]);
}

#[test]
fn noise_of_one_takes_nothing_of_what_others_said_in_newer_kinds() {
    let db = store();
    let db = WriteTx::pretended(&db);
    let mut places = Places::of(CONVERSATION);
    let mut says = |device, said| {
        let room = RoomRow(1);
        let row = insert(&db, &mut places, Said { room, device, said });
        newer::bound_larger(&db, &mut Coming::default(), RoomRow(1), (0, 8)).expect("bounded");
        row
    };
    let others = [says(1, 1), says(1, 2), says(2, 3)];
    let noise: Vec<EventRow> = (0..100).map(|said| says(3, 10 + said)).collect();
    let more = says(2, 200);
    let left = kept(&db);
    assert!(left.len() <= 8);
    for row in others.iter().chain([&more]) {
        assert!(left.contains(row), "what others said is kept");
    }
    // Control: of their own the oldest goes, and is known to be gone.
    assert!(!left.contains(&noise[0]) && left.contains(&noise[99]));
    let let_go: i64 = db
        .query_row(
            &format!(
                "SELECT count(*) FROM event WHERE verdict = {}",
                Verdict::LetGo as i64
            ),
            [],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(let_go, 104 - i64::try_from(left.len()).expect("few"));
}
