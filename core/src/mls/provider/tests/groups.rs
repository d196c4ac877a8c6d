//! Everything that OpenMLS stores, at work.

use openmls::prelude::{Ciphersuite, LeafNodeIndex};
use openmls::schedule::{ExternalPsk, PreSharedKeyId, Psk};
use openmls_traits::storage::StorageProvider;

use super::*;

#[test]
fn exactly_our_suite_is_supported() {
    assert_eq!(u16::from(SUITE), 0x004D);
    assert_eq!(crypto().supported_ciphersuites(), [SUITE]);
    assert!(crypto().supports(SUITE).is_ok());
    let classical = Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519;
    assert!(crypto().supports(classical).is_err());
}

#[tokio::test]
async fn a_group_lives_on_the_store_alone() {
    let [alice, bob, carol] = three().await;

    for (from, to) in [(&alice, [&bob, &carol]), (&bob, [&carol, &alice])] {
        let message = from.seal("hello").await;
        for reader in to {
            assert_eq!(reader.open(message.clone()).await, b"hello");
        }
    }

    let commit = bob.self_update().await;
    alice.merge(commit.clone()).await;
    carol.merge(commit).await;
    bob.merge_own().await;

    let commit = alice
        .group(|provider, group, key| {
            let members = group.members();
            let carol = members
                .into_iter()
                .find(|member| member.credential.serialized_content() == b"carol");
            let index = carol.expect("carol").index;
            let (commit, _, _) = group
                .remove_members(provider, key, &[index])
                .expect("remove");
            bytes(&commit)
        })
        .await;
    alice.merge_own().await;
    bob.merge(commit.clone()).await;
    carol.merge(commit).await;
    assert!(!carol.group(|_, group, _| group.is_active()).await);

    let message = bob.seal("among ourselves").await;
    assert_eq!(alice.open(message).await, b"among ourselves");
    assert_eq!(alice.epoch().await, 3);

    // Of the keys of past epochs nothing is left, and of a deleted group nothing at all.
    assert_eq!(
        alice
            .rows("SELECT count(*) FROM mls_value WHERE kind = 11")
            .await,
        1
    );
    for member in [&alice, &bob, &carol] {
        member
            .tx(|tx, _| {
                let provider = Provider::new(tx.connection());
                provider.delete(load(&provider)).expect("delete");
            })
            .await;
        assert_eq!(member.rows("SELECT count(*) FROM mls_value").await, 0);
        assert_eq!(member.rows("SELECT count(*) FROM mls_list").await, 0);
    }
}

#[tokio::test]
async fn queued_proposals_are_kept_in_order_and_removed_by_reference() {
    let [alice, ..] = three().await;
    let queued = alice
        .group(|provider, group, key| {
            let mut propose = |index| {
                let index = LeafNodeIndex::new(index);
                group
                    .propose_remove_member(provider, key, index)
                    .expect("propose")
                    .1
            };
            [propose(2), propose(1)]
        })
        .await;
    alice
        .group(move |provider, group, _| {
            let stored: Vec<_> = group
                .pending_proposals()
                .map(|proposal| proposal.proposal_reference_ref().clone())
                .collect();
            assert_eq!(stored, queued);
            group
                .remove_pending_proposal(provider.storage(), &queued[0])
                .expect("remove");
        })
        .await;
    let commit = alice
        .group(|provider, group, key| {
            assert_eq!(group.pending_proposals().count(), 1);
            let (commit, _, _) = group
                .commit_to_pending_proposals(provider, key)
                .expect("commit");
            bytes(&commit)
        })
        .await;
    assert!(!commit.is_empty());
    alice.merge_own().await;
    assert_eq!(alice.group(|_, group, _| group.members().count()).await, 2);
    assert_eq!(alice.rows("SELECT count(*) FROM mls_list").await, 0);
}

#[tokio::test]
async fn own_leaf_nodes_of_proposed_updates_are_kept() {
    let [alice, ..] = three().await;
    for expected in 1..=2 {
        alice
            .group(|provider, group, key| {
                let parameters = LeafNodeParameters::default();
                group
                    .propose_self_update(provider, key, parameters)
                    .expect("propose");
            })
            .await;
        let stored = "SELECT count(*) FROM mls_list WHERE kind = 1";
        assert_eq!(alice.rows(stored).await, expected);
    }
    alice
        .group(|provider, group, _| {
            group
                .clear_pending_proposals(provider.storage())
                .expect("clear");
        })
        .await;
    assert_eq!(
        alice
            .rows("SELECT count(*) FROM mls_list WHERE kind = 2")
            .await,
        0
    );
}

#[tokio::test]
async fn pre_shared_keys_reach_the_key_schedule() {
    let [alice, bob, carol] = three().await;
    let psk = PreSharedKeyId::new(
        SUITE,
        Provider::new(&Connection::open_in_memory().expect("database")).rand(),
        Psk::External(ExternalPsk::new(b"shared".to_vec())),
    )
    .expect("id");
    for member in [&alice, &bob, &carol] {
        let psk = psk.clone();
        member
            .tx(move |tx, _| {
                psk.store(&Provider::new(tx.connection()), b"secret of all")
                    .expect("store")
            })
            .await;
    }
    let id = psk.clone();
    let (proposal, commit) = alice
        .group(move |provider, group, key| {
            let (proposal, _) = group
                .propose_pre_shared_key(provider, key, id)
                .expect("propose");
            let (commit, _, _) = group
                .commit_to_pending_proposals(provider, key)
                .expect("commit");
            (bytes(&proposal), bytes(&commit))
        })
        .await;
    alice.merge_own().await;
    for member in [&bob, &carol] {
        let proposal = proposal.clone();
        member
            .group(
                move |provider, group, _| match process(provider, group, &proposal) {
                    ProcessedMessageContent::ProposalMessage(proposal) => {
                        let stored = group.store_pending_proposal(provider.storage(), *proposal);
                        stored.expect("store");
                    }
                    other => panic!("{other:?}"),
                },
            )
            .await;
        member.merge(commit.clone()).await;
    }
    let message = carol.seal("bound").await;
    assert_eq!(bob.open(message.clone()).await, b"bound");
    assert_eq!(alice.open(message).await, b"bound");
    alice
        .tx(move |tx, _| {
            let provider = Provider::new(tx.connection());
            provider.storage().delete_psk(psk.psk()).expect("delete");
        })
        .await;
    assert_eq!(
        alice
            .rows("SELECT count(*) FROM mls_value WHERE kind = 15")
            .await,
        0
    );
}
