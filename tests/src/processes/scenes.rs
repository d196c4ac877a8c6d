//! What people do while someone dies: they talk, a guest comes and goes, a month passes. Whatever
//! is begun is carried through, however often it is cut off.

use super::{
    Held, Violation,
    ask::{Answer, Ask, Kind},
    ledger::texts,
    town::{GUEST, Links, NURSE, PATIENT, RESIDENTS, Town},
};

/// How often something may be tried before it counts as stuck.
const TRIES: usize = 40;
/// Rounds after which everyone must have everything.
const ROUNDS: usize = 10;
const HOUR_MS: u64 = 60 * 60 * 1000;
const MONTH_MS: u64 = 31 * 24 * 60 * 60 * 1000;

impl Town {
    /// Everyone enrols; the patient makes a circle and lets the others in.
    pub(super) fn gathers(&mut self, links: Links) -> Held {
        self.redeems(PATIENT, &links.patient)?;
        self.redeems(NURSE, &links.nurse)?;
        self.until("the circle is made", |town| {
            let circle = Ask::MakeCircle("Marta's circle".to_owned());
            town.done(PATIENT, &circle)
        })?;
        self.lets_in(NURSE, true)?;
        self.lets_in(2, false)?;
        self.settles()
    }

    /// Some talk and sync as it comes.
    pub fn talks(&mut self) -> Held {
        for _ in 0..2 + self.dice.below(4) {
            self.chatters()?;
        }
        Ok(())
    }

    /// A guest is invited, consents and is let in; the others talk on.
    pub fn guest_comes(&mut self) -> Held {
        if self.people.len() == RESIDENTS {
            self.guests += 1;
            self.settles_here(&format!("Guest{}", self.guests))?;
            self.stay.before = 0;
        }
        self.lets_in(GUEST, false)?;
        self.settles()
    }

    /// A guest comes whose clock says a time before 1970 at first: so they are told, and once it is
    /// right the same link leads in.
    ///
    /// # Errors
    /// [`Violation`]: what did not hold.
    pub fn guest_comes_with_a_clock_before_1970(&mut self, off_ms: i64) -> Held {
        let guest = self.settles_here("Guest")?;
        let link = self.invites(false)?;
        self.moves_clock(guest, off_ms);
        let refused = self.ask(guest, &Ask::Redeem(link.clone()))?;
        if !matches!(&refused, Some(Answer::Failed(why)) if why == "Clock") {
            return Err(Violation(format!("not told of the clock: {refused:?}")));
        }
        self.moves_clock(guest, 0);
        self.comes_in(guest, &link)?;
        self.settles()
    }

    /// The guest is removed; they may come again, or another will.
    pub fn guest_goes(&mut self) -> Held {
        self.settles()?;
        self.stay.since = None;
        let name = self.people[GUEST].name.clone();
        self.until("the guest is removed", |town| {
            town.done(PATIENT, &Ask::Remove(name.clone()))?;
            town.done(PATIENT, &Ask::Sync)?;
            Ok(!town.names(PATIENT)?.contains(&name))
        })?;
        self.chatter_of_residents()?;
        self.until("the guest hears of it", |town| {
            town.done(GUEST, &Ask::Sync)?;
            let screen = town.screen(GUEST)?.unwrap_or_default();
            Ok(screen.last().is_some_and(|row| row.kind == Kind::Removed))
        })?;
        if self.dice.once_in(3) {
            let screen = self.until_seen(GUEST)?;
            self.stay.before = texts(&screen, Some(false)).len();
        } else {
            self.until("the guest's app is closed", |town| {
                town.done(GUEST, &Ask::Close)
            })?;
            self.people.truncate(RESIDENTS);
        }
        self.settles()
    }

    /// The patient lets the circle go on in other groups. Nobody speaks meanwhile: what is said on both
    /// sides of it does not come in one order for all.
    pub fn starts_anew(&mut self) -> Held {
        self.settles()?;
        self.until("the circle is started anew", |town| {
            town.done(PATIENT, &Ask::StartAnew)
        })?;
        self.settles()?;
        self.talks()
    }

    /// The nurse's device loses its place in a room and asks to be added again; the others answer. Nobody
    /// speaks meanwhile: what is said again later stands where it came.
    pub fn loses_place(&mut self) -> Held {
        self.settles()?;
        self.ledger.heals = true;
        self.until("the place is lost", |town| {
            Ok(town.done(NURSE, &Ask::LosePlace)? && town.has_lost(NURSE)?)
        })?;
        self.until("she is in again", |town| {
            // She asks once in six hours.
            town.time_passes(HOUR_MS)?;
            for who in [NURSE, PATIENT, NURSE] {
                town.done(who, &Ask::Sync)?;
            }
            Ok(!town.has_lost(NURSE)?)
        })?;
        self.settles()?;
        self.talks()
    }

    fn has_lost(&mut self, who: usize) -> Held<bool> {
        // Who died of being asked has still to say so.
        Ok(!matches!(
            self.ask(who, &Ask::Lost)?,
            Some(Answer::Count(0))
        ))
    }

    /// Somebody agrees to a link, and the patient turns them down; they hear of it and stay away.
    pub fn guest_is_turned_down(&mut self) -> Held {
        if self.has_guest() {
            self.guest_goes()?;
        }
        if self.people.len() > RESIDENTS {
            self.until("the guest's app is closed", |town| {
                town.done(GUEST, &Ask::Close)
            })?;
            self.people.truncate(RESIDENTS);
        }
        self.guests += 1;
        self.settles_here(&format!("Guest{}", self.guests))?;
        let link = self.invites(false)?;
        self.redeems(GUEST, &link)?;
        self.until("they are turned down", |town| {
            town.done(GUEST, &Ask::Sync)?;
            town.done(PATIENT, &Ask::Sync)?;
            town.done(PATIENT, &Ask::Decline)?;
            town.done(PATIENT, &Ask::Sync)?;
            town.done(GUEST, &Ask::Sync)?;
            let told = town.ask(GUEST, &Ask::TurnedDown)?;
            Ok(matches!(told, Some(Answer::Count(1))))
        })?;
        self.until("the guest's app is closed", |town| {
            town.done(GUEST, &Ask::Close)
        })?;
        self.people.truncate(RESIDENTS);
        self.settles()
    }

    /// Whether a guest is in the circle, or was and may come again.
    pub fn has_guest(&self) -> bool {
        self.stay.since.is_some()
    }

    /// A month passes and the relay forgets what is old.
    pub fn month_passes(&mut self) -> Held {
        self.talks()?;
        self.settles()?;
        // What is told of reading it is read too: who was away for a month misses what the relay has of it.
        for _ in 0..2 {
            for who in 0..RESIDENTS + usize::from(self.has_guest()) {
                self.until("all is read", |town| town.done(who, &Ask::Sync))?;
            }
        }
        self.time_passes(MONTH_MS)?;
        self.until("the retention has run", |town| {
            let kept = town.ask_relay(&Ask::Retain)?;
            Ok(matches!(kept, Some(Answer::Count(_))))
        })
    }

    /// Everyone exchanges everything, until all see the same: nothing lost, nothing twice.
    ///
    /// # Errors
    /// [`Violation`]: what did not hold after many rounds.
    pub fn settles(&mut self) -> Held {
        let mut last = Ok(());
        for _ in 0..ROUNDS {
            let mut noise = Vec::new();
            for who in 0..self.people.len() {
                let waits = self.ask(who, &Ask::Sync)?;
                if !matches!(waits, Some(Answer::Count(0))) && !self.is_let_go(who, waits.as_ref())
                {
                    noise.push(format!("{}: {waits:?}", self.people[who].name));
                }
            }
            last = if noise.is_empty() {
                self.holds()
            } else {
                Err(Violation(format!("not settled: {}", noise.join("; "))))
            };
            if last.is_ok() {
                return last;
            }
        }
        last
    }

    /// Whether this is a guest who was removed, and whom the relay has forgotten, after a month their invitation too:
    /// nobody holds them.
    fn is_let_go(&self, who: usize, answer: Option<&Answer>) -> bool {
        let is_gone = |why: &str| {
            [":forgotten", ":invitation-unknown"]
                .iter()
                .any(|end| why.contains(end))
        };
        who == GUEST
            && !self.has_guest()
            && matches!(answer, Some(Answer::Failed(why)) if is_gone(why))
    }

    /// Holds what everyone sees against the ledger and against each other.
    fn holds(&mut self) -> Held {
        let mut screens = Vec::new();
        for who in 0..self.people.len() {
            screens.push(self.until_seen(who)?);
        }
        let names = self.names(PATIENT)?;
        for who in 1..RESIDENTS {
            let theirs = self.names(who)?;
            if theirs != names {
                let name = &self.people[who].name;
                return Err(Violation(format!(
                    "Marta sees {names:?}, {name} sees {theirs:?}"
                )));
            }
        }
        let residents: Vec<_> = self
            .people
            .iter()
            .zip(&screens)
            .take(RESIDENTS)
            .map(|(person, screen)| (person.name.as_str(), screen.as_slice()))
            .collect();
        self.ledger.holds(&residents)?;
        let Some(guest) = screens.get(GUEST) else {
            return Ok(());
        };
        let name = self.people[GUEST].name.clone();
        if !names.contains(&name) {
            return Ok(());
        }
        if self.names(GUEST)? != names {
            return Err(Violation(format!("{name} sees other people than Marta")));
        }
        let patient = &screens[PATIENT];
        self.ledger
            .holds_for_guest(&name, guest, patient, self.stay)?;
        let seen = texts(patient, Some(false)).len();
        self.stay.since.get_or_insert(seen);
        Ok(())
    }

    fn lets_in(&mut self, who: usize, clinician: bool) -> Held {
        let link = self.invites(clinician)?;
        self.comes_in(who, &link)
    }

    fn invites(&mut self, clinician: bool) -> Held<String> {
        let mut link = None;
        self.until("an invitation is made", |town| {
            if let Some(Answer::Link(made)) = town.ask(PATIENT, &Ask::Invite { clinician })? {
                link = Some(made);
            }
            Ok(link.is_some())
        })?;
        self.until("the relay knows it", |town| town.done(PATIENT, &Ask::Sync))?;
        Ok(link.unwrap_or_default())
    }

    fn comes_in(&mut self, who: usize, link: &str) -> Held {
        self.redeems(who, link)?;
        let name = self.people[who].name.clone();
        self.until("they are in", |town| {
            town.done(who, &Ask::Sync)?;
            town.done(PATIENT, &Ask::Sync)?;
            town.done(PATIENT, &Ask::Approve)?;
            town.done(PATIENT, &Ask::Sync)?;
            town.done(who, &Ask::Sync)?;
            Ok(town.names(PATIENT)?.contains(&name) && town.names(who)?.contains(&name))
        })
    }

    fn redeems(&mut self, who: usize, link: &str) -> Held {
        self.until("the link is redeemed", |town| {
            town.done(who, &Ask::Redeem(link.to_owned()))
        })
    }

    fn chatters(&mut self) -> Held {
        let guest = self.has_guest();
        let who = self.dice.below(RESIDENTS + usize::from(guest));
        match self.dice.below(12) {
            0..4 => self.speaks(who),
            8..10 => self.says_of_something(who),
            10 => self.looks(who),
            11 => match self.dice.below(2) {
                0 => self.speaks_later(who),
                _ => self.takes_back(who),
            },
            4 | 5 => self.done(who, &Ask::Sync).map(drop),
            6 => {
                let everyone: Vec<_> = (0..self.people.len()).collect();
                self.speaks(who)?;
                self.ask_at_once(&everyone, &Ask::Sync).map(drop)
            }
            _ => {
                self.until("let go", |town| town.done(who, &Ask::Suspend))?;
                self.until("taken up", |town| town.done(who, &Ask::Resume))
            }
        }
    }

    fn chatter_of_residents(&mut self) -> Held {
        let who = self.dice.below(RESIDENTS);
        self.speaks(who)?;
        self.done(who, &Ask::Sync).map(drop)
    }

    /// Someone says one to three things.
    ///
    /// # Errors
    /// [`Violation`] where their own device does not take it.
    pub fn speaks(&mut self, who: usize) -> Held {
        for _ in 0..1 + self.dice.below(3) {
            let author = self.people[who].name.clone();
            let care = who <= NURSE && self.dice.once_in(4);
            let words = self.ledger.next(&author);
            match self.ask(who, &Ask::Say { care, words })? {
                Some(Answer::Done) => self.ledger.note(&author, care, true),
                None => self.ledger.note(&author, care, false),
                Some(other) => {
                    return Err(Violation(format!("{author} cannot write: {other:?}")));
                }
            }
        }
        Ok(())
    }

    /// Someone tries to say something and cannot; they may say the same words again.
    ///
    /// # Errors
    /// [`Violation`] where they can.
    pub fn cannot_speak(&mut self, who: usize) -> Held<String> {
        let words = self.ledger.next(&self.people[who].name);
        match self.ask(who, &Ask::Say { care: false, words })? {
            Some(Answer::Failed(why)) => Ok(why),
            other => Err(Violation(format!("it was taken: {other:?}"))),
        }
    }

    /// Whether it was done; not so where someone died or the relay was away.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn done(&mut self, who: usize, ask: &Ask) -> Held<bool> {
        let answer = self.ask(who, ask)?;
        Ok(matches!(answer, Some(Answer::Done | Answer::Count(_))))
    }

    fn names(&mut self, who: usize) -> Held<Vec<String>> {
        match self.ask(who, &Ask::People)? {
            Some(Answer::Names(names)) => Ok(names),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn until_seen(&mut self, who: usize) -> Held<Vec<super::ask::Row>> {
        let mut seen = None;
        self.until("someone looks", |town| {
            seen = town.screen(who)?;
            Ok(seen.is_some())
        })?;
        Ok(seen.unwrap_or_default())
    }

    pub(super) fn until(
        &mut self,
        what: &str,
        mut holds: impl FnMut(&mut Self) -> Held<bool>,
    ) -> Held {
        for _ in 0..TRIES {
            if holds(self)? {
                return Ok(());
            }
        }
        let why = self.last_failure();
        Err(Violation(format!("it never came true that {what}: {why}")))
    }
}
