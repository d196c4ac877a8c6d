//! A relay, in this process but over real HTTP, and a clinic on it.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use kith_protocol::{identity::Role, ids::Digest32};
use kith_relay::{
    Config, Limits, Relay, backup,
    clinic::{Admin, Created, NewClinic, RootSecret},
};
use tempfile::TempDir;

use crate::{Certificate, Circle, MaliciousRelay, Network, Person, TestClock};

/// A day; how long invitations last here.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where a scenario plays.
pub struct World {
    dir: TempDir,
    relay: Option<Relay>,
    address: SocketAddr,
    tls: Option<Certificate>,
    limits: Limits,
    /// Between everyone and the relay.
    pub network: Network,
    /// The clinic's administration, beside the relay.
    pub admin: Admin,
    /// The clinic's fingerprint.
    pub clinic: Digest32,
    /// Its root key, which no relay has.
    pub root: RootSecret,
    /// Everyone's clock.
    pub clock: TestClock,
}

impl World {
    /// A relay with a clinic and nobody enrolled.
    pub async fn new() -> Self {
        Self::begin(None, None, Limits::default()).await
    }

    /// The same with a relay that takes as much.
    pub async fn with_limits(limits: Limits) -> Self {
        Self::begin(None, None, limits).await
    }

    /// The same over TLS, with a certificate that nobody but the relay has signed; the links
    /// pin its key.
    pub async fn over_tls() -> Self {
        let certificate = Certificate::new();
        let pin = certificate.pin();
        Self::begin(Some(certificate), Some(pin), Limits::default()).await
    }

    /// The same, and the links pin nothing: the public roots decide.
    pub async fn over_tls_unpinned() -> Self {
        Self::begin(Some(Certificate::new()), None, Limits::default()).await
    }

    async fn begin(tls: Option<Certificate>, pin: Option<Digest32>, limits: Limits) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let clock = TestClock::default();
        let anywhere = ([127, 0, 0, 1], 0).into();
        let relay = start(dir.path(), anywhere, &clock, tls.as_ref(), limits).await;
        let admin = Admin::open_with(&dir.path().join("relay"), Arc::new(clock.clone()))
            .expect("the clinic's administration opens");
        let network = Network::new(relay.address()).await;
        let url = format!("{}://{}", scheme(tls.as_ref()), network.address());
        let made = create_clinic(&admin, &url, "Riverside Clinic", pin).await;
        Self {
            tls,
            limits,
            address: relay.address(),
            network,
            relay: Some(relay),
            admin,
            clinic: made.clinic,
            root: made.root,
            clock,
            dir,
        }
    }

    /// The relay's folder.
    pub fn relay_dir(&self) -> std::path::PathBuf {
        self.dir.path().join("relay")
    }

    /// The folder of everything.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Where clients find the relay.
    pub fn url(&self) -> String {
        format!("{}://{}", scheme(self.tls.as_ref()), self.network.address())
    }

    /// The relay's certificate and key, where it has any.
    pub fn certificate(&self) -> &Certificate {
        self.tls.as_ref().expect("a relay over TLS")
    }

    /// A second clinic on the same relay.
    pub async fn another_clinic(&self, name: &str) -> Digest32 {
        create_clinic(&self.admin, &self.url(), name, None)
            .await
            .clinic
    }

    /// An invitation link of the clinic for a patient.
    pub async fn patient_link(&self) -> String {
        self.admin
            .invite_patient(self.clinic, DAY)
            .await
            .expect("a patient is invited")
            .link
    }

    /// An invitation link of the clinic for someone of its staff.
    pub async fn staff_link(&self, role: Role, name: &str) -> String {
        self.admin
            .invite_staff(self.clinic, role, name, DAY)
            .await
            .expect("staff is invited")
            .link
    }

    /// Someone with a phone and nothing on it yet.
    pub async fn person(&self, name: &str) -> Person {
        Person::new(self.dir.path(), name, &self.clock).await
    }

    /// An enrolled patient.
    pub async fn patient(&self, name: &str) -> Person {
        let person = self.person(name).await;
        person.redeems(&self.patient_link().await).await;
        person
    }

    /// An enrolled clinician.
    pub async fn clinician(&self, name: &str) -> Person {
        let person = self.person(name).await;
        person
            .redeems(&self.staff_link(Role::Clinician, name).await)
            .await;
        person
    }

    /// Marta, a patient; Nadia, her nurse; Ana, her daughter; all three in Marta's circle.
    pub async fn circle(&self) -> Circle {
        Circle::of_three(self).await
    }

    /// The network is gone: the relay is cut off as if killed.
    pub async fn relay_dies(&mut self) {
        self.relay.take().expect("the relay runs").abort().await;
    }

    /// The relay drains and ends.
    pub async fn relay_stops(&mut self) {
        self.relay.take().expect("the relay runs").shutdown().await;
    }

    /// The relay is back, at the same address, with what it had made durable.
    pub async fn relay_returns(&mut self) {
        let tls = self.tls.as_ref();
        self.relay =
            Some(start(self.dir.path(), self.address, &self.clock, tls, self.limits).await);
    }

    /// The operator backs the relay up, while it serves.
    pub fn relay_is_backed_up(&self) -> TempDir {
        let to = tempfile::tempdir().expect("a folder");
        let [data, keys] = ["data", "keys"].map(|name| to.path().join(name));
        backup::backup(&self.relay_dir(), &data, &keys).expect("a backup is made");
        let report = backup::verify(&data, Some(&keys)).expect("reads");
        assert_eq!(report.faults, []);
        to
    }

    /// The relay's disk is lost; it is back with what a backup holds.
    pub async fn relay_is_restored(&mut self, from: &TempDir) {
        self.relay_dies().await;
        std::fs::remove_dir_all(self.relay_dir()).expect("it goes");
        let [data, keys] = ["data", "keys"].map(|name| from.path().join(name));
        backup::restore(&data, Some(&keys), &self.relay_dir()).expect("it is restored");
        self.admin = Admin::open_with(&self.relay_dir(), Arc::new(self.clock.clone()))
            .expect("the clinic's administration opens");
        self.relay_returns().await;
    }

    /// The relay hides an entry of the log of the first group: the newest but so many.
    pub fn relay_withholds(&self, newer: u32) {
        let hidden = self.database().execute(
            "DELETE FROM entries WHERE place =
             (SELECT place FROM entries WHERE gid = 1 ORDER BY place DESC LIMIT 1 OFFSET ?1)",
            [newer],
        );
        assert_eq!(hidden.expect("the database takes it"), 1);
    }

    /// Everything that is older than its retention is forgotten.
    pub async fn relay_forgets(&self) {
        while self.relay().run_retention().await.expect("it runs").total() > 0 {}
    }

    /// What a table of the relay's database holds in a column of bytes.
    pub fn relay_holds(&self, column: &str, table: &str) -> Vec<Vec<u8>> {
        let database = self.database();
        let select = database.prepare(&format!("SELECT {column} FROM {table}"));
        let mut select = select.expect("a column");
        let rows = select.query_map([], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("bytes")
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.relay_dir().join("relay.db")).expect("it opens")
    }

    /// From now on everyone talks to the relay through one that may lie.
    pub async fn relay_turns_malicious(&self) -> MaliciousRelay {
        let relay = MaliciousRelay::before(self.address).await;
        self.network.leads_to(relay.address());
        relay
    }

    /// The running relay.
    pub fn relay(&self) -> &Relay {
        self.relay.as_ref().expect("the relay runs")
    }
}

fn scheme(tls: Option<&Certificate>) -> &'static str {
    tls.map_or("http", |_| "https")
}

async fn start(
    dir: &Path,
    listen: SocketAddr,
    clock: &TestClock,
    tls: Option<&Certificate>,
    limits: Limits,
) -> Relay {
    let mut config = Config::new(dir.join("relay"), listen);
    config.tls = tls.map(Certificate::files);
    config.clock = Arc::new(clock.clone());
    config.limits = limits;
    Relay::start(config).await.expect("the relay starts")
}

async fn create_clinic(admin: &Admin, url: &str, name: &str, pin: Option<Digest32>) -> Created {
    admin
        .create(NewClinic {
            name: name.to_owned(),
            emergency: "112".to_owned(),
            telephone: "030 555 0100".to_owned(),
            hours: "Monday to Friday, 8 to 18".to_owned(),
            url: url.to_owned(),
            pin,
        })
        .await
        .expect("the clinic is made")
}
