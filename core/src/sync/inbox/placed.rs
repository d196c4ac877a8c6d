//! Whether a Welcome leads into the epoch that its commit begins. Whoever hands in a commit, or one that the log has,
//! says which Welcomes come with it; the relay reads neither. But the relay knows the key of each epoch, and the group
//! that a Welcome opens tells it too.

use std::{convert::Infallible, sync::Arc};

use kith_protocol::{
    api::{
        groups::EpochName,
        inbox::{InboxItem, InboxKind},
    },
    limits::MAX_SYNC_GROUPS,
};

use super::welcomed::pinned;
use crate::{
    error::Error,
    ids::AccountId,
    mls::{EpochKey, Provider, crypto, seal, welcome},
    people::identity::Identity,
    store::{StoreError, WriteTx},
    sync::{log::keys, relay::link::Link, send::welcomes::read_welcome_item},
};

/// Of what would let this device in again, the numbers of those whose group the relay does not know where they say
/// that they lead. Any member may answer who lost their place; others are the patient's alone.
pub(super) async fn misplaced(link: &Link, items: &[InboxItem]) -> Result<Vec<u64>, Error> {
    let welcomes = items.iter().filter(|item| item.kind == InboxKind::Welcome);
    let welcomes: Vec<InboxItem> = welcomes.cloned().collect();
    if welcomes.is_empty() {
        return Ok(Vec::new());
    }
    let (account, identity) = (link.account, Arc::clone(&link.identity));
    let lead = link
        .db
        .write(move |tx| -> Result<Vec<_>, Error> {
            let mut lead = Vec::new();
            for item in welcomes {
                let looked = tx.savepoint(|tx| look(tx, account, &identity, &item));
                match looked {
                    Err(Looked::At(epoch)) => lead.push((item.seq, item.node, epoch)),
                    Err(Looked::Store(error)) if error.ends_the_pass() => return Err(error.into()),
                    _ => {}
                }
            }
            Ok(lead)
        })
        .await?;
    let mut misplaced = Vec::new();
    for lead in lead.chunks(MAX_SYNC_GROUPS) {
        let epochs = lead.iter().map(|(.., epoch)| *epoch).collect();
        let known = keys::nodes(link, epochs).await?;
        let known = lead.iter().zip(known);
        let wrong = known.filter(|((_, says, _), node)| says != node);
        misplaced.extend(wrong.map(|((seq, ..), _)| *seq));
    }
    Ok(misplaced)
}

/// What is looked at is never kept.
enum Looked {
    At(EpochName),
    Nothing,
    Store(StoreError),
}

impl From<StoreError> for Looked {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn look(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
) -> Result<Infallible, Looked> {
    let (device, secret) = (identity.device_id(), &identity.inbox_secret);
    let plain = seal::open(item.kind, &device, secret, &item.body).map_err(|_| Looked::Nothing)?;
    let item = read_welcome_item(&plain).ok_or(Looked::Nothing)?;
    let mut failed = None;
    let joined = welcome::join(
        &Provider::new(tx.connection()),
        &item.welcome,
        |id, policy| {
            let known = pinned(tx, account, id, policy).unwrap_or_else(|error| {
                failed = Some(error);
                None
            });
            known.filter(|known| known.rejoins)
        },
    );
    if let Some(error) = failed {
        return Err(error.into());
    }
    let joined = joined.map_err(|_| Looked::Nothing)?;
    let key = EpochKey::current(&joined.group, crypto()).map_err(|_| Looked::Nothing)?;
    Err(Looked::At(EpochName {
        key: key.public(),
        group: joined.policy.policy.group,
    }))
}
