//! Welcomes on their way: sealed to the inboxes of those who come.

use kith_protocol::{
    api::{groups, inbox::InboxKind},
    cbor,
    ids::DeviceId,
    limits::MAX_INBOX_ITEM,
    signed::Signed,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{circle::successor::Successor, error::Error, mls::seal};

/// Inboxes to which Welcomes are sealed.
pub(super) type Inboxes = Vec<(DeviceId, Vec<u8>)>;

/// What stands in a sealed Welcome.
#[derive(Serialize, Deserialize)]
pub(crate) struct WelcomeItem {
    /// The patient's word, where the group takes another's place and its owner was in that.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none", default)]
    pub(crate) successor: Option<Signed<Successor>>,
    /// The MLS Welcome, as MLSMessage.
    #[serde(rename = "w")]
    pub(crate) welcome: ByteBuf,
}

/// Reads what lay in a Welcome's inbox item.
pub(crate) fn read_welcome_item(plain: &[u8]) -> Option<WelcomeItem> {
    cbor::decode(plain, MAX_INBOX_ITEM).ok()
}

/// A Welcome for each inbox.
pub(crate) fn welcomes(
    welcome: Option<Vec<u8>>,
    successor: Option<Signed<Successor>>,
    inboxes: &Inboxes,
) -> Result<Vec<groups::Welcome>, Error> {
    let Some(welcome) = welcome else {
        return Ok(Vec::new());
    };
    let plain = cbor::encode(&WelcomeItem {
        successor,
        welcome: ByteBuf::from(welcome),
    });
    if plain.len() + 4096 > MAX_INBOX_ITEM {
        return Err(Error::Field);
    }
    inboxes
        .iter()
        .map(|(device, key)| {
            Ok(groups::Welcome {
                body: ByteBuf::from(seal::seal(InboxKind::Welcome, device, key, &plain)?),
                device: *device,
            })
        })
        .collect()
}
