//! Counts what the people's databases hold, opened through the core library after every client
//! has ended. Nothing here is remembered from the play but what was typed.

use std::{collections::HashSet, fs, path::Path};

use crate::{
    failure::{Done, Failure},
    stage::{Person, Played},
    story::Story,
};
use kith_core::{
    Client, Options,
    ids::{MessageId, PersonId},
    rights::table::Audience,
    store::{
        StoreKey,
        timeline::messages::{MessageState, RowKind},
    },
    view::{RowContent, TimelineRow},
};

/// Rows that are read at a time.
const PAGE: u32 = 500;

/// The code of a row about someone who came.
const JOINED: &str = "joined";

/// What one database holds.
#[derive(Default)]
struct Holding {
    name: String,
    /// Whether this person runs the circle.
    patient: bool,
    /// The person as the rows know them; nobody before they were let in.
    person: Option<PersonId>,
    /// All rows but those of what was taken back, the oldest first.
    rows: Vec<TimelineRow>,
    /// How many were taken back.
    taken_back: usize,
}

impl Holding {
    async fn open(person: &Person) -> Done<Self> {
        let key = StoreKey::from_bytes(&key_bytes(&person.files.key)?);
        let client = Client::open(Options::new(&person.files.store), key).await?;
        let mut holding = Self {
            name: person.name.clone(),
            patient: false,
            person: None,
            rows: Vec::new(),
            taken_back: 0,
        };
        for circle in client.circles().await? {
            holding.patient |= circle.mine;
            let mut before = None;
            loop {
                let page = client.timeline(circle.conversation, before, PAGE).await?;
                let Some(oldest) = page.last() else {
                    break;
                };
                before = Some(oldest.position);
                holding.rows.extend(page);
            }
            let people = client.people(circle.id).await?;
            let me = people.iter().find(|row| row.me).map(|row| row.person);
            holding.person = holding.person.or(me);
        }
        holding.rows.reverse();
        let rows = holding.rows.len();
        holding
            .rows
            .retain(|row| row.content != RowContent::Deleted);
        holding.taken_back = rows - holding.rows.len();
        // Someone who was removed is not among the people any more, but knows who was meant.
        let removed = holding.of_kind(RowKind::Removed).find_map(|row| row.sender);
        holding.person = holding.person.or(removed);
        client.close().await;
        Ok(holding)
    }

    fn of_kind(&self, kind: RowKind) -> impl Iterator<Item = &TimelineRow> {
        self.rows.iter().filter(move |row| row.kind() == kind)
    }

    fn texts(&self, audience: Audience) -> Vec<MessageId> {
        let texts = self
            .of_kind(RowKind::Text)
            .filter(|row| row.audience == audience);
        texts.map(|row| row.message).collect()
    }

    /// How many messages stand here more than once.
    fn duplicates(&self) -> usize {
        let names: Vec<_> = self.of_kind(RowKind::Text).map(|row| row.message).collect();
        names.len() - names.iter().copied().collect::<HashSet<_>>().len()
    }

    fn waiting(&self) -> usize {
        let unsent = |row: &&TimelineRow| row.state == MessageState::Queued;
        self.of_kind(RowKind::Text).filter(unsent).count()
    }

    fn unreadable(&self) -> usize {
        [
            RowKind::Undecryptable,
            RowKind::Unknown,
            RowKind::Withheld,
            RowKind::Broken,
        ]
        .into_iter()
        .map(|kind| self.of_kind(kind).count())
        .sum()
    }

    /// The messages that a room got while a person was in it, and those of other times, as this
    /// database saw people come and go. What waits to be sent is in no room yet.
    fn around(&self, other: &Self, audience: Audience) -> (Vec<MessageId>, Vec<MessageId>) {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        // Of the patient no database says that they came: the circle began with them.
        let mut present = other.patient;
        for row in self.rows.iter().filter(|row| row.audience == audience) {
            match row.kind() {
                RowKind::Membership if row.sender == other.person => {
                    present = row.body() == JOINED;
                }
                RowKind::Text if row.state == MessageState::Queued => {}
                RowKind::Text if present => inside.push(row.message),
                RowKind::Text => outside.push(row.message),
                _ => {}
            }
        }
        (inside, outside)
    }

    /// Messages to the circle since someone was removed from it; `None` for who is in it.
    fn after_removal_of(&self, other: &Self) -> Option<Vec<MessageId>> {
        let mut later = None;
        for row in self
            .rows
            .iter()
            .filter(|row| row.audience == Audience::Circle)
        {
            match (row.kind(), &mut later) {
                (RowKind::Membership, _) if row.sender == other.person => {
                    later = (row.body() != JOINED).then(Vec::new);
                }
                (RowKind::Text, Some(later)) if row.state != MessageState::Queued => {
                    later.push(row.message)
                }
                _ => {}
            }
        }
        later
    }

    /// How many of these messages are here.
    fn count(&self, of: &[MessageId]) -> usize {
        let here: HashSet<_> = self.of_kind(RowKind::Text).map(|row| row.message).collect();
        of.iter().filter(|name| here.contains(*name)).count()
    }
}

/// The key in a person's key file.
pub fn key_bytes(file: &Path) -> Done<[u8; StoreKey::LEN]> {
    let text = fs::read_to_string(file)?;
    let mut key = [0; StoreKey::LEN];
    hex::decode_to_slice(text.trim(), &mut key).map_err(|_| Failure::new("a bad key file"))?;
    Ok(key)
}

/// Counts, prints, and notes what is not as it must be.
pub async fn take(people: &[Person], played: &mut Played, story: &mut Story) -> Done {
    let mut all = Vec::new();
    for person in people {
        all.push(Holding::open(person).await?);
    }
    let nobody = Holding::default();
    let whole = all
        .iter()
        .find(|holding| holding.patient)
        .unwrap_or(&nobody);
    let missing = |h: &Holding| {
        let inside = Audience::SHARED
            .map(|audience| whole.around(h, audience).0)
            .concat();
        inside.len() - h.count(&inside)
    };
    let too_much = |h: &Holding| {
        h.count(
            &Audience::SHARED
                .map(|audience| whole.around(h, audience).1)
                .concat(),
        )
    };
    // What is counted, how, and whether there must be none.
    type Row<'a> = (&'a str, &'a dyn Fn(&Holding) -> usize, bool);
    let rows: [Row<'_>; 10] = [
        (
            "messages of the circle",
            &|h| h.texts(Audience::Circle).len(),
            false,
        ),
        (
            "messages of the care room",
            &|h| h.texts(Audience::Care).len(),
            false,
        ),
        (
            "messages of talks of two",
            &|h| h.texts(Audience::Pair).len(),
            false,
        ),
        ("taken back, and gone", &|h| h.taken_back, false),
        ("held more than once", &Holding::duplicates, true),
        ("written while in the room, yet missing", &missing, true),
        ("written while not in the room, yet held", &too_much, true),
        (
            "unreadable, or kept back on the way",
            &Holding::unreadable,
            true,
        ),
        ("still waiting to be sent", &Holding::waiting, false),
        (
            "changes of the circle that were refused",
            &|h| h.of_kind(RowKind::Alarm).count(),
            false,
        ),
    ];
    let names: String = people
        .iter()
        .map(|person| format!("{:>14}", person.handle))
        .collect();
    story.plain(&format!("  {:<42}{names}", "In the database of the"))?;
    for (title, of, must_be_none) in rows {
        let cells: String = all.iter().map(|h| format!("{:>14}", of(h))).collect();
        story.plain(&format!("  {title:<42}{cells}"))?;
        if must_be_none && all.iter().any(|h| of(h) > 0) {
            played.failed.push(format!("{title}: {}", cells.trim()));
        }
    }
    story.blank()?;
    let ordered = in_the_same_order(&all);
    let answer = if ordered { "yes" } else { "NO" };
    story.plain(&format!(
        "  Everyone's messages stand in the same order: {answer}."
    ))?;
    if !ordered {
        played
            .failed
            .push("messages stand in different orders".into());
    }
    typed(&all, whole, played, story)?;
    for gone in &all {
        if let Some(later) = whole.after_removal_of(gone) {
            let (written, held) = (later.len(), gone.count(&later));
            let name = &gone.name;
            story.plain(&format!(
                "  Written after {name} was removed: {written}. Of these {name} holds {held}."
            ))?;
        }
    }
    for (handle, text) in &played.never {
        let who = people.iter().position(|person| person.handle == *handle);
        let rows = who
            .and_then(|at| all.get(at))
            .map_or(&[][..], |holding| &holding.rows);
        if rows.iter().any(|row| row.body().contains(text.as_str())) {
            played
                .failed
                .push(format!("the database of the {handle} holds “{text}”"));
        }
    }
    Ok(())
}

/// Whether any two hold the messages that both have in one order, room by room.
fn in_the_same_order(all: &[Holding]) -> bool {
    Audience::SHARED.into_iter().all(|audience| {
        let rooms: Vec<_> = all.iter().map(|holding| holding.texts(audience)).collect();
        rooms.iter().all(|one| {
            rooms.iter().all(|other| {
                let (a, b): (HashSet<_>, HashSet<_>) =
                    (one.iter().collect(), other.iter().collect());
                one.iter()
                    .filter(|name| b.contains(name))
                    .eq(other.iter().filter(|n| a.contains(n)))
            })
        })
    })
}

/// Holds what was typed against what the patient has: each text as often as it was typed.
fn typed(all: &[Holding], whole: &Holding, played: &mut Played, story: &mut Story) -> Done {
    let sorted = |mut texts: Vec<String>| {
        texts.sort_unstable();
        texts
    };
    let bodies = |h: &Holding, waiting: bool| -> Vec<String> {
        let texts = h.of_kind(RowKind::Text);
        let texts = texts.filter(|row| !waiting || row.state == MessageState::Queued);
        texts.map(|row| row.body().to_owned()).collect()
    };
    let mut held = bodies(whole, false);
    for other in all.iter().filter(|other| !other.patient) {
        held.extend(bodies(other, true));
    }
    let (count, typed) = (held.len(), played.texts.len());
    let exactly = sorted(held) == sorted(played.texts.clone());
    let answer = if exactly {
        "each exactly once"
    } else {
        "NOT the same ones"
    };
    let waiting: usize = all.iter().map(Holding::waiting).sum();
    let waiting = if waiting == 0 {
        ""
    } else {
        " (with those that wait)"
    };
    story.plain(&format!(
        "  Messages typed in this scene: {typed}. The patient holds {count}{waiting}, {answer}."
    ))?;
    if !exactly {
        played
            .failed
            .push("what was typed is not what is there".into());
    }
    Ok(())
}
