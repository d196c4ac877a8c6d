//! How a device tells what it sealed itself. That an envelope is of its own leaf, OpenMLS says
//! before anything of it is authenticated: the relay can flip a bit of one, and every member can
//! write one. So each own envelope carries, in its authenticated data, a random number and its MAC
//! under the device's key: whoever lacks that key can only repeat a mark, and a repeated one is
//! known here.

use kith_protocol::cbor;
use openmls::prelude::{
    ContentType, MlsMessageBodyIn, MlsMessageIn, PrivateMessageIn, tls_codec::DeserializeBytes as _,
};
use openmls_traits::{crypto::OpenMlsCrypto as _, types::HashType};

use super::{
    MlsError,
    commit_data::{CommitData, MAX_COMMIT_DATA},
    crypto,
};
use crate::{ids::random, people::identity::Identity};

const CONTEXT: &[u8] = b"kith/v1/own-envelope";
const HALF: usize = 8;

/// A number and its MAC. To everyone else it looks random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub [u8; 2 * HALF]);

/// Where a mark stands, which its MAC covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The group's id.
    pub group: &'a [u8],
    /// The epoch.
    pub epoch: u64,
    /// In a commit, or in a message.
    pub commit: bool,
}

impl Mark {
    /// A new one of this device.
    ///
    /// # Errors
    /// [`MlsError::Crypto`].
    pub fn new(identity: &Identity, place: Place<'_>) -> Result<Self, MlsError> {
        let number = random::<HALF>();
        let mut mark = [0; 2 * HALF];
        mark[..HALF].copy_from_slice(&number);
        mark[HALF..].copy_from_slice(&mac(identity, place, &number)?);
        Ok(Self(mark))
    }

    /// Whether a store with this device's key made it.
    ///
    /// # Errors
    /// [`MlsError::Crypto`].
    pub fn is_of(&self, identity: &Identity, place: Place<'_>) -> Result<bool, MlsError> {
        let (number, tag) = self.0.split_at(HALF);
        // Whoever could measure the comparison could not try again: the number is theirs, the
        // answer is not.
        Ok(mac(identity, place, number)? == tag)
    }

    /// The mark of an envelope, if it has one.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match MlsMessageIn::tls_deserialize_exact_bytes(bytes)
            .ok()?
            .extract()
        {
            MlsMessageBodyIn::PrivateMessage(message) => Self::of_message(&message),
            _ => None,
        }
    }

    /// The same.
    pub fn of_message(message: &PrivateMessageIn) -> Option<Self> {
        let data = message.aad();
        match message.content_type() {
            ContentType::Application => data.try_into().ok().map(Self),
            ContentType::Commit => cbor::decode::<CommitData>(data, MAX_COMMIT_DATA)
                .ok()?
                .own
                .map(|own| Self(own.into_array())),
            ContentType::Proposal => None,
        }
    }
}

fn mac(identity: &Identity, place: Place<'_>, number: &[u8]) -> Result<[u8; HALF], MlsError> {
    let said = [
        CONTEXT,
        &[u8::from(place.commit)],
        &place.epoch.to_be_bytes(),
        number,
        place.group,
    ]
    .concat();
    let tag = crypto()
        .hmac(HashType::Sha2_256, identity.device.as_bytes(), &said)
        .map_err(|_| MlsError::Crypto)?;
    let mut half = [0; HALF];
    half.copy_from_slice(tag.as_slice().get(..HALF).ok_or(MlsError::Crypto)?);
    Ok(half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mls::seal;

    #[test]
    fn a_mark_holds_where_it_was_made_and_nowhere_else() {
        let device = || Identity::generate(0, seal::generate().expect("keys"));
        let (mine, other) = (device(), device());
        let place = Place {
            group: &[7; 16],
            epoch: 3,
            commit: false,
        };
        let mark = Mark::new(&mine, place).expect("made");
        let holds = |mark: Mark, of, place| mark.is_of(of, place).expect("looked at");
        assert!(holds(mark, &mine, place));
        assert!(!holds(mark, &other, place));
        assert!(!holds(mark, &mine, Place { epoch: 4, ..place }));
        let elsewhere = Place {
            group: &[8; 16],
            ..place
        };
        assert!(!holds(mark, &mine, elsewhere));
        let as_commit = Place {
            commit: true,
            ..place
        };
        assert!(!holds(mark, &mine, as_commit), "a message's in a commit");
        for bit in 0..128 {
            let mut forged = mark;
            forged.0[bit / 8] ^= 1 << (bit % 8);
            assert!(!holds(forged, &mine, place), "bit {bit}");
        }
    }
}
