//! Holds the lines of a scene against the sentences that there are.

use std::collections::BTreeSet;

use super::{
    Deed, MAX_BYTES, MAX_LINE, MAX_PEOPLE, MAX_SENTENCES, Mistake, Sentence, Step,
    grammar::{FORMS, Found, RESERVED, ROLES, STAFF},
    tokens::{self, Kind, Token},
};

/// Shortest secret that is not found in random bytes by chance.
const SHORTEST_SECRET: usize = 6;

/// Why a line does not fit a pattern: how far it did, and what could have stood there.
struct Miss {
    at: usize,
    wanted: Wanted,
}

enum Wanted {
    /// One of these might have gone on.
    Any(String),
    /// It is of the right kind, but wrong.
    Not(String),
}

/// Reads a scene.
///
/// # Errors
/// The first mistake, with its line and column.
pub fn read(text: &str) -> Result<Vec<Sentence>, Mistake> {
    let mistake = |line, column, what: String| Mistake { line, column, what };
    if text.len() > MAX_BYTES {
        return Err(mistake(
            1,
            1,
            format!("a scene has at most {MAX_BYTES} bytes"),
        ));
    }
    let mut people = BTreeSet::new();
    let mut sentences: Vec<Sentence> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.chars().count() > MAX_LINE {
            let what = format!("a line has at most {MAX_LINE} characters");
            return Err(mistake(number, MAX_LINE + 1, what));
        }
        let tokens = tokens::split(line, number)?;
        let Some(first) = tokens.first() else {
            continue;
        };
        let end = line.trim_end().chars().count() + 1;
        let found = understand(&tokens, &people).map_err(|miss| {
            let column = tokens.get(miss.at).map_or(end, |token| token.column);
            let there = tokens
                .get(miss.at)
                .map_or("the line ends".into(), |t| t.kind.shown());
            mistake(
                number,
                column,
                match miss.wanted {
                    Wanted::Any(wanted) => format!("here stands {there}; it could be: {wanted}"),
                    Wanted::Not(why) => why,
                },
            )
        })?;
        let (step, named) = found;
        people.extend(named);
        if people.len() > MAX_PEOPLE {
            let what = format!("a scene has at most {MAX_PEOPLE} people");
            return Err(mistake(number, first.column, what));
        }
        if sentences.len() == MAX_SENTENCES {
            let what = format!("a scene has at most {MAX_SENTENCES} sentences");
            return Err(mistake(number, first.column, what));
        }
        sentences.push(Sentence { line: number, step });
    }
    whole(&sentences)?;
    Ok(sentences)
}

/// Holds a line against every pattern; of those that do not fit, those that came furthest say
/// what is wrong.
fn understand(tokens: &[Token], people: &BTreeSet<String>) -> Result<(Step, Vec<String>), Miss> {
    let mut furthest = 0;
    let mut wanted: Vec<String> = Vec::new();
    let mut wrong = None;
    for form in FORMS {
        match fit(form.pattern, tokens, people) {
            Ok(mut found) => {
                let named = std::mem::take(&mut found.people);
                return Ok(((form.means)(found), named));
            }
            Err(miss) => {
                if miss.at > furthest {
                    furthest = miss.at;
                    wanted.clear();
                    wrong = None;
                }
                if miss.at == furthest {
                    match miss.wanted {
                        Wanted::Any(word) if !wanted.contains(&word) => wanted.push(word),
                        Wanted::Any(_) => {}
                        Wanted::Not(why) => wrong = Some(why),
                    }
                }
            }
        }
    }
    if furthest <= 1
        && let Some(Kind::Word(first)) = tokens.first().map(|token| &token.kind)
        && !begins(first)
        && !people.contains(first)
    {
        let so_far: Vec<&str> = people.iter().map(String::as_str).collect();
        let why = format!(
            "no sentence begins with `{first}`, and nobody is called so (so far: {})",
            so_far.join(", ")
        );
        return Err(Miss {
            at: 0,
            wanted: Wanted::Not(why),
        });
    }
    Err(Miss {
        at: furthest,
        wanted: wrong.map_or_else(|| Wanted::Any(wanted.join(" / ")), Wanted::Not),
    })
}

/// Whether a sentence can begin with a word, whoever is in the scene.
fn begins(word: &str) -> bool {
    word == "everyone"
        || FORMS
            .iter()
            .any(|form| form.pattern.split(' ').next() == Some(word))
}

/// A line on its way through a pattern.
struct Reading<'a> {
    tokens: &'a [Token],
    at: usize,
    known: &'a BTreeSet<String>,
    found: Found,
}

fn fit(pattern: &str, tokens: &[Token], known: &BTreeSet<String>) -> Result<Found, Miss> {
    let mut reading = Reading {
        tokens,
        at: 0,
        known,
        found: Found::default(),
    };
    for place in pattern.split(' ') {
        reading.take(place)?;
    }
    if reading.at < tokens.len() {
        return Err(reading.miss("nothing more"));
    }
    Ok(reading.found)
}

impl Reading<'_> {
    fn take(&mut self, place: &str) -> Result<(), Miss> {
        match place {
            "WHO" => self.take_cast(),
            "NEW" => {
                let name = self.word("somebody")?;
                self.introduce(&name)?;
                self.found.whom.clone_from(&name);
                if self.found.who.is_empty() && !self.found.everyone {
                    self.found.who.push(name);
                }
                self.at += 1;
                Ok(())
            }
            "WHOM" => {
                let name = self.word("somebody of the scene")?;
                self.known(&name)?;
                self.found.whom = name;
                self.at += 1;
                Ok(())
            }
            "WHOSE" => {
                let word = self.word("somebody's")?;
                let name = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
                let name = name.ok_or_else(|| self.miss("somebody's"))?;
                self.known(name)?;
                self.found.who.push(name.to_owned());
                self.at += 1;
                Ok(())
            }
            "STAFF" => self.take_role(&STAFF),
            "ROLE" => self.take_role(&ROLES),
            "," => match self.tokens.get(self.at) {
                Some(Token {
                    kind: Kind::Comma, ..
                }) => {
                    self.at += 1;
                    Ok(())
                }
                _ => Err(self.miss("a comma")),
            },
            "\"…\"" => self.take_text(),
            "\"…\"+" => {
                self.take_text()?;
                while matches!(
                    self.tokens.get(self.at),
                    Some(Token {
                        kind: Kind::Comma,
                        ..
                    })
                ) {
                    self.at += 1;
                    self.take_text()?;
                }
                Ok(())
            }
            words => {
                let word = self.word(words)?;
                if !words.split('|').any(|known| known == word) {
                    return Err(self.miss(words));
                }
                self.at += 1;
                Ok(())
            }
        }
    }

    /// `everyone`, `nurse`, `nurse and patient`, `nurse, patient and daughter`.
    fn take_cast(&mut self) -> Result<(), Miss> {
        let first = self.word("somebody of the scene")?;
        if first == "everyone" {
            self.found.everyone = true;
            self.at += 1;
            return Ok(());
        }
        self.known(&first)?;
        self.found.who.push(first);
        self.at += 1;
        loop {
            let more = match self.tokens.get(self.at).map(|token| &token.kind) {
                Some(Kind::Comma) => true,
                Some(Kind::Word(word)) => word == "and",
                _ => false,
            };
            if !more {
                return Ok(());
            }
            self.at += 1;
            let next = self.word("somebody of the scene")?;
            self.known(&next)?;
            self.found.who.push(next);
            self.at += 1;
        }
    }

    fn take_role(&mut self, roles: &[&str]) -> Result<(), Miss> {
        let word = self.word(&roles.join("|"))?;
        if !roles.contains(&word.as_str()) {
            return Err(self.miss(&roles.join("|")));
        }
        self.found.role = word;
        self.at += 1;
        Ok(())
    }

    fn take_text(&mut self) -> Result<(), Miss> {
        match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(Kind::Text(text)) => {
                self.found.texts.push(text.clone());
                self.at += 1;
                Ok(())
            }
            _ => Err(self.miss("a text in \"quotation marks\"")),
        }
    }

    fn word(&self, wanted: &str) -> Result<String, Miss> {
        match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(Kind::Word(word)) => Ok(word.clone()),
            _ => Err(self.miss(wanted)),
        }
    }

    fn known(&self, name: &str) -> Result<(), Miss> {
        if self.known.contains(name) {
            Ok(())
        } else {
            Err(self.miss("somebody of the scene"))
        }
    }

    fn introduce(&mut self, name: &str) -> Result<(), Miss> {
        let plain = name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !plain || name.len() > 20 || name.starts_with('-') || RESERVED.contains(&name) {
            return Err(Miss {
                at: self.at,
                wanted: Wanted::Not(format!(
                    "`{name}` cannot stand for a person: take up to 20 small letters"
                )),
            });
        }
        self.found.people.push(name.to_owned());
        Ok(())
    }

    fn miss(&self, wanted: &str) -> Miss {
        Miss {
            at: self.at,
            wanted: Wanted::Any(wanted.replace('|', " / ")),
        }
    }
}

/// What only the whole scene shows.
fn whole(sentences: &[Sentence]) -> Result<(), Mistake> {
    let at = |line, what: &str| {
        Err(Mistake {
            line,
            column: 1,
            what: what.into(),
        })
    };
    let (mut clinic, mut circle) = (false, false);
    let mut texts = String::new();
    for sentence in sentences {
        match &sentence.step {
            Step::Clinic { .. } if clinic => return at(sentence.line, "there is a clinic already"),
            Step::Clinic { .. } => clinic = true,
            Step::Act(..) if !clinic => {
                return at(
                    sentence.line,
                    "say first: the clinic is \"…\", emergency \"…\", telephone \"…\", hours \"…\"",
                );
            }
            Step::Act(_, Deed::MakeCircle(_)) if circle => {
                return at(sentence.line, "there is a circle already");
            }
            Step::Act(_, Deed::MakeCircle(_)) => circle = true,
            Step::Act(
                _,
                Deed::Write(text)
                | Deed::WriteLater(text)
                | Deed::Undo(text)
                | Deed::WriteCare(text)
                | Deed::WriteAlone { text, .. }
                | Deed::Reply { text, .. }
                | Deed::Change { new: text, .. },
            ) => {
                texts.push_str(&text.to_lowercase());
                texts.push('\n');
            }
            _ => {}
        }
    }
    for sentence in sentences {
        let Step::Secret(words) = &sentence.step else {
            continue;
        };
        for word in words {
            if word.len() < SHORTEST_SECRET {
                let what = format!("\"{word}\" is too short: it turns up by chance");
                return at(sentence.line, &what);
            }
            if !texts.contains(&word.to_lowercase()) {
                let what = format!("nobody writes \"{word}\", so it proves nothing");
                return at(sentence.line, &what);
            }
        }
    }
    if sentences.is_empty() {
        return at(1, "nothing happens in this scene");
    }
    Ok(())
}
