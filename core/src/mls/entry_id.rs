//! What a message is called at the relay. Its name is made of group, device and counter, which
//! everyone in the room knows: under that, whoever reads the relay's log could try who wrote how
//! much. So the relay gets it through a block cipher under a key of this device's: to everyone
//! else it is random, and the same message is called the same, however often it is sealed anew and
//! by whichever copy of the store.

use aes::{
    Aes128,
    cipher::{BlockDecrypt as _, BlockEncrypt as _, KeyInit as _},
};
use openmls_traits::{crypto::OpenMlsCrypto as _, types::HashType};

use super::{MlsError, crypto};
use crate::{
    ids::{MessageId, RequestId},
    people::identity::Identity,
};

const CONTEXT: &[u8] = b"kith/v1/entry-id";

/// What the relay is told.
///
/// # Errors
/// [`MlsError::Crypto`].
pub fn at_relay(identity: &Identity, name: &MessageId) -> Result<RequestId, MlsError> {
    let mut block = name.0.into();
    cipher(identity)?.encrypt_block(&mut block);
    Ok(RequestId(block.into()))
}

/// Which message that is, if it is one of this device.
///
/// # Errors
/// [`MlsError::Crypto`].
pub fn named(identity: &Identity, id: &RequestId) -> Result<MessageId, MlsError> {
    let mut block = id.0.into();
    cipher(identity)?.decrypt_block(&mut block);
    Ok(MessageId(block.into()))
}

fn cipher(identity: &Identity) -> Result<Aes128, MlsError> {
    let key = crypto()
        .hmac(HashType::Sha2_256, identity.device.as_bytes(), CONTEXT)
        .map_err(|_| MlsError::Crypto)?;
    let key = key.as_slice().get(..16).ok_or(MlsError::Crypto)?;
    Aes128::new_from_slice(key).map_err(|_| MlsError::Crypto)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::{DeviceId, GroupId},
        mls::seal,
    };

    #[test]
    fn only_its_device_tells_which_message_an_id_is_of() {
        let device = || Identity::generate(0, seal::generate().expect("keys"));
        let (mine, other) = (device(), device());
        let (group, me) = (GroupId([7; 16]), DeviceId([1; 16]));
        for counter in 1..=100 {
            let name = MessageId::derive(&group, &me, counter);
            let id = at_relay(&mine, &name).expect("made");
            assert_ne!(id.0, name.0);
            assert_eq!(id, at_relay(&mine, &name).expect("made"), "the same again");
            assert_eq!(named(&mine, &id).expect("read"), name);
            assert_ne!(named(&other, &id).expect("read"), name);
            assert_ne!(id, at_relay(&other, &name).expect("made"));
        }
    }
}
