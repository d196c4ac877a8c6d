//! "Add me again", said by the key package itself: its leaf carries a mark that names the group
//! and the request, signed with all else in the leaf. Marks of one device only grow, so the gate
//! can tell from the group alone whether a device that is taken out and put back has asked for
//! it, and whether the request is a new one.

use kith_protocol::{cbor, ids::GroupId};
use openmls::prelude::{Extension, Extensions, LeafNode, UnknownExtension};
use serde::{Deserialize, Serialize};

use super::MlsError;

/// The mark's extension in a leaf, in the private range of RFC 9420 §17.3.
pub const READD_EXTENSION: u16 = 0xF0A2;

const MAX_MARK: usize = 64;

/// A device's request to be added to a group again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaddMark {
    /// By the asking device's clock, milliseconds since 1970 (UTC); later than that of any
    /// request of it before, so that it names the request.
    pub at: u64,
    /// The group.
    pub group: GroupId,
}

impl ReaddMark {
    /// The extensions of the leaf that asks.
    ///
    /// # Errors
    /// Where OpenMLS does not take the extension here, which the tests exclude.
    pub fn extensions(self) -> Result<Extensions<LeafNode>, MlsError> {
        let mark = UnknownExtension(cbor::encode(&self));
        Extensions::single(Extension::Unknown(READD_EXTENSION, mark)).map_err(MlsError::mls)
    }

    /// The mark of a leaf; `None` where it has none.
    ///
    /// # Errors
    /// [`MlsError::Unreadable`].
    pub fn of(leaf: &LeafNode) -> Result<Option<Self>, MlsError> {
        leaf.extensions()
            .unknown(READD_EXTENSION)
            .map(|mark| cbor::decode(&mark.0, MAX_MARK).map_err(|_| MlsError::Unreadable))
            .transpose()
    }
}
