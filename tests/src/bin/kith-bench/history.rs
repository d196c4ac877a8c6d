//! Years of messages: opening cold, searching, and what a message takes on disk. The store is
//! filled through its own functions in batches, then kept for the next run.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    cpu,
    crowd::{Crowd, Home, MESSAGE, in_own_process, reopen, unhex},
    report::{Report, percentile},
    words::{Words, spelled},
};
use kith_core::{
    Client,
    content::{event::ContentKind, stamp::Stamp, text::Text},
    ids::{DeviceId, MessageId, PersonId},
    store::{
        Database, OpenOptions, StoreError, StoreKey,
        rows::{ConversationRow, RoomRow},
        timeline::{
            events::{NewEvent, Verdict},
            messages::{self, Places},
        },
    },
};

use kith_protocol::ids::digest;

const BATCH: usize = 20_000;
const OPENINGS: usize = 9;
const SEARCHES: usize = 11;
/// The most frequent word of the texts, and one of the rarest.
const COMMON: usize = 0;
const RARE: usize = 19_000;

pub async fn run(report: &Report, messages: usize) {
    let home = fixture(messages).await;
    // Left unread by a run that was stopped, it is so again now.
    unread(&home).await;
    let [opened, _] = openings(&home).await;
    report.figure("cold_open_unread_ms", opened, "ms", messages);
    let marked = in_own_process("measure-marking", &home, &[]).await;
    report.figure("mark_read_ms", marked[0], "ms", messages);
    let [opened, _] = openings(&home).await;
    report.figure("cold_open_ms", opened, "ms", messages);
    unread(&home).await;
    let search = in_own_process("measure-search", &home, &[]).await;
    report.figure("search_common_ms", search[0], "ms", messages);
    report.figure("search_rare_ms", search[1], "ms", messages);
    let bytes = std::fs::metadata(home.dir.join("kith.db"))
        .expect("a store")
        .len();
    report.figure(
        "store_bytes_per_message",
        bytes as f64 / messages as f64,
        "bytes",
        messages,
    );
}

/// How long a store takes to open, and the CPU that it takes, in ms: the middle of some openings.
pub async fn openings(home: &Home) -> [f64; 2] {
    let (mut wall, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..=OPENINGS {
        let figures = in_own_process("measure-opening", home, &[]).await;
        wall.push(figures[0]);
        cpu.push(figures[1]);
    }
    // The first one warmed the cache.
    wall.remove(0);
    cpu.remove(0);
    [percentile(&mut wall, 0.5), percentile(&mut cpu, 0.5)]
}

/// In the process of the client: opens, lists, reads the newest 50.
pub async fn opening(arguments: &[String]) {
    let (start, before) = (Instant::now(), cpu::used_us());
    let client = reopen(&arguments[0], &arguments[1]).await;
    let circles = client.circles().await.expect("listed");
    let page = client
        .timeline(circles[0].id, None, 50)
        .await
        .expect("read");
    let (took, used) = (start.elapsed(), cpu::used_us() - before);
    assert_eq!(page.len(), 50);
    println!("{} {}", took.as_secs_f64() * 1e3, used / 1e3);
    client.close().await;
}

/// In the process of the client: everything is marked as read, circle by circle. The time, and the
/// CPU, in ms.
pub async fn marking(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    let (start, before) = (Instant::now(), cpu::used_us());
    mark_read(&client).await;
    let (took, used) = (start.elapsed(), cpu::used_us() - before);
    println!("{} {}", took.as_secs_f64() * 1e3, used / 1e3);
    client.close().await;
}

async fn mark_read(client: &Client) {
    for circle in client.circles().await.expect("listed") {
        if let Some(newest) = circle.last {
            let seen = client.mark_read(circle.id, newest.id).await;
            seen.expect("noted");
        }
    }
}

/// Nothing in a store was read.
async fn unread(home: &Home) {
    let key = StoreKey::from_bytes(&unhex(&home.key));
    let db = Database::open(&home.dir, &key, OpenOptions::app()).expect("the store opens");
    db.write(|tx| -> Result<(), StoreError> {
        tx.execute("DELETE FROM read_mark", [])?;
        Ok(())
    })
    .await
    .expect("forgotten");
    db.close().await;
}

/// In the process of the client: the newest 50 of a common and of a rare word. The time of each, and
/// the CPU, in ms.
pub async fn search(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    let mut figures = Vec::new();
    let mut used = Vec::new();
    for rank in [COMMON, RARE] {
        let word = spelled(rank);
        let mut times = Vec::new();
        let before = cpu::used_us();
        for _ in 0..SEARCHES {
            let start = Instant::now();
            let hits = client.search(&word, 50).await.expect("searched");
            times.push(start.elapsed().as_secs_f64() * 1e3);
            assert!(!hits.is_empty(), "the word is there");
        }
        figures.push(percentile(&mut times, 0.5));
        used.push((cpu::used_us() - before) / 1e3 / SEARCHES as f64);
    }
    println!("{} {} {} {}", figures[0], figures[1], used[0], used[1]);
    client.close().await;
}

/// Leaves a store of which one conversation was read and the others were not, and prints its folder;
/// its key is beside it.
pub async fn prepare(messages: usize) {
    let home = fixture(messages).await;
    unread(&home).await;
    let client = reopen(&home.dir.to_string_lossy(), &home.key).await;
    let circle = client.circles().await.expect("listed")[0].id;
    let newest = client.timeline(circle, None, 1).await.expect("read");
    let seen = client.mark_read(circle, newest[0].id).await;
    seen.expect("noted");
    client.close().await;
    println!("{}", home.dir.display());
}

/// Two schemas never share a store: the folder is named by what the tables are.
fn schema() -> String {
    let tables = [
        include_bytes!("../../../../core/src/store/schema/0001_mls.sql").as_slice(),
        include_bytes!("../../../../core/src/store/schema/0001_domain.sql").as_slice(),
    ];
    digest("kith/v1/bench-schema", &tables).to_hex()[..8].to_owned()
}

fn cache() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("a home")).join(".cache"),
        PathBuf::from,
    );
    base.join("kith").join("bench")
}

async fn fixture(count: usize) -> Home {
    let dir = cache().join(format!("history-{}-{count}", schema()));
    let key = dir.join("key");
    if let Ok(text) = std::fs::read_to_string(&key) {
        return Home { dir, key: text };
    }
    let _ = std::fs::remove_dir_all(&dir);
    let crowd = Crowd::gather().await;
    let home = filled(crowd.patient_leaves().await, dir, count).await;
    std::fs::write(&key, &home.key).expect("the key is kept");
    home
}

/// A copy of a closed store, in `dir`, with so many messages that nobody has read.
pub async fn filled(home: &Home, dir: PathBuf, count: usize) -> Home {
    copy(&home.dir, &dir);
    fill(&dir, &home.key, count).await;
    Home {
        dir,
        key: home.key.clone(),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}

async fn fill(dir: &Path, key: &str, count: usize) {
    let key = StoreKey::from_bytes(&unhex(key));
    let db = Database::open(dir, &key, OpenOptions::app()).expect("the store opens");
    let mut words = Words::new(23);
    for start in (0..count).step_by(BATCH) {
        let batch: Vec<String> = (start..count.min(start + BATCH))
            .map(|_| words.text(MESSAGE))
            .collect();
        db.write(move |tx| -> Result<(), StoreError> {
            let rooms: Vec<(RoomRow, ConversationRow)> = tx
                .prepare_cached("SELECT id, conversation FROM room")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let people: Vec<[u8; 16]> = tx
                .prepare_cached("SELECT DISTINCT person FROM participant")?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut places: Vec<Places> = rooms.iter().map(|(_, c)| Places::of(*c)).collect();
            for (n, text) in batch.iter().enumerate() {
                let at = start + n;
                let (room, conversation) = rooms[at % rooms.len()];
                // Rooms of one conversation share its timeline.
                let first = rooms
                    .iter()
                    .position(|(_, c)| *c == conversation)
                    .unwrap_or(0);
                let mut name = [0; 16];
                name[..8].copy_from_slice(
                    &(at as u64)
                        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                        .to_be_bytes(),
                );
                let content = Text::new(text).expect("words").encode();
                let at_ms = 1_700_000_000_000 + at as u64 * 60_000;
                let event = NewEvent {
                    conversation,
                    room,
                    device: DeviceId(people[at % people.len()]),
                    person: PersonId(people[at % people.len()]),
                    counter: at as u64 + 1,
                    kind: ContentKind::TEXT,
                    said: Stamp::at(at_ms),
                    policy: Some(6),
                    seq: Some(at as u64 + 1),
                    at: Some(at_ms),
                    name: MessageId(name),
                    hash: name,
                    verdict: Verdict::Allowed,
                    content: &content,
                };
                messages::insert(tx, &mut places[first], &event, text)?;
            }
            for places in places {
                places.settle(tx)?;
            }
            Ok(())
        })
        .await
        .expect("filled");
    }
    db.close().await;
}
