//! What someone has on the screen.

use std::time::Duration;

use crate::Person;
use kith_core::{
    Reach,
    ids::ConversationId,
    store::timeline::{
        messages::{MessageState, RowKind},
        notice::Notice,
    },
    view::{Hit, RowContent, SearchQuery, TimelineRow},
};

/// How long a scenario waits for what it is to see.
const PATIENCE: Duration = Duration::from_secs(60);

/// A row of a timeline, cut down to what a scenario asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub kind: RowKind,
    /// How far it has come.
    pub state: MessageState,
    /// Who wrote it, or whom it is about.
    pub who: String,
    /// Words or a code.
    pub body: String,
}

impl Person {
    /// Waits until their app shows the way to the relay so; answers how it was shown before, in order.
    pub async fn shows(&self, reach: Reach) -> Vec<Reach> {
        let mut watch = self.client.watch_inbox();
        let mut before = Vec::new();
        let shown = async {
            loop {
                let inbox = watch.next().await.expect("read").expect("open");
                let now = inbox.clinics.first().expect("enrolled").reach;
                if now == reach {
                    return;
                }
                if before.last() != Some(&now) {
                    before.push(now);
                }
            }
        };
        let shown = tokio::time::timeout(PATIENCE, shown).await;
        assert!(shown.is_ok(), "{}: {before:?}, never {reach:?}", self.name);
        before
    }

    /// Waits until they read this last, without a sync of ours.
    pub async fn comes_to_read(&self, said: &str) {
        let (mut watch, _wheel) = self.client.watch_chat(self.circle().await);
        let read = async {
            loop {
                let chat = watch.next().await.expect("read").expect("open");
                if chat.rows.last().is_some_and(|row| row.body() == said) {
                    return;
                }
            }
        };
        let read = tokio::time::timeout(PATIENCE, read).await;
        assert!(read.is_ok(), "{} never came to read {said:?}", self.name);
    }

    /// The names of everyone in the circle, sorted.
    pub async fn sees_people(&self) -> Vec<String> {
        let circle = self.circle().await;
        let people = self.client.people(circle).await.expect("people are listed");
        let mut names: Vec<String> = people.into_iter().map(|row| row.name).collect();
        names.sort();
        names
    }

    /// Everything on the screen, oldest first.
    pub async fn sees(&self) -> Vec<Line> {
        let circle = self.circle().await;
        let mut rows = Vec::new();
        let mut before = None;
        loop {
            let page = self
                .client
                .timeline(circle, before, 100)
                .await
                .expect("the timeline is read");
            let Some(last) = page.last() else { break };
            before = Some(last.position);
            rows.extend(page);
        }
        rows.reverse();
        rows.into_iter().map(line).collect()
    }

    /// The messages on the screen, oldest first, as "Name: words".
    pub async fn reads(&self) -> Vec<String> {
        self.sees()
            .await
            .into_iter()
            .filter(|line| line.kind == RowKind::Text)
            .map(|line| format!("{}: {}", line.who, line.body))
            .collect()
    }

    /// The newest row with these words.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn row(&self, body: &str) -> TimelineRow {
        let circle = self.circle().await;
        let rows = self.client.timeline(circle, None, 500).await;
        let mut rows = rows.expect("read").into_iter();
        rows.find(|row| row.body() == body)
            .unwrap_or_else(|| panic!("{} has no {body}", self.name))
    }

    /// Rows of one kind, by their codes.
    pub async fn codes(&self, kind: RowKind) -> Vec<String> {
        self.sees()
            .await
            .into_iter()
            .filter(|line| line.kind == kind)
            .map(|line| line.body)
            .collect()
    }

    /// Of what could not be read, how many each row tells of, oldest first.
    pub async fn could_not_read(&self) -> Vec<u32> {
        let id = self.circle().await;
        let rows = self.client.timeline(id, None, 500).await.expect("read");
        let told = rows.into_iter().rev().filter_map(|row| match row.content {
            RowContent::Happened {
                notice: Notice::Undecryptable,
                times,
            } => Some(times),
            _ => None,
        });
        told.collect()
    }

    /// What a search finds, newest first.
    pub async fn finds(&self, words: &str) -> Vec<String> {
        let hits = self.client.search(words, 50).await.expect("searched");
        hits.into_iter().map(|row| row.body().to_owned()).collect()
    }

    /// The newest fifty messages that hold these words, each with what was said around it: of everywhere.
    ///
    /// # Panics
    /// Where the store cannot be read.
    pub async fn hits(&self, words: &str) -> Vec<Hit> {
        self.hits_in(None, words).await
    }

    /// The same, of one conversation.
    ///
    /// # Panics
    /// Where the store cannot be read.
    pub async fn hits_in(&self, conversation: Option<ConversationId>, words: &str) -> Vec<Hit> {
        let of = SearchQuery {
            words: words.into(),
            conversation,
            ..SearchQuery::default()
        };
        let page = self.client.look_for(of, None, 50).await;
        page.expect("searched").hits
    }
}

fn line(row: TimelineRow) -> Line {
    Line {
        kind: row.kind(),
        state: row.state,
        body: row.body().to_owned(),
        who: row.sender_name.unwrap_or_default(),
    }
}
