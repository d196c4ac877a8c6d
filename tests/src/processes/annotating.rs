//! What people say of what was said, take back, say at a time, look at, and say to one alone.

use super::{
    Held, Violation,
    ask::{Answer, Ask, Deed},
    town::{NURSE, PATIENT, RESIDENTS, Town},
};

/// What was seen is gathered for so long.
const A_WHILE_MS: u64 = 3_000;

impl Town {
    /// Someone says something of something that stands there, maybe of what they have not got.
    pub(super) fn says_of_something(&mut self, who: usize) -> Held {
        let author = self.people[who].name.clone();
        let edits = self.dice.once_in(3);
        let by = edits.then_some(author.as_str());
        let Some(words) = self.ledger.some(by, &mut self.dice) else {
            return self.speaks(who);
        };
        let on = !self.dice.once_in(3);
        let deed = match self.dice.below(3) {
            _ if edits => Deed::Edit(self.dice.below(1_000).to_string()),
            0 => Deed::React(on),
            1 => Deed::Pin(on),
            _ => return self.answers(who, words),
        };
        // Whose it is not to put there is told so.
        self.ask(who, &Ask::Do(deed, words)).map(drop)
    }

    fn answers(&mut self, who: usize, to: String) -> Held {
        let author = self.people[who].name.clone();
        // Who has not got it has nothing to answer.
        let has = self.until_seen(who)?;
        if !has.iter().any(|row| row.body == to) {
            return Ok(());
        }
        let words = self.ledger.next(&author);
        match self.ask(who, &Ask::Do(Deed::Reply(words), to))? {
            Some(Answer::Done) => self.ledger.note(&author, false, true),
            None => self.ledger.note(&author, false, false),
            Some(other) => {
                return Err(Violation(format!("{author} cannot answer: {other:?}")));
            }
        }
        Ok(())
    }

    /// Someone looks at all that is there, and tells it after a while.
    pub(super) fn looks(&mut self, who: usize) -> Held {
        self.done(who, &Ask::Sync)?;
        self.done(who, &Ask::Look)?;
        self.time_passes(A_WHILE_MS)?;
        self.done(who, &Ask::Sync).map(drop)
    }

    /// Somebody says something, and everyone looks.
    pub(super) fn all_look(&mut self) -> Held {
        let who = self.dice.below(RESIDENTS);
        self.speaks(who)?;
        self.done(who, &Ask::Sync)?;
        for who in 0..RESIDENTS {
            self.looks(who)?;
        }
        Ok(())
    }

    /// Someone says something at a time that has come: it goes out with what they exchange next.
    pub(super) fn speaks_later(&mut self, who: usize) -> Held {
        let author = self.people[who].name.clone();
        if who >= RESIDENTS {
            return self.speaks(who);
        }
        let words = self.ledger.next(&author);
        let asked = self.ask(who, &Ask::SayLater(words))?;
        self.ledger.note(&author, false, false);
        self.until("what was due is said", |town| town.done(who, &Ask::Sync))?;
        match asked {
            Some(Answer::Done) => self.ledger.is_given(&author),
            None => {}
            Some(other) => {
                return Err(Violation(format!("{author} cannot write: {other:?}")));
            }
        }
        Ok(())
    }

    /// Someone says something and takes it back, before it went out or after. A guest counts what they see, so that
    /// nothing is taken back while there is one.
    pub(super) fn takes_back(&mut self, who: usize) -> Held {
        if self.people.len() > RESIDENTS {
            return self.speaks(who);
        }
        let author = self.people[who].name.clone();
        let words = self.ledger.next(&author);
        let say = Ask::Say {
            care: false,
            words: words.clone(),
        };
        let said = self.ask(who, &say)?;
        self.ledger.note(&author, false, said.is_some());
        if !matches!(said, Some(Answer::Done)) {
            return Ok(());
        }
        if self.dice.once_in(2) {
            self.done(who, &Ask::Sync)?;
        }
        let deed = match self.dice.below(2) {
            0 => Deed::Delete,
            _ => Deed::Undo,
        };
        match self.ask(who, &Ask::Do(deed, words))? {
            Some(Answer::Done) => self.ledger.takes_back(&author, true),
            None => self.ledger.takes_back(&author, false),
            // It was too long ago.
            Some(_) => {}
        }
        Ok(())
    }

    /// The patient opens a talk with her nurse alone, and they talk there: both read what both have said, once. The
    /// circle talks on.
    pub fn talks_alone(&mut self) -> Held {
        self.settles()?;
        let name = self.people[NURSE].name.clone();
        self.until("the talk is open", |town| {
            town.done(PATIENT, &Ask::TalkAlone(name.clone()))
        })?;
        self.settles()?;
        let mut said = Vec::new();
        for who in [PATIENT, NURSE, PATIENT] {
            self.until("something is said there", |town| {
                town.alone += 1;
                let words = format!("alone {}", town.alone);
                let is_said = town.done(who, &Ask::SayAlone(words.clone()))?;
                said.extend(is_said.then_some(words));
                Ok(is_said)
            })?;
        }
        self.settles()?;
        for who in [PATIENT, NURSE] {
            self.until("both have read it, once", |town| {
                town.done(who, &Ask::Sync)?;
                let Some(Answer::Names(read)) = town.ask(who, &Ask::ReadAlone)? else {
                    return Ok(false);
                };
                let times = |words: &String| read.iter().filter(|read| *read == words).count();
                Ok(said.iter().all(|words| times(words) == 1))
            })?;
        }
        self.talks()
    }
}
