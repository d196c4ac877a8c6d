//! The facade: everything that an app calls. Each call is one transaction, or one exchange with
//! a relay; none holds both.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU64},
    },
};

use crate::{
    clock::{SharedClock, SystemClock},
    error::Error,
    ids::AccountId,
    process,
    receive::understand,
    store::{
        ChangeStream, Database, Mode, OpenOptions, ReadTx, StoreError, StoreKey,
        account::{
            accounts::{self, Ended},
            enrolments,
        },
    },
    sync::{
        self, Delivery, Device, Heard, Link, PORTAL_PORT, Proxy, Reached, Report, Runner,
        Surroundings,
    },
    vault::{KeyVault, store_key},
};

mod annotating;
mod checking;
mod declining;
mod drafts;
mod enrolment;
mod forwarding;
mod inviting;
mod joining;
mod later;
mod network;
pub(crate) mod pairs;
mod people;
mod reading;
mod settings;
mod undoing;
mod watching;
mod writing;

pub use enrolment::{Redeemed, find_link};
pub use forwarding::Forwarded;
pub use inviting::NewInvitation;
pub use later::{HeldLater, Unsent};
pub use watching::{ChatWatch, ChatWheel, InboxWatch};

pub(crate) use watching::settled;

/// How a client is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the store; made if it is not there.
    pub dir: PathBuf,
    /// App or notification extension.
    pub mode: Mode,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// The port on which a network that wants a login first answers plain HTTP: 80, but in tests.
    pub portal_port: u16,
}

impl Options {
    /// The app's own settings for a folder.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            mode: Mode::App,
            clock: Arc::new(SystemClock),
            portal_port: PORTAL_PORT,
        }
    }
}

/// A person's Kith on this device: an encrypted store and the way to each relay.
///
/// Cheap to clone; all clones are the same client.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

/// What all clones share.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) db: Database,
    dir: PathBuf,
    clock: SharedClock,
    links: Mutex<BTreeMap<AccountId, Arc<Link>>>,
    runners: Mutex<BTreeMap<AccountId, Runner>>,
    /// What the platform says.
    device: Arc<Device>,
    /// The network's proxy.
    proxy: Mutex<Option<Proxy>>,
    portal_port: u16,
}

impl Client {
    /// Opens the store. Needs no network.
    ///
    /// # Errors
    /// [`crate::store::StoreError`]: a wrong key, a corrupt file, a newer schema and a store that another
    /// process holds are told apart, and nothing is ever deleted because of one.
    pub async fn open(options: Options, key: StoreKey) -> Result<Self, Error> {
        process::leaves_no_core();
        let opening = match options.mode {
            Mode::App => OpenOptions::app(),
            Mode::Extension => OpenOptions::extension(),
        };
        let dir = options.dir.clone();
        let db = blocking(move || Database::open(&options.dir, &key, opening)).await??;
        if options.mode == Mode::App {
            db.write(|tx| understand(tx)).await?;
        }
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                dir,
                clock: options.clock,
                links: Mutex::default(),
                runners: Mutex::default(),
                device: Arc::new(Device {
                    network: AtomicBool::new(true),
                    foreground: AtomicBool::new(true),
                    held_later: Mutex::default(),
                }),
                proxy: Mutex::default(),
                portal_port: options.portal_port,
            }),
        })
    }

    /// As [`Self::open`], with the key that the platform keeps; a new store gets a new one.
    ///
    /// # Errors
    /// [`crate::vault::VaultError`], [`crate::store::StoreError`]. Where the key is lost nothing is touched.
    pub async fn open_with(options: Options, vault: Arc<dyn KeyVault>) -> Result<Self, Error> {
        let (dir, may_make) = (options.dir.clone(), options.mode == Mode::App);
        let key = blocking(move || store_key(&*vault, &dir, may_make)).await??;
        Self::open(options, key).await
    }

    /// Stops what runs, empties the write-ahead log, closes the store and wipes its key.
    pub async fn close(&self) {
        self.rest().await;
        self.inner.db.close().await;
        self.forget();
    }

    /// Lets go of the store before the app is suspended: afterwards no file lock is held. The
    /// store's key stays in memory, to [`Self::resume`]; of all other keys nothing does.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn suspend(&self) -> Result<(), Error> {
        self.rest().await;
        let suspended = self.inner.db.suspend().await;
        self.forget();
        Ok(suspended?)
    }

    /// The app's own lock: as [`Self::suspend`], and the store's key is wiped too. Whoever
    /// subscribed stays so.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn lock(&self) -> Result<(), Error> {
        self.rest().await;
        let locked = self.inner.db.lock().await;
        self.forget();
        Ok(locked?)
    }

    /// Ends [`Self::lock`] with the key that the platform's key store gave again. Sync is
    /// started anew with [`Self::start`].
    ///
    /// # Errors
    /// [`crate::store::StoreError`], as with [`Self::open`]; it then stays locked.
    pub async fn unlock(&self, key: StoreKey) -> Result<(), Error> {
        Ok(self.inner.db.unlock(key).await?)
    }

    /// As [`Self::unlock`], with the key that the platform keeps.
    ///
    /// # Errors
    /// [`crate::vault::VaultError`], [`crate::store::StoreError`]; it then stays locked.
    pub async fn unlock_with(&self, vault: Arc<dyn KeyVault>) -> Result<(), Error> {
        let dir = self.inner.dir.clone();
        let key = blocking(move || store_key(&*vault, &dir, false)).await??;
        self.unlock(key).await
    }

    /// Ends sync and waits for its end.
    async fn rest(&self) {
        let runners = std::mem::take(&mut *self.held(&self.inner.runners));
        for runner in runners.into_values() {
            runner.end().await;
        }
    }

    /// The keys of every account, and the sessions: the store has them, or they are made anew.
    fn forget(&self) {
        self.held(&self.inner.links).clear();
    }

    /// Takes the store up again. Sync is started anew with [`Self::start`].
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn resume(&self) -> Result<(), Error> {
        Ok(self.inner.db.resume().await?)
    }

    /// Exchanges everything with every relay, once. Relays that cannot be reached do not keep
    /// the others from it.
    ///
    /// # Errors
    /// The first failure, after all accounts had their turn.
    pub async fn sync(&self) -> Result<Report, Error> {
        let mut total = Report::default();
        let mut first = None;
        for account in self.enrolled().await? {
            let link = self.link(account).await?;
            match sync::pass(&link).await {
                Ok(report) => {
                    total.waiting += report.waiting;
                    total.progress |= report.progress;
                }
                Err(error) => {
                    first.get_or_insert(error);
                }
            }
        }
        first.map_or(Ok(total), Err)
    }

    /// As [`Self::sync`], and tells at once how far this device has come: for who syncs now and then, and may not
    /// be there when it would be told.
    ///
    /// # Errors
    /// As [`Self::sync`].
    pub async fn sync_and_tell(&self) -> Result<Report, Error> {
        let report = self.sync().await?;
        for account in self.enrolled().await? {
            sync::tell(&*self.link(account).await?, sync::Which::All).await?;
        }
        Ok(report)
    }

    /// Keeps every account in step with its relay until [`Self::stop`], [`Self::suspend`] or
    /// [`Self::close`]. Runs on the current tokio runtime.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn start(&self) -> Result<(), Error> {
        for account in self.enrolled().await? {
            let link = self.link(account).await?;
            self.held(&self.inner.runners)
                .entry(account)
                .or_insert_with(|| Runner::start(link));
        }
        Ok(())
    }

    /// Ends what [`Self::start`] began. What was written goes out another time.
    pub fn stop(&self) {
        self.held(&self.inner.runners).clear();
    }

    /// Changes from now on, to be pulled.
    pub fn subscribe(&self) -> ChangeStream {
        self.inner.db.changes()
    }

    fn held<'a, T>(&self, mutex: &'a Mutex<T>) -> std::sync::MutexGuard<'a, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn enrolled(&self) -> Result<Vec<AccountId>, Error> {
        let accounts = self.inner.db.read(accounts::all).await?;
        Ok(accounts
            .into_iter()
            .filter(|account| account.documents.is_some())
            .map(|account| account.id)
            .collect())
    }

    /// The account at work, made when it is first needed.
    pub(crate) async fn link(&self, account: AccountId) -> Result<Arc<Link>, Error> {
        if let Some(link) = self.held(&self.inner.links).get(&account) {
            return Ok(Arc::clone(link));
        }
        let (known, identity, enrolment, synced_at) = self
            .inner
            .db
            .read(move |tx| -> Result<_, Error> {
                Ok((
                    accounts::get(tx, account)?,
                    accounts::identity(tx, account)?,
                    enrolments::enrolment(tx, account)?,
                    accounts::synced_at(tx, account)?,
                ))
            })
            .await?;
        let identity = Arc::new(identity);
        let proxy = self.held(&self.inner.proxy).clone();
        let around = Surroundings {
            proxy: proxy.clone(),
            portal_port: self.inner.portal_port,
        };
        let heard = Arc::new(Heard::new(Arc::clone(&self.inner.clock), synced_at));
        let delivery = Delivery::new(
            &known.relay,
            &known.pins,
            Arc::clone(&identity),
            around,
            Arc::clone(&heard),
        )?;
        if let Some(enrolment) = enrolment {
            delivery.may_enrol_again(enrolment);
        }
        let link = Arc::new(Link {
            account,
            delivery,
            incarnation: Mutex::new(known.incarnation),
            first: Mutex::default(),
            identity,
            db: self.inner.db.clone(),
            clock: Arc::clone(&self.inner.clock),
            bell: tokio::sync::Notify::new(),
            owes: tokio::sync::Notify::new(),
            afresh: tokio::sync::Notify::new(),
            turn: tokio::sync::Mutex::default(),
            noted: AtomicU64::default(),
            made_again: AtomicU64::default(),
            answers: Mutex::default(),
            unmarked: Mutex::default(),
            heard,
            reached: Reached::default(),
            device: Arc::clone(&self.inner.device),
            ended: AtomicU8::new(Ended::code(known.ended)),
        });
        let mut links = self.held(&self.inner.links);
        // Another proxy may have been set since ours was read; one that is set from now on finds
        // the link among the others.
        let newest = self.held(&self.inner.proxy).clone();
        if newest != proxy {
            link.delivery.lead_through(newest)?;
        }
        Ok(Arc::clone(links.entry(account).or_insert(link)))
    }

    /// What the relays say of the time, and this device.
    fn times(&self) -> Times {
        let links = self.held(&self.inner.links);
        let told = links
            .iter()
            .filter_map(|(account, link)| Some((*account, link.relay_now()?)))
            .collect();
        Times {
            told,
            wall: self.inner.clock.now_ms(),
        }
    }

    /// Tells a running account that there is something to tell.
    fn owes(&self, account: AccountId) {
        if let Some(link) = self.held(&self.inner.links).get(&account) {
            link.owes.notify_one();
        }
    }

    /// Tells a running account that something waits to go out.
    fn ring(&self, account: AccountId) {
        if let Some(link) = self.held(&self.inner.links).get(&account) {
            link.bell.notify_one();
        }
    }

    fn ring_all(&self) {
        for link in self.held(&self.inner.links).values() {
            link.bell.notify_one();
        }
    }
}

/// How far a clock may be ahead of the last time that the relay was heard: who was out of touch for
/// longer has lost what was said meanwhile, and a clock that is years ahead makes no link last for years.
const AHEAD_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// What time it is for what is dated and will be judged by others: not what a device's clock says
/// alone, which may be off by months.
struct Times {
    told: BTreeMap<AccountId, u64>,
    wall: u64,
}

impl Times {
    /// The relay's time, where it has said it in this process. Else this device's, which is never
    /// before the last time that the relay was heard, nor believed to be more than a month after.
    fn at(&self, db: &ReadTx<'_>, account: AccountId) -> Result<u64, StoreError> {
        match self.told.get(&account) {
            Some(told) => Ok(*told),
            None => Ok(match accounts::synced_at(db, account)? {
                Some(heard) => self.wall.clamp(heard, heard.saturating_add(AHEAD_MS)),
                None => self.wall,
            }),
        }
    }
}

/// Runs what blocks in a thread that may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| StoreError::Panicked)
}
