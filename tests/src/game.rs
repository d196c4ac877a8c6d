//! A game of honest and patched members at a relay that reorders, repeats and holds back: moves
//! drawn from a seed, played with real clients, judged by the [`Oracle`] after every move.

use kith_core::{
    Role,
    circle::rights::Audience,
    hostile::{Attack, Lie, Saying},
};

use crate::{Circle, Dice, Exchange, MaliciousRelay, Oracle, Person, Violation, World};

/// One move. The numbers choose among whoever and whatever is there, so that a game stays
/// playable when moves are taken out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// An honest member writes and exchanges everything.
    Writes(usize),
    /// An honest member exchanges everything.
    Syncs(usize),
    /// A patched member exchanges everything.
    CatchesUp(usize),
    /// A patched member wins the epoch with a commit against the rules.
    Attacks(usize, usize),
    /// The same, at the cost of whatever commits came before.
    Supersedes(usize, usize),
    /// A patched member renews keys again and again, which everyone may.
    Renews(usize),
    /// A patched member says something odd.
    Says(usize, usize),
    /// The patient lets a friend in, or removes them.
    Friend(usize),
    /// The relay changes its ways.
    Relay(usize),
}

impl Move {
    /// A move by the dice.
    pub fn drawn(dice: &mut Dice) -> Self {
        let (a, b) = (dice.below(1 << 16), dice.below(1 << 16));
        match dice.below(100) {
            0..20 => Self::Writes(a),
            20..45 => Self::Syncs(a),
            45..50 => Self::CatchesUp(a),
            50..55 => Self::Renews(a),
            55..75 => Self::Attacks(a, b),
            75..82 => Self::Supersedes(a, b),
            82..90 => Self::Says(a, b),
            90..94 => Self::Friend(a),
            _ => Self::Relay(a),
        }
    }
}

/// How a game ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Moves that were played.
    pub moves: usize,
    /// Attacks that the relay took.
    pub taken: usize,
    /// Rooms that were compared.
    pub looks: u64,
    /// Nodes that someone honest stood in.
    pub nodes: usize,
}

struct Table {
    world: World,
    circle: Circle,
    other: Person,
    friends: Vec<(Person, bool)>,
    relay: MaliciousRelay,
    oracle: Oracle,
    old_policy: Vec<u8>,
    score: Score,
}

/// Plays a game to its end, or to the first violation.
///
/// # Errors
/// The violation, with the number of moves that led to it.
pub async fn play(moves: &[Move]) -> Result<Score, (usize, Violation)> {
    let mut table = Table::laid().await;
    for (at, next) in moves.iter().enumerate() {
        // Rates and quotas are not what this is about.
        table.world.clock.advance_ms(20_000);
        table.plays(*next).await;
        table.judged().await.map_err(|found| (at + 1, found))?;
    }
    table.score.moves = moves.len();
    table.score.looks = table.oracle.looks;
    table.score.nodes = table.oracle.nodes();
    Ok(table.score)
}

/// The shortest game that still ends in the same violation, as far as `runs` games find it.
pub async fn shrink(mut moves: Vec<Move>, found: &Violation, mut runs: usize) -> Vec<Move> {
    let mut piece = moves.len() / 2;
    while piece > 0 && runs > 0 {
        let mut at = 0;
        while at < moves.len() && runs > 0 {
            let mut fewer = moves.clone();
            fewer.drain(at..(at + piece).min(moves.len()));
            runs -= 1;
            match play(&fewer).await {
                Err((length, again)) if again == *found => {
                    fewer.truncate(length);
                    moves = fewer;
                }
                _ => at += piece,
            }
        }
        piece /= 2;
    }
    moves
}

impl Table {
    async fn laid() -> Self {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let circle = world.circle().await;
        let other = world.person("Olga").await;
        circle.patient.lets_in(&other, Role::Family, "aunt").await;
        circle.all_sync().await;
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
        let mut oracle = Oracle::default();
        for person in [&circle.patient, &circle.nurse, &circle.daughter, &other] {
            for (key, _) in person.client.devices().await.expect("enrolled") {
                oracle.approves(key);
            }
        }
        Self {
            world,
            circle,
            other,
            friends,
            relay,
            oracle,
            old_policy,
            score: Score::default(),
        }
    }

    /// Patient, nurse, and the friends.
    fn honest(&self) -> Vec<&Person> {
        let mut honest = vec![&self.circle.patient, &self.circle.nurse];
        honest.extend(self.friends.iter().filter(|f| f.1).map(|f| &f.0));
        honest
    }

    fn patched(&self, which: usize) -> &Person {
        [&self.circle.daughter, &self.other][which % 2]
    }

    async fn plays(&mut self, next: Move) {
        match next {
            Move::Writes(who) => {
                let honest = self.honest();
                let person = honest[who % honest.len()];
                if let Some(circle) = circle_of(person).await {
                    let _ = person.client.send(circle, Audience::Circle, "hello").await;
                }
                let _ = person.tries_to_sync().await;
            }
            Move::Syncs(who) => {
                let honest = self.honest();
                let _ = honest[who % honest.len()].tries_to_sync().await;
            }
            Move::CatchesUp(who) => {
                let _ = self.patched(who).tries_to_sync().await;
            }
            Move::Renews(who) => {
                let person = self.patched(who);
                if let Some(id) = circle_of(person).await {
                    let _ = person.client.renews_keys(id, Audience::Circle).await;
                }
                let _ = person.tries_to_sync().await;
            }
            Move::Attacks(who, what) => {
                let attack = self.attack(what).await;
                if self.patched(who).tries_attack(attack).await.is_ok() {
                    self.score.taken += 1;
                }
            }
            Move::Supersedes(who, what) => {
                let attack = self.attack(what).await;
                let person = self.patched(who);
                if let Some(id) = circle_of(person).await {
                    let done = person.client.supersedes(id, Audience::Circle, attack).await;
                    if done.is_ok() {
                        self.score.taken += 1;
                    }
                }
            }
            Move::Says(who, what) => {
                let person = self.patched(who);
                if let Some(id) = circle_of(person).await {
                    let saying = saying(what);
                    let _ = person.client.says(id, Audience::Circle, saying).await;
                }
            }
            Move::Friend(which) => self.friend(which).await,
            Move::Relay(how) => changes_its_ways(&self.relay, how),
        }
    }

    async fn attack(&self, what: usize) -> Attack {
        let victim = |name| async move { self.circle.patient.person(name).await };
        match what % 24 {
            // What everyone may do, at a bad moment.
            0..4 => Attack::Update,
            4..6 => Attack::AddStranger,
            6 => Attack::ForgePolicy,
            7 => Attack::SetPolicy(self.old_policy.clone()),
            8 => Attack::RemoveMember(victim("Nadia").await),
            9 => Attack::RemoveMember(victim("Marta").await),
            10 => Attack::CertifyFor(victim("Nadia").await),
            11 => Attack::BecomeSomeoneElse,
            12 => Attack::ChangeKey,
            13 => Attack::ChangeCapabilities,
            14 => Attack::FalseKey,
            15 => Attack::FalseMark {
                told: true,
                said: true,
            },
            16 => Attack::FalseMark {
                told: true,
                said: false,
            },
            17 => Attack::BrokenHashes,
            18 => Attack::BrokenConfirmation,
            19 => Attack::Proposal,
            20 => Attack::ByReference,
            21 => Attack::External,
            22 => Attack::Bytes(vec![what as u8; 200]),
            // Rare: who falls behind stays behind for the rest of the game.
            _ if what.is_multiple_of(7) => {
                Attack::SplitPath(victim("Nadia").await, Lie::OtherSecret)
            }
            _ => Attack::AddExpiring(1 << 40),
        }
    }

    async fn friend(&mut self, which: usize) {
        let which = which % self.friends.len();
        let patient = &self.circle.patient;
        let (friend, is_in) = &self.friends[which];
        let circle = patient.circle().await;
        if *is_in {
            let people = patient.client.people(circle).await.expect("listed");
            if let Some(row) = people.iter().find(|row| row.name == friend.name) {
                let _ = patient.client.remove(circle, row.person).await;
                self.friends[which].1 = false;
            }
            let _ = patient.tries_to_sync().await;
            return;
        }
        self.relay.behaves();
        let Ok(link) = patient
            .client
            .invite(
                circle,
                kith_core::NewInvitation {
                    role: Role::Family,
                    relationship: "friend".to_owned(),
                    valid_for_ms: 1 << 40,
                },
            )
            .await
        else {
            return;
        };
        let _ = patient.tries_to_sync().await;
        if friend.tries_link(&link).await.is_err() {
            return;
        }
        let _ = friend.tries_to_sync().await;
        let _ = patient.tries_to_sync().await;
        for (key, _) in friend.client.devices().await.expect("enrolled") {
            self.oracle.approves(key);
        }
        patient.approves_all().await;
        let _ = patient.tries_to_sync().await;
        let _ = friend.tries_to_sync().await;
        self.friends[which].1 = true;
    }

    async fn judged(&mut self) -> Result<(), Violation> {
        let mut views = Vec::new();
        for person in self.honest() {
            if let Some(circle) = circle_of(person).await {
                views.push(person.client.rooms(circle).await.expect("opened"));
            }
        }
        for rooms in views {
            self.oracle.looks_at(&rooms)?;
        }
        Ok(())
    }
}

async fn circle_of(person: &Person) -> Option<kith_core::ids::CircleId> {
    let circles = person.client.circles().await.expect("listed");
    circles.first().map(|circle| circle.id)
}

fn saying(what: usize) -> Saying {
    let event = |counter| Saying::Event {
        stand: None,
        kind: 1,
        counter,
        previous: [0; 16],
        sent_at: 0,
        content: b"\xa1abbhi".to_vec(),
    };
    match what % 6 {
        0 => event(u64::MAX),
        1 => event(what as u64),
        2 => Saying::Plain(vec![what as u8; what % 500]),
        3 => Saying::Bytes(vec![what as u8; what % 500]),
        4 => Saying::Commit,
        _ => event(1),
    }
}

/// Disorder, repetition and holding back; never another name for a commit: a relay that shows
/// two devices different commits under one number has its own scenario.
fn changes_its_ways(relay: &MaliciousRelay, how: usize) {
    let mut dice = Dice::new(how as u64);
    let in_page = |change: fn(&mut Dice, &mut Vec<kith_protocol::api::groups::Entry>)| {
        move |exchange: &mut Exchange| {
            exchange.in_sync(|answer| {
                for update in &mut answer.groups {
                    change(&mut dice, &mut update.entries);
                }
            });
        }
    };
    match how % 7 {
        0 => relay.lies(in_page(|_, page| page.reverse())),
        1 => relay.lies(in_page(|_, page| page.extend(page.clone()))),
        2 => relay.lies(in_page(|dice, page| {
            page.truncate(dice.below(page.len() + 1))
        })),
        3 => relay.lies(in_page(|dice, page| page.retain(|_| !dice.happens(20)))),
        4 => relay.lies(in_page(|_, page| {
            page.retain(|entry| entry.commit.is_none())
        })),
        _ => relay.behaves(),
    }
}
