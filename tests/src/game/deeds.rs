//! What they do.

use kith_core::{
    NewInvitation, Role,
    circle::room_id::shared,
    content::stand::Stand,
    hostile::{Attack, Lie, SaidAgain, Saying},
    rights::table::Audience,
    store::circle::invitations::InvitationState,
};

use kith_relay::clinic::ProfileChange;

use super::table::{Honest, Table, circle_of};

impl Table {
    pub(super) async fn writes(&mut self, who: usize) {
        let seat = self.seat(who);
        let person = self.sits(&seat);
        if let Some(circle) = circle_of(person).await {
            let audience = match who % 3 {
                0 => Audience::Care,
                _ => Audience::Circle,
            };
            // The clinic's room is not a friend's.
            let _ = person.client.send(shared(&circle, audience), "hello").await;
        }
        self.exchanges(&seat).await;
    }

    pub(super) async fn renews(&self, who: usize) {
        let person = self.patched(who);
        if let Some(id) = circle_of(person).await {
            let _ = person.client.renews_keys(id, Audience::Circle).await;
        }
        let _ = person.tries_to_sync().await;
    }

    pub(super) async fn attacks(&mut self, who: usize, what: usize) {
        let attack = self.attack(what).await;
        if self.patched(who).tries_attack(attack).await.is_ok() {
            self.taken += 1;
        }
    }

    pub(super) async fn supersedes(&mut self, who: usize, what: usize) {
        let attack = self.attack(what).await;
        let person = self.patched(who);
        if let Some(id) = circle_of(person).await {
            let done = person.client.supersedes(id, Audience::Circle, attack).await;
            if done.is_ok() {
                self.taken += 1;
            }
        }
    }

    pub(super) async fn says(&self, who: usize, what: usize) {
        let person = self.patched(who);
        if let Some(id) = circle_of(person).await {
            let saying = saying(what);
            let _ = person.client.says(id, Audience::Circle, saying).await;
        }
    }

    pub(super) async fn asks_to_return(&self, who: usize) {
        let person = self.patched(who);
        if let Some(id) = circle_of(person).await {
            let at = self.world.clock.now();
            let _ = person.client.asks_to_return(id, Audience::Circle, at).await;
        }
        let _ = person.tries_to_sync().await;
    }

    /// Friends are patched here: they may have been removed since.
    pub(super) async fn says_again(&self, who: usize, to: usize) {
        let person = match who % 4 {
            0 | 1 => self.patched(who),
            which => &self.friends[which - 2].0,
        };
        let Some(id) = circle_of(person).await else {
            return;
        };
        let names = ["Marta", "Nadia"];
        let people = person.client.people(id).await.expect("listed");
        let Some(to) = people.iter().find(|row| row.name == names[to % 2]) else {
            return;
        };
        let again = SaidAgain {
            first: 1,
            through: 2,
            more: false,
            events: vec![(1, [7; 16], "Give her the double dose.".to_owned())],
            erased: Vec::new(),
        };
        let said = person
            .client
            .says_again(id, Audience::Circle, to.person, again);
        let _ = said.await;
        let _ = person.tries_to_sync().await;
    }

    pub(super) async fn attack(&self, what: usize) -> Attack {
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
            // Rare: who falls behind has to be added again.
            _ if what.is_multiple_of(7) => {
                Attack::SplitPath(victim("Nadia").await, Lie::OtherSecret)
            }
            _ => Attack::AddExpiring(1 << 40),
        }
    }

    pub(super) async fn anew(&mut self) {
        let patient = &self.circle.patient;
        let circle = patient.circle().await;
        let _ = patient.client.start_anew(circle).await;
        self.exchanges(&Honest::Patient).await;
    }

    pub(super) async fn friend(&mut self, drawn: usize) {
        let which = drawn % self.friends.len();
        let patient = &self.circle.patient;
        let (friend, is_in) = &self.friends[which];
        let circle = patient.circle().await;
        if *is_in {
            let people = patient.client.people(circle).await.expect("listed");
            if let Some(row) = people.iter().find(|row| row.name == friend.name) {
                let _ = match drawn / 2 % 2 {
                    0 => patient.client.remove(circle, row.person).await,
                    _ => patient.client.go_on_without(circle, row.person).await,
                };
                self.friends[which].1 = false;
            }
            // What is written now waits behind the removal.
            let _ = patient
                .client
                .send(shared(&circle, Audience::Circle), "so")
                .await;
            self.exchanges(&Honest::Patient).await;
            return;
        }
        self.relay.behaves();
        let Some(link) = self.invites().await else {
            return;
        };
        let friend = &self.friends[which].0;
        if friend.tries_link(&link).await.is_err() {
            return;
        }
        let _ = friend.tries_to_sync().await;
        self.exchanges(&Honest::Patient).await;
        for (key, _) in friend_devices(&self.friends[which].0).await {
            self.oracle.approves(key);
        }
        let (patient, friend) = (&self.circle.patient, &self.friends[which].0);
        let given = patient.client.invitations(circle).await.expect("listed");
        for given in given {
            // Whose yes comes late was turned down.
            let theirs = given.name.as_ref() == Some(&friend.name);
            if theirs && given.state == InvitationState::Consented {
                patient.client.approve(given.id).await.expect("approved");
            }
        }
        self.exchanges(&Honest::Patient).await;
        self.exchanges(&Honest::Friend(which)).await;
        let friend = &self.friends[which].0;
        self.admitted += usize::from(circle_of(friend).await.is_some());
        self.friends[which].1 = true;
    }

    /// The link of a friend; nothing where she cannot invite one now.
    async fn invites(&mut self) -> Option<String> {
        let patient = &self.circle.patient;
        let whom = NewInvitation {
            role: Role::Family,
            relationship: "friend".to_owned(),
            valid_for_ms: 7 * 24 * 60 * 60 * 1000,
        };
        let invited = patient.client.invite(patient.circle().await, whom);
        let link = invited.await.ok()?;
        self.exchanges(&Honest::Patient).await;
        Some(link)
    }

    /// A friend answers a link, where it can be; she hears of it.
    async fn agrees(&mut self, which: usize, link: &str) {
        let friend = &self.friends[which].0;
        if friend.tries_link(link).await.is_ok() {
            let _ = friend.tries_to_sync().await;
        }
        self.exchanges(&Honest::Patient).await;
    }

    /// She says no to all who wait for her yes.
    async fn declines(&mut self) {
        let patient = &self.circle.patient;
        for given in patient.consents().await {
            let _ = patient.client.decline(given).await;
        }
        self.exchanges(&Honest::Patient).await;
    }

    /// Neither comes in by it.
    pub(super) async fn answers_twice(&mut self) {
        if self.friends.iter().any(|(_, is_in)| *is_in) {
            return;
        }
        let Some(link) = self.invites().await else {
            return;
        };
        let backup = self.world.relay_is_backed_up();
        for which in 0..self.friends.len() {
            self.agrees(which, &link).await;
            if which == 0 {
                self.world.relay_is_restored(&backup).await;
                self.oracle.is_set_back();
            }
        }
        // Where one of the two was hidden from her, she says no.
        self.declines().await;
    }

    pub(super) async fn turns_down(&mut self, drawn: usize) {
        let which = drawn % self.friends.len();
        if self.friends[which].1 {
            return;
        }
        let Some(link) = self.invites().await else {
            return;
        };
        self.agrees(which, &link).await;
        self.declines().await;
        let _ = self.friends[which].0.tries_to_sync().await;
    }

    pub(super) async fn documents(&self, drawn: usize) {
        let change = ProfileChange {
            hours: Some(format!("from {} on", drawn % 24)),
            ..ProfileChange::default()
        };
        let changed = self.world.admin.set_profile(self.world.clinic, change);
        changed.await.expect("the clinic may say so");
    }

    pub(super) async fn revokes(&mut self) {
        if self.revoked {
            return;
        }
        let patient = &self.circle.patient;
        let people = patient.client.people(patient.circle().await).await;
        let people = people.expect("listed");
        let Some(row) = people.iter().find(|row| row.name == self.second_nurse.name) else {
            return;
        };
        let (admin, clinic) = (&self.world.admin, self.world.clinic);
        admin.revoke(clinic, row.person).await.expect("revoked");
        self.revoked = true;
    }

    pub(super) async fn loses(&mut self, who: usize) {
        let seat = self.seat(who);
        let person = self.sits(&seat);
        if let Some(id) = circle_of(person).await {
            let _ = person.client.claim_lost(id, Audience::Circle).await;
        }
        self.exchanges(&seat).await;
    }

    pub(super) async fn puts_back(&mut self, who: usize) {
        match self.copy.take() {
            None => {
                let who = who % 2;
                let copy = self.sits_mut(&keeper(who)).is_copied().await;
                self.copy = Some((who, copy));
            }
            Some((who, copy)) => {
                self.sits_mut(&keeper(who)).is_put_back(&copy).await;
                self.exchanges(&keeper(who)).await;
            }
        }
    }

    pub(super) async fn restores(&mut self) {
        match self.backup.take() {
            None => self.backup = Some(self.world.relay_is_backed_up()),
            Some(backup) => {
                self.world.relay_is_restored(&backup).await;
                self.oracle.is_set_back();
            }
        }
    }
}

/// Who keeps copies: the patient or her nurse.
fn keeper(who: usize) -> Honest {
    [Honest::Patient, Honest::Nurse]
        .into_iter()
        .nth(who)
        .expect("one of two")
}

async fn friend_devices(
    friend: &crate::Person,
) -> Vec<(kith_core::ids::PublicKey, kith_core::ids::DeviceId)> {
    friend.client.devices().await.expect("enrolled")
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
    match what % 8 {
        0 => event(u64::MAX),
        // As if they stood elsewhere, or where nobody can.
        6 => Saying::Event {
            stand: Some(Stand {
                node: what as u64 % 40,
                head: what as u64 % 60,
                seen: [what as u8; 8],
            }),
            kind: 1,
            counter: 1_000 + what as u64,
            previous: [0; 16],
            sent_at: 0,
            content: b"\xa1abbhi".to_vec(),
        },
        1 => event(what as u64),
        2 => Saying::Plain(vec![what as u8; what % 500]),
        3 => Saying::Bytes(vec![what as u8; what % 500]),
        4 => Saying::Commit,
        _ => event(1),
    }
}
