//! Real groups on a real store, loaded anew in every transaction.

mod batches;
mod failing;
mod groups;

use ed25519_dalek::{Signer as _, SigningKey};
use openmls::group::PURE_CIPHERTEXT_WIRE_FORMAT_POLICY;
use openmls::prelude::tls_codec::{Deserialize as _, Serialize as _};
use openmls::prelude::{
    BasicCredential, Capabilities, CredentialWithKey, KeyPackage, LeafNodeParameters,
    MlsGroupCreateConfig, MlsGroupJoinConfig, MlsMessageBodyIn, MlsMessageIn, MlsMessageOut,
    ProcessedMessageContent, ProtocolMessage, SenderRatchetConfiguration, StagedWelcome,
};
use openmls_traits::signatures::{Signer, SignerError};
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
            let provider = Provider::new(tx.connection());
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
            let provider = Provider::new(tx.connection());
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
                .build(
                    SUITE,
                    &Provider::new(tx.connection()),
                    key,
                    credential(name, key),
                )
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
            let provider = Provider::new(tx.connection());
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
