//! A backup is one state of a relay that serves, whatever is written meanwhile.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use kith_protocol::{
    api::groups::{NewEntry, NewGroup},
    ids::{DeviceId, GroupId, GroupSalt, PublicKey, RequestId},
};
use kith_relay::{
    backup::{self, BackupError, Fault},
    clinic::{Admin, NewClinic},
    clock::ManualClock,
    storage::{Actor, AppendRequest, ReadRequest, Storage, sqlite::Sqlite},
};
use serde_bytes::ByteBuf;
use tempfile::TempDir;

const GROUPS: u8 = 12;

struct Busy {
    home: TempDir,
    storage: Arc<Sqlite>,
    actor: Actor,
}

async fn open(data: &Path) -> Arc<Sqlite> {
    let clock = Arc::new(ManualClock::new(1));
    Arc::new(Sqlite::open_at(data, clock).expect("opens"))
}

async fn busy() -> Busy {
    let home = tempfile::tempdir().expect("a directory");
    let data = home.path().join("data");
    let admin = Admin::open(&data).expect("opens");
    let clinic = NewClinic {
        name: "Lindenhof".into(),
        emergency: "112".into(),
        telephone: "030 555 0100".into(),
        hours: "always".into(),
        url: "http://127.0.0.1".into(),
        pin: None,
    };
    let clinic = admin.create(clinic).await.expect("made").clinic;
    admin.close().await;
    let storage = open(&data).await;
    let tenant = storage.tenant_of(clinic).await.expect("reads");
    let actor = Actor {
        device: DeviceId([2; 16]),
        tenant: tenant.expect("is there").id,
    };
    for group in 0..GROUPS {
        let new = NewGroup {
            group: GroupId([group; 16]),
            ..NewGroup::of(PublicKey([3; 32]), GroupSalt([4; 16]), PublicKey([3; 32]))
        };
        storage.create_group(actor, new).await.expect("made");
    }
    Busy {
        home,
        storage,
        actor,
    }
}

fn entry(actor: Actor, group: u8, number: u64) -> AppendRequest {
    let mut id = [group; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    AppendRequest {
        actor,
        group: GroupId([group; 16]),
        node: 0,
        proven: true,
        entries: vec![NewEntry {
            id: RequestId(id),
            body: ByteBuf::from(vec![group; 900]),
        }],
    }
}

impl Busy {
    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    async fn say(&self, group: u8, numbers: std::ops::Range<u64>) {
        for number in numbers {
            let entry = entry(self.actor, group, number);
            self.storage.append(entry).await.expect("is taken");
        }
    }
}

/// Where the keys of a backup go.
fn keys_of(to: &Path) -> PathBuf {
    to.with_extension("keys")
}

async fn head(storage: &Sqlite, group: u8) -> u64 {
    let heads = storage.heads(vec![GroupId([group; 16])]).await;
    heads.expect("reads").first().expect("is there").1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_whole_and_holds_all_that_was_answered_before_it() {
    let busy = busy().await;
    let acked: Arc<Vec<AtomicU64>> = Arc::new((0..GROUPS).map(|_| AtomicU64::new(0)).collect());
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = tokio::task::JoinSet::new();
    for group in 0..GROUPS {
        let (storage, acked, stop) = (
            Arc::clone(&busy.storage),
            Arc::clone(&acked),
            Arc::clone(&stop),
        );
        let actor = busy.actor;
        writers.spawn(async move {
            let mut number = 0;
            while !stop.load(Ordering::SeqCst) {
                storage
                    .append(entry(actor, group, number))
                    .await
                    .expect("is taken");
                number += 1;
                acked[usize::from(group)].store(number, Ordering::SeqCst);
            }
        });
    }
    while acked.iter().any(|acked| acked.load(Ordering::SeqCst) < 20) {
        tokio::task::yield_now().await;
    }
    for round in 0..3 {
        let before: Vec<u64> = acked.iter().map(|a| a.load(Ordering::SeqCst)).collect();
        let (data, to) = (
            busy.data(),
            busy.home.path().join(format!("backup-{round}")),
        );
        let copy = to.clone();
        let apart = keys_of(&to);
        tokio::task::spawn_blocking(move || backup::backup(&data, &copy, &apart))
            .await
            .expect("runs")
            .expect("is made");
        let report = backup::verify(&to, Some(&keys_of(&to))).expect("reads");
        assert_eq!(report.faults, []);
        assert!(report.files >= 3 && report.audit_entries > 0);

        let restored = busy.home.path().join(format!("restored-{round}"));
        let missing = backup::restore(&to, Some(&keys_of(&to)), &restored).expect("is restored");
        assert!(missing.is_empty());
        assert_eq!(backup::verify(&restored, None).expect("reads").faults, []);
        let copy = open(&restored).await;
        assert_ne!(copy.incarnation(), busy.storage.incarnation());
        for (group, before) in (0..GROUPS).zip(before) {
            let head = head(&copy, group).await;
            let after = acked[usize::from(group)].load(Ordering::SeqCst);
            assert!(head >= before, "what was answered before is there");
            assert!(head <= after + 1, "nothing that was not said");
            let device = busy.actor.device;
            let read = |storage: Arc<Sqlite>| async move {
                let request = ReadRequest {
                    device,
                    group: GroupId([group; 16]),
                    after: 0,
                    upto: u64::MAX,
                    proven: vec![0],
                };
                let pages = storage.read_after(vec![request], head as usize, usize::MAX);
                let (_, page) = pages.await.expect("reads").remove(0);
                page.entries.into_iter().map(|e| (e.seq, e.id)).collect()
            };
            let all: Vec<_> = read(Arc::clone(&busy.storage)).await;
            let kept: Vec<_> = read(Arc::clone(&copy)).await;
            assert_eq!(kept, all[..head as usize], "a prefix of the log");
        }
        copy.close().await;
    }
    stop.store(true, Ordering::SeqCst);
    while writers.join_next().await.is_some() {}
    assert_eq!(
        backup::verify(&busy.data(), None).expect("reads").faults,
        []
    );
}

#[tokio::test]
async fn a_backup_is_for_its_owner_only() {
    let busy = busy().await;
    let to = busy.home.path().join("backup");
    backup::backup(&busy.data(), &to, &keys_of(&to)).expect("is made");
    let restored = busy.home.path().join("restored");
    let missing = backup::restore(&to, Some(&keys_of(&to)), &restored).expect("is restored");
    assert!(missing.is_empty());
    let mode = |path: &Path| fs::metadata(path).expect("is there").permissions().mode() & 0o777;
    for (root, keys) in [(&to, keys_of(&to)), (&restored, restored.join("keys"))] {
        assert_eq!(mode(root), 0o700);
        assert_eq!(mode(&keys), 0o700);
        assert_eq!(mode(&root.join("relay.db")), 0o600);
        let keys = fs::read_dir(keys).expect("is there");
        let mut keys: Vec<_> = keys.map(|key| key.expect("reads").path()).collect();
        keys.retain(|key| key.extension().is_some_and(|end| end == "key"));
        assert_eq!(keys.len(), 2, "of the audit and of the issuer");
        assert!(keys.iter().all(|key| mode(key) == 0o600));
    }
    assert_eq!(mode(&to.join("MANIFEST.sha256")), 0o600);
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).expect("reads");
    bytes[at] ^= 1;
    fs::write(path, bytes).expect("writes");
}

#[tokio::test]
async fn a_flipped_byte_is_named_and_such_a_backup_is_not_restored() {
    let busy = busy().await;
    busy.say(1, 0..50).await;
    for (number, file) in ["relay.db", "keys/audit.key"].into_iter().enumerate() {
        let to = busy.home.path().join(format!("backup-{number}"));
        backup::backup(&busy.data(), &to, &keys_of(&to)).expect("is made");
        let place = match file.strip_prefix("keys/") {
            Some(key) => keys_of(&to).join(key),
            None => to.join(file),
        };
        let length = fs::metadata(&place).expect("is there").len() as usize;
        flip(&place, length / 2);
        let report = backup::verify(&to, Some(&keys_of(&to))).expect("reads");
        assert!(report.faults.contains(&Fault::File(file.into())));
        let restored = busy.home.path().join("never");
        let refused = backup::restore(&to, Some(&keys_of(&to)), &restored);
        assert!(matches!(refused, Err(BackupError::Changed(named)) if place.ends_with(&named)));
        assert!(!restored.exists());
    }
}

#[tokio::test]
async fn holes_in_a_log_a_lost_key_and_a_changed_audit_are_named() {
    let busy = busy().await;
    busy.say(1, 0..9).await;
    busy.storage.checkpoint().await.expect("is signed");
    let data = busy.data();
    busy.storage.close().await;
    let db = rusqlite::Connection::open(data.join("relay.db")).expect("opens");
    let change = |sql: &str| assert_eq!(db.execute(sql, []).expect("takes it"), 1);
    change("DELETE FROM entries WHERE place = (2 << 32 | 4)");
    change("UPDATE nodes SET epoch = 7 WHERE gid = 3 AND node = 0");
    change("UPDATE audit SET action = 'invite' WHERE tenant = 1 AND number = 1");
    let issuer = fs::read_dir(data.join("keys"))
        .expect("is there")
        .map(|key| key.expect("reads").path())
        .find(|key| key.to_string_lossy().contains("issuer"));
    fs::remove_file(issuer.expect("is there")).expect("goes");
    let report = backup::verify(&data, None).expect("reads");
    let said: Vec<String> = report.faults.iter().map(ToString::to_string).collect();
    for expected in [
        "log 2 is broken at entry 4",
        "log 3 has an epoch that does not follow: 0",
        "a key is missing or cannot be read: keys/issuer-",
        "the audit of chain 1 is broken at entry 1",
    ] {
        assert!(
            said.iter().any(|fault| fault.starts_with(expected)),
            "{expected}: {said:?}"
        );
    }
    assert_eq!(said.len(), 4, "{said:?}");
}

#[tokio::test]
async fn nothing_is_overwritten() {
    let busy = busy().await;
    let (data, to) = (busy.data(), busy.home.path().join("backup"));
    backup::backup(&data, &to, &keys_of(&to)).expect("is made");
    let twice = backup::backup(&data, &to, &keys_of(&to));
    assert!(matches!(twice, Err(BackupError::NotEmpty)));
    let over = backup::restore(&to, Some(&keys_of(&to)), &data);
    assert!(matches!(over, Err(BackupError::NotEmpty)));
    let shared = busy.home.path().join("shared");
    fs::create_dir(&shared).expect("is made");
    fs::write(shared.join("theirs"), "theirs").expect("written");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).expect("set");
    let into = backup::restore(&to, Some(&keys_of(&to)), &shared);
    assert!(matches!(into, Err(BackupError::NotEmpty)));
    let mode = fs::metadata(&shared)
        .expect("is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o755, "left as it was");
    let nothing = backup::restore(&data, None, &busy.home.path().join("new"));
    assert!(matches!(nothing, Err(BackupError::NoBackup)));
    let none = backup::backup(&keys_of(&to), &busy.home.path().join("new"), &shared);
    assert!(matches!(none, Err(BackupError::NoData)));
}

/// Every file below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let below = fs::read_dir(dir).expect("reads").flat_map(|entry| {
        let path = entry.expect("reads").path();
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    below.collect()
}

#[tokio::test]
async fn no_key_lies_in_the_backup_of_the_data() {
    let busy = busy().await;
    let to = busy.home.path().join("backup");
    backup::backup(&busy.data(), &to, &keys_of(&to)).expect("is made");
    let secrets: Vec<Vec<u8>> = files(&busy.data().join("keys"))
        .iter()
        .map(|key| hex::decode(fs::read_to_string(key).expect("reads").trim()).expect("hex"))
        .collect();
    assert_eq!(secrets.len(), 2, "of the audit and of the issuer");
    let tells = |dir: &Path| {
        files(dir).iter().any(|file| {
            let bytes = fs::read(file).expect("reads");
            secrets.iter().any(|secret| {
                let written = hex::encode(secret).into_bytes();
                [secret, &written]
                    .into_iter()
                    .any(|form| bytes.windows(form.len()).any(|window| window == form))
            })
        })
    };
    assert!(!tells(&to), "whoever finds the data signs nothing");
    assert!(tells(&keys_of(&to)), "control: this would find a key");
    for (to, keys) in [("a", "a/keys"), ("b/data", "b"), ("c", "c")] {
        let [to, keys] = [to, keys].map(|name| busy.home.path().join(name));
        let refused = backup::backup(&busy.data(), &to, &keys);
        assert!(matches!(refused, Err(BackupError::Together)));
        assert!(!to.exists() && !keys.exists());
    }
}

#[tokio::test]
async fn a_restore_says_which_keys_are_missing() {
    let busy = busy().await;
    let to = busy.home.path().join("backup");
    let keys = keys_of(&to);
    backup::backup(&busy.data(), &to, &keys).expect("is made");
    let restored = busy.home.path().join("restored");
    let other = busy.home.path().join("other");
    Admin::open(&other).expect("opens").close().await;
    let [copy, of_other] = ["other.copy", "other.keys"].map(|name| busy.home.path().join(name));
    backup::backup(&other, &copy, &of_other).expect("is made");
    // The keys of another relay: there is one of an audit, and none of this clinic's.
    let refused = backup::restore(&to, Some(&of_other), &restored);
    let Err(BackupError::KeysMissing(missing)) = refused else {
        panic!("not refused: {refused:?}");
    };
    assert_eq!(missing.len(), 1);
    assert!(missing[0].to_string_lossy().starts_with("issuer-"));
    assert!(!restored.exists(), "nothing was made");
    // Where they are lost, the data come back alone, and both are named.
    let missing = backup::restore(&to, None, &restored).expect("is restored");
    assert_eq!(missing.len(), 2, "{missing:?}");
    assert!(missing.contains(&PathBuf::from("audit.key")));
    let report = backup::verify(&restored, None).expect("reads");
    let faults = missing
        .iter()
        .map(|key| Fault::Key(Path::new("keys").join(key)));
    assert_eq!(report.faults, faults.collect::<Vec<_>>());
    // The keys laid beside them, it holds.
    for key in &missing {
        fs::copy(keys.join(key), restored.join("keys").join(key)).expect("copies");
    }
    assert_eq!(backup::verify(&restored, None).expect("reads").faults, []);
}
