//! How people and the relay die, and are started again.

use super::{Stroke, Town};
use crate::processes::{
    Held, Violation,
    ask::{Answer, Ask},
    process::{Arm, Died, Process},
};

impl Town {
    pub(super) fn stroke_now(&mut self) -> Option<Stroke> {
        let stroke = self.stroke.as_mut()?;
        match stroke.after.checked_sub(1) {
            Some(left) => {
                stroke.after = left;
                None
            }
            None => self.stroke.take(),
        }
    }

    pub(super) fn dies(&mut self, who: usize, died: Died) -> Held {
        let Some(arm) = self.arm.take().filter(|_| died.killed) else {
            let name = &self.people[who].name;
            return Err(Violation(format!("{name} ended by itself")));
        };
        self.mourn(who, &arm.point)
    }

    pub(super) fn mourn(&mut self, who: usize, at: &str) -> Held {
        let name = self.people[who].name.clone();
        self.deaths.push((name, at.to_owned()));
        self.people[who].process = None;
        // One death at a time; but one in four dies again while it heals.
        self.tell_all(&Ask::Disarm)?;
        if let Some(disk) = &self.people[who].start.disk {
            disk.loses_power(&mut self.dice);
        }
        if self.dice.once_in(4) {
            self.arm = Some(Arm {
                point: self
                    .dice
                    .pick(&["store.commit", "store.committed"])
                    .to_string(),
                pass: 1 + self.dice.below(6) as u32,
            });
        }
        self.revive(who)
    }

    /// Starts someone, again and again where they die of it, and looks at what they have kept.
    pub(super) fn revive(&mut self, who: usize) -> Held {
        let person = &mut self.people[who];
        match Process::start(&person.start, self.arm.as_ref()) {
            Ok((process, Answer::Done)) => person.process = Some(process),
            Ok((_, other)) => {
                let name = &person.name;
                return Err(Violation(format!("{name} cannot be opened: {other:?}")));
            }
            Err(died) => return self.dies(who, died),
        }
        if let Some(screen) = self.screen(who)? {
            self.ledger.holds_own(&self.people[who].name, &screen)?;
        }
        Ok(())
    }

    /// Who just died at a hook may take its time to be dead: an answer, or none, makes it sure.
    pub(super) fn hears_of_relay(&mut self) {
        if let Some(relay) = &mut self.relay.process {
            let _ = relay.ask(&Ask::Tick(0));
        }
    }

    pub(super) fn look_after_relay(&mut self, struck: bool) -> Held {
        let died = self.relay.process.as_mut().and_then(Process::died);
        let Some(died) = died else {
            return Ok(());
        };
        let at = match self.arm.take() {
            _ if struck => "plain".to_owned(),
            Some(arm) if died.killed => arm.point,
            _ => return Err(Violation("the relay ended by itself".to_owned())),
        };
        self.deaths.push((self.relay.name.clone(), at));
        self.relay.process = None;
        self.tell_all(&Ask::Disarm)?;
        if let Some(disk) = &self.relay.start.disk {
            disk.loses_power(&mut self.dice);
        }
        self.revive_relay()
    }

    pub(super) fn revive_relay(&mut self) -> Held {
        match Process::start(&self.relay.start, self.arm.as_ref()) {
            Ok((process, Answer::Listening(_))) => {
                self.relay.process = Some(process);
                Ok(())
            }
            Ok((_, other)) => Err(Violation(format!("the relay does not start: {other:?}"))),
            Err(died) => {
                let at = self.arm.take().filter(|_| died.killed);
                let Some(arm) = at else {
                    return Err(Violation("the relay ended by itself".to_owned()));
                };
                self.deaths.push((self.relay.name.clone(), arm.point));
                if let Some(disk) = &self.relay.start.disk {
                    disk.loses_power(&mut self.dice);
                }
                self.revive_relay()
            }
        }
    }
}
