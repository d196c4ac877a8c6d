//! A store that fails under the library, and what is not kept for ever.

use super::*;
use crate::{
    mls::{MlsError, group, key_package, key_package::Purpose, seal},
    people::identity::Identity,
    store::WriteTx,
};

fn count(tx: &WriteTx<'_>) -> i64 {
    let kept = "SELECT count(*) FROM mls_value WHERE kind = 14";
    tx.connection()
        .query_row(kept, [], |row| row.get(0))
        .expect("counted")
}

#[tokio::test]
async fn of_key_packages_the_newest_are_kept() {
    let member = Member::new("a");
    member
        .tx(|tx, _| {
            let identity = Identity::generate(0, seal::generate().expect("keys"));
            let provider = Provider::new(tx.connection());
            for _ in 0..7 {
                for purpose in [Purpose::LastResort, Purpose::OneTime] {
                    key_package::make(&provider, &identity, purpose).expect("made");
                }
            }
            assert_eq!(count(tx), 14);
            provider.forget_last_resorts(5).expect("forgotten");
            assert_eq!(count(tx), 7 + 5);
            provider.forget_last_resorts(5).expect("forgotten");
            assert_eq!(count(tx), 7 + 5);
            provider.forget_one_times(3).expect("forgotten");
            assert_eq!(count(tx), 3 + 5);
        })
        .await;
}

#[tokio::test]
async fn a_store_that_fails_makes_no_message_a_bad_one() {
    let [ann, bob] = [Member::new("ann"), Member::new("bob")];
    ann.create().await;
    let package = bob.key_package().await;
    let welcome = ann
        .group(move |provider, group, key| {
            let (_, welcome, _) = group.add_members(provider, key, &[package]).expect("added");
            group.merge_pending_commit(provider).expect("merged");
            bytes(&welcome)
        })
        .await;
    bob.join(welcome).await;
    let message = ann
        .group(|provider, group, key| {
            let said = group.create_message(provider, key, b"hello").expect("said");
            bytes(&said)
        })
        .await;
    bob.tx(move |tx, _| {
        // The secrets of the messages cannot be written.
        tx.connection()
            .execute_batch(
                "CREATE TEMP TRIGGER fails BEFORE UPDATE ON mls_value WHEN new.kind = 7
                 BEGIN SELECT raise(FAIL, 'a fault'); END",
            )
            .expect("made");
        let provider = Provider::new(tx.connection());
        let mut mls = load(&provider);
        let failed = group::process(&mut mls, &provider, &message);
        assert!(matches!(failed, Err(MlsError::Store(_))));
        tx.connection()
            .execute_batch("DROP TRIGGER fails")
            .expect("dropped");
        let mut mls = load(&provider);
        let read = group::process(&mut mls, &provider, &message);
        assert!(!matches!(read, Err(MlsError::Store(_))), "and no more");
    })
    .await;
}
