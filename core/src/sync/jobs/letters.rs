//! Letters to other people's devices: queued here, sealed and left when their turn comes.

use kith_protocol::{
    api::inbox::InboxKind,
    cbor,
    ids::{DeviceId, Digest32, PublicKey},
    limits::MAX_BODY,
    signed::Signed,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    circle::consent::Consent,
    ids::AccountId,
    store::{
        StoreError, WriteTx,
        outgoing::errands::{self, ErrandKind},
    },
};

/// Payload of [`ErrandKind::SendConsent`].
#[derive(Serialize, Deserialize)]
pub(crate) struct ConsentErrand {
    /// Whom it is for.
    pub(crate) patient: PublicKey,
    /// What was agreed to.
    pub(crate) consent: Signed<Consent>,
}

/// Payload of [`ErrandKind::SendLetter`].
#[derive(Serialize, Deserialize)]
pub(super) struct LetterErrand {
    /// Whose devices.
    pub(super) to: PublicKey,
    /// Only this one of them.
    pub(super) device: Option<DeviceId>,
    /// What the item is for.
    pub(super) kind: InboxKind,
    /// What is sealed.
    pub(super) plain: ByteBuf,
    /// What it is about: a newer one takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) about: Option<Digest32>,
}

/// Queues a letter to a person's devices, or to one of them.
pub(crate) fn post_letter(
    tx: &WriteTx<'_>,
    account: AccountId,
    (to, device): (PublicKey, Option<DeviceId>),
    kind: InboxKind,
    plain: Vec<u8>,
) -> Result<(), StoreError> {
    let errand = LetterErrand {
        to,
        device,
        kind,
        plain: ByteBuf::from(plain),
        about: None,
    };
    errands::add(tx, account, ErrandKind::SendLetter, &cbor::encode(&errand))
}

/// Queues a letter to a person's devices in the place of one about the same that still waits: where an
/// inbox takes none, they must not pile up.
pub(crate) fn post_newest(
    tx: &WriteTx<'_>,
    account: AccountId,
    to: PublicKey,
    (kind, about): (InboxKind, Digest32),
    plain: Vec<u8>,
) -> Result<(), StoreError> {
    for waiting in errands::of_kind(tx, account, ErrandKind::SendLetter)? {
        let letter: LetterErrand =
            cbor::decode(&waiting.payload, MAX_BODY).map_err(|_| StoreError::Unreadable)?;
        if (letter.to, letter.kind, letter.about) == (to, kind, Some(about)) {
            errands::finish(tx, waiting.id)?;
        }
    }
    let errand = LetterErrand {
        to,
        device: None,
        kind,
        plain: ByteBuf::from(plain),
        about: Some(about),
    };
    errands::add(tx, account, ErrandKind::SendLetter, &cbor::encode(&errand))
}
