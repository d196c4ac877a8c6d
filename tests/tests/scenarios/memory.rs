//! What a client leaves in memory when it is closed, or locked.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use kith_core::store::StoreKey;
use kith_tests::{Memory, Needles, Person, Wire, World, hidden, secrets_of, shown};
use sha2::{Digest, Sha512};

const NAME: &str = "Xanthippe Quagmire";
const TITLE: &str = "Zeppelin circle";
const RELATIONSHIP: &str = "great-aunt twice removed";
const SAID: &str = "Pterodactyl jam at noon";
const TOKEN: &str = "a session's token";
const HEARD: &str = "Fluegelhorn practice is over";
const EDITED: &str = "Ophicleide in the morning";
const OTHERS: &str = "Sousaphone in the evening";
const DELETED: &str = "Theremin under the bed";
const UNDONE: &str = "Bandoneon by the window";
const LATER: &str = "Glockenspiel on Thursday";
const BEGUN: &str = "Vibraphone, I think";

/// A client in a process of its own.
struct Apart {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    dir: PathBuf,
    key: [u8; 48],
}

impl Apart {
    fn new(world: &World) -> Self {
        let dir = world.dir().join("apart");
        let mut child = Command::new(env!("CARGO_BIN_EXE_kith-memory-child"))
            .arg(&dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut apart = Self {
            ask: child.stdin.take().expect("piped"),
            answers: BufReader::new(child.stdout.take().expect("piped")),
            child,
            dir,
            key: *StoreKey::generate().to_bytes(),
        };
        apart.asks(&format!("open {}", hidden(&apart.key)));
        apart
    }

    fn asks(&mut self, words: &str) -> String {
        tokio::task::block_in_place(|| {
            writeln!(self.ask, "{words}").expect("it listens");
            let mut line = String::new();
            self.answers.read_line(&mut line).expect("it answers");
            let answer = line.strip_prefix("done").expect("it lives");
            answer.trim().to_owned()
        })
    }

    /// Says what it changes, takes back, undoes, and what is to be said at a time; puts a sign to what it heard.
    async fn says_more(&mut self, nurse: &Person) {
        let words = |words: &str| hidden(words.as_bytes());
        for said in [EDITED, DELETED] {
            self.asks(&format!("say {}", words(said)));
        }
        self.asks("sync");
        self.asks(&format!("edit {} {}", words(EDITED), words(OTHERS)));
        self.asks(&format!("delete {}", words(DELETED)));
        self.asks(&format!("react {} {}", words(HEARD), words("👍")));
        self.asks(&format!("pin {}", words(HEARD)));
        self.asks(&format!("say {}", words(UNDONE)));
        self.asks(&format!("undo {}", words(UNDONE)));
        self.asks(&format!("later {}", words(LATER)));
        self.asks(&format!("begin {}", words(BEGUN)));
        self.asks("sync");
        nurse.syncs().await;
        assert_eq!(self.asks(&format!("find {}", words("sousaphone"))), "1");
        for gone in ["ophicleide", "theremin", "bandoneon"] {
            assert_eq!(self.asks(&format!("find {}", words(gone))), "0", "{gone}");
        }
    }

    /// Enrols, makes a circle, lets a nurse in, talks with her, reads and searches.
    async fn lives(&mut self, world: &World) -> Person {
        let nurse = world.clinician("Nadia").await;
        let (link, name) = (world.patient_link().await, hidden(NAME.as_bytes()));
        self.asks(&format!("redeem {} {name}", hidden(link.as_bytes())));
        self.asks(&format!("gather {}", hidden(TITLE.as_bytes())));
        self.asks("sync");
        let link = self.asks(&format!("invite {}", hidden(RELATIONSHIP.as_bytes())));
        self.asks("sync");
        let link = String::from_utf8(shown(&link).to_vec()).expect("a link");
        nurse.redeems(&link).await;
        nurse.syncs().await;
        self.asks("sync");
        self.asks("approve");
        self.asks("sync");
        nurse.syncs().await;
        self.asks("start");
        self.asks(&format!("say {}", hidden(SAID.as_bytes())));
        self.asks("sync");
        nurse.syncs().await;
        nurse.writes(HEARD).await;
        nurse.syncs().await;
        self.asks("sync");
        assert_eq!(self.asks(&format!("find {}", hidden(b"fluegelhorn"))), "1");
        assert_eq!(self.asks(&format!("find {}", hidden(b"pterodactyl"))), "1");
        self.says_more(&nurse).await;
        self.asks("read");
        nurse
    }

    fn memory(&self) -> Memory {
        Memory::of(self.child.id())
    }

    /// Everything secret in its store, which must be closed.
    fn needles(&self) -> Needles {
        let mut needles = Needles::default();
        for (name, word) in [
            ("what was said", SAID),
            ("what was heard", HEARD),
            ("what was edited", EDITED),
            ("other words", OTHERS),
            ("what was taken back", DELETED),
            ("what was undone", UNDONE),
            ("what waits for its time", LATER),
            ("what was begun", BEGUN),
            ("a name", NAME),
            ("a title", TITLE),
            ("a relationship", RELATIONSHIP),
        ] {
            needles.word(name, word);
        }
        for (name, secret) in secrets_of(&self.dir, &self.key) {
            needles.secret(&name, &secret);
            if name == "person secret" || name == "device secret" {
                // What it is expanded to when it signs (RFC 8032): the scalar but for the bits
                // that are set in its first and last byte, and the prefix.
                let expanded = Sha512::digest(&secret);
                needles.secret("an expanded secret", &expanded[1..31]);
                needles.secret("an expanded secret", &expanded[32..]);
            }
        }
        needles
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

type Found = BTreeMap<String, Vec<String>>;

fn told(found: &Found) -> String {
    let lines = found.iter().map(|(name, places)| {
        let few = &places[..places.len().min(4)];
        format!("{name}: {} times, {few:?}\n", places.len())
    });
    lines.collect()
}

/// What a search finds while the client is at work: with it, that nothing is found means
/// something.
fn is_at_work(open: &Memory, needles: &Needles) {
    let found = open.holds(needles);
    println!("at work, {} bytes:\n{}", open.len(), told(&found));
    for name in [
        "store key",
        "person secret",
        "device secret",
        "inbox secret",
        "what was heard",
    ] {
        assert!(found.contains_key(&format!("{name} (raw)")), "{name}");
    }
}

/// What [`left_after`] leaves, and what has to live on for it to go on.
struct Left {
    found: Found,
    apart: Apart,
    nurse: Person,
    _wire: Wire,
    world: World,
}

impl Left {
    /// Ends in order: at the end of a process SQLCipher takes down what its threads still use.
    async fn ends(mut self) {
        self.nurse.closes().await;
        self.world.relay_stops().await;
    }
}

/// The client is at work in a process of its own, does `last`, and that is what is left.
async fn left_after(last: &str) -> Left {
    let world = World::new().await;
    let wire = Wire::to(world.relay().address()).await;
    world.network.leads_to(wire.address());
    let mut apart = Apart::new(&world);
    let nurse = apart.lives(&world).await;
    let open = apart.memory();
    apart.asks(last);
    let mut needles = apart.needles();
    for token in wire.tokens() {
        needles.word(TOKEN, &token);
    }
    is_at_work(&open, &needles);
    let mut found = apart.memory().holds(&needles);
    // A connection closes by itself, a little after the client let go of it.
    for _ in 0..100 {
        if !found.keys().any(|name| name.starts_with(TOKEN)) {
            break;
        }
        apart.asks("yield");
        found = apart.memory().holds(&needles);
    }
    println!("after {last}:\n{}", told(&found));
    Left {
        found,
        apart,
        nurse,
        _wire: wire,
        world,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_client_leaves_no_key_and_no_word_in_memory() {
    let left = left_after("close").await;
    assert!(left.found.is_empty(), "{}", told(&left.found));
    left.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_client_leaves_no_key_and_no_word_in_memory() {
    let mut left = left_after("lock").await;
    assert!(left.found.is_empty(), "{}", told(&left.found));
    left.nurse.writes("Are you there?").await;
    left.nurse.syncs().await;
    let apart = &mut left.apart;
    apart.asks(&format!("unlock {}", hidden(&apart.key)));
    apart.asks("sync");
    assert_eq!(apart.asks(&format!("find {}", hidden(b"there"))), "1");
    left.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_client_keeps_the_key_of_its_store_only() {
    let mut left = left_after("suspend").await;
    let found: Vec<&str> = left.found.keys().map(String::as_str).collect();
    assert_eq!(found, ["store key (raw)", "store key with salt (raw)"]);
    assert_eq!(left.found["store key (raw)"].len(), 1);
    left.apart.asks("resume");
    left.apart.asks("sync");
    left.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_with_a_client_leaves_no_core_file() {
    let world = World::new().await;
    let apart = Apart::new(&world);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", apart.child.id()));
    let limits = limits.expect("its limits");
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let core: Vec<&str> = core.expect("a limit").split_whitespace().skip(4).collect();
    assert_eq!(core, ["0", "0", "bytes"]);
}
