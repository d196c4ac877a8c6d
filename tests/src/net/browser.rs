//! A page, as a real browser shows it: Chromium without a window, asked over its debugging pipe.

use std::{
    io::{BufRead, BufReader, Error, ErrorKind, Result, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What browsers of this kind are called.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// A browser that asks nobody for anything by itself.
const FLAGS: [&str; 11] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
];
/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Every picture of a page, those further down too, as its address and how wide it is in truth.
const PICTURES: &str = "
    Promise.all([...document.images].map(async picture => {
        picture.loading = 'eager';
        await picture.decode().catch(() => {});
        return [picture.getAttribute('src'), picture.naturalWidth];
    }))";

/// What was to be seen of a page.
#[derive(Debug, Default)]
pub struct Page {
    /// Its pictures as they are named there, with their width in pixels; 0: it is not shown.
    pub pictures: Vec<(String, u64)>,
    /// What the browser had to complain of.
    pub complaints: Vec<String>,
    /// What it asked for, other than of the folder that the page is in.
    pub asked: Vec<String>,
}

impl Page {
    /// Opens a page that is a file.
    ///
    /// # Errors
    /// Where there is no browser, or it does not answer within a minute.
    pub fn open(file: &Path) -> Result<Self> {
        let file = file.canonicalize()?;
        let folder = file.parent().unwrap_or(&file);
        let mut browser = Browser::start()?;
        browser.shows(&address(&file))?;
        let pictures = browser.computes(PICTURES)?;
        let mut page = Self {
            pictures: serde_json::from_value(pictures)?,
            ..Self::default()
        };
        for event in std::mem::take(&mut browser.told) {
            page.note(&event, &address(folder));
        }
        Ok(page)
    }

    /// Everything that is wrong with it, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let hidden = self.pictures.iter().filter(|(_, width)| *width == 0);
        hidden
            .map(|(name, _)| format!("the picture {name} is not shown"))
            .chain(self.complaints.iter().cloned())
            .chain(self.asked.iter().map(|url| format!("it asks for {url}")))
            .collect()
    }

    fn note(&mut self, event: &Value, own: &str) {
        let about = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let url = about["request"]["url"].as_str().unwrap_or_default();
                if !url.starts_with(own) && !url.starts_with("data:") {
                    self.asked.push(url.to_owned());
                }
            }
            "Runtime.consoleAPICalled" => {
                if matches!(about["type"].as_str(), Some("error" | "warning" | "assert")) {
                    self.complaints
                        .push(format!("the console says {}", about["args"]));
                }
            }
            "Runtime.exceptionThrown" => {
                let what = &about["exceptionDetails"]["exception"]["description"];
                self.complaints.push(format!("a script failed: {what}"));
            }
            "Log.entryAdded" => {
                let entry = &about["entry"];
                if matches!(entry["level"].as_str(), Some("error" | "warning")) {
                    self.complaints.push(format!(
                        "the browser says {} of {}",
                        entry["text"], entry["url"]
                    ));
                }
            }
            _ => {}
        }
    }
}

fn address(path: &Path) -> String {
    let path = path.to_string_lossy();
    let mut address = "file://".to_owned();
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// A browser and what it tells; gone when dropped.
struct Browser {
    process: Child,
    asks: ChildStdin,
    answers: Receiver<Value>,
    told: Vec<Value>,
    asked: u64,
    session: Option<String>,
    _profile: TempDir,
}

impl Browser {
    /// Starts it, with an empty page.
    fn start() -> Result<Self> {
        let program = installed().ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                "there is no browser here: install Debian's chromium",
            )
        })?;
        let profile = tempfile::tempdir()?;
        // It reads from the third of its files and writes to the fourth.
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null", "sh"]);
        command.arg(program).args(FLAGS);
        if rustix::process::geteuid().is_root() {
            command.arg("--no-sandbox");
        }
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(asks), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Error::other("no pipe to the browser"));
        };
        let mut browser = Self {
            process,
            asks,
            answers: read(answers),
            told: Vec::new(),
            asked: 0,
            session: None,
            _profile: profile,
        };
        let target = browser.asks("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attached = browser.asks(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        )?;
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Network", "Runtime", "Log"] {
            browser.asks(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(browser)
    }

    /// Goes to an address, and waits until all of it is there.
    fn shows(&mut self, address: &str) -> Result<()> {
        let gone = self.asks("Page.navigate", json!({ "url": address }))?;
        if let Some(why) = gone["errorText"].as_str() {
            return Err(Error::other(format!("the page does not open: {why}")));
        }
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        if !self.told.iter().any(loaded) {
            self.waits(loaded)?;
        }
        Ok(())
    }

    /// What an expression comes to.
    fn computes(&mut self, expression: &str) -> Result<Value> {
        let mut answer = self.asks(
            "Runtime.evaluate",
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true }),
        )?;
        Ok(answer["result"]["value"].take())
    }

    fn asks(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.asked += 1;
        let id = self.asked;
        let mut request = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&request)?;
        bytes.push(0);
        self.asks.write_all(&bytes)?;
        self.asks.flush()?;
        let mut answer = self.waits(|answer| answer["id"] == id)?;
        if !answer["error"].is_null() {
            return Err(Error::other(format!("{method}: {}", answer["error"])));
        }
        Ok(answer["result"].take())
    }

    /// Waits for something that it says; what it says before that is kept.
    fn waits(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let said = self
                .answers
                .recv_timeout(left)
                .map_err(|_| Error::new(ErrorKind::TimedOut, "the browser does not answer"))?;
            if wanted(&said) {
                return Ok(said);
            }
            self.told.push(said);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends its other processes by itself when it is asked to; whatever comes of that, it is over.
        let _ = self.asks("Browser.close", json!({}));
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(answers: ChildStdout) -> Receiver<Value> {
    let (tell, told) = channel();
    thread::spawn(move || {
        for message in BufReader::new(answers).split(0).map_while(Result::ok) {
            let Ok(said) = serde_json::from_slice(&message) else {
                break;
            };
            if tell.send(said).is_err() {
                break;
            }
        }
    });
    told
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
}
