//! For whom words are that someone begins.

use crate::{rights::table::Audience, store::timeline::answering::Answers};

/// For whom words are that someone begins: for those who read what they answer, which the store says,
/// until they choose otherwise. What is begun stays for whom it was begun.
#[derive(Debug, Default)]
pub(super) struct ForWhom {
    answered: Option<Answers>,
    chosen: Option<Chosen>,
    /// What was answered when they sent something, and who reads that.
    sent: Option<(Option<Answers>, Audience)>,
}

/// When a person chose who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    /// Before it was known what they would answer.
    Early,
    /// When they would have answered this.
    At(Answers),
}

impl ForWhom {
    /// For whom the field is now that it would answer this: `blank` is one in which nothing is begun.
    pub(super) fn of(&mut self, blank: bool, field: Audience, now: Answers) -> Audience {
        self.answered = Some(now);
        if self.chosen == Some(Chosen::Early) {
            self.chosen = Some(Chosen::At(now));
        }
        if !blank || self.chosen == Some(Chosen::At(now)) {
            return field;
        }
        let to = now.audience.max(self.own(now));
        // What comes does not widen what they chose.
        if self.chosen.is_some() && to < field {
            return field;
        }
        self.chosen = None;
        to
    }

    /// Who reads what they said last, as long as nobody said anything since: the store may not have it yet.
    fn own(&self, now: Answers) -> Audience {
        match self.sent {
            Some((answered, audience)) if answered.and_then(|then| then.row) == now.row => audience,
            _ => Audience::Circle,
        }
    }

    /// They chose who reads it.
    pub(super) fn choose(&mut self) {
        self.chosen = Some(self.answered.map_or(Chosen::Early, Chosen::At));
    }

    /// Whether who reads it is their choice.
    pub(super) fn is_chosen(&self) -> bool {
        self.chosen.is_some()
    }

    /// They sent it.
    pub(super) fn send(&mut self, audience: Audience) {
        self.sent = Some((self.answered, audience));
        self.chosen = None;
    }
}
