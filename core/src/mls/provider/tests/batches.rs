//! Holding message secrets back, and what a rollback does to them.

use super::*;

#[tokio::test]
async fn a_batch_writes_message_secrets_once() {
    const COUNT: usize = 50;
    let [alice, bob, carol] = three().await;
    let mut messages = Vec::new();
    for number in 0..COUNT {
        messages.push(alice.seal(number.to_string()).await);
    }
    let before = bob
        .rows("SELECT sum(length(value)) FROM mls_value WHERE kind = 7")
        .await;

    let batch = messages.clone();
    bob.tx(move |tx, _| {
        let writes = tx.connection().total_changes();
        let provider = Provider::deferring(tx.connection());
        let mut group = load(&provider);
        for (number, message) in batch.iter().enumerate() {
            assert!(tx.connection().total_changes() == writes);
            assert_eq!(
                text(&provider, &mut group, message),
                number.to_string().into_bytes()
            );
        }
        assert!(provider.is_dirty());
        // A second copy of the group, loaded behind the first one's back, would be an old one.
        assert!(MlsGroup::load(provider.storage(), &group_id()).is_err());
        provider.flush(&mut group).expect("flush");
        provider.flush(&mut group).expect("nothing to flush");
        assert_eq!(tx.connection().total_changes(), writes + 1);
        provider.finish().expect("nothing held back");
    })
    .await;
    assert!(
        bob.rows("SELECT sum(length(value)) FROM mls_value WHERE kind = 7")
            .await
            > before
    );

    // The stored ratchet has moved: none opens twice, the next one does.
    bob.group(move |provider, group, _| {
        assert!(
            group
                .process_message(provider, parse(&messages[COUNT - 1]))
                .is_err()
        );
    })
    .await;
    let next = alice.seal("next").await;
    assert_eq!(bob.open(next.clone()).await, b"next");
    assert_eq!(carol.open(next).await, b"next");
    let answer = bob.seal("answer").await;
    assert_eq!(alice.open(answer).await, b"answer");
}

#[tokio::test]
async fn without_a_flush_the_stored_ratchet_stays() {
    let [alice, bob, _] = three().await;
    let message = alice.seal("once").await;
    for _ in 0..2 {
        let message = message.clone();
        bob.tx(move |tx, _| {
            let provider = Provider::deferring(tx.connection());
            assert_eq!(text(&provider, &mut load(&provider), &message), b"once");
            assert!(matches!(provider.finish(), Err(StoreError::Unflushed)));
        })
        .await;
    }
    assert_eq!(bob.open(message).await, b"once");
}

#[tokio::test]
async fn a_rolled_back_merge_is_as_if_it_had_not_been() {
    let [alice, bob, carol] = three().await;
    let first = alice.seal("first").await;
    let commit = carol.self_update().await;
    let second = alice.seal("second").await;

    let stored_commit = commit.clone();
    bob.tx(move |tx, _| {
        let provider = Provider::deferring(tx.connection());
        let mut group = load(&provider);
        assert_eq!(text(&provider, &mut group, &first), b"first");
        provider.flush(&mut group).expect("flush");
        drop((provider, group));

        let refused = tx.savepoint(|tx| -> Result<(), StoreError> {
            let provider = Provider::deferring(tx.connection());
            merge(&provider, &mut load(&provider), &commit);
            Err(StoreError::Corrupt)
        });
        assert!(refused.is_err());

        let provider = Provider::deferring(tx.connection());
        let mut group = provider
            .reload(&group_id())
            .expect("reload")
            .expect("group");
        assert_eq!(group.epoch().as_u64(), 1);
        assert!(group.process_message(&provider, parse(&first)).is_err());
        assert_eq!(text(&provider, &mut group, &second), b"second");
        provider.flush(&mut group).expect("flush");
        provider.finish().expect("flushed");
    })
    .await;

    bob.merge(stored_commit.clone()).await;
    alice.merge(stored_commit).await;
    carol.merge_own().await;
    let message = bob.seal("together").await;
    assert_eq!(carol.open(message.clone()).await, b"together");
    assert_eq!(alice.open(message).await, b"together");
}

#[tokio::test]
async fn reloading_gives_up_what_was_held_back() {
    let [alice, bob, _] = three().await;
    let message = alice.seal("again").await;
    bob.tx(move |tx, _| {
        let provider = Provider::deferring(tx.connection());
        for _ in 0..2 {
            let mut group = provider
                .reload(&group_id())
                .expect("reload")
                .expect("group");
            assert_eq!(text(&provider, &mut group, &message), b"again");
        }
        assert!(provider.is_dirty());
        let group = provider
            .reload(&group_id())
            .expect("reload")
            .expect("group");
        assert!(!provider.is_dirty());
        provider.delete(group).expect("delete");
        provider.finish().expect("nothing held back");
    })
    .await;
}
