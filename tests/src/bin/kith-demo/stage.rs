//! Plays a scene: turns its sentences into lines typed at the clients' prompts.

use std::path::{Path, PathBuf};

use crate::{
    failure::{Done, Failure},
    process::{Answer, Chat, Files, Programs, Relay, certificate, clinic},
    scene::{Cast, Sentence, Step},
    story::Story,
};

mod afterwards;
mod deeds;
mod said;

/// How often a state is waited for: each time, every client exchanges everything once.
const TRIES: usize = 50;
/// What a client says when nothing is left to exchange.
const EXCHANGED: &str = "Everything has been exchanged.";

/// Someone in the scene.
pub struct Person {
    /// What the scene calls them.
    pub handle: String,
    /// What others see.
    pub name: String,
    /// Where their client keeps what it has.
    pub files: Files,
    chat: Option<Chat>,
    online: bool,
    /// The lines that were printed when they last read.
    shown: Vec<String>,
}

/// What was played, for the count at the end.
#[derive(Default)]
pub struct Played {
    /// Texts to the circle and to the care room, as written.
    pub texts: Vec<String>,
    /// Texts that somebody must never have: who, what.
    pub never: Vec<(String, String)>,
    /// Words, names, titles and links that no file may hold.
    pub secrets: Vec<String>,
    /// Words that the scene itself asks to be looked for.
    pub canaries: Vec<String>,
    /// Expectations that did not come true.
    pub failed: Vec<String>,
}

/// Everything that a scene needs.
pub struct Stage {
    programs: Programs,
    folder: PathBuf,
    relay: Relay,
    story: Story,
    people: Vec<Person>,
    /// Links that wait to be used: for whom.
    links: Vec<(String, String)>,
    played: Played,
    line: usize,
}

impl Stage {
    /// Starts the relay.
    pub fn set(programs: Programs, folder: &Path, story: Story) -> Done<Self> {
        let relay_folder = folder.join("relay");
        std::fs::create_dir(&relay_folder)?;
        Ok(Self {
            relay: Relay::start(&programs, &relay_folder)?,
            programs,
            folder: folder.to_owned(),
            story,
            people: Vec::new(),
            links: Vec::new(),
            played: Played::default(),
            line: 0,
        })
    }

    /// Plays the scene to its end.
    pub fn play(&mut self, scene: &[Sentence]) -> Done {
        for sentence in scene {
            self.line = sentence.line;
            self.step(&sentence.step)
                .map_err(|failure| failure.at(sentence.line))?;
        }
        Ok(())
    }

    /// Ends all clients in peace; the relay goes on.
    pub fn close(mut self) -> Done<(Relay, Story, Vec<Person>, Played)> {
        for person in &mut self.people {
            if let Some(chat) = person.chat.take() {
                chat.quit()?;
            }
        }
        Ok((self.relay, self.story, self.people, self.played))
    }

    fn step(&mut self, step: &Step) -> Done {
        match step {
            Step::Chapter(title) => Ok(self.story.chapter(title)?),
            Step::Tell(text) => Ok(self.story.tell(text)?),
            Step::Secret(words) => {
                self.played.canaries.extend(words.iter().cloned());
                Ok(())
            }
            Step::Clinic {
                name,
                emergency,
                telephone,
                hours,
            } => self.found_clinic(name, [emergency, telephone], hours),
            Step::Act(cast, deed) => {
                let handles = match cast {
                    Cast::Only(handles) => handles.clone(),
                    Cast::Everyone => {
                        let here = self.people.iter().filter(|person| person.chat.is_some());
                        here.map(|person| person.handle.clone()).collect()
                    }
                };
                handles.iter().try_for_each(|handle| {
                    self.act(handle, deed)?;
                    self.picture(handle)
                })
            }
        }
    }

    fn found_clinic(
        &mut self,
        name: &str,
        [emergency, telephone]: [&String; 2],
        hours: &str,
    ) -> Done {
        let relay = self.folder.join("relay");
        let (cert, _) = certificate(&relay);
        let root = self.folder.join("clinic-root.key");
        let (cert, root) = (cert.to_string_lossy(), root.to_string_lossy());
        let arguments = [
            "create",
            "--name",
            name,
            "--emergency",
            emergency,
            "--telephone",
            telephone,
            "--hours",
            hours,
            "--url",
            &self.relay.url,
            "--tls-cert",
            &cert,
            "--root-out",
            &root,
        ];
        clinic(&self.programs, &relay, &arguments)?;
        let url = &self.relay.url;
        Ok(self.story.deed(&format!(
            "{name} has a relay at {url}, and a root key of its own."
        ))?)
    }

    /// A link of the clinic for someone in a role.
    fn clinic_link(&mut self, role: &str, name: &str) -> Done<String> {
        let arguments: &[&str] = match role {
            "patient" => &["invite-patient"],
            staff => &["invite-staff", "--role", staff, "--name", name],
        };
        clinic(&self.programs, &self.folder.join("relay"), arguments)
    }

    /// Gives someone a folder and starts their client there.
    fn enter(&mut self, handle: &str, name: &str) -> Done {
        if self.people.iter().any(|person| person.handle == handle) {
            return Err(Failure::new(format!("{handle} is in the scene already")));
        }
        if self.people.iter().any(|person| person.name == name) {
            return Err(Failure::new(format!("somebody is called {name} already")));
        }
        let folder = self.folder.join(handle);
        std::fs::create_dir(&folder)?;
        let files = Files::within(&folder, self.people.len());
        let chat = Chat::start(&self.programs, &files, name, true)?;
        self.people.push(Person {
            handle: handle.to_owned(),
            name: name.to_owned(),
            files,
            chat: Some(chat),
            online: true,
            shown: Vec::new(),
        });
        Ok(())
    }

    fn person(&mut self, handle: &str) -> Done<&mut Person> {
        let found = self
            .people
            .iter_mut()
            .find(|person| person.handle == handle);
        found.ok_or_else(|| Failure::new(format!("{handle} has not enrolled or joined yet")))
    }

    /// What others see; of someone who is not there yet, what the scene says.
    fn name(&self, handle: &str) -> String {
        let known = self.people.iter().find(|person| person.handle == handle);
        known.map_or(format!("the {handle}"), |person| person.name.clone())
    }

    /// Types a line at someone's prompt.
    fn ask(&mut self, handle: &str, line: &str) -> Done<Answer> {
        let person = self.person(handle)?;
        let chat = person.chat.as_mut().ok_or_else(|| {
            Failure::new(format!(
                "{handle}'s program was killed; say first: {handle} comes back"
            ))
        })?;
        chat.ask(line)
    }

    /// The same, where the answer must not be a refusal.
    fn tell(&mut self, handle: &str, line: &str) -> Done<Vec<String>> {
        self.ask(handle, line)?
            .map_err(|sorry| Failure::new(format!("{handle} is told: {sorry}")))
    }

    /// Lets everyone who is online exchange everything, until nothing changes any more.
    fn settle(&mut self) -> Done {
        let mut before = None;
        for _ in 0..TRIES {
            let (mut screens, mut rest) = (Vec::new(), true);
            for person in self.people.iter_mut().filter(|person| person.online) {
                if let Some(chat) = &mut person.chat {
                    rest &= chat.ask("sync")?.is_ok_and(|lines| lines == [EXCHANGED]);
                    screens.push(chat.ask("read 500")?);
                }
            }
            if rest && before.as_ref() == Some(&screens) {
                return Ok(());
            }
            before = Some(screens);
        }
        Err(Failure::new(
            "the clients and the relay do not come to rest",
        ))
    }

    /// Lets one person exchange everything, if they have the network.
    fn exchange(&mut self, handle: &str) -> Done {
        if !self.person(handle)?.online {
            return Ok(());
        }
        let mut last = String::new();
        for _ in 0..TRIES {
            match self.ask(handle, "sync")? {
                Ok(lines) if lines == [EXCHANGED] => return Ok(()),
                Ok(lines) => last = lines.join(" "),
                Err(sorry) => last = sorry,
            }
        }
        Err(Failure::new(format!(
            "{handle} cannot exchange everything: {last}"
        )))
    }

    /// Has someone's screen drawn, where pictures are wanted and the program shows any.
    fn picture(&mut self, handle: &str) -> Done {
        let there = self
            .people
            .iter()
            .any(|p| p.handle == handle && p.chat.is_some());
        let Some(file) = self.story.next_picture(handle).filter(|_| there) else {
            return Ok(());
        };
        self.tell(handle, &format!("picture {}", file.display()))?;
        let caption = format!("{}'s screen", self.name(handle));
        self.story.picture(&file, &caption);
        Ok(())
    }

    /// Says whether what was expected is so, and notes it if not.
    fn expect(&mut self, met: bool, what: &str) -> Done {
        if met {
            return Ok(self.story.met(what)?);
        }
        let what = format!("line {}: expected, but not so: {what}", self.line);
        self.story.deed(&what)?;
        self.played.failed.push(what);
        Ok(())
    }
}
