//! A small line-oriented client: the shortest true example of the API.
//!
//! ```text
//! chat --store DIR --key FILE [--name NAME] [--offline]
//! ```
//! Relays are reached through the proxy that `HTTPS_PROXY` or `ALL_PROXY` names, but for the hosts in
//! `NO_PROXY`. Reads commands from standard input, one a line (`help` lists them). Each answer ends with a
//! line that is a single `.`, and what could not be done begins with `! `, so that a program can
//! drive it as well as a person. At a terminal, new messages show by themselves.

use std::{io::IsTerminal, process::ExitCode};

use kith_core::{
    Client, Options, Proxy,
    circle::room_id::{self, shared},
    ids::{CircleId, ConversationId},
    rights::table::Audience,
    store::{rows::EventRow, timeline::messages::MessageState},
    view::CircleRow,
};

#[cfg(feature = "hostile")]
#[path = "chat/attack.rs"]
mod attack;
#[path = "chat/hour.rs"]
mod hour;
#[path = "chat/later.rs"]
mod later;
#[path = "chat/members.rs"]
mod members;
#[path = "chat/said.rs"]
mod said;
#[path = "chat/sorry.rs"]
mod sorry;
#[path = "chat/terminal.rs"]
mod terminal;
#[path = "chat/timeline.rs"]
mod timeline;
#[path = "chat/words.rs"]
mod words;

use sorry::{Answer, Sorry};
use terminal::Arguments;

/// Wipes what is freed, as every program that links Kith should (docs/storage.md).
#[global_allocator]
static WIPES: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Rows that are shown unless asked for more or fewer.
const SCREEN: u32 = 20;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sorry) => {
            eprintln!("! {sorry}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Sorry> {
    terminal::log();
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let key = terminal::store_key(&arguments.key, &arguments.store)?;
    let proxy = Proxy::from_environment().map_err(|_| Sorry::new(words::NO_PROXY))?;
    let client = Client::open(Options::new(&arguments.store), key).await?;
    client.set_proxy(proxy);
    let mut changes = client.subscribe();
    let mut chat = Chat {
        client,
        name: arguments.name,
        online: !arguments.offline,
        open: None,
        listed: Vec::new(),
        shown: EventRow::BEFORE_ALL,
    };
    let mut typed = terminal::typed_lines();
    let at_a_terminal = std::io::stdin().is_terminal();
    terminal::answer(chat.greet().await);
    loop {
        tokio::select! {
            line = typed.recv() => match line.as_deref().map(str::trim) {
                None | Some("quit") => break,
                Some(line) => terminal::answer(chat.obey(line).await),
            },
            // Pulled: whoever does not ask for changes is not disturbed by them.
            Some(_) = changes.next(), if at_a_terminal => terminal::print(chat.news().await),
        }
    }
    chat.client.close().await;
    terminal::answer(words::say("Closed. What was written is kept."));
    Ok(())
}

/// One person at one device.
struct Chat {
    client: Client,
    name: Option<String>,
    online: bool,
    /// The circle that the commands are about; until one was opened, the first that was listed. Not its
    /// place in the list: whoever speaks moves their circle to the top.
    open: Option<CircleId>,
    /// The circles under the numbers that were last shown.
    listed: Vec<CircleId>,
    /// The newest row that was shown by itself.
    shown: EventRow,
}

impl Chat {
    async fn greet(&mut self) -> Answer {
        if self.online {
            self.client.start().await?;
        }
        let _ = self.news().await;
        let mut lines = self.list().await?;
        lines.push("Type `help` to see what you can do.".into());
        Ok(lines)
    }

    async fn obey(&mut self, line: &str) -> Answer {
        let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match command {
            "" => Ok(Vec::new()),
            "help" => words::lines(words::HELP),
            "enrol" | "join" => self.redeem(rest).await,
            "circle" => self.create(rest).await,
            "open" => self.choose(rest).await,
            "invite" | "invitations" | "approve" | "speaks-for-me" | "renew" | "decline"
            | "people" | "remove" => {
                let circle = self.circle().await?.id;
                members::of(&self.client, circle, command, rest).await
            }
            "list" => self.list().await,
            "read" => self.read(rest).await,
            "answer" => self.answer(rest).await,
            "write" => self.write(Audience::Circle, rest).await,
            "care" => self.write(Audience::Care, rest).await,
            "reply" | "sign" | "change" | "take-back" | "reached" | "answers" => {
                let circle = self.circle().await?.id;
                said::of(&self.client, circle, command, rest).await
            }
            "later" | "waits" | "send-now" | "undo" => {
                let circle = self.circle().await?.id;
                later::of(&self.client, circle, command, rest).await
            }
            "pass-on" | "pass-on-told" => {
                let circle = self.circle().await?.id;
                said::pass_on(&self.client, circle, rest, command == "pass-on-told").await
            }
            "alone" => self.alone(rest).await,
            "search" => self.search(rest).await,
            "sync" => self.sync().await,
            "offline" => self.go_offline(),
            "online" => self.go_online().await,
            "clinic" => self.clinic().await,
            #[cfg(feature = "hostile")]
            "attack" if rest == "stranger" => {
                self.needs_network()?;
                attack::stranger(&self.client, self.circle().await?.id).await
            }
            _ => Err(Sorry::new("There is no such command. Type `help`.")),
        }
    }

    // Getting in

    async fn redeem(&mut self, link: &str) -> Answer {
        self.needs_network()?;
        let name = self.name.as_deref().ok_or_else(|| {
            Sorry::new("Nobody knows your name yet. Start again with --name \"Your Name\".")
        })?;
        let redeemed = self.client.redeem(link, name).await?;
        self.client.start().await?;
        words::say(if redeemed.joining {
            "You said yes. As soon as the patient confirms that it is you, you are in."
        } else {
            "You are enrolled. `clinic` shows whom to call."
        })
    }

    async fn create(&mut self, title: &str) -> Answer {
        let clinics = self.client.clinics().await?;
        // Where she is a patient without a circle yet; else it is said why it cannot be.
        let may_start = clinics.iter().find(|clinic| clinic.may_start);
        let clinic = may_start.or(clinics.first()).ok_or_else(|| {
            Sorry::new("You are not enrolled anywhere yet. Type `enrol` and your clinic's link.")
        })?;
        self.open = Some(self.client.create_circle(clinic.account, title).await?);
        words::say("Your circle is there. So far you are alone in it: `invite` someone.")
    }

    // Reading and writing: all of it works offline

    async fn list(&mut self) -> Answer {
        let circles = self.circles().await?;
        self.listed = circles.iter().map(|circle| circle.id).collect();
        self.open = self.open.or(self.listed.first().copied());
        let joining = self.client.inbox().await?.joining;
        let numbered = (1..).zip(&circles).map(words::circle);
        let rows = numbered.chain(joining.iter().map(words::joining));
        let mut lines = words::all(rows, |line| line, "You are in no circle yet.")?;
        let clinics = self.client.clinics().await?;
        lines.extend(clinics.iter().filter_map(words::barred));
        Ok(lines)
    }

    async fn choose(&mut self, number: &str) -> Answer {
        let number: Option<usize> = number.parse().ok();
        let place = number.and_then(|number| number.checked_sub(1));
        let circle = place.and_then(|place| self.listed.get(place)).copied();
        let circle = circle.ok_or_else(|| Sorry::new("Which one? `list` shows the numbers."))?;
        self.open = Some(circle);
        let title = self.circle().await?.title;
        let mut lines = vec![words::opened(&title)];
        lines.extend(self.read("").await?);
        Ok(lines)
    }

    async fn read(&self, rows: &str) -> Answer {
        let limit = match rows {
            "" => SCREEN,
            number => number
                .parse()
                .map_err(|_| Sorry::new("How many? For example: read 50"))?,
        };
        let circle = self.circle().await?.id;
        let mut shown = self.page(circle.into(), limit).await?;
        let talks = self.client.circles().await?.into_iter();
        for talk in talks.filter(|row| row.id == circle && row.with.is_some()) {
            shown.push(words::alone(&talk));
            shown.extend(self.page(talk.conversation, limit).await?);
        }
        Ok(shown)
    }

    /// The newest rows of a conversation, which were read then.
    async fn page(&self, of: ConversationId, limit: u32) -> Answer {
        let newest_first = self.client.timeline(of, None, limit).await?;
        if let Some(newest) = newest_first.first() {
            self.client.mark_read(of, newest.id).await?;
        }
        let oldest = newest_first.last().map(|row| row.position);
        let before = match oldest {
            Some(oldest) => self.client.timeline(of, Some(oldest), 1).await?,
            None => Vec::new(),
        };
        let mut shown = words::all(
            newest_first.iter().rev(),
            timeline::row,
            "Nothing was written yet.",
        )?;
        if !before.is_empty() {
            shown.insert(0, words::older(newest_first.len()));
        }
        Ok(shown)
    }

    /// `alone "NAME" TEXT`: says something to one person of one's circle, or to its patient.
    async fn alone(&self, rest: &str) -> Answer {
        let (name, text) = said::quoted(rest)?;
        let circle = self.circle().await?;
        let talk = if circle.mine {
            let people = self.client.people(circle.id).await?;
            let person = words::the_one(&people, name, |person| &person.name)?;
            self.client.talk_alone(circle.id, person.person).await?
        } else {
            let mut talks = self.client.circles().await?;
            talks.retain(|row| row.with.is_some());
            words::the_one(&talks, name, |row| &row.title)?.conversation
        };
        self.client
            .send(room_id::of_conversation(&talk, Audience::Pair), text)
            .await?;
        words::say("Written. Nobody else learns that you talk.")
    }

    /// Says something to those who read what it answers.
    async fn answer(&self, text: &str) -> Answer {
        let circle = self.circle().await?.id;
        let audience = self.client.answers(circle).await?.audience;
        let mut said = self.write(audience, text).await?;
        said.push(words::readers(audience));
        Ok(said)
    }

    async fn write(&self, audience: Audience, text: &str) -> Answer {
        let circle = self.circle().await?.id;
        self.client.send(shared(&circle, audience), text).await?;
        words::say(if self.online {
            "Written. It goes out now."
        } else {
            "Written. It waits here until the network is back."
        })
    }

    async fn search(&self, text: &str) -> Answer {
        let found = self.client.search(text, SCREEN + 1).await?;
        let shown = found.iter().take(SCREEN as usize);
        let mut lines = words::all(shown, timeline::row, "Nothing here holds these words.")?;
        if found.len() > lines.len() {
            lines.push(words::more_hits(lines.len()));
        }
        Ok(lines)
    }

    /// What came from others since the last time.
    async fn news(&mut self) -> Answer {
        let Ok(CircleRow { id: circle, .. }) = self.circle().await else {
            return Ok(Vec::new());
        };
        let mut rows = self.client.timeline(circle, None, SCREEN).await?;
        rows.retain(|row| row.id > self.shown);
        self.shown = rows
            .iter()
            .map(|row| row.id)
            .fold(self.shown, EventRow::max);
        rows.retain(|row| row.state == MessageState::Received);
        Ok(rows.iter().rev().map(timeline::row).collect())
    }

    // The network

    async fn sync(&mut self) -> Answer {
        self.needs_network()?;
        let report = self.client.sync_and_tell().await?;
        words::say(&match report.waiting {
            0 => "Everything has been exchanged.".into(),
            waiting => format!("Messages that still wait here: {waiting}."),
        })
    }

    fn go_offline(&mut self) -> Answer {
        self.client.stop();
        self.online = false;
        words::say("Offline. You can read, search and write; it goes out later.")
    }

    async fn go_online(&mut self) -> Answer {
        self.client.start().await?;
        self.online = true;
        words::say("Online.")
    }

    async fn clinic(&self) -> Answer {
        let clinics = self.client.clinics().await?;
        words::all(
            &clinics,
            words::clinic,
            "You are not enrolled anywhere yet.",
        )
    }

    // What a command is about

    fn needs_network(&self) -> Result<(), Sorry> {
        self.online.then_some(()).ok_or_else(|| {
            Sorry::new("You are offline, and this needs the network. Type `online`.")
        })
    }

    async fn circle(&self) -> Result<CircleRow, Sorry> {
        let circles = self.circles().await?;
        let open = match (self.open, circles.len()) {
            (Some(open), _) => circles.into_iter().find(|circle| circle.id == open),
            (None, 0 | 1) => circles.into_iter().next(),
            (None, _) => return Err(Sorry::new("Which one? `list` shows the numbers.")),
        };
        open.ok_or_else(|| {
            Sorry::new("There is no such circle. Type `list` to see yours, `circle` to make one.")
        })
    }

    /// The circles; talks of two stand in what is read of theirs.
    async fn circles(&self) -> Result<Vec<CircleRow>, Sorry> {
        let mut circles = self.client.circles().await?;
        circles.retain(|row| row.with.is_none());
        Ok(circles)
    }
}
