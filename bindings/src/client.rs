//! A person's Kith on this device.

use std::sync::Arc;

use kith_core::{
    Client, Error, Options, Proxy,
    clock::{SharedClock, SystemClock},
    store::Mode,
};

use crate::{
    KeyVault, KithError, SyncTask, WallClock,
    platform::{ForeignClock, ForeignVault},
    runtime::Spawner,
};

mod people;
mod reading;
mod writing;

/// A person's Kith on this device: an encrypted store and the way to each relay.
#[derive(uniffi::Object)]
pub struct KithClient {
    pub(crate) core: Client,
    pub(crate) spawner: Spawner,
}

#[uniffi::export]
impl KithClient {
    /// Opens the store in `dir`, or makes it, with the key that the vault keeps. Needs no network.
    ///
    /// # Errors
    /// Those of the vault (`vault.…`) and of the store (`store.…`): [`KithError::Unlock`], [`KithError::GetHelp`],
    /// [`KithError::UpdateApp`], [`KithError::FreeSpace`], and [`KithError::Retry`] where another process has it open.
    /// Nothing is deleted because of one.
    #[uniffi::constructor]
    pub async fn open(
        dir: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn WallClock>>,
    ) -> Result<Self, KithError> {
        open(Spawner::app()?, Mode::App, dir, vault, clock).await
    }

    /// Opens the app's store for a notification extension: one thread, a small cache. Makes no
    /// store and no key.
    ///
    /// # Errors
    /// As [`Self::open`]; [`KithError::Retry`] with `store.app-first` where the app has made no store yet.
    #[uniffi::constructor]
    pub async fn open_extension(dir: String, vault: Arc<dyn KeyVault>) -> Result<Self, KithError> {
        open(Spawner::extension()?, Mode::Extension, dir, vault, None).await
    }

    /// Keeps every account in step with its relay until [`Self::stop`], a suspension, a lock or
    /// the end. To call it again is harmless, and needed after an enrolment.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn start(&self) -> Result<(), KithError> {
        self.call(|core| async move { core.start().await }).await
    }

    /// Ends what [`Self::start`] began. What was written goes out another time.
    pub fn stop(&self) {
        self.core.stop();
    }

    /// Exchanges everything with every relay, once: for work in the background.
    pub fn sync(&self) -> Arc<SyncTask> {
        let core = self.core.clone();
        SyncTask::new(&self.spawner, async move { core.sync_and_tell().await })
    }

    /// Tries every relay again at once: the network may be back.
    pub fn try_again(&self) {
        self.core.try_again();
    }

    /// What the platform says: whether there is a network at all. Without one nothing is tried, and
    /// screens say so at once.
    pub fn network(&self, there: bool) {
        self.core.network(there);
    }

    /// What the platform says: whether someone looks at the app. While someone does a connection that
    /// died without a word is noticed within 15 s, else within half a minute. Who looks again has every
    /// relay tried at once.
    pub fn foreground(&self, seen: bool) {
        self.core.foreground(seen);
    }

    /// The proxy through which relays are reached from now on, as the platform names it: `host:port` or
    /// `http://user:password@host:port`; none: without one. `except` lists hosts that are reached without
    /// it, commas between. What goes through it is TLS that ends at the relay.
    ///
    /// # Errors
    /// [`KithError::FixInput`] (`field`) for what is no such address; then all stays as it is.
    pub fn proxy(&self, address: Option<String>, except: String) -> Result<(), KithError> {
        let proxy = address.map(|address| Proxy::new(&address, &except));
        self.core.set_proxy(proxy.transpose()?);
        Ok(())
    }

    /// The same, as the environment names it: `HTTPS_PROXY` or `ALL_PROXY`, and `NO_PROXY`.
    ///
    /// # Errors
    /// As [`Self::proxy`].
    pub fn proxy_of_environment(&self) -> Result<(), KithError> {
        self.core.set_proxy(Proxy::from_environment()?);
        Ok(())
    }

    /// Closes for good and wipes the keys. Whatever runs ends first, subscriptions too.
    ///
    /// # Errors
    /// [`KithError::Internal`] where something broke; it is closed all the same.
    pub async fn shut_down(&self) -> Result<(), KithError> {
        self.call(|core| async move {
            core.close().await;
            Ok(())
        })
        .await
    }

    /// Lets go of the store before the app is suspended; no file lock is held afterwards.
    ///
    /// # Errors
    /// Those of the store; it is suspended all the same.
    pub async fn suspend(&self) -> Result<(), KithError> {
        self.call(|core| async move { core.suspend().await }).await
    }

    /// Takes the store up again. Suspending has ended the exchange with the relays:
    /// [`start`](Self::start) begins it anew.
    ///
    /// # Errors
    /// As [`Self::open`], and then it stays suspended; [`KithError::Unlock`] where it is locked.
    pub async fn resume(&self) -> Result<(), KithError> {
        self.call(|core| async move { core.resume().await }).await
    }

    /// The app's lock: lets go of the store and wipes every key.
    ///
    /// # Errors
    /// Those of the store; it is locked all the same.
    pub async fn lock(&self) -> Result<(), KithError> {
        self.call(|core| async move { core.lock().await }).await
    }

    /// Ends the lock with the key that the vault keeps.
    ///
    /// # Errors
    /// As [`Self::open`], and then it stays locked; [`KithError::Unlock`] with `vault.wrong-code` or `vault.denied`.
    pub async fn unlock(&self, vault: Arc<dyn KeyVault>) -> Result<(), KithError> {
        let vault = Arc::new(ForeignVault(vault));
        self.call(|core| async move { core.unlock_with(vault).await })
            .await
    }
}

impl KithClient {
    /// Does something with the core, on our runtime.
    pub(crate) async fn call<T, F>(&self, work: impl FnOnce(Client) -> F) -> Result<T, KithError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        self.spawner.run(work(self.core.clone())).await
    }
}

async fn open(
    spawner: Spawner,
    mode: Mode,
    dir: String,
    vault: Arc<dyn KeyVault>,
    clock: Option<Arc<dyn WallClock>>,
) -> Result<KithClient, KithError> {
    let clock: SharedClock = match clock {
        Some(clock) => Arc::new(ForeignClock(clock)),
        None => Arc::new(SystemClock),
    };
    let options = Options {
        mode,
        clock,
        ..Options::new(dir)
    };
    let opening = Client::open_with(options, Arc::new(ForeignVault(vault)));
    let core = spawner.run(opening).await?;
    Ok(KithClient { core, spawner })
}
