//! Who plays, and who judges.

use std::collections::BTreeSet;

use kith_core::{
    Role,
    hostile::RoomState,
    ids::CircleId,
    rights::table::Audience,
    store::timeline::{messages::RowKind, notice::Notice},
    view::{RowContent, TimelineRow},
};
use tempfile::TempDir;

use super::{Move, Score, ways};
use crate::{Census, Circle, MaliciousRelay, Oracle, Person, Violation, World};

const HOUR_MS: u64 = 60 * 60 * 1000;
/// Rounds in which whoever can come together has come together, hours apart: a device asks to be added
/// again once in six hours, and where the rooms go on once a day, and is answered in the next round.
const ROUNDS: usize = 12;
/// In each everyone hears what the others did, and whoever did something because of it is heard.
const EXCHANGES: usize = 2;

pub(super) struct Table {
    pub(super) world: World,
    pub(super) circle: Circle,
    pub(super) second_nurse: Person,
    pub(super) revoked: bool,
    pub(super) other: Person,
    pub(super) friends: Vec<(Person, bool)>,
    pub(super) copy: Option<(usize, TempDir)>,
    pub(super) backup: Option<TempDir>,
    pub(super) relay: MaliciousRelay,
    pub(super) oracle: Oracle,
    pub(super) census: Census,
    pub(super) old_policy: Vec<u8>,
    pub(super) taken: usize,
    pub(super) admitted: usize,
    /// Who has exchanged something since they were looked at: nobody else's rooms have changed.
    pub(super) moved: BTreeSet<String>,
}

/// Someone honest, by place: the patient, her nurses, the friends who are in.
pub(super) enum Honest {
    Patient,
    Nurse,
    SecondNurse,
    Friend(usize),
}

impl Table {
    pub(super) async fn laid() -> Self {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let census = Census::at(&relay);
        let circle = world.circle().await;
        let second_nurse = world.clinician("Nora").await;
        let other = world.person("Olga").await;
        let patient = &circle.patient;
        patient.lets_in(&second_nurse, Role::Clinician, "").await;
        patient.lets_in(&other, Role::Family, "aunt").await;
        circle.all_sync().await;
        second_nurse.syncs().await;
        let mut friends = Vec::new();
        for name in ["Rui", "Sam"] {
            friends.push((world.person(name).await, false));
        }
        let id = circle.daughter.circle().await;
        let old_policy = circle
            .daughter
            .client
            .policy_bytes(id, Audience::Circle)
            .await
            .expect("read");
        let mut table = Self {
            world,
            circle,
            second_nurse,
            revoked: false,
            other,
            friends,
            copy: None,
            backup: None,
            relay,
            oracle: Oracle::default(),
            census,
            old_policy,
            taken: 0,
            admitted: 0,
            moved: BTreeSet::new(),
        };
        table.moved = table.honest().iter().map(|p| p.name.clone()).collect();
        for key in table.keys().await {
            table.oracle.approves(key);
        }
        table
    }

    async fn keys(&self) -> Vec<kith_core::ids::PublicKey> {
        let circle = &self.circle;
        let everyone = [
            &circle.patient,
            &circle.nurse,
            &circle.daughter,
            &self.second_nurse,
            &self.other,
        ];
        let mut keys = Vec::new();
        for person in everyone {
            let devices = person.client.devices().await.expect("enrolled");
            keys.extend(devices.into_iter().map(|(key, _)| key));
        }
        keys
    }

    pub(super) fn score(&self) -> Score {
        Score {
            moves: 0,
            taken: self.taken,
            admitted: self.admitted,
            looks: self.oracle.looks,
            nodes: self.oracle.nodes(),
            counted: self.census.counted,
            guarded: self.census.guarded,
            pairs: self.census.pairs.len(),
            alone: self.census.pairs.values().map(|heard| heard.messages).sum(),
            told: 0,
        }
    }

    /// How often anyone honest is told that they are shown something else than another, or that what
    /// they said is held back.
    pub(super) async fn told(&self) -> usize {
        let lies = [Notice::ShownOtherwise, Notice::HeldBack];
        let mut told = 0;
        for person in self.honest() {
            for row in person.client.circles().await.expect("listed") {
                let rows = person.client.timeline(row.conversation, None, 500).await;
                let lied = |row: &TimelineRow| matches!(&row.content, RowContent::Happened { notice, .. } if lies.contains(notice));
                told += rows.expect("read").iter().filter(|row| lied(row)).count();
            }
        }
        told
    }

    fn seats(&self) -> Vec<Honest> {
        let mut seats = vec![Honest::Patient, Honest::Nurse];
        if !self.revoked {
            seats.push(Honest::SecondNurse);
        }
        let friends = self.friends.iter().enumerate();
        seats.extend(friends.filter(|(_, f)| f.1).map(|(i, _)| Honest::Friend(i)));
        seats
    }

    /// Everyone honest who is in.
    pub(super) fn honest(&self) -> Vec<&Person> {
        let seats = self.seats();
        seats.iter().map(|seat| self.sits(seat)).collect()
    }

    pub(super) fn seat(&self, who: usize) -> Honest {
        let mut seats = self.seats();
        seats.swap_remove(who % seats.len())
    }

    pub(super) fn sits(&self, seat: &Honest) -> &Person {
        match seat {
            Honest::Patient => &self.circle.patient,
            Honest::Nurse => &self.circle.nurse,
            Honest::SecondNurse => &self.second_nurse,
            Honest::Friend(which) => &self.friends[*which].0,
        }
    }

    pub(super) fn sits_mut(&mut self, seat: &Honest) -> &mut Person {
        match seat {
            Honest::Patient => &mut self.circle.patient,
            Honest::Nurse => &mut self.circle.nurse,
            Honest::SecondNurse => &mut self.second_nurse,
            Honest::Friend(which) => &mut self.friends[*which].0,
        }
    }

    pub(super) fn patched(&self, which: usize) -> &Person {
        [&self.circle.daughter, &self.other][which % 2]
    }

    /// Someone honest exchanges everything, if the relay lets them, and is counted.
    pub(super) async fn exchanges(&mut self, seat: &Honest) {
        let name = self.sits(seat).name.clone();
        self.moved.insert(name);
        let before = self.census.before(self.sits(seat)).await;
        let _ = self.sits(seat).tries_to_sync().await;
        let mut census = std::mem::take(&mut self.census);
        census.after(self.sits(seat), before).await;
        self.census = census;
    }

    pub(super) async fn plays(&mut self, next: Move) -> Result<(), Violation> {
        match next {
            Move::Writes(who) => self.writes(who).await,
            Move::Syncs(who) => {
                let seat = self.seat(who);
                self.exchanges(&seat).await;
            }
            Move::CatchesUp(who) => {
                let _ = self.patched(who).tries_to_sync().await;
            }
            Move::Renews(who) => self.renews(who).await,
            Move::Attacks(who, what) => self.attacks(who, what).await,
            Move::Supersedes(who, what) => self.supersedes(who, what).await,
            Move::Says(who, what) => self.says(who, what).await,
            Move::AsksToReturn(who) => self.asks_to_return(who).await,
            Move::SaysAgain(who, to) => self.says_again(who, to).await,
            Move::TalksAlone(who, what) => self.talks_alone(who, what).await,
            Move::WritesAlone(who, which) => self.writes_alone(who, which).await,
            Move::AttacksAlone(who, what) => self.attacks_alone(who, what).await,
            Move::SaysOf(who, what) => self.says_of(who, what).await,
            Move::Friend(which) => self.friend(which).await,
            Move::TurnsDown(which) => self.turns_down(which).await,
            Move::Anew => self.anew().await,
            Move::Documents(which) => self.documents(which).await,
            Move::Revokes => self.revokes().await,
            Move::Loses(who) => self.loses(who).await,
            Move::PutBack(who) => self.puts_back(who).await,
            Move::Restored => self.restores().await,
            Move::Relay(how) => ways::change(&self.relay, how),
            Move::AnswersTwice => self.answers_twice().await,
            Move::Waits(long) if long % 6 == 0 => self.world.clock.advance_ms(8 * 24 * HOUR_MS),
            Move::Waits(_) => self.world.clock.advance_ms(7 * HOUR_MS),
        }
        Ok(())
    }

    pub(super) async fn judged(&mut self) -> Result<(), Violation> {
        let mut views = Vec::new();
        let moved = std::mem::take(&mut self.moved);
        for person in self.honest() {
            if !moved.contains(&person.name) {
                continue;
            }
            if let Some(circle) = circle_of(person).await {
                let rooms = person.client.rooms(circle).await;
                views.push(rooms.map_err(|_| Violation::Forged)?);
            }
        }
        for rooms in views {
            self.oracle.looks_at(&rooms)?;
        }
        self.census.counts(&self.oracle)
    }

    /// The relay behaves, and everyone exchanges everything: whoever stands elsewhere than another after
    /// an exchange more has to show it, in each round from the second on.
    pub(super) async fn comes_together(&mut self) -> Result<(), Violation> {
        self.relay.behaves();
        for round in 0..ROUNDS {
            self.world.clock.advance_ms(7 * HOUR_MS);
            for _ in 0..EXCHANGES {
                for seat in self.seats() {
                    self.exchanges(&seat).await;
                    self.judged().await?;
                }
            }
            if round > 0 {
                self.stand_together().await?;
            }
        }
        self.shows_what_is_there().await
    }

    /// Who is not in by what the patient's device shows, and of whom it says that they once were.
    async fn left_out(&self) -> BTreeSet<String> {
        let patient = &self.circle.patient;
        let codes = patient.codes(RowKind::Healing).await;
        if !codes.iter().any(|code| code == Notice::LeftOut.code()) {
            return BTreeSet::new();
        }
        let shown = patient.sees_people().await;
        let friends = self.friends.iter().map(|(friend, _)| friend.name.clone());
        friends.filter(|name| !shown.contains(name)).collect()
    }

    async fn stand_together(&self) -> Result<(), Violation> {
        let mut over = BTreeSet::new();
        let mut places = std::collections::HashMap::new();
        // The patient first: to whom she has left behind where two talked alone, it goes on.
        let left_out = self.left_out().await;
        for person in self.honest() {
            let Some(circle) = circle_of(person).await else {
                continue;
            };
            // She is told that they are not in, which is hers to mend.
            if left_out.contains(&person.name) {
                continue;
            }
            for room in person.client.rooms(circle).await.expect("opened") {
                if room.over {
                    over.insert(room.id);
                }
                let place = (room.incarnation, room.group, room.node);
                let shown = room.state == RoomState::Broken || room.adrift || room.unconfirmed;
                let counts = !shown && !over.contains(&room.id);
                if counts && *places.entry(room.id).or_insert(place) != place {
                    return Err(Violation::Parted);
                }
            }
        }
        Ok(())
    }

    /// What every honest device shows of what was said is what comes of what it has.
    async fn shows_what_is_there(&self) -> Result<(), Violation> {
        for person in self.honest() {
            if person.client.verify_derived().await.expect("read") > 0 {
                return Err(Violation::Derived);
            }
        }
        Ok(())
    }
}

pub(super) async fn circle_of(person: &Person) -> Option<CircleId> {
    let circles = person.client.circles().await.expect("listed");
    circles.first().map(|circle| circle.id)
}
