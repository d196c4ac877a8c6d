//! Two talk alone, and what is said of what was said.

use kith_core::{
    ids::RoomId,
    view::{CircleRow, RowContent, TimelineRow},
};

use super::table::{Honest, Table};
use crate::Person;

/// Rows of a conversation of which something is said.
const LOOKED_AT: u32 = 20;

impl Table {
    /// The patient opens her talk with someone of the circle, and says something; perhaps it goes out later.
    pub(super) async fn talks_alone(&mut self, who: usize, what: usize) {
        let patient = &self.circle.patient;
        let circle = patient.circle().await;
        let mut people = patient.client.people(circle).await.expect("listed");
        people.retain(|row| !row.me);
        if people.is_empty() {
            return;
        }
        let with = people[who % people.len()].person;
        if let Ok(of) = patient.client.talk_alone(circle, with).await
            && !what.is_multiple_of(3)
        {
            let _ = patient.client.send(RoomId(of.0), "only you").await;
        }
        if what.is_multiple_of(2) {
            self.exchanges(&Honest::Patient).await;
        }
    }

    /// Someone honest says something where they talk alone.
    pub(super) async fn writes_alone(&mut self, who: usize, which: usize) {
        let seat = self.seat(who);
        let person = self.sits(&seat);
        if let Some(pair) = pair_of(person, which).await {
            let room = RoomId(pair.conversation.0);
            let _ = person.client.send(room, "nobody else").await;
        }
        self.exchanges(&seat).await;
    }

    /// A patched member wins the epoch where they and the patient talk alone.
    pub(super) async fn attacks_alone(&mut self, who: usize, what: usize) {
        let attack = self.attack(what).await;
        let person = self.patched(who);
        if let Some(pair) = pair_of(person, what).await {
            let room = RoomId(pair.conversation.0);
            let done = person.client.attack_in(room, attack).await;
            self.taken += usize::from(done.is_ok());
        }
        let _ = self.patched(who).tries_to_sync().await;
    }

    /// Someone honest answers, puts a sign to something, changes it, takes it back, puts it on the shelf, or has
    /// read it: in the circle, or where they talk alone.
    pub(super) async fn says_of(&mut self, who: usize, what: usize) {
        let seat = self.seat(who);
        let person = self.sits(&seat);
        let conversations = person.client.circles().await.expect("listed");
        if !conversations.is_empty() {
            let of = conversations[what % conversations.len()].conversation;
            let rows = person.client.timeline(of, None, LOOKED_AT).await;
            let mut rows = rows.expect("read");
            let newest = rows.first().map(|row| row.id);
            rows.retain(|row| matches!(row.content, RowContent::Text { .. }));
            if let Some(newest) = newest
                && what.is_multiple_of(5)
            {
                let _ = person.client.mark_read(of, newest).await;
            } else if !rows.is_empty() {
                says_of_row(person, &rows[what / 8 % rows.len()], what).await;
            }
        }
        self.exchanges(&seat).await;
    }
}

async fn says_of_row(person: &Person, row: &TimelineRow, what: usize) {
    let (client, on) = (&person.client, !(what / 64).is_multiple_of(3));
    let _ = match what % 7 {
        0 | 1 => client.react(row.id, "👍", on).await,
        2 => client.pin(row.id, on).await,
        3 => client.edit(row.id, "so it is").await,
        4 => client.delete_for_everyone(row.id).await,
        _ => {
            let answered = client.answer(row.room, "yes", Some(row.id)).await;
            answered.map(drop)
        }
    };
}

async fn pair_of(person: &Person, which: usize) -> Option<CircleRow> {
    let mut pairs = person.client.circles().await.expect("listed");
    pairs.retain(|row| row.with.is_some());
    (!pairs.is_empty()).then(|| pairs.swap_remove(which % pairs.len()))
}
