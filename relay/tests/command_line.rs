//! The binary as an operator uses it.

use std::{
    fs,
    io::{BufRead, BufReader, Write as _},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use kith_protocol::{
    cbor, identity::ClinicProfile, ids::Digest32, invitation::Invitation, signed::Signed,
};
use tempfile::TempDir;

fn kith_relay(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith-relay"));
    command.current_dir(home).args(arguments);
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    kith_relay(home, arguments).output().expect("runs")
}

#[track_caller]
fn line(home: &Path, arguments: &[&str]) -> String {
    let output = run(home, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(text.lines().count(), 1, "one thing, alone: {text}");
    text.trim_end().to_owned()
}

#[track_caller]
fn fails(home: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(home, arguments);
    assert_eq!(output.status.code(), Some(code));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("text")
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

const CREATE: &[&str] = &[
    "clinic",
    "create",
    "--data",
    "data",
    "--name",
    "Lindenhof",
    "--emergency",
    "112",
    "--telephone",
    "030 555 0100",
    "--hours",
    "always",
    "--url",
    "https://localhost:8443",
    "--tls-cert",
    "cert.pem",
    "--root-out",
    "root.key",
];

fn with_clinic() -> (TempDir, Digest32) {
    let home = home();
    let certificate = [
        "tls-self-signed",
        "--host",
        "localhost",
        "--cert",
        "cert.pem",
        "--key",
        "key.pem",
    ];
    assert!(run(home.path(), &certificate).status.success());
    let clinic = line(home.path(), CREATE);
    (home, Digest32::from_hex(&clinic).expect("a fingerprint"))
}

/// A relay that serves until it is dropped.
struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    fn start(home: &Path, more: &[&str]) -> Self {
        let serve = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
        let mut child = kith_relay(home, &[&serve, more].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let out = BufReader::new(child.stdout.take().expect("is piped"));
        let first = out.lines().next().expect("a line").expect("text");
        let url = first.strip_prefix("listening on ").expect("its address");
        Self {
            url: url.to_owned(),
            child,
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.expect("runs").success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_clinic_is_created_and_its_root_key_is_the_operators_alone() {
    let (home, clinic) = with_clinic();
    let mode = |name| {
        let metadata = fs::metadata(home.path().join(name)).expect("is there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!((mode("root.key"), mode("key.pem")), (0o600, 0o600));
    let root = fs::read(home.path().join("root.key")).expect("reads");
    let complaint = fails(home.path(), CREATE, 1);
    assert!(complaint.contains("not overwritten"), "{complaint}");
    assert_eq!(fs::read(home.path().join("root.key")).expect("reads"), root);
    let listed = line(home.path(), &["clinic", "list", "--data", "data"]);
    assert_eq!(listed, format!("{} Lindenhof", clinic.to_hex()));
    let rotate = ["clinic", "rotate", "--data", "data", "--root", "root.key"];
    let said = line(home.path(), &rotate);
    let version = said
        .strip_prefix("issuing key ")
        .and_then(|rest| rest.strip_suffix(" is in use"))
        .and_then(|version| version.parse::<u64>().ok());
    // After the one before and, so that a restored relay uses none twice, of the time of now.
    assert!(version.is_some_and(|v| v > 1_700_000_000), "{said}");
}

#[test]
fn links_are_printed_alone_and_pin_the_certificates_key() {
    let (home, clinic) = with_clinic();
    let pin = kith_relay::tls::pin(&home.path().join("cert.pem")).expect("a certificate");
    let staff: &[&str] = &[
        "clinic",
        "invite-staff",
        "--data",
        "data",
        "--role",
        "clinician",
        "--name",
        "Nadia Okafor",
    ];
    let patient: &[&str] = &[
        "clinic",
        "invite-patient",
        "--data",
        "data",
        "--valid-for",
        "2h",
    ];
    for invite in [staff, patient] {
        let link = Invitation::from_link(&line(home.path(), invite)).expect("a link");
        assert_eq!(link.relay, "https://localhost:8443");
        assert_eq!(link.content.clinic, clinic);
        assert_eq!(link.content.pin, Some(pin));
    }
    let lost = line(home.path(), staff);
    let named = |link: &str| {
        let link = Invitation::from_link(link).expect("a link").content;
        (link.id, link.name.map(|known| known.name))
    };
    let (id, name) = named(&lost);
    assert_eq!(name.as_deref(), Some("Nadia Okafor"));
    // Her name is nowhere but in the link: who has lost it says it again.
    let by_id = id.to_hex();
    let again = ["clinic", "reissue", "--data", "data", "--invitation"];
    let complaint = fails(home.path(), &[&again[..], &[&by_id]].concat(), 1);
    assert!(complaint.contains("--name"), "{complaint}");
    let found = line(home.path(), &[&again[..], &[&lost]].concat());
    assert_eq!(named(&found).1, name, "the whole link has it");
    let id = named(&found).0.to_hex();
    let said = [&again[..], &[&id, "--name", "Nadia O."]].concat();
    let found = line(home.path(), &said);
    assert_eq!(named(&found).1.as_deref(), Some("Nadia O."));

    let lost = line(home.path(), patient);
    let again = ["clinic", "reissue", "--data", "data", "--invitation", &lost];
    let found = line(home.path(), &again);
    assert_ne!(lost, found);
    let complaint = fails(home.path(), &again, 1);
    assert!(!complaint.contains(&lost), "a link is a secret");
    let take_back = [
        "clinic",
        "revoke-invitation",
        "--data",
        "data",
        "--invitation",
        &found,
    ];
    assert!(run(home.path(), &take_back).status.success());
}

#[test]
fn misuse_is_told_apart_from_failure() {
    let home = home();
    let bad_role = ["clinic", "invite-staff", "--data", "x", "--role", "family"];
    let misuses: [&[&str]; 4] = [
        &[],
        &["serve", "--data", "data"],
        &[
            "serve",
            "--data",
            "x",
            "--listen",
            "127.0.0.1:0",
            "--tls-cert",
            "c",
        ],
        &bad_role,
    ];
    for misuse in misuses {
        fails(home.path(), misuse, 2);
    }
    let nothing = ["clinic", "invite-patient", "--data", "nowhere"];
    let complaint = fails(home.path(), &nothing, 1);
    assert!(complaint.contains("no relay's data"), "{complaint}");
    assert!(!home.path().join("nowhere").exists());
    let open = ["serve", "--data", "data", "--listen", "0.0.0.0:0"];
    let complaint = fails(home.path(), &open, 1);
    assert!(complaint.contains("loopback only"), "{complaint}");
}

#[test]
fn a_relay_serves_says_where_and_ends_in_order() {
    let (home, _) = with_clinic();
    let tls = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    let mut relay = Serving::start(home.path(), &tls);
    assert!(relay.url.starts_with("https://127.0.0.1:"));
    // The clinic's side goes on meanwhile; a second relay does not.
    line(home.path(), &["clinic", "invite-patient", "--data", "data"]);
    let second = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
    let complaint = fails(home.path(), &second, 1);
    assert!(complaint.contains("another relay"), "{complaint}");
    relay.signal("HUP");
    relay.signal("TERM");
    assert!(relay.child.wait().expect("ends").success());
    let verdict = line(home.path(), &["audit", "verify", "--data", "data"]);
    assert!(
        verdict.starts_with("the audit holds: 2 entries"),
        "{verdict}"
    );
}

#[test]
fn a_serving_relay_is_backed_up_verified_and_restored() {
    let (home, clinic) = with_clinic();
    let tls = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    let relay = Serving::start(home.path(), &tls);
    let quiet = |arguments: &[&str]| {
        let output = run(home.path(), arguments);
        assert!(output.status.success() && output.stdout.is_empty());
    };
    quiet(&["backup", "--data", "data", "--to", "copy", "--keys", "keys"]);
    drop(relay);
    let verdict = line(home.path(), &["verify", "--from", "copy", "--keys", "keys"]);
    assert!(verdict.starts_with("it holds: 3 files"), "{verdict}");
    let alone = line(home.path(), &["verify", "--from", "copy"]);
    assert!(alone.starts_with("it holds: 1 files"), "{alone}");
    let used = [
        "restore", "--from", "copy", "--keys", "keys", "--data", "data",
    ];
    let complaint = fails(home.path(), &used, 1);
    assert!(complaint.contains("nothing is overwritten"), "{complaint}");
    let arguments = ["restore", "--from", "copy", "--data", "alone"];
    fails(home.path(), &arguments, 2);
    let output = run(home.path(), &[&arguments[..], &["--without-keys"]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("keys/audit.key"),
        "{said}"
    );
    assert!(said.contains("THE KEY OF THE AUDIT"), "{said}");
    // Looking makes no new one, which the old one could not be laid in the place of.
    let complaint = fails(home.path(), &["audit", "verify", "--data", "alone"], 1);
    assert!(complaint.contains("audit.key"), "{complaint}");
    fails(home.path(), &["verify", "--data", "alone"], 1);
    assert!(!home.path().join("alone/keys/audit.key").exists());
    let said_when_used = || {
        let output = run(home.path(), &["clinic", "list", "--data", "alone"]);
        String::from_utf8_lossy(&output.stderr).contains("key of the audit is lost")
    };
    assert!(said_when_used(), "who uses it is told");
    assert!(!said_when_used(), "once");
    quiet(&[
        "restore", "--from", "copy", "--keys", "keys", "--data", "again",
    ]);
    let listed = line(home.path(), &["clinic", "list", "--data", "again"]);
    assert!(listed.starts_with(&clinic.to_hex()));
    line(home.path(), &["verify", "--data", "again"]);
    let database = home.path().join("copy/relay.db");
    let mut bytes = fs::read(&database).expect("reads");
    bytes[20_000] ^= 1;
    fs::write(&database, bytes).expect("writes");
    let complaint = fails(home.path(), &["verify", "--data", "copy"], 1);
    assert!(complaint.contains("relay.db"), "{complaint}");
}

#[test]
fn documents_that_lie_ahead_of_the_clock_are_told_to_the_operator() {
    use kith_relay::{
        clinic::{Admin, ProfileChange},
        clock::{Clock as _, DAY_MS, ManualClock, SystemClock},
    };
    let (home, clinic) = with_clinic();
    let said = |home: &Path| {
        let output = run(home, &["clinic", "list", "--data", "data"]);
        assert!(output.status.success());
        String::from_utf8(output.stderr).expect("text")
    };
    assert_eq!(said(home.path()), "");
    let ahead = ManualClock::new(SystemClock.now() + 400 * DAY_MS);
    let admin = Admin::open_with(&home.path().join("data"), std::sync::Arc::new(ahead));
    let admin = admin.expect("opens");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let changed = admin.set_profile(clinic, ProfileChange::default()).await;
        changed.expect("changed");
        admin.close().await;
    });
    assert!(said(home.path()).contains("days ahead of this machine's clock"));
}

#[test]
fn a_relay_that_moves_is_named_in_new_links() {
    let (home, _) = with_clinic();
    let profile = ["clinic", "profile", "--data", "data", "--root", "root.key"];
    let (new, old) = ("https://new.example", "https://localhost:8443");
    // Where it is the root says.
    let complaint = fails(home.path(), &[&profile[..4], &["--url", new]].concat(), 1);
    assert!(complaint.contains("--root"), "{complaint}");
    assert_eq!(addresses(home.path()), [old]);
    let moved = [&profile[..], &["--url", new]].concat();
    assert!(run(home.path(), &moved).status.success());
    let invite = ["clinic", "invite-patient", "--data", "data"];
    let link = Invitation::from_link(&line(home.path(), &invite)).expect("a link");
    assert_eq!(link.relay, new);
    // The old one holds until it is taken out.
    assert_eq!(addresses(home.path()), [new, old]);
    let dropped = [&profile[..], &["--drop-url", old]].concat();
    assert!(run(home.path(), &dropped).status.success());
    assert_eq!(addresses(home.path()), [new]);
    let none = [&profile[..], &["--drop-url", new]].concat();
    fails(home.path(), &none, 1);
    for no_address in [
        "https://new.example/join",
        "https://user@new.example",
        "https://New.example",
    ] {
        let named = [&profile[..], &["--url", no_address]].concat();
        fails(home.path(), &named, 1);
    }
    assert_eq!(addresses(home.path()), [new]);
}

/// What the only clinic's profile says of its relay's addresses.
fn addresses(home: &Path) -> Vec<String> {
    let database = rusqlite::Connection::open(home.join("data/relay.db")).expect("opens");
    let profile: Vec<u8> = database
        .query_row("SELECT profile FROM tenants", [], |row| row.get(0))
        .expect("a clinic");
    let profile: Signed<ClinicProfile> = cbor::decode(&profile, 1 << 20).expect("a profile");
    profile.read_unverified().expect("read").urls
}

#[test]
fn a_name_may_be_read_where_no_list_of_processes_has_it() {
    let (home, _) = with_clinic();
    let invite = [
        "clinic",
        "invite-staff",
        "--data",
        "data",
        "--role",
        "clinician",
        "--name",
        "-",
    ];
    let mut command = kith_relay(home.path(), &invite);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("runs");
    let mut said = child.stdin.take().expect("its input");
    said.write_all("Nadia Okafor\n".as_bytes()).expect("said");
    drop(said);
    let output = child.wait_with_output().expect("ends");
    let link = String::from_utf8(output.stdout).expect("text");
    let link = Invitation::from_link(&link).expect("a link");
    assert_eq!(link.content.name.expect("staff").name, "Nadia Okafor");
}
