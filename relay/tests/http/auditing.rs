//! The audit tells what was done, by whom nobody can read from it, and shows when it is changed.

use kith_protocol::ids::PublicKey;
use kith_relay::audit::{Fault, verify};
use rusqlite::Connection;

use crate::support::World;

/// The data of a relay that ended in order after things were done.
async fn ended() -> tempfile::TempDir {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.commit(&epoch).await;
    world.relay.shutdown().await;
    world.home
}

fn database(home: &tempfile::TempDir) -> Connection {
    Connection::open(home.path().join("data/relay.db")).expect("opens")
}

#[tokio::test]
async fn what_matters_is_written_down_without_identifiers() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let next = patient.commit(&epoch).await;
    patient.removal(&next).await;
    let (person, device) = (patient.person_id(), patient.id());
    let clinic = world.clinic;
    world.relay.shutdown().await;
    let home = world.home;
    let conn = database(&home);
    let mut select = conn
        .prepare("SELECT action, actor, object FROM audit ORDER BY tenant, number")
        .expect("a table");
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows: Vec<(String, Vec<u8>, Vec<u8>)> =
        rows.expect("rows").collect::<Result<_, _>>().expect("rows");
    let actions: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(
        actions,
        [
            "clinic-create",
            "invite",
            "enrol",
            "group-create",
            "commit",
            "removal"
        ]
    );
    let ids: [&[u8]; 4] = [&person.0, &device.0, &epoch.group.0, &clinic.0];
    for (_, actor, object) in &rows {
        for field in [actor, object] {
            assert_eq!(field.len(), PublicKey::LEN);
            assert!(
                ids.iter()
                    .all(|id| !field.windows(id.len()).any(|w| w == *id))
            );
        }
    }
    let report = verify(&home.path().join("data")).expect("can be read");
    assert_eq!((report.entries, report.faults), (6, vec![]));
    assert!(report.checkpoints >= 1);
}

#[tokio::test]
async fn a_changed_entry_is_named() {
    let home = ended().await;
    let changed = database(&home).execute("UPDATE audit SET outcome = 'x' WHERE number = 3", []);
    assert_eq!(changed.expect("changes"), 1);
    let faults = verify(&home.path().join("data"))
        .expect("can be read")
        .faults;
    assert_eq!(
        faults,
        [Fault::Entry {
            chain: 1,
            number: 3
        }]
    );
}

#[tokio::test]
async fn a_missing_entry_is_named() {
    let home = ended().await;
    let removed = database(&home).execute("DELETE FROM audit WHERE number = 3", []);
    removed.expect("removes");
    let faults = verify(&home.path().join("data"))
        .expect("can be read")
        .faults;
    assert_eq!(
        faults,
        [Fault::Entry {
            chain: 1,
            number: 3
        }]
    );
}

#[tokio::test]
async fn a_chain_that_was_cut_off_does_not_reach_its_checkpoint() {
    let home = ended().await;
    let conn = database(&home);
    let last: i64 = conn
        .query_row("SELECT max(number) FROM audit", [], |row| row.get(0))
        .expect("entries");
    conn.execute("DELETE FROM audit WHERE number = ?1", [last])
        .expect("removes");
    let faults = verify(&home.path().join("data"))
        .expect("can be read")
        .faults;
    let number = u64::try_from(last).expect("small");
    assert_eq!(faults, [Fault::Checkpoint { chain: 1, number }]);
}
