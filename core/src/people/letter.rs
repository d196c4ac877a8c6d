//! A letter from device to device: a document signed by the device key, which its person
//! certified. It travels sealed, through the inbox of whom it is for.

use kith_protocol::{
    cbor,
    identity::{DeviceCertificate, verify_device},
    limits::MAX_INBOX_ITEM,
    signed::{Document, Signed},
};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeviceId, PersonId},
    people::{credential::Leaf, identity::Identity},
};

/// A signed document with the proof of who signed it.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Letter<T> {
    #[serde(rename = "c")]
    certificate: Signed<DeviceCertificate>,
    #[serde(rename = "d")]
    document: Signed<T>,
}

/// Signs `document` as this device.
pub fn write<T: Document>(document: &T, from: &Identity) -> Vec<u8> {
    cbor::encode(&Letter {
        certificate: from.certificate.clone(),
        document: Signed::new(document, &from.device),
    })
}

/// Reads a letter and says which device of whom wrote it; `None` where a signature does not
/// hold, or it is another kind of letter.
pub fn read<T: Document>(bytes: &[u8]) -> Option<(Leaf, T)> {
    let letter: Letter<T> = cbor::decode(bytes, MAX_INBOX_ITEM).ok()?;
    let certificate = verify_device(&letter.certificate).ok()?;
    let document = letter.document.verify(&certificate.device).ok()?;
    let from = Leaf {
        person_key: certificate.person,
        person: PersonId::of(&certificate.person),
        device: DeviceId::of(&certificate.device),
    };
    Some((from, document))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mls::seal;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Note(u8);
    impl Document for Note {
        const CONTEXT: &'static str = "kith/test/note";
        const MAX: usize = 1 << 10;
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Other(u8);
    impl Document for Other {
        const CONTEXT: &'static str = "kith/test/other";
        const MAX: usize = 1 << 10;
    }

    #[test]
    fn a_letter_names_its_device_and_passes_for_no_other_kind() {
        let author = Identity::generate(0, seal::generate().expect("keys"));
        let bytes = write(&Note(7), &author);
        let (from, note) = read::<Note>(&bytes).expect("it is genuine");
        assert_eq!(
            (from.device, from.person),
            (author.device_id(), author.person_id())
        );
        assert_eq!(note, Note(7));
        assert!(read::<Other>(&bytes).is_none());
    }

    #[test]
    fn nobody_signs_with_the_certificate_of_another() {
        let [author, forger] =
            [(); 2].map(|()| Identity::generate(0, seal::generate().expect("keys")));
        let forged = cbor::encode(&Letter {
            certificate: author.certificate.clone(),
            document: Signed::new(&Note(7), &forger.device),
        });
        assert!(read::<Note>(&forged).is_none());
    }
}
