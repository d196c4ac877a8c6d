//! Transactions, changes, suspending and closing.

use std::sync::mpsc;
use std::task::{Context, Waker};

use kith_protocol::ids::CircleId;

use super::*;
use crate::store::ChangeEvent;

#[tokio::test]
async fn suspension_refuses_work_and_frees_the_store() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let mut changes = database.changes();
    insert(&database, "two").await.expect("insert");
    database.suspend().await.expect("suspend");
    database.suspend().await.expect("once more");
    assert!(matches!(
        insert(&database, "x").await,
        Err(StoreError::Suspended)
    ));
    assert!(matches!(count(&database).await, Err(StoreError::Suspended)));
    assert!(!fixture.path("kith.db-wal").exists());

    let extension = fixture.try_open(OpenOptions::extension()).expect("free");
    insert(&extension, "three").await.expect("insert");
    assert!(matches!(database.resume().await, Err(StoreError::Locked)));
    extension.close().await;
    database.resume().await.expect("resume");
    database.resume().await.expect("once more");
    assert_eq!(count(&database).await.expect("count"), 3);
    assert!(matches!(
        changes.next().await,
        Some(ChangeEvent::Changes(_))
    ));
    assert_eq!(changes.next().await, Some(ChangeEvent::Resync));

    database.close().await;
    database.close().await;
    assert_eq!(changes.next().await, None);
    assert!(matches!(
        insert(&database, "x").await,
        Err(StoreError::Closed)
    ));
    assert!(matches!(database.suspend().await, Err(StoreError::Closed)));
    assert!(matches!(database.resume().await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn a_locked_store_opens_with_its_key_and_with_no_other() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let mut changes = database.changes();
    database.lock().await.expect("lock");
    database.lock().await.expect("once more");
    database.suspend().await.expect("it is locked already");
    assert!(matches!(count(&database).await, Err(StoreError::KeyNeeded)));
    assert!(matches!(
        database.resume().await,
        Err(StoreError::KeyNeeded)
    ));
    let meanwhile = fixture.try_open(OpenOptions::app()).expect("it is free");
    meanwhile.close().await;

    let other = database.unlock(StoreKey::generate()).await;
    assert!(matches!(other, Err(StoreError::WrongKey)));
    assert!(matches!(count(&database).await, Err(StoreError::KeyNeeded)));
    let ours = database.unlock(fixture.key.clone()).await;
    ours.expect("its own key");
    assert_eq!(count(&database).await.expect("count"), 1);
    assert_eq!(changes.next().await, Some(ChangeEvent::Resync));

    database.suspend().await.expect("suspend");
    database.lock().await.expect("a suspended one is locked");
    assert!(matches!(
        database.resume().await,
        Err(StoreError::KeyNeeded)
    ));
    database.close().await;
    assert_eq!(changes.next().await, None);
    let late = database.unlock(fixture.key.clone()).await;
    assert!(matches!(late, Err(StoreError::Closed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_finishes_what_runs_and_refuses_what_waits() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let (started, has_started) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let running = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .write(move |tx| {
                    started.send(()).expect("test waits");
                    may_go.recv().expect("test goes on");
                    Ok::<_, StoreError>(tx.execute("INSERT INTO note (text) VALUES ('y')", [])?)
                })
                .await
        }
    });
    task::spawn_blocking(move || has_started.recv().expect("started"))
        .await
        .expect("thread");
    let mut waiting = Box::pin(insert(&database, "never"));
    let mut noop = Context::from_waker(Waker::noop());
    assert!(waiting.as_mut().poll(&mut noop).is_pending());
    let suspending = tokio::spawn({
        let database = database.clone();
        async move { database.suspend().await }
    });
    // Refused from the moment that it begins to suspend; then what runs may finish.
    while !matches!(count(&database).await, Err(StoreError::Suspended)) {
        task::yield_now().await;
    }
    go.send(()).expect("running");
    assert_eq!(running.await.expect("task").expect("write"), 1);
    assert!(matches!(waiting.await, Err(StoreError::Suspended)));
    suspending.await.expect("task").expect("suspend");
    database.resume().await.expect("resume");
    assert_eq!(count(&database).await.expect("count"), 2);
}

#[tokio::test]
async fn a_panic_rolls_back_and_leaves_the_store_usable() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let panicked = database
        .write(|tx| -> Result<(), StoreError> {
            tx.execute("INSERT INTO note (text) VALUES ('lost')", [])?;
            tx.savepoint(|_| panic!("in a savepoint"))
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    let panicked = database
        .read(|_| -> Result<(), StoreError> { panic!("reading") })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    insert(&database, "kept").await.expect("insert");
    assert_eq!(count(&database).await.expect("count"), 2);
}

#[tokio::test]
async fn changes_are_told_after_commit_and_only_then() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let mut changes = database.changes();
    let (one, two) = (CircleId([1; 16]), CircleId([2; 16]));
    let spoken = |circle: CircleId| Change::Timeline(circle.into());

    let rolled_back = database
        .write(move |tx| -> Result<(), StoreError> {
            tx.changed(Change::Circle(one));
            Err(StoreError::Corrupt)
        })
        .await;
    assert!(rolled_back.is_err());
    database
        .write(move |tx| {
            tx.changed(spoken(two));
            let undone = tx.savepoint(|tx| -> Result<(), StoreError> {
                tx.changed(Change::Circle(one));
                tx.savepoint(|tx| {
                    tx.execute("INSERT INTO note (text) VALUES ('undone')", [])?;
                    tx.changed(Change::Account);
                    Ok::<_, StoreError>(())
                })?;
                Err(StoreError::Corrupt)
            });
            assert!(undone.is_err());
            tx.savepoint(|tx| {
                tx.changed(spoken(two));
                tx.changed(spoken(one));
                Ok(())
            })
        })
        .await
        .map_err(|error: StoreError| error)
        .expect("write");

    let Some(ChangeEvent::Changes(set)) = changes.next().await else {
        panic!("changes")
    };
    assert_eq!(set.iter().collect::<Vec<_>>(), [spoken(one), spoken(two)]);
    assert_eq!(count(&database).await.expect("count"), 1);
}

#[tokio::test]
async fn a_transaction_that_sqlite_gave_up_is_not_taken_up_again() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let lost = database
        .write(|tx| -> Result<(), StoreError> {
            // What SQLite does by itself after some failures.
            tx.execute_batch("ROLLBACK")?;
            assert!(matches!(
                tx.savepoint(|_| Ok::<_, StoreError>(())),
                Err(StoreError::TransactionLost)
            ));
            Ok(())
        })
        .await;
    assert!(matches!(lost, Err(StoreError::TransactionLost)));
    insert(&database, "next").await.expect("insert");
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing_but_the_transaction() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let full = database
        .write(|tx| -> Result<(), StoreError> {
            tx.query_row("PRAGMA max_page_count = 1", [], |_| Ok(()))?;
            let insert = "INSERT INTO note (text) VALUES (hex(randomblob(100000)))";
            let result = tx.savepoint(|tx| Ok::<_, StoreError>(tx.execute(insert, [])?));
            tx.query_row("PRAGMA max_page_count = 4294967294", [], |_| Ok(()))?;
            // Room again, but this would be committed by itself.
            assert!(
                tx.execute("INSERT INTO note (text) VALUES ('stray')", [])
                    .is_err()
            );
            result.map(drop)
        })
        .await;
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    insert(&database, "room again").await.expect("insert");
    assert_eq!(count(&database).await.expect("count"), 2);
}

#[tokio::test]
async fn readers_cannot_write_and_see_one_state() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    // By its type nothing else than a selection can be asked for; nor does the connection under it write.
    let delete = "DELETE FROM note RETURNING 1";
    let refused = database
        .read(move |tx| Ok(tx.query_row(delete, [], |_| Ok(()))?))
        .await;
    assert!(matches!(refused, Err(StoreError::Files(_))));
    let refused = database
        .read(|tx| {
            Ok(tx
                .connection()
                .execute("DELETE FROM note", [])
                .map(|_| ())?)
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Files(_))));
    // Nor does what a write transaction lends to those that only read.
    let refused = database
        .write(move |tx| Ok(tx.query_row(delete, [], |_| Ok(()))?))
        .await;
    assert!(matches!(refused, Err(StoreError::Files(_))));

    let (ready, is_ready) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let reading = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .read(move |tx| {
                    let count = |_| tx.query_row("SELECT count(*) FROM note", [], |row| row.get(0));
                    let before: i64 = count(())?;
                    ready.send(()).expect("test waits");
                    may_go.recv().expect("test goes on");
                    Ok::<_, StoreError>((before, count(())?))
                })
                .await
        }
    });
    task::spawn_blocking(move || is_ready.recv().expect("ready"))
        .await
        .expect("thread");
    insert(&database, "between").await.expect("insert");
    assert_eq!(count(&database).await.expect("the other reader"), 2);
    go.send(()).expect("reading");
    assert_eq!(reading.await.expect("task").expect("read"), (1, 1));
}
