//! What each deed is at a prompt, and how it is told.

use super::{Stage, TRIES};
use crate::{
    failure::{Done, Failure},
    process::{Chat, Files, Programs},
    scene::Deed,
};

/// More than any scene writes.
const WHOLE_SCREEN: &str = "read 500";
/// How a screen shows a refused change.
const ALARM: &str = "!! ALARM";

impl Stage {
    pub(super) fn act(&mut self, handle: &str, deed: &Deed) -> Done {
        let name = self.name(handle);
        match deed {
            Deed::Enrol { role, name } => self.enrol(handle, role, name),
            Deed::MakeCircle(title) => {
                self.played.secrets.push(title.clone());
                self.tell(handle, &format!("circle {title}"))?;
                self.exchange(handle)?;
                self.say(&format!("{name} makes a circle: “{title}”."))
            }
            Deed::Invite {
                whom,
                role,
                relationship,
            } => self.invite(handle, whom, role, relationship),
            Deed::Join(as_name) => self.join(handle, as_name.as_deref()),
            Deed::Approve(whom) => self.approve(handle, whom),
            Deed::Decline(whom) => {
                let whom = self.name(whom);
                self.until_ok(handle, &format!("decline {whom}"))?;
                self.say(&format!("{name} declines {whom}."))
            }
            Deed::Remove(whom) => {
                let whom = self.name(whom);
                self.tell(handle, &format!("remove {whom}"))?;
                self.say(&format!("{name} removes {whom} from the circle."))?;
                self.settle()
            }
            Deed::Write(text) => self.write(handle, "write", "writes", text),
            Deed::WriteCare(text) => self.write(handle, "care", "writes in the care room", text),
            Deed::WriteAlone { to, text } => {
                let whom = self.name(to);
                // Whom it began with hears of it first.
                self.exchange(handle)?;
                self.write(
                    handle,
                    &format!("alone \"{whom}\""),
                    &format!("writes to {whom} alone"),
                    text,
                )
            }
            Deed::Reply { .. } | Deed::Sign { .. } | Deed::Change { .. } | Deed::TakeBack(_) => {
                self.speak_of(handle, deed)
            }
            Deed::PassOn { .. }
            | Deed::WriteLater(_)
            | Deed::SendNow(_)
            | Deed::Undo(_)
            | Deed::Finds { .. }
            | Deed::FindsNothing(_)
            | Deed::SeesWaiting(_)
            | Deed::NotYet(_) => self.afterwards(handle, deed),
            Deed::KnowsSeen(text) => {
                let line = format!("reached \"{text}\"");
                let seen = self.until_answered(handle, &line, "Seen by everyone.")?;
                self.expect(
                    seen,
                    &format!("{name} sees that “{text}” was seen by everyone."),
                )
            }
            Deed::SeesAnswer(text) => {
                let line = format!("answers \"{text}\"");
                let there = self.until_answered(handle, &line, "Answered.")?;
                self.expect(there, &format!("{name} sees an answer to “{text}”."))
            }
            Deed::CannotWrite(text) => {
                self.say(&format!("{name} tries to write: “{text}”"))?;
                let answer = self.ask(handle, &format!("write {text}"))?;
                let refused = answer.is_err();
                self.story
                    .answer(&answer.unwrap_or_else(|sorry| vec![sorry]))?;
                self.expect(refused, &format!("{name} cannot write."))
            }
            Deed::Search(words) => {
                let hits = self.tell(handle, &format!("search {words}"))?;
                let title = format!("{name} searches for “{words}”{}", self.network(handle)?);
                Ok(self.story.screen(&title, &hits)?)
            }
            Deed::Read { all } => self.read(handle, *all),
            Deed::LookAround => {
                self.settle()?;
                let people = self.tell(handle, "people")?;
                let title = format!("{name} looks who is there{}", self.network(handle)?);
                Ok(self.story.screen(&title, &people)?)
            }
            Deed::LoseNetwork => {
                // What was told before has reached them: a story is read line by line.
                self.exchange(handle)?;
                self.tell(handle, "offline")?;
                self.person(handle)?.online = false;
                self.say(&format!("{name} has no network any more."))
            }
            Deed::FindNetwork => {
                self.tell(handle, "online")?;
                self.person(handle)?.online = true;
                self.say(&format!("{name} has the network again."))?;
                self.settle()
            }
            Deed::Die => {
                let chat = self.person(handle)?.chat.take();
                chat.ok_or_else(|| Failure::new(format!("{handle} was killed before")))?
                    .kill();
                self.say(&format!("{name}'s program is killed (SIGKILL)."))
            }
            Deed::Return => self.come_back(handle),
            Deed::Attack => self.attack(handle),
            Deed::Sees(text) => {
                let seen = self
                    .screen(handle)?
                    .iter()
                    .any(|line| line.contains(text.as_str()));
                self.expect(seen, &format!("{name} sees “{text}”."))
            }
            Deed::NeverSees(text) => {
                self.played.never.push((handle.to_owned(), text.clone()));
                let seen = self
                    .screen(handle)?
                    .iter()
                    .any(|line| line.contains(text.as_str()));
                self.expect(!seen, &format!("{name} does not see “{text}”."))
            }
            Deed::SeesAlarm => {
                let seen = self.screen(handle)?.iter().any(|line| line.contains(ALARM));
                self.expect(seen, &format!("{name} sees the alarm."))
            }
        }
    }

    fn say(&mut self, words: &str) -> Done {
        Ok(self.story.deed(words)?)
    }

    fn network(&mut self, handle: &str) -> Done<&'static str> {
        Ok(if self.person(handle)?.online {
            ""
        } else {
            " (no network)"
        })
    }

    fn enrol(&mut self, handle: &str, role: &str, name: &str) -> Done {
        self.enter(handle, name)?;
        let link = self.clinic_link(role, name)?;
        self.tell(handle, &format!("enrol {link}"))?;
        self.exchange(handle)?;
        self.played.secrets.extend([name.to_owned(), link]);
        let process = self.process(handle)?;
        self.say(&format!(
            "{name} enrols as {role}, with a link of the clinic ({process})."
        ))
    }

    fn invite(&mut self, handle: &str, whom: &str, role: &str, relationship: &str) -> Done {
        let answer = self.tell(handle, &format!("invite {role} {relationship}"))?;
        let link = answer.last().cloned().unwrap_or_default();
        self.exchange(handle)?;
        self.played.secrets.push(link.clone());
        self.links.retain(|(for_whom, _)| for_whom != whom);
        self.links.push((whom.to_owned(), link));
        let (name, whom) = (self.name(handle), self.name(whom));
        self.say(&format!(
            "{name} invites {whom} ({role}) with a link that works once."
        ))
    }

    fn join(&mut self, handle: &str, as_name: Option<&str>) -> Done {
        let at = self
            .links
            .iter()
            .position(|(for_whom, _)| for_whom == handle);
        let at = at.ok_or_else(|| Failure::new(format!("nobody has invited {handle}")))?;
        let (_, link) = self.links.remove(at);
        let is_new = !self.people.iter().any(|person| person.handle == handle);
        match as_name {
            Some(name) if is_new => {
                self.enter(handle, name)?;
                self.played.secrets.push(name.to_owned());
            }
            None if is_new => {
                let what = format!("{handle} needs a name: {handle} joins as \"…\"");
                return Err(Failure::new(what));
            }
            _ => {}
        }
        self.tell(handle, &format!("join {link}"))?;
        self.exchange(handle)?;
        let (name, process) = (self.name(handle), self.process(handle)?);
        let process = if is_new {
            format!(" ({process})")
        } else {
            String::new()
        };
        self.say(&format!("{name} opens the link and says yes{process}."))
    }

    fn approve(&mut self, handle: &str, whom: &str) -> Done {
        let (name, whom) = (self.name(handle), self.name(whom));
        self.exchange(handle)?;
        let invitations = self.tell(handle, "invitations")?;
        let asked = invitations.into_iter().filter(|line| line.contains(&*whom));
        let asked: Vec<String> = asked.collect();
        self.story.screen(&format!("{name}'s screen"), &asked)?;
        // Whoever speaks for the patient is asked about in other words.
        let speaks = asked.iter().any(|line| line.starts_with("proxy"));
        let question = self.until_ok(handle, &format!("approve {whom}"))?;
        if speaks {
            self.story.screen(&format!("{name}'s screen"), &question)?;
            self.until_ok(handle, &format!("speaks-for-me {whom}"))?;
        }
        self.say(&format!("{name} confirms: yes, that is {whom}."))?;
        if !self.person(handle)?.online {
            return Ok(());
        }
        for _ in 0..TRIES {
            self.settle()?;
            if self
                .tell(handle, "people")?
                .iter()
                .any(|line| line.starts_with(&*whom))
            {
                return Ok(());
            }
        }
        Err(Failure::new(format!("{whom} does not get into the circle")))
    }

    fn write(&mut self, handle: &str, command: &str, verb: &str, text: &str) -> Done {
        let name = self.name(handle);
        let answer = self.tell(handle, &format!("{command} {text}"))?;
        self.played.texts.push(text.to_owned());
        self.say(&format!("{name} {verb}: “{text}”"))?;
        if self.person(handle)?.online {
            self.exchange(handle)
        } else {
            Ok(self.story.answer(&answer)?)
        }
    }

    fn read(&mut self, handle: &str, all: bool) -> Done {
        let lines = self.screen(handle)?;
        let name = self.name(handle);
        let title = match (all, self.network(handle)?) {
            (true, network) => format!("{name} reads everything{network}"),
            (false, network) => format!("{name} reads{network}"),
        };
        let person = self.person(handle)?;
        let same = lines
            .iter()
            .zip(&person.shown)
            .take_while(|(a, b)| a == b)
            .count();
        let new = if all { 0 } else { same };
        person.shown.clone_from(&lines);
        let new: Vec<String> = lines.into_iter().skip(new).collect();
        let nothing = [String::from("nothing new")];
        Ok(self
            .story
            .screen(&title, if new.is_empty() { &nothing } else { &new })?)
    }

    fn come_back(&mut self, handle: &str) -> Done {
        let programs = self.programs.clone();
        let person = self.person(handle)?;
        if person.chat.is_some() {
            return Err(Failure::new(format!("{handle} is there already")));
        }
        person.chat = Some(Chat::start(
            &programs,
            &person.files,
            &person.name,
            person.online,
        )?);
        let (name, process) = (self.name(handle), self.process(handle)?);
        let network = if self.person(handle)?.online {
            ""
        } else {
            ", still no network"
        };
        self.say(&format!(
            "{name}'s program starts again ({process}{network})."
        ))
    }

    fn attack(&mut self, handle: &str) -> Done {
        let name = self.name(handle);
        self.exchange(handle)?;
        self.change_client(handle, Chat::start_patched)?;
        let answer = self.until_ok(handle, "attack stranger")?;
        self.change_client(handle, |programs, files, name| {
            Chat::start(programs, files, name, true)
        })?;
        self.say(&format!(
            "{name}'s patched client adds a stranger to the circle."
        ))?;
        self.story.answer(&answer)?;
        self.settle()
    }

    /// Ends someone's client and has them use another on the same store.
    fn change_client(
        &mut self,
        handle: &str,
        start: impl Fn(&Programs, &Files, &str) -> Done<Chat>,
    ) -> Done {
        if self.programs.app.is_none() {
            // The example is both.
            return Ok(());
        }
        let programs = self.programs.clone();
        let person = self.person(handle)?;
        if let Some(chat) = person.chat.take() {
            chat.quit()?;
        }
        person.chat = Some(start(&programs, &person.files, &person.name)?);
        Ok(())
    }

    /// What someone's screen shows, once everything has come to rest.
    pub(super) fn screen(&mut self, handle: &str) -> Done<Vec<String>> {
        if self.person(handle)?.online {
            self.settle()?;
        }
        self.tell(handle, WHOLE_SCREEN)
    }

    fn process(&mut self, handle: &str) -> Done<String> {
        let chat = self.person(handle)?.chat.as_ref();
        Ok(chat.map_or(String::new(), |chat| format!("process {}", chat.process())))
    }

    /// Types a line until it is not refused; between two tries, everyone exchanges everything.
    fn until_ok(&mut self, handle: &str, line: &str) -> Done<Vec<String>> {
        for _ in 1..TRIES {
            if let Ok(answer) = self.ask(handle, line)? {
                return Ok(answer);
            }
            self.settle()?;
        }
        self.tell(handle, line)
    }
}
