//! A relay with one clinic.

use std::{sync::Arc, time::Duration};

use kith_protocol::{identity::Role, ids::Digest32};
use kith_relay::{
    Config, Relay,
    clinic::{Admin, NewClinic, RootSecret},
    clock::ManualClock,
};
use tempfile::TempDir;

use super::{Device, Http};

/// When everything begins.
pub const NOW: u64 = 1_800_000_000_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub struct World {
    pub relay: Relay,
    pub clock: Arc<ManualClock>,
    pub home: TempDir,
    pub clinic: Digest32,
    pub root: RootSecret,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let clock = Arc::new(ManualClock::new(NOW));
        let mut config = Self::config(&home, &clock);
        change(&mut config);
        let relay = Relay::start(config).await.expect("starts");
        let admin = Admin::open_with(relay.data(), clock.clone()).expect("opens");
        let new = NewClinic {
            name: "Lindenhof".into(),
            emergency: "112".into(),
            telephone: "030 555 0100".into(),
            hours: "Mo–Fr 8–17".into(),
            url: relay.url(),
            pin: None,
        };
        let created = admin.create(new).await.expect("creates");
        admin.close().await;
        Self {
            relay,
            clock,
            home,
            clinic: created.clinic,
            root: created.root,
        }
    }

    /// With a listener for metrics.
    pub async fn watched() -> Self {
        Self::with(|config| config.admin = Some(([127, 0, 0, 1], 0).into())).await
    }

    pub fn admin_http(&self) -> Http {
        let address = self.relay.admin_address().expect("is watched");
        Http::new(format!("http://{address}"))
    }

    pub fn config(home: &TempDir, clock: &Arc<ManualClock>) -> Config {
        let listen = ([127, 0, 0, 1], 0).into();
        let mut config = Config::new(home.path().join("data"), listen);
        config.clock = clock.clone();
        config
    }

    /// Kills the relay and starts it again on the same data.
    pub async fn restart(self) -> Self {
        self.relay.abort().await;
        let config = Self::config(&self.home, &self.clock);
        let relay = Relay::start(config).await.expect("starts again");
        Self { relay, ..self }
    }

    pub fn admin(&self) -> Admin {
        Admin::open_with(self.relay.data(), self.clock.clone()).expect("opens")
    }

    pub async fn patient_link(&self) -> String {
        let admin = self.admin();
        let issued = admin.invite_patient(self.clinic, DAY).await;
        admin.close().await;
        issued.expect("issues").link
    }

    pub async fn staff_link(&self, role: Role) -> String {
        let admin = self.admin();
        let issued = admin
            .invite_staff(self.clinic, role, "Nadia Okafor", DAY)
            .await;
        admin.close().await;
        issued.expect("issues").link
    }

    pub fn http(&self) -> Http {
        Http::new(self.relay.url())
    }

    /// Someone enrolled and signed in.
    pub async fn someone(&self) -> Device {
        let mut device = Device::new(self.relay.url());
        device.enrol(&self.patient_link().await).await;
        device.sign_in().await;
        device
    }
}

/// Looks again and again, as fast as the relay answers, until it is so.
pub async fn until<F: Future<Output = bool>>(is_so: impl Fn() -> F) {
    let look = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), look)
        .await
        .expect("it comes about within a minute");
}
