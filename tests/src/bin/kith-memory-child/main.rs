//! A client in a process of its own whose memory is searched. It wipes what it frees, as every
//! program that links Kith should (docs/storage.md), and gets and gives every secret masked, so
//! that only what Kith itself leaves behind can be found.

use std::{
    io::{BufRead, Write},
    sync::Arc,
};

use kith_core::{
    Client, NewInvitation, Options, Role,
    circle::room_id::shared,
    rights::table::Audience,
    store::{StoreKey, circle::invitations::InvitationState, rows::EventRow},
};
use kith_tests::{TestClock, hidden, shown};
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static WIPES: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// A time that does not come.
const LATER_MS: u64 = 4_000_000_000_000;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async { tokio::spawn(live()).await.expect("it lives") });
}

fn key(hex: &str) -> StoreKey {
    let bytes = shown(hex);
    StoreKey::from_bytes(bytes.as_slice().try_into().expect("a key's length"))
}

fn text(hex: &str) -> zeroize::Zeroizing<String> {
    let text = std::str::from_utf8(&shown(hex)).expect("text").to_owned();
    zeroize::Zeroizing::new(text)
}

fn next() -> Option<Vec<String>> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).ok()?;
    (read > 0).then(|| line.split_whitespace().map(str::to_owned).collect())
}

/// Opens the store in the folder that is named first, then does what it is asked.
async fn live() {
    let dir = std::env::args().nth(1).expect("a folder");
    let mut client = None;
    while let Some(words) = tokio::task::block_in_place(next) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = match (words.as_slice(), &client) {
            (["open", hex], _) => {
                let options = Options {
                    clock: Arc::new(TestClock::default()),
                    ..Options::new(&dir)
                };
                let opened = Client::open(options, key(hex)).await;
                client = Some(opened.expect("the store opens"));
                String::new()
            }
            (words, Some(client)) => does(client, words).await,
            _ => panic!("not open"),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "done {answer}").expect("heard");
    }
}

/// The newest row with these words.
async fn row(client: &Client, words: &str) -> EventRow {
    let circle = client.circles().await.expect("listed")[0].id;
    let rows = client.timeline(circle, None, 100).await.expect("read");
    let words = text(words);
    let mut such = rows.iter().filter(|row| row.body() == words.as_str());
    such.next().expect("a row").id
}

async fn does(client: &Client, words: &[&str]) -> String {
    match words {
        ["redeem", link, name] => {
            let (link, name) = (text(link), text(name));
            client.redeem(&link, &name).await.expect("redeemed");
        }
        ["gather", title] => {
            let clinic = client.clinics().await.expect("listed").remove(0);
            let title = text(title);
            let made = client.create_circle(clinic.account, &title).await;
            made.expect("made");
        }
        ["invite", relationship] => {
            let whom = NewInvitation {
                role: Role::Clinician,
                relationship: text(relationship).to_string(),
                valid_for_ms: DAY_MS,
            };
            let circle = client.circles().await.expect("listed")[0].id;
            let link = client.invite(circle, whom).await.expect("invited");
            return hidden(link.as_bytes());
        }
        ["approve"] => {
            let circle = client.circles().await.expect("listed")[0].id;
            for row in client.invitations(circle).await.expect("listed") {
                if row.state == InvitationState::Consented {
                    client.approve(row.id).await.expect("approved");
                }
            }
        }
        ["say", words] => {
            let circle = client.circles().await.expect("listed")[0].id;
            let sent = client
                .send(shared(&circle, Audience::Circle), &text(words))
                .await;
            sent.expect("kept");
        }
        ["later", words] => {
            let circle = client.circles().await.expect("listed")[0].id;
            let room = shared(&circle, Audience::Circle);
            let later = client.say_later(room, &text(words), LATER_MS, None).await;
            later.expect("kept");
        }
        ["begin", words] => {
            let circle = client.circles().await.expect("listed")[0].id;
            let kept = client
                .keep_draft(circle, Audience::Circle, &text(words))
                .await;
            kept.expect("kept");
        }
        ["edit", words, others] => {
            let row = row(client, words).await;
            client.edit(row, &text(others)).await.expect("edited");
        }
        ["react", words, sign] => {
            let row = row(client, words).await;
            client.react(row, &text(sign), true).await.expect("put");
        }
        ["pin", words] => {
            let row = row(client, words).await;
            client.pin(row, true).await.expect("put there");
        }
        ["undo", words] => client.undo(row(client, words).await).await.expect("undone"),
        ["delete", words] => {
            let deleted = client.delete_for_everyone(row(client, words).await).await;
            deleted.expect("deleted");
        }
        ["sync"] => drop(client.sync().await.expect("synced")),
        ["start"] => client.start().await.expect("started"),
        ["read"] => {
            let circle = client.circles().await.expect("listed")[0].id;
            let rows = client.timeline(circle, None, 100).await.expect("read");
            return rows.len().to_string();
        }
        ["find", words] => {
            let found = client.search(&text(words), 10).await.expect("searched");
            return found.len().to_string();
        }
        ["suspend"] => client.suspend().await.expect("suspended"),
        ["resume"] => client.resume().await.expect("resumed"),
        ["yield"] => tokio::task::yield_now().await,
        ["lock"] => client.lock().await.expect("locked"),
        ["unlock", hex] => client.unlock(key(hex)).await.expect("unlocked"),
        ["close"] => client.close().await,
        other => panic!("not known: {}", other[0]),
    }
    String::new()
}
