//! A relay, a patient with twenty rooms, and five clinicians who talk in all of them.

use std::{net::SocketAddr, path::PathBuf};

use crate::words::Words;
use kith_core::{
    Client, NewInvitation, Options, Role,
    circle::room_id::shared,
    ids::CircleId,
    rights::table::Audience,
    store::{StoreKey, circle::invitations::InvitationState, rows::EventRow},
};
use kith_relay::{
    Config, Relay,
    clinic::{Admin, NewClinic},
    config::{Rate, Rates},
};
use kith_tests::DAY;
use tempfile::TempDir;

/// Length of every message in bytes.
pub const MESSAGE: usize = 200;
/// Each has two rooms.
const CIRCLES: usize = 10;
/// Rooms of the patient.
pub const ROOMS: usize = 2 * CIRCLES;
const SENDERS: usize = 5;

/// Someone whose client is not measured, or not yet.
pub struct Member {
    pub client: Client,
    pub home: Home,
}

/// Where a store lies, and its key: all that a process of its own needs.
pub struct Home {
    pub dir: PathBuf,
    pub key: String,
}

/// Everyone, connected.
pub struct Crowd {
    pub patient: Member,
    pub senders: Vec<Member>,
    pub circles: Vec<CircleId>,
    words: Words,
    _relay: Relay,
    dir: TempDir,
}

impl Crowd {
    /// Ten circles, two rooms each.
    pub async fn gather() -> Self {
        Self::with(CIRCLES).await
    }

    /// So many circles, two rooms each.
    pub async fn with(circles: usize) -> Self {
        Self::beside(0, circles).await
    }

    /// One circle, beside so many in which the patient is alone. All have two rooms.
    pub async fn in_many(alone: usize) -> Self {
        Self::beside(alone, 1).await
    }

    async fn beside(alone: usize, number: usize) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let listen: SocketAddr = ([127, 0, 0, 1], 0).into();
        let mut config = Config::new(dir.path().join("relay"), listen);
        // The limits protect a relay from one device; here one device stands for many.
        config.limits.rates = Rates::all(Rate {
            burst: u32::MAX,
            per_second: 1e9,
        });
        let relay = Relay::start(config).await.expect("the relay starts");
        let admin = Admin::open(&dir.path().join("relay")).expect("administration opens");
        let clinic = admin
            .create(NewClinic {
                name: "Bench".to_owned(),
                emergency: "112".to_owned(),
                telephone: "030 555 0100".to_owned(),
                hours: "always".to_owned(),
                url: relay.url(),
                pin: None,
            })
            .await
            .expect("the clinic is made")
            .clinic;
        let mut senders = Vec::new();
        for n in 0..SENDERS {
            let sender = member(dir.path().join(format!("sender-{n}"))).await;
            let link = admin
                .invite_staff(clinic, Role::Clinician, &format!("Sender {n}"), DAY)
                .await
                .expect("invited");
            sender
                .client
                .redeem(&link.link, &format!("Sender {n}"))
                .await
                .expect("enrolled");
            sender.client.sync().await.expect("synced");
            senders.push(sender);
        }
        let patient = member(dir.path().join("patient")).await;
        let link = admin.invite_patient(clinic, DAY).await.expect("invited");
        let account = patient
            .client
            .redeem(&link.link, "Patient")
            .await
            .expect("enrolled")
            .account;
        for n in 0..alone {
            let title = format!("Alone {n}");
            let made = patient.client.create_circle(account, &title).await;
            made.expect("made");
        }
        patient.client.sync().await.expect("synced");
        let mut circles = Vec::new();
        for n in 0..number {
            let title = format!("Circle {n}");
            let id = patient
                .client
                .create_circle(account, &title)
                .await
                .expect("made");
            fill(&patient.client, id, &senders).await;
            circles.push(id);
        }
        Self {
            patient,
            senders,
            circles,
            words: Words::new(7),
            _relay: relay,
            dir,
        }
    }

    /// The patient's app is closed; what is said from now on waits for them.
    pub async fn patient_leaves(&self) -> &Home {
        self.patient.client.close().await;
        &self.patient.home
    }

    /// The relay's folder.
    pub fn relay_dir(&self) -> PathBuf {
        self.dir.path().join("relay")
    }

    /// `count` messages for the patient, spread over rooms and senders, in the relay's logs.
    pub async fn says(&mut self, count: usize) {
        let rooms: Vec<_> = Audience::SHARED
            .iter()
            .flat_map(|audience| self.circles.iter().map(|circle| (*circle, *audience)))
            .collect();
        self.says_in(&rooms, count).await;
    }

    /// `count` messages, spread over these rooms and all senders.
    pub async fn says_in(&mut self, rooms: &[(CircleId, Audience)], count: usize) {
        for n in 0..count {
            let (circle, audience) = rooms[n % rooms.len()];
            let sender = &self.senders[n % SENDERS];
            let text = self.words.text(MESSAGE);
            sender
                .client
                .send(shared(&circle, audience), &text)
                .await
                .expect("kept");
        }
        self.senders_sync().await;
    }

    /// `count` events, spread over all rooms: of ten seven are messages, two are reactions to the last of them in
    /// the room, and one is an edit of it. Answers how many are messages.
    pub async fn says_of_it(&mut self, count: usize) -> usize {
        const SIGNS: [&str; 2] = ["👍", "❤️"];
        let rooms: Vec<_> = Audience::SHARED
            .iter()
            .flat_map(|audience| self.circles.iter().map(|circle| (*circle, *audience)))
            .collect();
        let mut last = vec![EventRow::BEFORE_ALL; rooms.len()];
        let mut messages = 0;
        for n in 0..count {
            let at = n % rooms.len();
            let (circle, audience) = rooms[at];
            // Always the same one in a room.
            let client = &self.senders[at % SENDERS].client;
            let text = self.words.text(MESSAGE);
            match n / rooms.len() % 10 {
                0..7 => {
                    client
                        .send(shared(&circle, audience), &text)
                        .await
                        .expect("kept");
                    let page = client.timeline(circle, None, 1).await.expect("read");
                    (last[at], messages) = (page[0].id, messages + 1);
                }
                sign @ (7 | 8) => {
                    let put = client.react(last[at], SIGNS[sign - 7], true);
                    put.await.expect("kept");
                }
                _ => client.edit(last[at], &text).await.expect("kept"),
            }
        }
        self.senders_sync().await;
        messages
    }

    /// The same with a commit of a sender after every 50 messages of a room.
    pub async fn says_with_commits(&mut self, count: usize) {
        for round in 0..count / (50 * ROOMS) {
            self.says(50 * ROOMS).await;
            let renewing = &self.senders[round % SENDERS];
            for circle in &self.circles {
                renewing.client.renew_keys(*circle).await.expect("decided");
            }
            self.senders_sync().await;
            self.senders_sync().await;
        }
    }

    pub async fn senders_sync(&self) {
        for sender in &self.senders {
            let report = sender.client.sync().await.expect("synced");
            assert_eq!(report.waiting, 0, "everything went out");
        }
    }
}

async fn member(dir: PathBuf) -> Member {
    let key = StoreKey::generate().to_bytes();
    let client = Client::open(Options::new(&dir), StoreKey::from_bytes(&key))
        .await
        .expect("a new store opens");
    Member {
        client,
        home: Home {
            dir,
            key: hex(&*key),
        },
    }
}

/// Opens a store again, in the process that is measured.
pub async fn reopen(dir: &str, key: &str) -> Client {
    Client::open(Options::new(dir), StoreKey::from_bytes(&unhex(key)))
        .await
        .expect("the store opens")
}

/// The store's key from its hexadecimal digits.
pub fn unhex(key: &str) -> [u8; 48] {
    let mut bytes = [0; 48];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&key[at * 2..at * 2 + 2], 16).expect("hexadecimal");
    }
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn fill(patient: &Client, circle: CircleId, senders: &[Member]) {
    for sender in senders {
        let whom = NewInvitation {
            role: Role::Clinician,
            relationship: String::new(),
            valid_for_ms: 86_400_000,
        };
        let link = patient.invite(circle, whom).await.expect("invited");
        patient.sync().await.expect("synced");
        sender
            .client
            .redeem(&link, "Sender")
            .await
            .expect("consented");
        sender.client.sync().await.expect("synced");
        patient.sync().await.expect("synced");
        for row in patient.invitations(circle).await.expect("listed") {
            if row.state == InvitationState::Consented {
                patient.approve(row.id).await.expect("approved");
            }
        }
        patient.sync().await.expect("synced");
        sender.client.sync().await.expect("synced");
    }
    for _ in 0..2 {
        patient.sync().await.expect("synced");
        for sender in senders {
            sender.client.sync().await.expect("synced");
        }
    }
}

/// Runs this program again for the process that is measured; answers its figures. Nobody else
/// may have the store open.
pub async fn in_own_process(mode: &str, home: &Home, rest: &[String]) -> Vec<f64> {
    let output = tokio::process::Command::new(std::env::current_exe().expect("our own path"))
        .arg(mode)
        .arg(&home.dir)
        .arg(&home.key)
        .args(rest)
        .output()
        .await
        .expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .split_whitespace()
        .map(|figure| figure.parse().expect("a figure"))
        .collect()
}
