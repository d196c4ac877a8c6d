//! OpenMLS's storage over the open transaction, each value in a row of its own.

use std::cell::RefCell;
use std::collections::BTreeSet;

use openmls::prelude::KeyPackageBundle;
use openmls_traits::storage::{CURRENT_VERSION as V, StorageProvider, traits};
use rusqlite::Connection;
use serde::Serialize;
use zeroize::Zeroizing;

use super::codec::{decode_cbor, encode, encode_cbor};
use super::rows::{Kind, List, Rows, column};
use crate::store::StoreError;

type Result<T> = std::result::Result<T, StoreError>;

/// The storage provider. Lives no longer than its transaction.
pub(crate) struct MlsStorage<'a> {
    rows: Rows<'a>,
    /// Where message secrets are held back: the groups (their encoded ids) whose stored ones
    /// are behind those in memory.
    held_back: Option<RefCell<BTreeSet<Vec<u8>>>>,
}

impl<'a> MlsStorage<'a> {
    /// Writes everything through.
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self {
            rows: Rows::new(connection),
            held_back: None,
        }
    }

    /// Writes everything through but message secrets: their groups are noted as dirty.
    pub(super) fn deferring(connection: &'a Connection) -> Self {
        Self {
            rows: Rows::new(connection),
            held_back: Some(RefCell::default()),
        }
    }

    /// What went wrong since this was asked last.
    pub(super) fn failure(&self) -> Option<StoreError> {
        self.rows.failure()
    }

    pub(super) fn connection(&self) -> &'a Connection {
        self.rows.connection
    }

    /// Whether any group is dirty.
    pub(super) fn is_dirty(&self) -> bool {
        self.held_back
            .as_ref()
            .is_some_and(|groups| !groups.borrow().is_empty())
    }

    /// Whether this group is dirty.
    pub(super) fn is_held_back(&self, group: &impl Serialize) -> Result<bool> {
        let Some(groups) = &self.held_back else {
            return Ok(false);
        };
        Ok(groups.borrow().contains(encode(group)?.as_slice()))
    }

    /// This group is dirty no more: its secrets were written, or it was dropped.
    pub(super) fn settle(&self, group: &impl Serialize) -> Result<()> {
        if let Some(groups) = &self.held_back {
            groups.borrow_mut().remove(encode(group)?.as_slice());
        }
        Ok(())
    }

    /// The state of a group as it is stored: what is staged in it is there.
    pub(super) fn staged(&self, group: &impl Serialize) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.rows.get_bytes(Kind::GroupState, group, |bytes| {
            Ok(Zeroizing::new(bytes.to_vec()))
        })
    }

    /// Puts such a state back.
    pub(super) fn put_staged(&self, group: &impl Serialize, state: &[u8]) -> Result<()> {
        self.rows.put_bytes(Kind::GroupState, group, state)
    }

    /// Deletes key packages, those of last resort or the others, but for so many, the newest.
    pub(super) fn forget_key_packages(&self, last_resort: bool, keep: usize) -> Result<()> {
        let mut kept = 0;
        for (row, bundle) in self.rows.newest::<KeyPackageBundle>(Kind::KeyPackage)? {
            if bundle.key_package().last_resort() == last_resort {
                kept += 1;
                if kept > keep {
                    self.rows.delete_row(row)?;
                }
            }
        }
        Ok(())
    }

    /// Deletes the epoch key pairs of a group, whatever their epoch.
    pub(super) fn delete_epoch_key_pairs(&self, group: &impl Serialize) -> Result<()> {
        self.rows.delete_beginning_with(Kind::EpochKeyPairs, group)
    }
}

/// Write, read and delete of each kind that is one value under one key.
macro_rules! single_values {
    ($($kind:ident: $key:ident => $value:ident, $write:ident, $read:ident, $delete:ident;)*) => {$(
        fn $write<$key: traits::$key<V>, $value: traits::$value<V>>(
            &self,
            key: &$key,
            value: &$value,
        ) -> Result<()> {
            self.rows.put(Kind::$kind, key, value)
        }

        fn $read<$key: traits::$key<V>, $value: traits::$value<V>>(
            &self,
            key: &$key,
        ) -> Result<Option<$value>> {
            self.rows.get(Kind::$kind, key)
        }

        fn $delete<$key: traits::$key<V>>(&self, key: &$key) -> Result<()> {
            self.rows.delete(Kind::$kind, key)
        }
    )*};
}

impl StorageProvider<V> for MlsStorage<'_> {
    type Error = StoreError;

    single_values! {
        Tree: GroupId => TreeSync, write_tree, tree, delete_tree;
        GroupContext: GroupId => GroupContext, write_context, group_context, delete_context;
        InterimTranscriptHash: GroupId => InterimTranscriptHash,
            write_interim_transcript_hash, interim_transcript_hash, delete_interim_transcript_hash;
        ConfirmationTag: GroupId => ConfirmationTag,
            write_confirmation_tag, confirmation_tag, delete_confirmation_tag;
        ResumptionPskStore: GroupId => ResumptionPskStore,
            write_resumption_psk_store, resumption_psk_store, delete_all_resumption_psk_secrets;
        OwnLeafIndex: GroupId => LeafNodeIndex,
            write_own_leaf_index, own_leaf_index, delete_own_leaf_index;
        GroupEpochSecrets: GroupId => GroupEpochSecrets,
            write_group_epoch_secrets, group_epoch_secrets, delete_group_epoch_secrets;
        SignatureKeyPair: SignaturePublicKey => SignatureKeyPair,
            write_signature_key_pair, signature_key_pair, delete_signature_key_pair;
        KeyPackage: HashReference => KeyPackage,
            write_key_package, key_package, delete_key_package;
    }

    // What follows is as above, but for the order of the type parameters or one other thing.

    fn write_group_state<GroupState: traits::GroupState<V>, GroupId: traits::GroupId<V>>(
        &self,
        group: &GroupId,
        state: &GroupState,
    ) -> Result<()> {
        self.rows.put(Kind::GroupState, group, state)
    }

    fn group_state<GroupState: traits::GroupState<V>, GroupId: traits::GroupId<V>>(
        &self,
        group: &GroupId,
    ) -> Result<Option<GroupState>> {
        self.rows.get(Kind::GroupState, group)
    }

    fn delete_group_state<GroupId: traits::GroupId<V>>(&self, group: &GroupId) -> Result<()> {
        self.rows.delete(Kind::GroupState, group)
    }

    fn write_mls_join_config<
        GroupId: traits::GroupId<V>,
        MlsGroupJoinConfig: traits::MlsGroupJoinConfig<V>,
    >(
        &self,
        group: &GroupId,
        config: &MlsGroupJoinConfig,
    ) -> Result<()> {
        self.rows
            .put_bytes(Kind::JoinConfig, group, &encode_cbor(config)?)
    }

    fn mls_group_join_config<
        GroupId: traits::GroupId<V>,
        MlsGroupJoinConfig: traits::MlsGroupJoinConfig<V>,
    >(
        &self,
        group: &GroupId,
    ) -> Result<Option<MlsGroupJoinConfig>> {
        self.rows.get_bytes(Kind::JoinConfig, group, decode_cbor)
    }

    fn delete_group_config<GroupId: traits::GroupId<V>>(&self, group: &GroupId) -> Result<()> {
        self.rows.delete(Kind::JoinConfig, group)
    }

    fn write_message_secrets<
        GroupId: traits::GroupId<V>,
        MessageSecrets: traits::MessageSecrets<V>,
    >(
        &self,
        group: &GroupId,
        secrets: &MessageSecrets,
    ) -> Result<()> {
        match &self.held_back {
            Some(groups) => {
                groups.borrow_mut().insert(encode(group)?.to_vec());
                Ok(())
            }
            None => self.rows.put(Kind::MessageSecrets, group, secrets),
        }
    }

    /// Refuses while the stored ones are behind: a group loaded with them would use the keys of
    /// messages that it has already sent.
    fn message_secrets<GroupId: traits::GroupId<V>, MessageSecrets: traits::MessageSecrets<V>>(
        &self,
        group: &GroupId,
    ) -> Result<Option<MessageSecrets>> {
        if self.is_held_back(group)? {
            return Err(StoreError::Unflushed);
        }
        self.rows.get(Kind::MessageSecrets, group)
    }

    fn delete_message_secrets<GroupId: traits::GroupId<V>>(&self, group: &GroupId) -> Result<()> {
        self.settle(group)?;
        self.rows.delete(Kind::MessageSecrets, group)
    }

    fn write_encryption_key_pair<
        EncryptionKey: traits::EncryptionKey<V>,
        HpkeKeyPair: traits::HpkeKeyPair<V>,
    >(
        &self,
        key: &EncryptionKey,
        pair: &HpkeKeyPair,
    ) -> Result<()> {
        self.rows.put(Kind::EncryptionKeyPair, key, pair)
    }

    fn encryption_key_pair<
        HpkeKeyPair: traits::HpkeKeyPair<V>,
        EncryptionKey: traits::EncryptionKey<V>,
    >(
        &self,
        key: &EncryptionKey,
    ) -> Result<Option<HpkeKeyPair>> {
        self.rows.get(Kind::EncryptionKeyPair, key)
    }

    fn delete_encryption_key_pair<EncryptionKey: traits::EncryptionKey<V>>(
        &self,
        key: &EncryptionKey,
    ) -> Result<()> {
        self.rows.delete(Kind::EncryptionKeyPair, key)
    }

    fn write_encryption_epoch_key_pairs<
        GroupId: traits::GroupId<V>,
        EpochKey: traits::EpochKey<V>,
        HpkeKeyPair: traits::HpkeKeyPair<V>,
    >(
        &self,
        group: &GroupId,
        epoch: &EpochKey,
        leaf: u32,
        pairs: &[HpkeKeyPair],
    ) -> Result<()> {
        self.rows
            .put(Kind::EpochKeyPairs, &(group, epoch, leaf), pairs)
    }

    fn encryption_epoch_key_pairs<
        GroupId: traits::GroupId<V>,
        EpochKey: traits::EpochKey<V>,
        HpkeKeyPair: traits::HpkeKeyPair<V>,
    >(
        &self,
        group: &GroupId,
        epoch: &EpochKey,
        leaf: u32,
    ) -> Result<Vec<HpkeKeyPair>> {
        Ok(self
            .rows
            .get(Kind::EpochKeyPairs, &(group, epoch, leaf))?
            .unwrap_or_default())
    }

    fn delete_encryption_epoch_key_pairs<
        GroupId: traits::GroupId<V>,
        EpochKey: traits::EpochKey<V>,
    >(
        &self,
        group: &GroupId,
        epoch: &EpochKey,
        leaf: u32,
    ) -> Result<()> {
        self.rows.delete(Kind::EpochKeyPairs, &(group, epoch, leaf))
    }

    fn write_psk<PskId: traits::PskId<V>, PskBundle: traits::PskBundle<V>>(
        &self,
        id: &PskId,
        psk: &PskBundle,
    ) -> Result<()> {
        self.rows.put(Kind::Psk, id, psk)
    }

    fn psk<PskBundle: traits::PskBundle<V>, PskId: traits::PskId<V>>(
        &self,
        id: &PskId,
    ) -> Result<Option<PskBundle>> {
        self.rows.get(Kind::Psk, id)
    }

    fn delete_psk<PskId: traits::PskId<V>>(&self, id: &PskId) -> Result<()> {
        self.rows.delete(Kind::Psk, id)
    }

    fn append_own_leaf_node<GroupId: traits::GroupId<V>, LeafNode: traits::LeafNode<V>>(
        &self,
        group: &GroupId,
        leaf: &LeafNode,
    ) -> Result<()> {
        self.rows.append(List::OwnLeafNodes, group, None, leaf)
    }

    fn own_leaf_nodes<GroupId: traits::GroupId<V>, LeafNode: traits::LeafNode<V>>(
        &self,
        group: &GroupId,
    ) -> Result<Vec<LeafNode>> {
        self.rows
            .list(List::OwnLeafNodes, group, |row| column(row, 1))
    }

    fn delete_own_leaf_nodes<GroupId: traits::GroupId<V>>(&self, group: &GroupId) -> Result<()> {
        self.rows.clear(List::OwnLeafNodes, group)
    }

    fn queue_proposal<
        GroupId: traits::GroupId<V>,
        ProposalRef: traits::ProposalRef<V>,
        QueuedProposal: traits::QueuedProposal<V>,
    >(
        &self,
        group: &GroupId,
        reference: &ProposalRef,
        proposal: &QueuedProposal,
    ) -> Result<()> {
        self.rows
            .append(List::Proposals, group, Some(&encode(reference)?), proposal)
    }

    fn queued_proposal_refs<GroupId: traits::GroupId<V>, ProposalRef: traits::ProposalRef<V>>(
        &self,
        group: &GroupId,
    ) -> Result<Vec<ProposalRef>> {
        self.rows.list(List::Proposals, group, |row| column(row, 0))
    }

    fn queued_proposals<
        GroupId: traits::GroupId<V>,
        ProposalRef: traits::ProposalRef<V>,
        QueuedProposal: traits::QueuedProposal<V>,
    >(
        &self,
        group: &GroupId,
    ) -> Result<Vec<(ProposalRef, QueuedProposal)>> {
        self.rows.list(List::Proposals, group, |row| {
            let (reference, proposal) = (column(row, 0)?, column(row, 1)?);
            Ok(reference.and_then(|reference| Ok((reference, proposal?))))
        })
    }

    fn remove_proposal<GroupId: traits::GroupId<V>, ProposalRef: traits::ProposalRef<V>>(
        &self,
        group: &GroupId,
        reference: &ProposalRef,
    ) -> Result<()> {
        self.rows
            .remove(List::Proposals, group, &encode(reference)?)
    }

    fn clear_proposal_queue<GroupId: traits::GroupId<V>, ProposalRef: traits::ProposalRef<V>>(
        &self,
        group: &GroupId,
    ) -> Result<()> {
        self.rows.clear(List::Proposals, group)
    }
}
