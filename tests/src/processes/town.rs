//! A relay and the people of one circle, each in a process of its own. Whoever dies is started
//! again at once, and has to have kept what they were answered for.

mod dying;
mod place;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use kith_core::store::StoreKey;
use kith_protocol::identity::Role;
use kith_relay::clinic::{Admin, NewClinic};
use tempfile::TempDir;

use place::Place;

use super::{
    Held, Violation,
    ask::{Answer, Ask, Row},
    clock::Clock,
    ledger::{Ledger, Stay},
    power::Disk,
    process::{Arm, Died, Process, Start},
};
use crate::{DAY, Dice, TestClock};

/// What may go wrong in a town.
#[derive(Clone, Debug, Default)]
pub struct Dangers {
    /// The library of disks that lose what was not synced; without one, only processes die.
    pub disks: Option<PathBuf>,
    /// The library of clocks that can be moved; without one they stand still.
    pub clocks: Option<PathBuf>,
    /// The mistake that clients make.
    pub client_flaw: Option<String>,
    /// The mistake that the relay makes.
    pub relay_flaw: Option<String>,
}

/// Someone, or the relay.
#[derive(Debug)]
pub struct Dweller {
    /// Their name.
    pub name: String,
    start: Start,
    pub(super) process: Option<Process>,
}

/// A plain SIGKILL, in the midst of whatever is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stroke {
    /// Questions until then.
    pub(super) after: u32,
    /// The relay, or whoever is asked.
    pub(super) relay: bool,
}

/// Who lives here for good, the patient first.
pub const RESIDENTS: usize = 3;
/// The patient.
pub const PATIENT: usize = 0;
/// Her nurse.
pub const NURSE: usize = 1;
/// A guest, when there is one.
pub const GUEST: usize = 3;

/// A relay and the people of one circle.
#[derive(Debug)]
pub struct Town {
    /// Its chance.
    pub dice: Dice,
    pub(super) relay: Dweller,
    pub(super) people: Vec<Dweller>,
    pub(super) ledger: Ledger,
    pub(super) stay: Stay,
    pub(super) guests: u32,
    /// How often something was said, or was to be, in a talk of two.
    pub(super) alone: u32,
    pub(super) arm: Option<Arm>,
    pub(super) stroke: Option<Stroke>,
    /// Who died, and where.
    pub deaths: Vec<(String, String)>,
    last_failure: String,
    dangers: Dangers,
    binary: PathBuf,
    dir: TempDir,
    _place: Place,
}

impl Town {
    /// Founds a town: a relay with a clinic, and three people who are in one circle. They may
    /// die of `arm` while it is founded.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn found(binary: &Path, seed: u64, dangers: Dangers, arm: Option<Arm>) -> Held<Self> {
        let dir = tempfile::tempdir().expect("a folder");
        let place = Place::taken();
        let address = place.address;
        let links = clinic(dir.path(), address, dangers.clocks.is_some());
        let relay_dir = dir.path().join("relay");
        let disk = |folder: &Path| dangers.disks.as_ref().map(|lib| Disk::under(folder, lib));
        let clock = |folder: &Path| {
            dangers
                .clocks
                .as_ref()
                .map(|lib| Clock::beside(folder, lib))
        };
        let relay = Dweller {
            name: "the relay".to_owned(),
            start: Start {
                binary: binary.to_owned(),
                arguments: vec!["relay".into(), text(&relay_dir), address.to_string()],
                disk: disk(&relay_dir),
                clock: clock(&relay_dir),
                flaw: dangers.relay_flaw.clone(),
                later_ms: 0,
            },
            process: None,
        };
        let mut town = Self {
            dice: Dice::new(seed),
            relay,
            people: Vec::new(),
            ledger: Ledger::default(),
            stay: Stay::default(),
            guests: 0,
            alone: 0,
            arm,
            stroke: None,
            deaths: Vec::new(),
            last_failure: String::new(),
            dangers,
            binary: binary.to_owned(),
            dir,
            _place: place,
        };
        town.revive_relay()?;
        for name in ["Marta", "Nadia", "Ana"] {
            town.settles_here(name)?;
        }
        town.gathers(links)?;
        Ok(town)
    }

    /// Someone new: a phone with nothing on it.
    pub(super) fn settles_here(&mut self, name: &str) -> Held<usize> {
        let folder = self.dir.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let key: String = StoreKey::generate()
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let disks = self.dangers.disks.as_ref();
        let clocks = self.dangers.clocks.as_ref();
        self.people.push(Dweller {
            name: name.to_owned(),
            start: Start {
                binary: self.binary.clone(),
                arguments: vec!["app".into(), text(&folder), name.to_owned(), key],
                disk: disks.map(|library| Disk::under(&folder, library)),
                clock: clocks.map(|library| Clock::beside(&folder, library)),
                flaw: self.dangers.client_flaw.clone(),
                later_ms: self.relay.start.later_ms,
            },
            process: None,
        });
        let who = self.people.len() - 1;
        self.revive(who)?;
        Ok(who)
    }

    /// Asks someone. `None` if they died of it; then they have been started again.
    pub fn ask(&mut self, who: usize, ask: &Ask) -> Held<Option<Answer>> {
        let stroke = self.stroke_now();
        let process = self.people[who].process.as_mut().expect("alive");
        process.put(ask);
        match stroke {
            Some(Stroke { relay: false, .. }) => {
                moment(&mut self.dice);
                self.people[who].process.as_mut().expect("alive").kill();
                self.mourn(who, "plain")?;
                return Ok(None);
            }
            Some(Stroke { relay: true, .. }) => {
                moment(&mut self.dice);
                self.relay.process.as_mut().expect("alive").kill();
            }
            None => {}
        }
        let process = self.people[who].process.as_mut().expect("alive");
        let heard = process.hear();
        if let Ok(Answer::Failed(_)) = heard {
            self.hears_of_relay();
        }
        self.look_after_relay(stroke.is_some())?;
        match heard {
            Ok(Answer::Failed(why)) => {
                self.last_failure = format!("{}: {ask:?}: {why}", self.people[who].name);
                Ok(Some(Answer::Failed(why)))
            }
            Ok(answer) => Ok(Some(answer)),
            Err(died) => {
                self.dies(who, died)?;
                Ok(None)
            }
        }
    }

    /// Asks several at the same time; those who died have been started again.
    pub(super) fn ask_at_once(&mut self, who: &[usize], ask: &Ask) -> Held<Vec<Option<Answer>>> {
        let arm = self.arm.clone();
        for one in who {
            self.people[*one].process.as_mut().expect("alive").put(ask);
        }
        let mut answers = Vec::new();
        let mut dead = Vec::new();
        for one in who {
            let heard = self.people[*one].process.as_mut().expect("alive").hear();
            if let Err(died) = heard {
                dead.push((*one, died));
            }
            answers.push(heard.ok());
        }
        self.look_after_relay(false)?;
        // Several may have come to the hook at once.
        for (one, died) in dead {
            self.arm = arm.clone();
            self.dies(one, died)?;
        }
        Ok(answers)
    }

    /// Tells everyone, the relay too, something that nobody dies of.
    pub(super) fn tell_all(&mut self, ask: &Ask) -> Held {
        let relay = self.relay.process.as_mut();
        for process in self.people.iter_mut().filter_map(|p| p.process.as_mut()) {
            // Whoever has just died hears of it later.
            let _ = process.ask(ask);
        }
        if let Some(relay) = relay {
            let _ = relay.ask(ask);
        }
        Ok(())
    }

    /// Time passes for everyone.
    pub(super) fn time_passes(&mut self, ms: u64) -> Held {
        self.relay.start.later_ms += ms;
        for person in &mut self.people {
            person.start.later_ms += ms;
        }
        self.tell_all(&Ask::Tick(ms))
    }

    /// Moves someone's clock, while they run.
    pub fn moves_clock(&self, who: usize, off_ms: i64) {
        let clock = self.people[who].start.clock.as_ref();
        clock.expect("it can be moved").is_off_by(off_ms);
    }

    /// Moves the relay's clock, while it runs.
    pub fn moves_clock_of_relay(&self, off_ms: i64) {
        let clock = self.relay.start.clock.as_ref();
        clock.expect("it can be moved").is_off_by(off_ms);
    }

    /// The relay's retention runs.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn relay_retains(&mut self) -> Held<Option<Answer>> {
        self.ask_relay(&Ask::Retain)
    }

    /// Asks the relay; `None` if it died of it and was started again.
    pub(super) fn ask_relay(&mut self, ask: &Ask) -> Held<Option<Answer>> {
        match self.relay.process.as_mut().expect("alive").ask(ask) {
            Ok(answer) => Ok(Some(answer)),
            Err(_) => {
                self.look_after_relay(false)?;
                Ok(None)
            }
        }
    }

    /// From now on whoever passes this hook may die there.
    pub(super) fn arms(&mut self, arm: &Arm) -> Held {
        self.arm = Some(arm.clone());
        self.tell_all(&Ask::Arm(arm.point.clone(), arm.pass))
    }

    /// Nobody dies any more.
    pub(super) fn disarms(&mut self) -> Held {
        self.stroke = None;
        self.arm = None;
        self.tell_all(&Ask::Disarm)
    }

    /// What someone sees; `None` if they died of looking.
    pub fn screen(&mut self, who: usize) -> Held<Option<Vec<Row>>> {
        match self.ask(who, &Ask::Read)? {
            Some(Answer::Screen(rows)) => Ok(Some(rows)),
            None => Ok(None),
            Some(other) => {
                let name = &self.people[who].name;
                Err(Violation(format!("{name} cannot read: {other:?}")))
            }
        }
    }

    /// The disk of someone's device, where devices have disks that can fail.
    pub fn disk_of(&self, who: usize) -> &Disk {
        let disk = self.people[who].start.disk.as_ref();
        disk.expect("a town with disks")
    }

    /// The relay's disk.
    pub fn relay_disk(&self) -> &Disk {
        let disk = self.relay.start.disk.as_ref();
        disk.expect("a town with disks")
    }

    /// Starts the notification extension of someone's device: another process on the same store.
    ///
    /// # Errors
    /// [`Died`] where it died at the hook.
    pub fn extension_of(&self, who: usize, arm: Option<&Arm>) -> Result<(Process, Answer), Died> {
        let mut start = self.people[who].start.clone();
        start.arguments[0] = "extension".to_owned();
        Process::start(&start, arm)
    }

    /// Files of someone's store that their app holds open, locked ones among them.
    pub fn open_files_of(&self, who: usize) -> Vec<PathBuf> {
        let person = &self.people[who];
        let process = person.process.as_ref().expect("alive");
        let store = Path::new(&person.start.arguments[1]);
        std::fs::read_dir(format!("/proc/{}/fd", process.id()))
            .expect("a process has descriptors")
            .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter(|path| path.starts_with(store))
            .collect()
    }

    /// Kills someone's app where it stands, if it runs, and starts it again.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn kills(&mut self, who: usize) -> Held {
        if let Some(process) = &mut self.people[who].process {
            process.kill();
        }
        self.mourn(who, "plain")
    }

    /// Why something was not done the last time.
    pub fn last_failure(&self) -> &str {
        &self.last_failure
    }
}

/// A random moment, so that a plain kill finds the process anywhere.
fn moment(dice: &mut Dice) {
    let us = dice.below(20_000) as u64;
    std::thread::sleep(std::time::Duration::from_micros(us));
}

fn text(path: &Path) -> String {
    path.to_str().expect("a plain path").to_owned()
}

/// Invitation links of the first three.
pub(super) struct Links {
    pub(super) patient: String,
    pub(super) nurse: String,
}

/// Makes a clinic beside a relay that does not run yet, which will listen at the address.
fn clinic(dir: &Path, address: SocketAddr, moving: bool) -> Links {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let clock: Arc<dyn kith_relay::clock::Clock> = if moving {
            Arc::new(kith_relay::clock::SystemClock)
        } else {
            Arc::new(TestClock::default())
        };
        let admin = Admin::open_with(&dir.join("relay"), clock).expect("it opens");
        let made = admin
            .create(NewClinic {
                name: "Riverside Clinic".to_owned(),
                emergency: "112".to_owned(),
                telephone: "030 555 0100".to_owned(),
                hours: "Monday to Friday, 8 to 18".to_owned(),
                url: format!("http://{address}"),
                pin: None,
            })
            .await
            .expect("the clinic is made");
        let patient = admin.invite_patient(made.clinic, DAY).await;
        let nurse = admin
            .invite_staff(made.clinic, Role::Clinician, "Nadia", DAY)
            .await;
        let links = Links {
            patient: patient.expect("invited").link,
            nurse: nurse.expect("invited").link,
        };
        // Its database is to be at rest before a disk is made of it.
        admin.close().await;
        links
    })
}
