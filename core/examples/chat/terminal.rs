//! What the example has to do with the machine: arguments, the key's file, lines in and out.

use std::{
    fs,
    io::{self, BufRead, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use kith_core::store::StoreKey;
use tokio::sync::mpsc;
use tracing_subscriber::EnvFilter;

use super::sorry::{Answer, Sorry};

/// How the program was called.
pub struct Arguments {
    /// The folder of the encrypted store.
    pub store: PathBuf,
    /// The file of its key.
    pub key: PathBuf,
    /// What others shall call this person.
    pub name: Option<String>,
    /// Never talk to a relay.
    pub offline: bool,
}

impl Arguments {
    /// Reads the command line.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Sorry> {
        let usage = || Sorry::new("chat --store DIR --key FILE [--name NAME] [--offline]");
        // What looks like another option is none of its values: no folder shall be called `--help`.
        let value = |next: Option<String>| {
            next.filter(|word| !word.starts_with("--"))
                .ok_or_else(usage)
        };
        let (mut store, mut key, mut name, mut offline) = (None, None, None, false);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--store" => store = Some(PathBuf::from(value(words.next())?)),
                "--key" => key = Some(PathBuf::from(value(words.next())?)),
                "--name" => name = Some(value(words.next())?),
                "--offline" => offline = true,
                _ => return Err(usage()),
            }
        }
        let (store, key) = (store.ok_or_else(usage)?, key.ok_or_else(usage)?);
        Ok(Self {
            store,
            key,
            name,
            offline,
        })
    }
}

/// The store's key, as hex in a file of its owner's. Good enough for an example: an app keeps
/// it wrapped by the platform's key store (Android Keystore, iOS Keychain).
pub fn store_key(file: &Path, store: &Path) -> Result<StoreKey, Sorry> {
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
pub fn typed_lines() -> mpsc::Receiver<String> {
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

/// Prints an answer and the line that ends it.
pub fn answer(answer: Answer) {
    print(answer);
    print(Ok(vec![".".to_owned()]));
}

/// Prints an answer.
pub fn print(answer: Answer) {
    let lines = answer.unwrap_or_else(|sorry| vec![format!("! {sorry}")]);
    for line in lines {
        // Whoever asked may be gone; then there is nobody to tell.
        let _ = writeln!(io::stdout(), "{line}");
    }
}

/// Logs to standard error what `KITH_LOG` asks for, and nothing unless it does.
pub fn log() {
    if let Ok(filter) = EnvFilter::try_from_env("KITH_LOG") {
        let log = tracing_subscriber::fmt().with_env_filter(filter);
        log.with_writer(io::stderr).with_ansi(false).init();
    }
}
