//! What stands in the field and what of it is where: the rules, without a store.

use std::collections::{BTreeSet, VecDeque};

use super::{field::Field, for_whom::ForWhom, words::Words};
use crate::{
    rights::table::Audience,
    store::{
        rows::EventRow,
        timeline::{answering::Answers, drafts::Draft},
    },
    view::{PersonRow, QuoteRow},
};

/// What the store says of a conversation's field, as it was at one moment.
pub(super) struct Ground {
    pub(super) draft: Option<Draft>,
    pub(super) answers: Answers,
    /// Whom this person can write to.
    pub(super) audiences: Vec<Audience>,
    /// Who is in the circle.
    pub(super) people: Vec<PersonRow>,
    /// What is shown of a row that is to be answered.
    pub(super) quote: Option<(EventRow, QuoteRow)>,
}

/// Words on their way out of the field.
#[derive(Clone)]
pub(super) struct Going {
    pub(super) words: Draft,
    /// When they are to be said: milliseconds since 1970 (UTC); nothing: now.
    pub(super) at: Option<u64>,
}

/// What could not be sent, and stands in the field again.
struct Failed {
    /// The field's words, where it says nothing else.
    alone: Option<String>,
    /// When they were to be said; more than one where these differ.
    times: BTreeSet<Option<u64>>,
}

/// How what could not be sent is sent once more.
pub(super) enum Once {
    /// As it stands there, at a time or now.
    At(Option<u64>),
    /// Not before it is seen, and its time asked for, if it had one.
    Seen { asks_when: bool },
    /// There is nothing of it any more.
    Not,
}

/// The field while someone writes in it.
pub(super) struct Pen {
    words: Words,
    failed: Option<Failed>,
    audience: Audience,
    audiences: Vec<Audience>,
    people: Vec<PersonRow>,
    /// The draft that the store has, as far as it came from here or was taken in here.
    kept: Option<Draft>,
    /// Whether the store may have something else by now: what was sent goes from there.
    unsure: bool,
    /// What was sent and is not stored yet, oldest first.
    going: VecDeque<Going>,
    for_whom: ForWhom,
    /// The row that is answered.
    reply: Option<EventRow>,
    /// What is shown of a row.
    quote: Option<(EventRow, QuoteRow)>,
    /// For whom the fields were that were shown last, by their numbers, oldest first.
    shown: VecDeque<(u64, Audience)>,
}

/// So many of the fields that were shown are known: a person types on one of the last.
const MOST_SHOWN: usize = 32;

impl Default for Pen {
    fn default() -> Self {
        Self {
            words: Words::default(),
            failed: None,
            audience: Audience::Circle,
            audiences: Vec::new(),
            people: Vec::new(),
            kept: None,
            unsure: false,
            going: VecDeque::new(),
            for_whom: ForWhom::default(),
            reply: None,
            quote: None,
            shown: VecDeque::new(),
        }
    }
}

impl Pen {
    /// What the field shows.
    pub(super) fn show(&mut self) -> Field {
        let (mut number, audience) = self.shown.back().copied().unwrap_or((0, self.audience));
        if number == 0 || audience != self.audience || self.words.has_news() {
            number += 1;
            self.shown.push_back((number, self.audience));
            self.words.show(number);
        }
        while self.shown.len() > MOST_SHOWN {
            self.shown.pop_front();
        }
        let mut choices = self.audiences.clone();
        if !choices.contains(&self.audience) {
            choices.push(self.audience);
            choices.sort_unstable();
        }
        Field {
            number,
            text: self.words.whole(),
            audience: self.audience,
            choices,
            readers: self.readers(self.audience),
            naming: Vec::new(),
            reply: self.reply,
            quote: match &self.quote {
                Some((row, quote)) if self.reply == Some(*row) => Some(quote.clone()),
                _ => None,
            },
            editing: None,
        }
    }

    /// Who reads what is for an audience, this person not among them.
    pub(super) fn readers(&self, audience: Audience) -> Vec<PersonRow> {
        let mut readers = self.people.clone();
        readers.retain(|person| !person.me && person.reads.contains(&audience));
        readers
    }

    /// The field that was shown last.
    pub(super) fn newest(&self) -> u64 {
        self.shown.back().map_or(0, |(number, _)| *number)
    }

    /// The person changed what they saw of a field, by its number. What came after that one stays, and what is
    /// begun in it is for whom it showed.
    pub(super) fn write(&mut self, of: u64, text: String) {
        self.words.has_seen(of);
        if self.words.seen.trim().is_empty() {
            let showed = self.shown.iter().rfind(|(number, _)| *number <= of);
            let showed = showed.map_or(self.audience, |(_, audience)| *audience);
            let audience = if self.words.are_none() {
                showed
            } else {
                showed.max(self.audience)
            };
            self.become_for(audience);
        }
        self.words.seen = text;
    }

    /// The person chose who reads it, whatever a field showed before.
    pub(super) fn choose(&mut self, audience: Audience) {
        self.for_whom.choose();
        self.become_for(audience);
        for (_, showed) in &mut self.shown {
            *showed = audience;
        }
    }

    /// The person answers a row that these read, or nothing any more. Words that only the clinic was to read
    /// answer nothing that others read too.
    pub(super) fn answer(&mut self, to: Option<(EventRow, Audience)>) {
        let Some((row, audience)) = to else {
            self.reply = None;
            return;
        };
        if self.words.are_none() || audience >= self.audience {
            self.choose(audience);
            self.reply = Some(row);
        }
    }

    /// The row that is answered.
    pub(super) fn reply(&self) -> Option<EventRow> {
        self.reply
    }

    /// What is answered stands in the room that the words go to: with others who read them it is let go.
    fn become_for(&mut self, audience: Audience) {
        if audience != self.audience {
            self.reply = None;
        }
        self.audience = audience;
    }

    /// Sends what the person saw in a field, by its number, now or at a time; false where that is nothing. The field
    /// is empty at once: whoever touches twice sends once.
    pub(super) fn send(&mut self, of: u64, at: Option<u64>) -> bool {
        self.words.has_seen(of);
        if self.words.seen.trim().is_empty() {
            return false;
        }
        let body = std::mem::take(&mut self.words.seen);
        if self.words.are_none() {
            self.failed = None;
        }
        self.for_whom.send(self.audience);
        let words = Draft {
            audience: self.audience,
            body,
            reply: self.reply.take(),
        };
        self.going.push_back(Going { words, at });
        true
    }

    /// What is to be stored next.
    pub(super) fn going(&self) -> Option<Going> {
        self.going.front().cloned()
    }

    /// The first of what was on its way is stored.
    pub(super) fn sent(&mut self) {
        self.going.pop_front();
        self.unsure = true;
    }

    /// What was on its way could not be sent: all of it stands in the field again, in its order, before
    /// what was typed meanwhile. What was sent after it does not overtake it.
    pub(super) fn give_back(&mut self) {
        self.unsure = true;
        let before = self.failed.take().filter(|_| !self.is_empty());
        let stood = before.as_ref().and_then(|failed| failed.alone.as_deref());
        let is_alone = self.is_empty() || stood == Some(&*self.words.whole());
        let mut times = before.map(|failed| failed.times).unwrap_or_default();
        while let Some(Going { words, at }) = self.going.pop_back() {
            self.take_beside(&words);
            self.words.put_before(words.body);
            times.insert(at);
        }
        let alone = is_alone.then(|| self.words.whole());
        self.failed = (!times.is_empty()).then_some(Failed { alone, times });
    }

    /// Whether nothing but white space stands there.
    pub(super) fn is_empty(&self) -> bool {
        self.words.are_none()
    }

    /// How what could not be sent is sent once more, where the field is seen or something else stands above it.
    pub(super) fn again(&self, is_seen: bool) -> Once {
        let Some(failed) = self.failed.as_ref().filter(|_| !self.is_empty()) else {
            return Once::Not;
        };
        let is_same = failed.alone.as_deref() == Some(&*self.words.whole());
        let mut times = failed.times.iter();
        match (times.next(), times.next()) {
            (Some(at), None) if is_same => Once::At(*at),
            (Some(None), None) if is_seen => Once::At(None),
            _ => Once::Seen {
                asks_when: failed.times.iter().any(Option::is_some),
            },
        }
    }

    /// What the store should have; nothing but white space is nothing. What is on its way out of the field
    /// stays kept until it is stored: then there is nothing to keep.
    pub(super) fn to_keep(&self) -> Option<(Option<Draft>, Option<Draft>)> {
        let now = self.draft();
        let due = self.going.is_empty() && (self.unsure || now != self.kept);
        due.then(|| (self.kept.clone(), now))
    }

    /// The store has it now, and behind it what was `added` from elsewhere.
    pub(super) fn keep(&mut self, now: Option<Draft>, added: Option<Draft>) {
        self.unsure = false;
        self.kept = Draft::joined(now, added.clone());
        if let Some(added) = added {
            self.add(&added);
        }
    }

    /// Whether this draft of the store came from here or was taken in here.
    pub(super) fn knows(&self, stored: Option<&Draft>) -> bool {
        stored == self.kept.as_ref()
    }

    /// What the store says now.
    pub(super) fn look(&mut self, ground: Ground) {
        self.take_in(ground.draft);
        self.quote = ground.quote;
        let blank = self.words.are_none() && self.reply.is_none();
        let audience = self.for_whom.of(blank, self.audience, ground.answers);
        self.become_for(audience);
        self.audiences = ground.audiences;
        self.people = ground.people;
        // Among two there is nobody else whom words that were begun before this was known could be for.
        if ground.answers.audience.is_alone() {
            self.audience = ground.answers.audience;
        }
        // What is begun is never for others than it was begun for, nor is what they chose.
        if blank
            && !self.for_whom.is_chosen()
            && !self.audiences.contains(&self.audience)
            && let Some(first) = self.audiences.first().copied()
        {
            self.become_for(first);
        }
    }

    /// Takes in what was made of the store's draft elsewhere, which is what the field shows while nobody types
    /// there. It never stands in place of what is being typed, but behind it.
    fn take_in(&mut self, stored: Option<Draft>) {
        let now = self.draft();
        if stored == self.kept || (stored == now && self.going.is_empty()) {
            self.kept = stored;
            return;
        }
        let typing = now != self.kept || !self.going.is_empty();
        let kept = self.kept.as_ref();
        let added = stored.as_ref().and_then(|stored| {
            if typing {
                stored.besides(kept)
            } else {
                stored.behind(kept)
            }
        });
        if let Some(added) = added {
            self.add(&added);
        } else if !typing {
            self.words = Words::default();
            if let Some(stored) = &stored {
                self.words.put_behind(stored.body.clone());
                self.audience = stored.audience;
                self.reply = stored.reply;
            }
        }
        self.kept = stored;
    }

    fn add(&mut self, added: &Draft) {
        self.take_beside(added);
        self.words.put_behind(added.body.clone());
    }

    /// Words come to stand beside what is in the field, with what they answer.
    fn take_beside(&mut self, words: &Draft) {
        let audience = self.beside(words.audience);
        self.become_for(audience);
        if audience == words.audience {
            self.reply = self.reply.or(words.reply);
        }
    }

    /// For whom words are that come to stand beside what is in the field: what only the clinic was to read is
    /// read by nobody else.
    fn beside(&self, words: Audience) -> Audience {
        if self.words.are_none() && !self.for_whom.is_chosen() {
            words
        } else {
            words.max(self.audience)
        }
    }

    fn draft(&self) -> Option<Draft> {
        (!self.words.are_none()).then(|| Draft {
            audience: self.audience,
            body: self.words.whole(),
            reply: self.reply,
        })
    }
}

kith_protocol::tells_nothing!(Pen, Going);
