//! What is made of events by what is said of them: folding one anew, making all of it anew, and a page on which
//! every row has a quote and reactions.

use std::time::Instant;

use kith_core::{
    Client,
    content::{
        event::ContentKind,
        head::Target,
        relation::{edit::Edit, reaction::Reaction},
        reply::Reply,
        text::Text,
    },
    hostile::Heard,
    ids::{CircleId, DeviceId, PersonId},
    rights::table::Audience,
    view::TimelineRow,
};

use crate::{
    crowd::{Crowd, MESSAGE, in_own_process, reopen},
    report::{Report, percentile},
    words::Words,
};

/// Of ten of them seven are words, two are reactions, and one is an edit.
const EVENTS: usize = 100_000;
const BATCH: usize = 10_000;
const PAGE: usize = 50;
const ROUNDS: usize = 500;

pub async fn run(report: &Report) {
    let crowd = Crowd::with(1).await;
    let home = crowd.patient_leaves().await;
    let figures = in_own_process("measure-derived", home, &[]).await;
    report.figure("fold_event_us", figures[0], "us", figures[3] as usize);
    report.figure("rebuild_100k_ms", figures[1], "ms", EVENTS);
    report.figure("page_reacted_us", figures[2], "us", ROUNDS);
}

/// In the process of the client: its folder, its key.
pub async fn measured(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    let circle = client.circles().await.expect("listed")[0].id;
    let people = client.people(circle).await.expect("listed");
    let people: Vec<PersonId> = people.iter().filter(|p| !p.me).map(|p| p.person).collect();
    let mut talk = Talk::of(people);
    for _ in 0..EVENTS / BATCH {
        let heard = talk.next(BATCH);
        client
            .hears(circle, Audience::Circle, heard)
            .await
            .expect("kept");
    }
    let mut took: Vec<f64> = client
        .folds()
        .await
        .expect("folded")
        .iter()
        .map(|took| took.as_secs_f64() * 1e6)
        .collect();
    let (items, rebuilt) = client.rebuilds().await.expect("rebuilt");
    assert_eq!(client.verify_derived().await.expect("compared"), 0);
    let reacted = talk.reacted(PAGE + 1);
    client
        .hears(circle, Audience::Circle, reacted)
        .await
        .expect("kept");
    println!(
        "{} {} {} {items}",
        percentile(&mut took, 0.5),
        rebuilt.as_secs_f64() * 1e3,
        page(&client, circle).await,
    );
    client.close().await;
}

/// A conversation is opened; its page, of which each row has a quote and reactions. In microseconds.
async fn page(client: &Client, circle: CircleId) -> f64 {
    let newest = client.timeline(circle, None, 1).await.expect("read")[0].id;
    client.mark_read(circle, newest).await.expect("noted");
    let mut took = Vec::new();
    for _ in 0..2 * ROUNDS {
        let start = Instant::now();
        let chat = client
            .watch_chat(circle)
            .0
            .next()
            .await
            .expect("read")
            .expect("a page");
        took.push(start.elapsed().as_secs_f64() * 1e6);
        assert_eq!(chat.rows.len(), PAGE);
        let is_whole = |row: &TimelineRow| row.signs.len() == 3 && row.quote.is_some();
        assert!(chat.rows.iter().all(is_whole));
    }
    percentile(&mut took[ROUNDS..], 0.5)
}

/// What people say, each with a device that nobody has.
struct Talk {
    people: Vec<PersonId>,
    counter: u64,
    words: Words,
    /// What was said last, and what came before it.
    last: Target,
    author: usize,
}

impl Talk {
    fn of(people: Vec<PersonId>) -> Self {
        Self {
            people,
            counter: 0,
            words: Words::new(29),
            last: Target {
                device: DeviceId([0; 16]),
                counter: 0,
            },
            author: 0,
        }
    }

    fn next(&mut self, count: usize) -> Vec<Heard> {
        (0..count)
            .map(|n| match n % 10 {
                0..7 => self.text(n),
                7 => self.reaction(n, "👍"),
                8 => self.reaction(n, "❤️"),
                _ => self.edit(),
            })
            .collect()
    }

    /// So many words, each in answer to those before it, and each with the reactions of three people.
    fn reacted(&mut self, count: usize) -> Vec<Heard> {
        let mut all = Vec::new();
        for n in 0..count {
            all.push(self.answer(n));
            for (by, sign) in ["👍", "❤️", "🙏"].into_iter().enumerate() {
                all.push(self.reaction(n + 1 + by, sign));
            }
        }
        all
    }

    fn text(&mut self, by: usize) -> Heard {
        let text = Text::new(&self.words.text(MESSAGE))
            .expect("words")
            .encode();
        self.words_of(by, ContentKind::TEXT, text)
    }

    fn answer(&mut self, by: usize) -> Heard {
        let reply = Reply {
            target: self.last,
            body: self.words.text(MESSAGE),
            mentions: Vec::new(),
        };
        self.words_of(by, ContentKind::REPLY, reply.encode())
    }

    fn words_of(&mut self, by: usize, kind: ContentKind, content: Vec<u8>) -> Heard {
        let heard = self.says(by, kind, content);
        self.last = Target {
            device: heard.device,
            counter: heard.counter,
        };
        self.author = by;
        heard
    }

    fn reaction(&mut self, by: usize, sign: &str) -> Heard {
        let reaction = Reaction {
            target: self.last,
            replaces: Vec::new(),
            sign: Some(sign.to_owned()),
        };
        self.says(by, ContentKind::REACTION, reaction.encode())
    }

    fn edit(&mut self) -> Heard {
        let edit = Edit {
            target: self.last,
            parents: Vec::new(),
            body: self.words.text(MESSAGE),
        };
        self.says(self.author, ContentKind::EDIT, edit.encode())
    }

    fn says(&mut self, by: usize, kind: ContentKind, content: Vec<u8>) -> Heard {
        self.counter += 1;
        let person = self.people[by % self.people.len()];
        Heard {
            device: DeviceId(person.0),
            person,
            counter: self.counter,
            at: 1_700_000_000_000 + self.counter * 1_000,
            kind,
            content,
        }
    }
}
