//! Someone with a phone.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::TestClock;
use kith_core::{
    Client, Error, NewInvitation, Options, Report, Role,
    circle::room_id::shared,
    ids::{CircleId, InvitationId, MessageId, PersonId},
    rights::table::Audience,
    store::{Mode, StoreKey, circle::invitations::InvitationState},
};

use tempfile::TempDir;

/// A port on which nobody answers: no network of a machine that runs the tests shall look like one that
/// wants a login.
const NOWHERE: u16 = 1;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Someone with a phone: a client of their own, with an encrypted store of their own.
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their client.
    pub client: Client,
    dir: PathBuf,
    key: [u8; 48],
    clock: TestClock,
}

impl Person {
    pub(crate) async fn new(dir: &Path, name: &str, clock: &TestClock) -> Self {
        let dir = dir.join(name);
        let key = *StoreKey::generate().to_bytes();
        let clock = clock.another();
        let client = open(&dir, &key, &clock).await.expect("a new store opens");
        Self {
            name: name.to_owned(),
            client,
            dir,
            key,
            clock,
        }
    }

    /// Their phone's clock.
    pub fn clock(&self) -> &TestClock {
        &self.clock
    }

    /// The folder of their store.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The key of their store.
    pub fn key(&self) -> [u8; 48] {
        self.key
    }

    /// Closes the app properly.
    pub async fn closes(&self) {
        self.client.close().await;
    }

    /// Opens the app again.
    pub async fn reopens(&mut self) {
        self.client = open(&self.dir, &self.key, &self.clock)
            .await
            .expect("the store opens again");
    }

    /// Opens the app again in a place where networks that want a login answer on this port.
    pub async fn reopens_where_portals_answer_on(&mut self, port: u16) {
        self.closes().await;
        let options = Options {
            clock: Arc::new(self.clock.clone()),
            portal_port: port,
            ..Options::new(&self.dir)
        };
        let key = StoreKey::from_bytes(&self.key);
        self.client = Client::open(options, key).await.expect("it opens again");
    }

    /// Their relay, which nobody pinned, is asked over TLS from now on.
    pub async fn asks_over_tls(&mut self) {
        self.closes().await;
        database(&self.dir, &self.key)
            .execute("UPDATE account SET relay = 'https' || substr(relay, 5)", [])
            .expect("written");
        self.reopens().await;
    }

    /// Copies the files of their store, as a backup of the device or a snapshot does.
    pub async fn is_copied(&mut self) -> TempDir {
        self.closes().await;
        let copy = tempfile::tempdir().expect("a folder");
        copy_files(&self.dir, copy.path());
        self.reopens().await;
        copy
    }

    /// Their device is gone; the app is opened on the copy.
    pub async fn is_put_back(&mut self, copy: &TempDir) {
        self.closes().await;
        std::fs::remove_dir_all(&self.dir).expect("it goes");
        copy_files(copy.path(), &self.dir);
        self.reopens().await;
    }

    /// The app is opened on the copy too, elsewhere.
    pub async fn runs_twice(&self, copy: &TempDir) -> Self {
        let dir = self.dir.with_extension("copy");
        copy_files(copy.path(), &dir);
        Self {
            name: self.name.clone(),
            client: open(&dir, &self.key, &self.clock).await.expect("it opens"),
            dir,
            key: self.key,
            clock: self.clock.clone(),
        }
    }

    /// Closes the app properly and opens it again.
    pub async fn reopens_after_closing(&mut self) {
        self.closes().await;
        self.reopens().await;
    }

    /// Opens their store with a key, as the app or as its extension.
    ///
    /// # Errors
    /// As [`Client::open`].
    pub async fn opens_as(&self, mode: Mode, key: &[u8; 48]) -> Result<Client, Error> {
        open_as(&self.dir, mode, key, &self.clock).await
    }

    /// What a later version of the app would leave: their closed store with another version
    /// of the schema.
    pub fn sets_schema_version(&self, version: i64) {
        database(&self.dir, &self.key)
            .pragma_update(None, "user_version", version)
            .expect("the version is set");
    }

    /// Redeems a link under their own name.
    pub async fn redeems(&self, link: &str) {
        self.tries_link(link).await.expect("the link is good");
        self.syncs().await;
    }

    /// Tries a link that may not be good.
    ///
    /// # Errors
    /// As [`Client::redeem`].
    pub async fn tries_link(&self, link: &str) -> Result<(), Error> {
        self.client.redeem(link, &self.name).await.map(|_| ())
    }

    /// Exchanges everything with the relay.
    pub async fn syncs(&self) -> Report {
        let synced = self.client.sync().await;
        synced.unwrap_or_else(|error| panic!("{}: the relay is there: {error:?}", self.name))
    }

    /// Tries to, with the relay perhaps away.
    ///
    /// # Errors
    /// As [`Client::sync`].
    pub async fn tries_to_sync(&self) -> Result<Report, Error> {
        self.client.sync().await
    }

    /// The only circle that they are in.
    pub async fn circle(&self) -> CircleId {
        let mut circles = self.client.circles().await.expect("circles are listed");
        circles.retain(|row| row.with.is_none());
        let [circle] = circles.as_slice() else {
            panic!("{} is in {} circles", self.name, circles.len());
        };
        circle.id
    }

    /// Makes a circle of their own.
    pub async fn makes_circle(&self, title: &str) -> CircleId {
        let clinics = self.client.clinics().await.expect("clinics are listed");
        let account = clinics.first().expect("enrolled").account;
        let circle = self
            .client
            .create_circle(account, title)
            .await
            .expect("the circle is made");
        self.syncs().await;
        circle
    }

    /// Invites someone to their circle, for a day.
    pub async fn invites(&self, role: Role, relationship: &str) -> String {
        let whom = NewInvitation {
            role,
            relationship: relationship.to_owned(),
            valid_for_ms: DAY_MS,
        };
        let circle = self.circle().await;
        let link = self.client.invite(circle, whom).await.expect("may invite");
        self.syncs().await;
        link
    }

    /// Confirms everyone who has consented; answers how many they were.
    pub async fn approves_all(&self) -> usize {
        let waiting = self.consents().await;
        for invitation in &waiting {
            self.client.approve(*invitation).await.expect("approved");
        }
        waiting.len()
    }

    /// Invitations that someone has consented to and the patient has not confirmed.
    pub async fn consents(&self) -> Vec<InvitationId> {
        let circle = self.circle().await;
        let invitations = self.client.invitations(circle).await.expect("listed");
        invitations
            .into_iter()
            .filter(|invitation| invitation.state == InvitationState::Consented)
            .map(|invitation| invitation.id)
            .collect()
    }

    /// Invites someone, who consents, and says yes; nothing of it has gone out yet.
    pub async fn confirms(&self, other: &Self, role: Role, relationship: &str) {
        let link = self.invites(role, relationship).await;
        other.redeems(&link).await;
        self.syncs().await;
        assert_eq!(self.approves_all().await, 1, "one person consented");
    }

    /// Lets someone into their circle, from the link to the last commit.
    pub async fn lets_in(&self, other: &Self, role: Role, relationship: &str) {
        self.confirms(other, role, relationship).await;
        self.syncs().await;
        other.syncs().await;
        self.syncs().await;
    }

    /// Removes someone by name.
    pub async fn removes(&self, other: &Self) {
        let person = self.person(&other.name).await;
        let circle = self.circle().await;
        self.client
            .remove(circle, person)
            .await
            .expect("may remove");
    }

    /// Who someone is, by name.
    pub async fn person(&self, name: &str) -> PersonId {
        let circle = self.circle().await;
        let people = self.client.people(circle).await.expect("people are listed");
        people
            .iter()
            .find(|row| row.name == name)
            .unwrap_or_else(|| panic!("{} knows no {name}", self.name))
            .person
    }

    /// Loses the state of the group of one audience, and opens the app again.
    pub async fn loses_state(&mut self, audience: Audience) {
        let circle = self.circle().await;
        self.client
            .lose_state(circle, audience)
            .await
            .expect("it was there");
        self.closes().await;
        self.reopens().await;
    }

    /// Writes to the whole circle; does not sync.
    pub async fn writes(&self, text: &str) -> MessageId {
        self.writes_to(Audience::Circle, text).await
    }

    /// Writes to one audience; does not sync.
    pub async fn writes_to(&self, audience: Audience, text: &str) -> MessageId {
        let circle = self.circle().await;
        self.client
            .send(shared(&circle, audience), text)
            .await
            .expect("it is kept")
    }
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a file");
        std::fs::copy(&path, to.join(name)).expect("it is copied");
    }
}

async fn open(dir: &Path, key: &[u8; 48], clock: &TestClock) -> Result<Client, Error> {
    open_as(dir, Mode::App, key, clock).await
}

/// Opens a store.
///
/// # Errors
/// As [`Client::open`].
pub async fn open_as(
    dir: &Path,
    mode: Mode,
    key: &[u8; 48],
    clock: &TestClock,
) -> Result<Client, Error> {
    let options = Options {
        clock: Arc::new(clock.clone()),
        mode,
        portal_port: NOWHERE,
        ..Options::new(dir)
    };
    Client::open(options, StoreKey::from_bytes(key)).await
}

/// The database of a closed store, past the client.
pub fn database(dir: &Path, key: &[u8; 48]) -> rusqlite::Connection {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let db = rusqlite::Connection::open(dir.join("kith.db")).expect("the database opens");
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{hex}'\"; PRAGMA cipher_plaintext_header_size = 32;"
    ))
    .expect("the key fits");
    db
}
