//! A small line-oriented client: the shortest true example of the API.
//!
//! ```text
//! chat --store DIR --key FILE [--name NAME] [--offline]
//! ```
//! Reads commands from standard input, one a line (`help` lists them). Each answer ends with a
//! line that is a single `.`, and what could not be done begins with `! `, so that a program can
//! drive it as well as a person. At a terminal, new messages show by themselves.

use std::{
    fs,
    io::{self, BufRead, IsTerminal, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use kith_core::{
    Client, NewInvitation, Options, Role,
    circle::rights::Audience,
    ids::InvitationId,
    store::{
        ChangeEvent, StoreKey,
        invitations::InvitationState,
        messages::{MessageState, RowKind},
    },
    view::{CircleRow, InvitationRow, TimelineRow},
};
use tokio::sync::mpsc;

#[path = "chat/words.rs"]
mod words;

use words::Sorry;

/// How long an invitation is good for.
const A_WEEK_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// Rows that are shown unless asked for more or fewer.
const SCREEN: u32 = 20;

type Answer = Result<Vec<String>, Sorry>;

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
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let key = store_key(&arguments.key, &arguments.store)?;
    let client = Client::open(Options::new(&arguments.store), key).await?;
    let mut changes = client.subscribe();
    let mut chat = Chat {
        client,
        name: arguments.name,
        online: !arguments.offline,
        open: 0,
        shown: 0,
    };
    let mut lines = typed_lines();
    let at_a_terminal = io::stdin().is_terminal();
    answer(chat.greet().await);
    loop {
        tokio::select! {
            line = lines.recv() => match line.as_deref().map(str::trim) {
                None | Some("quit") => break,
                Some(line) => answer(chat.obey(line).await),
            },
            // Pulled: whoever does not ask for changes is not disturbed by them.
            Some(event) = changes.next(), if at_a_terminal => chat.show_new(&event).await?,
        }
    }
    chat.client.close().await;
    answer(words::lines(["Closed. What was written is kept."]));
    Ok(())
}

/// One person at one device.
struct Chat {
    client: Client,
    name: Option<String>,
    online: bool,
    /// Which circle of the list the commands are about.
    open: usize,
    /// The newest row that was shown by itself.
    shown: i64,
}

impl Chat {
    async fn greet(&mut self) -> Answer {
        if self.online {
            self.client.start().await?;
        }
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
            "invite" => self.invite(rest).await,
            "invitations" => self.invitations().await,
            "approve" => self.approve(rest).await,
            "decline" => self.decline(rest).await,
            "people" => self.people().await,
            "remove" => self.remove(rest).await,
            "list" => self.list().await,
            "read" => self.read(rest).await,
            "write" => self.write(Audience::Circle, rest).await,
            "care" => self.write(Audience::Care, rest).await,
            "search" => self.search(rest).await,
            "sync" => self.sync().await,
            "offline" => self.go_offline(),
            "online" => self.go_online().await,
            "clinic" => self.clinic().await,
            #[cfg(feature = "hostile")]
            "attack" => self.attack(rest).await,
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
        words::lines([if redeemed.joining {
            "You said yes. As soon as the patient confirms that it is you, you are in."
        } else {
            "You are enrolled. `clinic` shows whom to call."
        }])
    }

    async fn create(&mut self, title: &str) -> Answer {
        let clinics = self.client.clinics().await?;
        let clinic = clinics.first().ok_or_else(|| {
            Sorry::new("You are not enrolled anywhere yet. Type `enrol` and your clinic's link.")
        })?;
        self.client.create_circle(clinic.account, title).await?;
        self.open = self.client.circles().await?.len().saturating_sub(1);
        words::lines(["Your circle is there. So far you are alone in it: `invite` someone."])
    }

    // Who is in the circle

    async fn invite(&mut self, whom: &str) -> Answer {
        let (role, relationship) = whom.split_once(char::is_whitespace).unwrap_or((whom, ""));
        let whom = NewInvitation {
            role: words::role_named(role)?,
            relationship: relationship.trim().to_owned(),
            valid_for_ms: A_WEEK_MS,
        };
        let link = self.client.invite(self.circle().await?.id, whom).await?;
        words::lines(["Hand this link to one person. It works once, for a week:", &link])
    }

    async fn invitations(&self) -> Answer {
        let given = self.client.invitations(self.circle().await?.id).await?;
        words::all(given.iter().map(words::invitation), "You have invited nobody.")
    }

    async fn approve(&mut self, name: &str) -> Answer {
        let id = self.invitation(name, &[InvitationState::Consented]).await?;
        self.client.approve(id).await?;
        words::lines(["Confirmed. They are let in as soon as the relay can be reached."])
    }

    async fn decline(&mut self, name: &str) -> Answer {
        let states = [InvitationState::Open, InvitationState::Consented];
        let id = self.invitation(name, &states).await?;
        self.client.decline(id).await?;
        words::lines(["Declined. The link is good for nothing now."])
    }

    async fn people(&self) -> Answer {
        let people = self.client.people(self.circle().await?.id).await?;
        words::all(people.iter().map(words::person), "Nobody is here.")
    }

    async fn remove(&mut self, name: &str) -> Answer {
        let circle = self.circle().await?.id;
        let people = self.client.people(circle).await?;
        let person = words::the_one(&people, name, |person| Some(&person.name))?;
        self.client.remove(circle, person.person).await?;
        words::lines(["Removed. They read nothing that is written from now on."])
    }

    // Reading and writing: all of it works offline

    async fn list(&self) -> Answer {
        let circles = self.client.circles().await?;
        let rows = circles.iter().enumerate().map(|(at, row)| words::circle(at + 1, row));
        words::all(rows, "You are in no circle yet.")
    }

    async fn choose(&mut self, number: &str) -> Answer {
        self.open = number.parse::<usize>().unwrap_or(0).wrapping_sub(1);
        let circle = self.circle().await?;
        words::lines([&*words::plain(&circle.title)])
    }

    async fn read(&mut self, rows: &str) -> Answer {
        let limit = if rows.is_empty() { Ok(SCREEN) } else { rows.parse() };
        let limit = limit.map_err(|_| Sorry::new("How many? For example: read 50"))?;
        let newest_first = self.timeline(limit).await?;
        words::all(newest_first.iter().rev().map(words::row), "Nothing was written yet.")
    }

    async fn write(&mut self, audience: Audience, text: &str) -> Answer {
        self.client.send(self.circle().await?.id, audience, text).await?;
        words::lines([if self.online {
            "Written. It goes out now."
        } else {
            "Written. It waits here until the network is back."
        }])
    }

    async fn search(&self, text: &str) -> Answer {
        let newest_first = self.client.search(text, SCREEN).await?;
        words::all(newest_first.iter().map(words::row), "Nothing here holds these words.")
    }

    async fn timeline(&self, limit: u32) -> Result<Vec<TimelineRow>, Sorry> {
        Ok(self.client.timeline(self.circle().await?.id, None, limit).await?)
    }

    /// What came from others since the last time, as soon as the store has it.
    async fn show_new(&mut self, event: &ChangeEvent) -> Result<(), Sorry> {
        let Ok(rows) = self.timeline(SCREEN).await else {
            return Ok(());
        };
        let newest = rows.iter().map(|row| row.id).max().unwrap_or(0);
        if *event != ChangeEvent::Resync {
            for row in rows.iter().rev().filter(|row| row.id > self.shown) {
                let own = row.kind == RowKind::Text && row.state != MessageState::Received;
                if !own {
                    println!("{}", words::row(row));
                }
            }
        }
        self.shown = newest;
        Ok(())
    }

    // The network

    async fn sync(&mut self) -> Answer {
        self.needs_network()?;
        let report = self.client.sync().await?;
        words::lines([&*match report.waiting {
            0 => "Everything has been exchanged.".into(),
            waiting => format!("Messages that still wait here: {waiting}."),
        }])
    }

    fn go_offline(&mut self) -> Answer {
        self.client.stop();
        self.online = false;
        words::lines(["Offline. You can read, search and write; it goes out later."])
    }

    async fn go_online(&mut self) -> Answer {
        self.client.start().await?;
        self.online = true;
        words::lines(["Online."])
    }

    async fn clinic(&self) -> Answer {
        let clinics = self.client.clinics().await?;
        words::all(clinics.iter().map(words::clinic), "You are not enrolled anywhere yet.")
    }

    /// What a patched client could try. The relay cannot look inside, so it takes it.
    #[cfg(feature = "hostile")]
    async fn attack(&mut self, what: &str) -> Answer {
        if what != "stranger" {
            return Err(Sorry::new("The one attack here is: attack stranger"));
        }
        let circle = self.circle().await?.id;
        let attack = kith_core::hostile::Attack::AddStranger;
        let place = self.client.attack(circle, Audience::Circle, attack).await?;
        words::lines([&*format!("The relay took the forged change as entry {place}.")])
    }

    // What a command is about

    fn needs_network(&self) -> Result<(), Sorry> {
        self.online
            .then_some(())
            .ok_or_else(|| Sorry::new("You are offline, and this needs the network. Type `online`."))
    }

    async fn circle(&self) -> Result<CircleRow, Sorry> {
        let circles = self.client.circles().await?;
        circles.into_iter().nth(self.open).ok_or_else(|| {
            Sorry::new("There is no such circle. Type `list` to see yours, `circle` to make one.")
        })
    }

    async fn invitation(
        &self,
        name: &str,
        states: &[InvitationState],
    ) -> Result<InvitationId, Sorry> {
        let mut given = self.client.invitations(self.circle().await?.id).await?;
        given.retain(|row| states.contains(&row.state));
        let called = |row: &InvitationRow| row.name.as_ref().or(Some(&row.relationship)).cloned();
        Ok(words::the_one(&given, name, called)?.id)
    }
}

struct Arguments {
    store: PathBuf,
    key: PathBuf,
    name: Option<String>,
    offline: bool,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Sorry> {
        let usage = || Sorry::new("chat --store DIR --key FILE [--name NAME] [--offline]");
        let (mut store, mut key, mut name, mut offline) = (None, None, None, false);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--store" => store = words.next().map(PathBuf::from),
                "--key" => key = words.next().map(PathBuf::from),
                "--name" => name = words.next(),
                "--offline" => offline = true,
                _ => return Err(usage()),
            }
        }
        let (store, key) = (store.ok_or_else(usage)?, key.ok_or_else(usage)?);
        Ok(Self { store, key, name, offline })
    }
}

/// The store's key, as hex in a file of its owner's. Good enough for an example: an app keeps
/// it wrapped by the platform's key store (Android Keystore, iOS Keychain).
fn store_key(file: &Path, store: &Path) -> Result<StoreKey, Sorry> {
    let unreadable = |_| Sorry::new("The key file cannot be read.");
    if file.exists() || store.exists() {
        let mut key = [0; StoreKey::LEN];
        let text = fs::read_to_string(file).map_err(unreadable)?;
        hex::decode_to_slice(text.trim(), &mut key)
            .map_err(|_| Sorry::new("The key file does not hold a key."))?;
        return Ok(StoreKey::from_bytes(&key));
    }
    let key = StoreKey::generate();
    let mut options = fs::File::options();
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(file).map_err(unreadable)?;
    writeln!(file, "{}", hex::encode(*key.to_bytes())).map_err(unreadable)?;
    file.sync_all().map_err(unreadable)?;
    Ok(key)
}

/// Standard input cannot be awaited: a thread of its own reads it.
fn typed_lines() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    lines
}

fn answer(answer: Answer) {
    match answer {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(sorry) => println!("! {sorry}"),
    }
    println!(".");
}
