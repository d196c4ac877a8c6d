//! Many deaths, one after the other, in a few towns: at every hook that stands in the source, and
//! at moments that no hook names. Whatever is random comes from the seed.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::{Path, PathBuf},
};

use super::{
    Held, Violation,
    process::Arm,
    town::{Dangers, RESIDENTS, Stroke, Town},
};
use crate::Dice;

/// Deaths in one town before another is founded.
const DEATHS_IN_A_TOWN: usize = 40;
/// Scenes that are played until someone dies at the hook.
const SCENES: usize = 6;
/// How often what nobody died at is tried again.
const MORE_ROUNDS: usize = 4;
const HOUR_MS: u64 = 60 * 60 * 1000;
/// A kill that waits for no hook.
const PLAIN: &str = "plain";

/// Whose deaths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// People's devices.
    Clients,
    /// The relay's.
    Relay,
}

/// A number of deaths.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The program that lives and dies.
    pub binary: PathBuf,
    /// Whose deaths.
    pub whose: Whose,
    /// How many.
    pub kills: usize,
    /// Of everything random.
    pub seed: u64,
    /// What else may go wrong.
    pub dangers: Dangers,
    /// Only at these hooks; at all of them where empty.
    pub only: Vec<String>,
}

/// What a campaign came to.
#[derive(Clone, Debug, Default)]
pub struct Toll {
    /// Deaths by hook.
    pub deaths: BTreeMap<String, usize>,
    /// Hooks at which nobody died.
    pub missed: BTreeSet<String>,
}

impl Toll {
    /// Those of these hooks at which nobody died.
    fn missing(&self, hooks: &BTreeSet<String>) -> BTreeSet<String> {
        let missing = hooks.iter().filter(|hook| !self.deaths.contains_key(*hook));
        missing.cloned().collect()
    }

    /// All deaths.
    pub fn total(&self) -> usize {
        self.deaths.values().sum()
    }
}

impl Campaign {
    /// Kills until there are enough dead; then everyone has everything.
    ///
    /// # Errors
    /// The first [`Violation`], with what led to it.
    pub fn run(&self) -> Held<Toll> {
        let hooks = self.hooks();
        let mut dice = Dice::new(self.seed);
        let mut due: VecDeque<String> = VecDeque::new();
        let mut toll = Toll::default();
        while toll.total() < self.kills {
            if due.is_empty() {
                due = deal(&hooks, &mut dice);
            }
            self.town(&mut due, self.kills, &mut dice, &mut toll)?;
        }
        // Where a death takes luck there may have been none: then it is tried again.
        for _ in 0..MORE_ROUNDS {
            due = deal(&toll.missing(&hooks), &mut dice);
            while !due.is_empty() {
                self.town(&mut due, usize::MAX, &mut dice, &mut toll)?;
            }
        }
        toll.missed = toll.missing(&hooks);
        Ok(toll)
    }

    /// One town: kills at the hooks that are due, until there are `most` dead in all.
    fn town(
        &self,
        due: &mut VecDeque<String>,
        most: usize,
        dice: &mut Dice,
        toll: &mut Toll,
    ) -> Held {
        // One that is passed only while a circle is made.
        let first = due.iter().position(|hook| hook == "circle.created");
        let founding = first.and_then(|at| due.remove(at)).map(|hook| Arm {
            point: hook,
            pass: 1,
        });
        let mut town = Town::found(&self.binary, dice.roll(), self.dangers.clone(), founding)?;
        while town.deaths.len() < DEATHS_IN_A_TOWN && toll.total() + town.deaths.len() < most {
            let Some(hook) = due.pop_front() else {
                break;
            };
            town.loses_someone(&hook, self.whose)
                .map_err(|Violation(what)| {
                    let last: Vec<_> = town.deaths.iter().rev().take(3).collect();
                    Violation(format!("{what}\nat {hook}; the last to die: {last:?}"))
                })?;
        }
        for (_, at) in &town.deaths {
            *toll.deaths.entry(at.clone()).or_default() += 1;
        }
        Ok(())
    }

    fn hooks(&self) -> BTreeSet<String> {
        if !self.only.is_empty() {
            return self.only.iter().cloned().collect();
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut hooks = hooks_in(&root.join(match self.whose {
            Whose::Clients => "core/src",
            Whose::Relay => "relay/src",
        }));
        hooks.insert(PLAIN.to_owned());
        hooks
    }
}

/// All hooks, each once and in a random order; plain kills among them.
fn deal(hooks: &BTreeSet<String>, dice: &mut Dice) -> VecDeque<String> {
    let mut due: Vec<String> = hooks.iter().cloned().collect();
    if hooks.contains(PLAIN) {
        due.extend((0..hooks.len() / 6).map(|_| PLAIN.to_owned()));
    }
    dice.shuffle(&mut due);
    due.into()
}

/// The names of the hooks in the source below a folder: what is not there cannot be forgotten.
/// Those of flaws are reached only by who makes the flaw.
fn hooks_in(folder: &Path) -> BTreeSet<String> {
    let mut hooks = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the source is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            hooks.extend(hooks_in(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let source = fs::read_to_string(&path).expect("read");
            hooks.extend(
                source
                    .split("crash::point(\"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|name| !name.starts_with("flaw."))
                    .map(ToOwned::to_owned),
            );
        }
    }
    hooks
}

impl Town {
    /// Plays scenes until someone dies at the hook, then lets everyone heal and looks.
    fn loses_someone(&mut self, hook: &str, whose: Whose) -> Held {
        let deaths = self.deaths.len();
        if hook == "remove.decided" || hook == "receive.removed" {
            self.let_guest_in()?;
        }
        if hook == PLAIN {
            self.stroke = Some(Stroke {
                after: self.dice.below(12) as u32,
                relay: whose == Whose::Relay,
            });
        } else {
            let pass = 1 + self.dice.below(passes(hook));
            self.arms(&Arm {
                point: hook.to_owned(),
                pass: pass as u32,
            })?;
        }
        for _ in 0..SCENES {
            self.plays_for(hook)?;
            self.settles()?;
            if self.deaths.len() > deaths {
                break;
            }
        }
        self.disarms()
    }

    fn let_guest_in(&mut self) -> Held {
        if self.has_guest() {
            Ok(())
        } else {
            self.guest_comes()
        }
    }

    fn plays_for(&mut self, hook: &str) -> Held {
        let many_commits = matches!(hook, "receive.merged" | "receive.merged.own");
        match hook.split('.').next().unwrap_or_default() {
            _ if hook.starts_with("relay.expire") => self.month_passes(),
            "anew" => self.starts_anew(),
            "pair" => self.talks_alone(),
            "receipt" => self.all_look(),
            "later" => {
                let who = self.dice.below(RESIDENTS);
                self.speaks_later(who)
            }
            "withdraw" => {
                let who = self.dice.below(RESIDENTS);
                self.takes_back(who)
            }
            "readd" => self.loses_place(),
            _ if hook == "inbox.declined" => self.guest_is_turned_down(),
            "clinic" => {
                // The documents of the clinic are not fresh any more.
                self.time_passes(HOUR_MS)?;
                self.talks()
            }
            "send" | "store" | "receive" | "relay" | "flaw" | PLAIN
                if !many_commits && hook != "receive.removed" && !self.dice.once_in(3) =>
            {
                self.talks()
            }
            _ if self.has_guest() => self.guest_goes(),
            _ => self.guest_comes(),
        }
    }
}

/// Among how many passes one is chosen: more where a scene has many.
fn passes(hook: &str) -> usize {
    match hook {
        "store.commit" | "store.committed" => 30,
        "relay.commit" | "relay.committed" | "relay.batch" | "relay.answered" => 12,
        "relay.expire" | "relay.expired" | "circle.created" | "remove.decided" => 1,
        "inbox.declined" | "readd.asked" | "readd.came_back" => 1,
        "later.say" | "later.said" | "withdraw.chained" => 1,
        "receive.removed" | "enrol.prepared" | "enrol.answered" | "enrol.settled" => 1,
        // Once, when a store is made.
        "index.made" | "key_packages.made" => 1,
        _ if hook.starts_with("migrate") || hook.starts_with("store.check") => 1,
        _ => 2,
    }
}
