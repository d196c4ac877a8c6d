//! The programs of the demo, each an operating-system process of its own: one relay, and one
//! client a person, driven through its lines.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::failure::{Done, Failure};

/// How long an answer may take before the program counts as stuck.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most lines of one answer.
const MAX_LINES: usize = 10_000;
/// What is logged, so that the search for secrets has something to search.
const LOG: &str = "info,kith_core=trace,kith_relay=trace";

/// Where the programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    /// `kith-relay`.
    pub relay: PathBuf,
    /// The example `chat`.
    pub chat: PathBuf,
    /// What people use in place of `chat`: it shows the app's screens, in a window where there is a
    /// display, and with `--lines` takes the same lines.
    pub app: Option<PathBuf>,
}

impl Programs {
    /// Finds them in a folder of cargo's, `target/debug` for instance.
    pub fn find(folder: &Path, app: Option<PathBuf>) -> Done<Self> {
        let found = Self {
            relay: folder.join("kith-relay"),
            chat: folder.join("examples").join("chat"),
            app,
        };
        for program in [&found.relay, &found.chat].into_iter().chain(&found.app) {
            if !program.is_file() {
                return Err(Failure::new(format!(
                    "{} is not built; scripts/demo builds everything that is needed",
                    program.display()
                )));
            }
        }
        Ok(found)
    }
}

/// A program that ends when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // SIGKILL. One that has ended already is only collected.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Lines of a program's output, read by a thread of its own so that waiting has an end.
fn lines(out: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::sync_channel(MAX_LINES);
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

fn log_file(path: &Path) -> Done<File> {
    Ok(File::options().create(true).append(true).open(path)?)
}

/// The relay.
pub struct Relay {
    _running: Running,
    /// Where clients reach it.
    pub url: String,
}

impl Relay {
    /// Starts it over TLS, on a free port of this machine.
    pub fn start(programs: &Programs, folder: &Path) -> Done<Self> {
        let (cert, key) = certificate(folder);
        let made = Command::new(&programs.relay)
            .args(["tls-self-signed", "--host", "127.0.0.1", "--cert"])
            .arg(&cert)
            .arg("--key")
            .arg(&key)
            .output()?;
        succeeded(&made)?;
        let mut child = Command::new(&programs.relay)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.join("data"))
            .arg("--tls-cert")
            .arg(&cert)
            .arg("--tls-key")
            .arg(&key)
            .env("KITH_LOG", LOG)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file(&folder.join("relay.log"))?)
            .spawn()?;
        let out = child.stdout.take().map(lines);
        let running = Running(child);
        let out = out.ok_or_else(|| Failure::new("the relay's output cannot be read"))?;
        let first = out.recv_timeout(PATIENCE).map_err(|_| {
            let log = folder.join("relay.log");
            Failure::new(format!("the relay did not start; see {}", log.display()))
        })?;
        let url = first.strip_prefix("listening on ").map(str::to_owned);
        let url = url.ok_or_else(|| Failure::new("the relay did not say where it listens"))?;
        Ok(Self {
            _running: running,
            url,
        })
    }
}

/// The relay's certificate and its key.
pub fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("tls-cert.pem"), folder.join("tls-key.pem"))
}

/// Runs a command of the clinic's operator; answers what it prints.
pub fn clinic(programs: &Programs, folder: &Path, arguments: &[&str]) -> Done<String> {
    let (verb, rest) = arguments.split_first().unwrap_or((&"list", &[]));
    let output = Command::new(&programs.relay)
        .args(["clinic", verb, "--data"])
        .arg(folder.join("data"))
        .args(rest)
        .output()?;
    succeeded(&output)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn succeeded(output: &std::process::Output) -> Done {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(
        said.lines()
            .last()
            .unwrap_or("kith-relay failed")
            .to_owned(),
    ))
}

/// Somebody's client.
pub struct Chat {
    running: Running,
    input: ChildStdin,
    output: mpsc::Receiver<String>,
}

/// What a client answered: its lines, or the sentence that says why not.
pub type Answer = Result<Vec<String>, String>;

/// A client's files, all in the person's folder.
#[derive(Clone, Debug)]
pub struct Files {
    /// The encrypted store.
    pub store: PathBuf,
    /// The file of its key.
    pub key: PathBuf,
    /// What the program logs.
    log: PathBuf,
    /// Whose turn it was to come: where their window stands.
    seat: usize,
}

impl Files {
    /// In this folder, of the `seat`-th person who came.
    pub fn within(folder: &Path, seat: usize) -> Self {
        Self {
            store: folder.join("store"),
            key: folder.join("store.key"),
            log: folder.join("chat.log"),
            seat,
        }
    }
}

/// How someone's client is called.
fn called(program: &Path, files: &Files, name: &str) -> Command {
    let mut command = Command::new(program);
    command.arg("--store").arg(&files.store);
    command.arg("--key").arg(&files.key);
    command.args(["--name", name]);
    command.env("KITH_LOG", LOG);
    command.env("KITH_SEAT", files.seat.to_string());
    command
}

/// A window of the app that is left to whoever sits here; it closes when this is dropped.
pub struct Window(#[expect(dead_code, reason = "held until the end")] Running);

impl Window {
    /// Opens someone's.
    pub fn open(app: &Path, files: &Files, name: &str) -> Done<Self> {
        let mut command = called(app, files, name);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(log_file(&files.log)?);
        Ok(Self(Running(command.spawn()?)))
    }
}

impl Chat {
    /// Starts someone's client and waits until it is there.
    pub fn start(programs: &Programs, files: &Files, name: &str, online: bool) -> Done<Self> {
        match &programs.app {
            Some(app) => Self::run(app, &["--lines"], files, name, online),
            None => Self::run(&programs.chat, &[], files, name, online),
        }
    }

    /// Starts the patched client of someone who attacks: never what people are given.
    pub fn start_patched(programs: &Programs, files: &Files, name: &str) -> Done<Self> {
        Self::run(&programs.chat, &[], files, name, true)
    }

    fn run(program: &Path, more: &[&str], files: &Files, name: &str, online: bool) -> Done<Self> {
        let mut command = called(program, files, name);
        command.args(more);
        if !online {
            command.arg("--offline");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log_file(&files.log)?)
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take().map(lines));
        let running = Running(child);
        let (Some(input), Some(output)) = (input, output) else {
            return Err(Failure::new("a client cannot be talked to"));
        };
        let mut chat = Self {
            running,
            input,
            output,
        };
        chat.answer()?.map_err(Failure::new)?;
        Ok(chat)
    }

    /// The process's number.
    pub fn process(&self) -> u32 {
        self.running.0.id()
    }

    /// Types a line and waits for the answer.
    pub fn ask(&mut self, line: &str) -> Done<Answer> {
        writeln!(self.input, "{line}").map_err(|_| Failure::new("a client has ended"))?;
        self.answer()
    }

    /// Asks it to end, and waits until it has.
    pub fn quit(mut self) -> Done {
        self.ask("quit")?.map_err(Failure::new)?;
        let ended = self.running.0.wait()?;
        if ended.success() {
            Ok(())
        } else {
            Err(Failure::new("a client ended badly"))
        }
    }

    /// SIGKILL: no goodbye.
    pub fn kill(self) {
        drop(self);
    }

    fn answer(&mut self) -> Done<Answer> {
        let mut lines = Vec::new();
        while lines.len() < MAX_LINES {
            let line = self.output.recv_timeout(PATIENCE).map_err(|error| {
                Failure::new(match error {
                    mpsc::RecvTimeoutError::Timeout => "a client does not answer",
                    mpsc::RecvTimeoutError::Disconnected => "a client has ended; see its chat.log",
                })
            })?;
            match (line.as_str(), line.strip_prefix("! ")) {
                (".", _) => return Ok(Ok(lines)),
                (_, Some(sorry)) => {
                    let sorry = sorry.to_owned();
                    return self.answer().map(|_| Err(sorry));
                }
                _ => lines.push(line),
            }
        }
        Err(Failure::new("a client does not stop talking"))
    }
}
