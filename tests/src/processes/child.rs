//! The process's own side of the pipe: a real client, or a real relay, that does what it is asked
//! until it is told to close, or dies.

use std::{
    io::{BufRead, Write},
    path::Path,
    sync::Arc,
    time::Duration,
};

use super::ask::{Answer, Ask, BEHIND, Deed, Row, parts};
use crate::TestClock;
use kith_core::{
    Client, Error, NewInvitation, Options, Role,
    circle::room_id::shared,
    hostile::RoomState,
    ids::{CircleId, ConversationId, RoomId},
    rights::table::Audience,
    store::{Mode, StoreKey, circle::invitations::InvitationState, timeline::messages::RowKind},
    view::{JoiningStanding, TimelineRow},
};
use kith_relay::{
    Config, Relay,
    config::{Rate, Rates},
};

/// How long what is to be shown may take.
const PATIENCE: Duration = Duration::from_secs(60);
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Takes its orders from the command line and the environment, then from the pipe.
pub async fn live(arguments: &[String]) {
    let clock = TestClock::default();
    let set = |name: &str| std::env::var(name).ok();
    let moving = set("KITH_CLOCK").is_some();
    if let Some(ms) = set("KITH_LATER_MS") {
        clock.advance_ms(ms.parse().expect("milliseconds"));
    }
    if let (Some(point), Some(pass)) = (set("KITH_DIE_AT"), set("KITH_DIE_AT_PASS")) {
        kith_crash::arm(&point, pass.parse().expect("a number"));
    }
    if let Some(flaw) = set("KITH_FLAW") {
        kith_crash::make(&flaw);
    }
    match arguments {
        [kind, dir, listen] if kind == "relay" => relay(dir, listen, clock, moving).await,
        [kind, dir, name, key] => {
            let mode = match kind.as_str() {
                "app" => Mode::App,
                _ => Mode::Extension,
            };
            client((Path::new(dir), name, key), mode, clock, moving).await;
        }
        _ => panic!("not known: {arguments:?}"),
    }
}

fn next() -> Option<Ask> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).ok()?;
    (read > 0).then(|| serde_json::from_str(&line).expect("a question"))
}

fn say(answer: &Answer) {
    let line = serde_json::to_string(answer).expect("an answer");
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: so be it.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// What concerns every process.
fn common(ask: &Ask, clock: &TestClock) -> bool {
    match ask {
        Ask::Arm(point, pass) => kith_crash::arm(point, *pass),
        Ask::Disarm => kith_crash::disarm(),
        Ask::Tick(ms) => clock.advance_ms(*ms),
        _ => return false,
    }
    true
}

async fn relay(dir: &str, listen: &str, clock: TestClock, moving: bool) {
    let mut config = Config::new(dir, listen.parse().expect("an address"));
    if !moving {
        config.clock = Arc::new(clock.clone());
    }
    let plenty = Rate {
        burst: 1 << 30,
        per_second: 1e9,
    };
    config.limits.rates = Rates::all(plenty);
    let relay = match Relay::start(config).await {
        Ok(relay) => relay,
        Err(error) => return say(&Answer::Failed(format!("{error:?}"))),
    };
    say(&Answer::Listening(relay.address().to_string()));
    while let Some(ask) = tokio::task::block_in_place(next) {
        if common(&ask, &clock) {
            say(&Answer::Done);
            continue;
        }
        match ask {
            Ask::Retain => say(&match relay.run_retention().await {
                Ok(expired) => Answer::Count(expired.total()),
                Err(error) => Answer::Failed(format!("{error:?}")),
            }),
            Ask::Close => {
                relay.shutdown().await;
                return say(&Answer::Done);
            }
            other => panic!("not of a relay: {other:?}"),
        }
    }
}

async fn client((dir, name, key): (&Path, &str, &str), mode: Mode, clock: TestClock, moving: bool) {
    let mut bytes = [0; StoreKey::LEN];
    for (byte, hex) in bytes.iter_mut().zip(key.as_bytes().chunks(2)) {
        let hex = std::str::from_utf8(hex).expect("hexadecimal");
        *byte = u8::from_str_radix(hex, 16).expect("hexadecimal");
    }
    let mut options = Options {
        mode,
        ..Options::new(dir)
    };
    if !moving {
        options.clock = Arc::new(clock.clone());
    }
    let client = match Client::open(options, StoreKey::from_bytes(&bytes)).await {
        Ok(client) => client,
        Err(error) => return say(&Answer::Failed(format!("{error:?}"))),
    };
    say(&Answer::Done);
    while let Some(ask) = tokio::task::block_in_place(next) {
        if common(&ask, &clock) {
            say(&Answer::Done);
        } else if matches!(ask, Ask::Close) {
            client.close().await;
            return say(&Answer::Done);
        } else {
            let done = answer(&client, name, ask).await;
            say(&done.unwrap_or_else(|error| Answer::Failed(format!("{error:?}"))));
        }
    }
}

async fn answer(client: &Client, name: &str, ask: Ask) -> Result<Answer, Error> {
    Ok(match ask {
        Ask::Redeem(link) => {
            client.redeem(&link, name).await?;
            Answer::Done
        }
        Ask::MakeCircle(title) => {
            if client.circles().await?.is_empty() {
                let clinic = client.clinics().await?.pop().ok_or(Error::NotFound)?;
                client.create_circle(clinic.account, &title).await?;
            }
            Answer::Done
        }
        Ask::Invite { clinician } => {
            let role = if clinician {
                Role::Clinician
            } else {
                Role::Family
            };
            let whom = NewInvitation {
                role,
                relationship: String::new(),
                valid_for_ms: DAY_MS,
            };
            Answer::Link(client.invite(circle(client).await?, whom).await?)
        }
        Ask::Approve => Answer::Count(approve(client).await?),
        Ask::Remove(name) => {
            let circle = circle(client).await?;
            let people = client.people(circle).await?;
            if let Some(row) = people.into_iter().find(|row| row.name == name) {
                client.remove(circle, row.person).await?;
            }
            Answer::Done
        }
        Ask::Decline => {
            for row in client.invitations(circle(client).await?).await? {
                if row.state == InvitationState::Consented {
                    client.decline(row.id).await?;
                }
            }
            Answer::Done
        }
        Ask::TurnedDown => {
            let joining = client.inbox().await?.joining;
            let declined = joining
                .iter()
                .filter(|row| row.standing == JoiningStanding::Declined);
            Answer::Count(declined.count() as u64)
        }
        Ask::LosePlace => {
            let circle = circle(client).await?;
            client.claim_lost(circle, Audience::Circle).await?;
            Answer::Done
        }
        Ask::Lost => {
            let rooms = client.rooms(circle(client).await?).await?;
            let lost = rooms.iter().filter(|room| room.state != RoomState::Active);
            Answer::Count(lost.count() as u64)
        }
        Ask::TalkAlone(name) => {
            let circle = circle(client).await?;
            let people = client.people(circle).await?;
            if let Some(row) = people.into_iter().find(|row| row.name == name) {
                client.talk_alone(circle, row.person).await?;
            }
            Answer::Done
        }
        Ask::StartAnew => {
            client.start_anew(circle(client).await?).await?;
            Answer::Done
        }
        Ask::Say { care, words } => {
            let audience = if care {
                Audience::Care
            } else {
                Audience::Circle
            };
            client
                .send(shared(&circle(client).await?, audience), &words)
                .await?;
            Answer::Done
        }
        Ask::Do(deed, words) => {
            does(client, deed, &words).await?;
            Answer::Done
        }
        Ask::SayLater(words) => {
            let room = shared(&circle(client).await?, Audience::Circle);
            client.say_later(room, &words, 1, None).await?;
            Answer::Done
        }
        Ask::Look => {
            let circle = circle(client).await?;
            if let Some(newest) = client.timeline(circle, None, 1).await?.first() {
                client.mark_read(circle, newest.id).await?;
            }
            Answer::Done
        }
        Ask::SayAlone(words) => {
            client.send(RoomId(alone(client).await?.0), &words).await?;
            Answer::Done
        }
        Ask::ReadAlone => {
            let rows = client.timeline(alone(client).await?, None, 500).await?;
            let said = rows.iter().rev().filter(|row| row.kind() == RowKind::Text);
            Answer::Names(said.map(|row| row.body().to_owned()).collect())
        }
        Ask::Sync => Answer::Count(client.sync().await?.waiting),
        Ask::Start => {
            client.start().await?;
            Answer::Done
        }
        Ask::Shows(reach) => shows(client, &reach).await?,
        Ask::Read => Answer::Screen(read(client).await?),
        Ask::People => {
            let people = client.people(circle(client).await?).await?;
            let mut names: Vec<String> = people.into_iter().map(|row| row.name).collect();
            names.sort();
            Answer::Names(names)
        }
        Ask::Suspend => {
            client.suspend().await?;
            Answer::Done
        }
        Ask::Resume => {
            client.resume().await?;
            Answer::Done
        }
        other => panic!("not of a client: {other:?}"),
    })
}

async fn circle(client: &Client) -> Result<CircleId, Error> {
    let circles = client.circles().await?;
    circles.first().map(|row| row.id).ok_or(Error::NotFound)
}

/// The talk of two.
async fn alone(client: &Client) -> Result<ConversationId, Error> {
    let circles = client.circles().await?.into_iter();
    let mut pairs = circles.filter(|row| row.with.is_some());
    let pair = pairs.next().ok_or(Error::NotFound)?;
    Ok(pair.conversation)
}

async fn does(client: &Client, deed: Deed, words: &str) -> Result<(), Error> {
    let rows = timeline(client).await?.into_iter();
    let is_said = |row: &TimelineRow| row.kind() == RowKind::Text && parts(row.body()).0 == words;
    let Some(row) = rows.rev().find(is_said) else {
        return Ok(());
    };
    match deed {
        Deed::React(on) => client.react(row.id, "👍", on).await,
        Deed::Pin(on) => client.pin(row.id, on).await,
        Deed::Edit(behind) => {
            client
                .edit(row.id, &format!("{words}{BEHIND}{behind}"))
                .await
        }
        Deed::Reply(answer) => {
            let said = client.answer(row.room, &answer, Some(row.id)).await;
            said.map(drop)
        }
        Deed::Delete => client.delete_for_everyone(row.id).await,
        Deed::Undo => client.undo(row.id).await,
    }
}

/// Waits for what the list shows of the way to the relay.
async fn shows(client: &Client, reach: &str) -> Result<Answer, Error> {
    let mut watch = client.watch_inbox();
    let shown = async {
        while let Some(inbox) = watch.next().await? {
            if inbox
                .clinics
                .iter()
                .all(|clinic| format!("{:?}", clinic.reach) == reach)
            {
                return Ok(Answer::Done);
            }
        }
        Err(Error::NotFound)
    };
    let never = |_| Ok(Answer::Failed(format!("never {reach}")));
    tokio::time::timeout(PATIENCE, shown)
        .await
        .unwrap_or_else(never)
}

/// Staff too: whoever has redeemed one of the patient's invitations.
async fn approve(client: &Client) -> Result<u64, Error> {
    let mut approved = 0;
    for row in client.invitations(circle(client).await?).await? {
        if row.state == InvitationState::Consented {
            client.approve(row.id).await?;
            approved += 1;
        }
    }
    Ok(approved)
}

async fn read(client: &Client) -> Result<Vec<Row>, Error> {
    let mut rows = timeline(client).await?;
    // Joining is told by the list of people; what every device notes for itself is not compared.
    rows.retain(|row| row.kind() != RowKind::Membership);
    Ok(rows.into_iter().map(Row::from).collect())
}

/// All of it, oldest first.
async fn timeline(client: &Client) -> Result<Vec<TimelineRow>, Error> {
    let Ok(circle) = circle(client).await else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    let mut before = None;
    loop {
        let page = client.timeline(circle, before, 500).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.position);
        rows.extend(page);
    }
    rows.reverse();
    Ok(rows)
}
