//! Real groups on a real store, loaded anew in every transaction.

use ed25519_dalek::{Signer as _, SigningKey};
use openmls::group::PURE_CIPHERTEXT_WIRE_FORMAT_POLICY;
use openmls::prelude::tls_codec::{Deserialize as _, Serialize as _};
use openmls::prelude::{
    BasicCredential, Capabilities, Ciphersuite, CredentialWithKey, KeyPackage, LeafNodeIndex,
    LeafNodeParameters, MlsGroupCreateConfig, MlsGroupJoinConfig, MlsMessageBodyIn, MlsMessageIn,
    MlsMessageOut, ProcessedMessageContent, ProtocolMessage, SenderRatchetConfiguration,
    StagedWelcome,
};
use openmls::schedule::{ExternalPsk, PreSharedKeyId, Psk};
use openmls_traits::signatures::{Signer, SignerError};
use openmls_traits::storage::StorageProvider;
use tempfile::TempDir;

use super::*;
use crate::store::{Database, OpenOptions, StoreKey, WriteTx};

#[derive(Clone)]
struct Key(SigningKey);

impl Signer for Key {
    fn sign(&self, payload: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.0.sign(payload).to_vec())
    }

    fn signature_scheme(&self) -> SignatureScheme {
        SUITE.signature_algorithm()
    }
}

struct Member {
    _dir: TempDir,
    database: Database,
    key: Key,
    name: &'static str,
}

fn group_id() -> GroupId {
    GroupId::from_slice(b"a group")
}

fn load(provider: &Provider<'_>) -> MlsGroup {
    MlsGroup::load(provider.storage(), &group_id())
        .expect("load")
        .expect("group")
}

fn credential(name: &str, key: &Key) -> CredentialWithKey {
    CredentialWithKey {
        credential: BasicCredential::new(name.into()).into(),
        signature_key: key.0.verifying_key().to_bytes().as_slice().into(),
    }
}

fn capabilities() -> Capabilities {
    Capabilities::builder().ciphersuites(vec![SUITE]).build()
}

fn bytes(message: &MlsMessageOut) -> Vec<u8> {
    message.tls_serialize_detached().expect("serialize")
}

fn parse(bytes: &[u8]) -> ProtocolMessage {
    let message = MlsMessageIn::tls_deserialize_exact(bytes).expect("deserialize");
    match message.extract() {
        MlsMessageBodyIn::PrivateMessage(message) => message.into(),
        other => panic!("{other:?}"),
    }
}

fn process(
    provider: &Provider<'_>,
    group: &mut MlsGroup,
    message: &[u8],
) -> ProcessedMessageContent {
    let processed = group
        .process_message(provider, parse(message))
        .expect("process");
    processed.into_content()
}

fn text(provider: &Provider<'_>, group: &mut MlsGroup, message: &[u8]) -> Vec<u8> {
    match process(provider, group, message) {
        ProcessedMessageContent::ApplicationMessage(message) => message.into_bytes(),
        other => panic!("{other:?}"),
    }
}

fn merge(provider: &Provider<'_>, group: &mut MlsGroup, commit: &[u8]) {
    match process(provider, group, commit) {
        ProcessedMessageContent::StagedCommitMessage(staged) => {
            group.merge_staged_commit(provider, *staged).expect("merge");
        }
        other => panic!("{other:?}"),
    }
}

impl Member {
    fn new(name: &'static str) -> Self {
        let dir = tempfile::tempdir().expect("temporary directory");
        let database = Database::open(dir.path(), &StoreKey::generate(), OpenOptions::app());
        let key = Key(SigningKey::generate(&mut rand_core::OsRng));
        Self {
            _dir: dir,
            database: database.expect("open"),
            key,
            name,
        }
    }

    /// One transaction without a group.
    async fn tx<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut WriteTx<'_>, &Key) -> T + Send + 'static,
    ) -> T {
        let key = self.key.clone();
        let result = self
            .database
            .write(move |tx| Ok::<_, StoreError>(f(tx, &key)))
            .await;
        result.expect("transaction")
    }

    /// One transaction with the group, loaded in it and dropped with it.
    async fn group<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Provider<'_>, &mut MlsGroup, &Key) -> T + Send + 'static,
    ) -> T {
        self.tx(|tx, key| {
            let provider = Provider::new(tx);
            f(&provider, &mut load(&provider), key)
        })
        .await
    }

    async fn create(&self) {
        let name = self.name;
        self.tx(move |tx, key| {
            let config = MlsGroupCreateConfig::builder()
                .ciphersuite(SUITE)
                .capabilities(capabilities())
                .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
                .sender_ratchet_configuration(SenderRatchetConfiguration::new(5, 100_000))
                .use_ratchet_tree_extension(true)
                .build();
            let provider = Provider::new(tx);
            MlsGroup::new_with_group_id(&provider, key, &config, group_id(), credential(name, key))
                .expect("create");
        })
        .await;
    }

    async fn key_package(&self) -> KeyPackage {
        let name = self.name;
        self.tx(move |tx, key| {
            let built = KeyPackage::builder()
                .leaf_node_capabilities(capabilities())
                .build(SUITE, &Provider::new(tx), key, credential(name, key))
                .expect("key package");
            built.key_package().clone()
        })
        .await
    }

    async fn join(&self, welcome: Vec<u8>) {
        self.tx(move |tx, _| {
            let welcome = MlsMessageIn::tls_deserialize_exact(&welcome).expect("deserialize");
            let MlsMessageBodyIn::Welcome(welcome) = welcome.extract() else {
                panic!("welcome")
            };
            let config = MlsGroupJoinConfig::builder()
                .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
                .sender_ratchet_configuration(SenderRatchetConfiguration::new(5, 100_000))
                .use_ratchet_tree_extension(true)
                .build();
            let provider = Provider::new(tx);
            StagedWelcome::build_from_welcome(&provider, &config, welcome)
                .expect("welcome")
                .skip_lifetime_validation()
                .build()
                .expect("staged")
                .into_group(&provider)
                .expect("group");
        })
        .await;
    }

    async fn seal(&self, text: impl Into<Vec<u8>>) -> Vec<u8> {
        let text = text.into();
        self.group(move |provider, group, key| {
            bytes(&group.create_message(provider, key, &text).expect("create"))
        })
        .await
    }

    async fn open(&self, message: Vec<u8>) -> Vec<u8> {
        self.group(move |provider, group, _| text(provider, group, &message))
            .await
    }

    async fn merge(&self, commit: Vec<u8>) {
        self.group(move |provider, group, _| merge(provider, group, &commit))
            .await;
    }

    async fn merge_own(&self) {
        self.group(|provider, group, _| group.merge_pending_commit(provider).expect("merge"))
            .await;
    }

    async fn self_update(&self) -> Vec<u8> {
        self.group(|provider, group, key| {
            let parameters = LeafNodeParameters::default();
            let bundle = group
                .self_update(provider, key, parameters)
                .expect("update");
            bytes(bundle.commit())
        })
        .await
    }

    async fn epoch(&self) -> u64 {
        self.group(|_, group, _| group.epoch().as_u64()).await
    }

    /// Stored rows: of a kind, or all.
    async fn rows(&self, query: &'static str) -> i64 {
        self.tx(move |tx, _| tx.query_row(query, [], |row| row.get(0)).expect("count"))
            .await
    }
}

/// Alice's group with Bob and Carol in it.
async fn three() -> [Member; 3] {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(Member::new);
    alice.create().await;
    let packages = [bob.key_package().await, carol.key_package().await];
    let welcome = alice
        .group(move |provider, group, key| {
            let (_, welcome, _) = group.add_members(provider, key, &packages).expect("add");
            bytes(&welcome)
        })
        .await;
    alice.merge_own().await;
    bob.join(welcome.clone()).await;
    carol.join(welcome).await;
    [alice, bob, carol]
}

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
                let provider = Provider::new(tx);
                provider.delete(load(&provider)).expect("delete");
            })
            .await;
        assert_eq!(member.rows("SELECT count(*) FROM mls_value").await, 0);
        assert_eq!(member.rows("SELECT count(*) FROM mls_list").await, 0);
    }
}

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
        let writes = tx.total_changes();
        let provider = Provider::deferring(tx);
        let mut group = load(&provider);
        for (number, message) in batch.iter().enumerate() {
            assert!(tx.total_changes() == writes);
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
        assert_eq!(tx.total_changes(), writes + 1);
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
            let provider = Provider::deferring(tx);
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
        let provider = Provider::deferring(tx);
        let mut group = load(&provider);
        assert_eq!(text(&provider, &mut group, &first), b"first");
        provider.flush(&mut group).expect("flush");
        drop((provider, group));

        let refused = tx.savepoint(|tx| -> Result<(), StoreError> {
            let provider = Provider::deferring(tx);
            merge(&provider, &mut load(&provider), &commit);
            Err(StoreError::Corrupt)
        });
        assert!(refused.is_err());

        let provider = Provider::deferring(tx);
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
        let provider = Provider::deferring(tx);
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
                psk.store(&Provider::new(tx), b"secret of all")
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
            let provider = Provider::new(tx);
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
