//! The scenario's side of a process: starts it, asks it, hears that it died, kills it.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use super::{
    ask::{Answer, Ask},
    clock::Clock,
    power::Disk,
};

/// An answer that takes longer will never come.
const PATIENCE: Duration = Duration::from_secs(120);

/// A hook, and at which of its passes to die there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// The hook.
    pub point: String,
    /// Counted from 1.
    pub pass: u32,
}

/// How a process is started, again and again.
#[derive(Clone, Debug)]
pub struct Start {
    /// The program.
    pub binary: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The disk that it writes to, if its power can fail.
    pub disk: Option<Disk>,
    /// The mistake that it makes, in a negative control.
    pub flaw: Option<String>,
    /// Its clock, if that can be moved; else it has one that stands still.
    pub clock: Option<Clock>,
    /// How far a clock that stands still is ahead, in milliseconds.
    pub later_ms: u64,
}

/// It is dead: killed by a signal, or ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Died {
    /// By SIGKILL, which nothing in the product sends.
    pub killed: bool,
}

/// A process.
#[derive(Debug)]
pub struct Process {
    child: Child,
    ask: ChildStdin,
    answers: Receiver<Answer>,
}

impl Process {
    /// Starts it and hears how that went.
    ///
    /// # Errors
    /// [`Died`] where it never spoke.
    pub fn start(start: &Start, arm: Option<&Arm>) -> Result<(Self, Answer), Died> {
        let mut command = Command::new(&start.binary);
        command
            .args(&start.arguments)
            .env("KITH_LATER_MS", start.later_ms.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if let Some(arm) = arm {
            command
                .env("KITH_DIE_AT", &arm.point)
                .env("KITH_DIE_AT_PASS", arm.pass.to_string());
        }
        if let Some(flaw) = &start.flaw {
            command.env("KITH_FLAW", flaw);
        }
        if let Some(disk) = &start.disk {
            disk.serves(&mut command);
        }
        if let Some(clock) = &start.clock {
            clock.serves(&mut command);
        }
        let mut child = command.spawn().expect("the program starts");
        let ask = child.stdin.take().expect("piped");
        let said = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, answers) = mpsc::channel();
        thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                // A line cut short by death is no answer.
                let Ok(answer) = serde_json::from_str(&line) else {
                    return;
                };
                if sender.send(answer).is_err() {
                    return;
                }
            }
        });
        let mut process = Self {
            child,
            ask,
            answers,
        };
        let first = process.hear()?;
        Ok((process, first))
    }

    /// Asks; the answer is heard with [`Self::hear`].
    pub fn put(&mut self, ask: &Ask) {
        let line = serde_json::to_string(ask).expect("a question");
        // If it is dead, that is heard.
        let _ = writeln!(self.ask, "{line}");
    }

    /// Waits for the answer.
    ///
    /// # Errors
    /// [`Died`].
    pub fn hear(&mut self) -> Result<Answer, Died> {
        match self.answers.recv_timeout(PATIENCE) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.child.wait().expect("it can be waited for");
                Err(Died {
                    killed: status.signal() == Some(9),
                })
            }
            Err(RecvTimeoutError::Timeout) => {
                self.kill();
                panic!("a process hangs");
            }
        }
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// [`Died`].
    pub fn ask(&mut self, ask: &Ask) -> Result<Answer, Died> {
        self.put(ask);
        self.hear()
    }

    /// Kills it where it stands.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it can be waited for");
    }

    /// Whether it has died, and how.
    pub fn died(&mut self) -> Option<Died> {
        let status = self.child.try_wait().expect("it can be waited for")?;
        Some(Died {
            killed: status.signal() == Some(9),
        })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
    }
}
