//! A letter from device to device: a document signed by the device key, which its person
//! certified, which names that device, its person and the person whom it is for. It travels
//! sealed, through the inbox of whom it is for.

use kith_protocol::{
    cbor,
    identity::{DeviceCertificate, verify_device},
    limits::MAX_INBOX_ITEM,
    signed::{Document, Signed},
};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeviceId, PersonId, PublicKey},
    people::{credential::Leaf, identity::Identity},
};

/// A signed document with the proof of who signed it.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Letter<T> {
    #[serde(rename = "c")]
    certificate: Signed<DeviceCertificate>,
    #[serde(rename = "d")]
    document: Signed<Written<T>>,
}

/// What a letter's device signs: the words with who says them to whom. A certificate is the
/// person key's word alone, and anyone can give one to a device key that is not theirs.
#[derive(Serialize, Deserialize)]
struct Written<T> {
    /// The device that signs.
    #[serde(rename = "d")]
    device: PublicKey,
    /// The person whose device it is.
    #[serde(rename = "p")]
    person: PublicKey,
    /// The person whom it is for.
    #[serde(rename = "t")]
    to: PublicKey,
    /// What it says.
    #[serde(rename = "w")]
    words: T,
}

impl<T: Document> Document for Written<T> {
    const CONTEXT: &'static str = T::CONTEXT;
    const MAX: usize = T::MAX;
}

/// Signs `document` as this device, for the devices of the person `to`.
pub fn write<T: Document + Clone>(document: &T, from: &Identity, to: PublicKey) -> Vec<u8> {
    let written = Written {
        device: from.device_key(),
        person: from.person_key(),
        to,
        words: document.clone(),
    };
    cbor::encode(&Letter {
        certificate: from.certificate.clone(),
        document: Signed::new(&written, &from.device),
    })
}

/// Reads a letter to the person `to` and says which device of whom wrote it; `None` where a
/// signature does not hold, the device names another person than its certificate does, it is for
/// someone else, or it is another kind of letter.
pub fn read<T: Document>(bytes: &[u8], to: &PublicKey) -> Option<(Leaf, T)> {
    let letter: Letter<T> = cbor::decode(bytes, MAX_INBOX_ITEM).ok()?;
    let certificate = verify_device(&letter.certificate).ok()?;
    let written = letter.document.verify(&certificate.device).ok()?;
    let said_by = (written.person, written.device);
    if said_by != (certificate.person, certificate.device) || written.to != *to {
        return None;
    }
    let from = Leaf {
        person_key: certificate.person,
        person: PersonId::of(&certificate.person),
        device: DeviceId::of(&certificate.device),
    };
    Some((from, written.words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mls::seal;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Note(u8);
    impl Document for Note {
        const CONTEXT: &'static str = "kith/test/note";
        const MAX: usize = 1 << 10;
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Other(u8);
    impl Document for Other {
        const CONTEXT: &'static str = "kith/test/other";
        const MAX: usize = 1 << 10;
    }

    fn identity() -> Identity {
        Identity::generate(0, seal::generate().expect("keys"))
    }

    #[test]
    fn a_letter_names_its_device_and_passes_for_no_other_kind() {
        let (author, reader) = (identity(), identity().person_key());
        let bytes = write(&Note(7), &author, reader);
        let (from, note) = read::<Note>(&bytes, &reader).expect("it is genuine");
        assert_eq!(
            (from.device, from.person),
            (author.device_id(), author.person_id())
        );
        assert_eq!(note, Note(7));
        assert!(read::<Other>(&bytes, &reader).is_none());
    }

    #[test]
    fn nobody_signs_with_the_certificate_of_another() {
        let (author, forger, reader) = (identity(), identity(), identity().person_key());
        let mut letter: Letter<Note> =
            cbor::decode(&write(&Note(7), &forger, reader), MAX_INBOX_ITEM).expect("reads");
        assert!(read::<Note>(&cbor::encode(&letter), &reader).is_some());
        letter.certificate = author.certificate;
        assert!(read::<Note>(&cbor::encode(&letter), &reader).is_none());
    }

    /// Who certifies a device of someone else's gives her letters out as their own.
    #[test]
    fn a_letter_of_someone_elses_device_passes_for_nobody_elses_word() {
        let (author, thief, reader) = (identity(), identity(), identity().person_key());
        let mut letter: Letter<Note> =
            cbor::decode(&write(&Note(7), &author, reader), MAX_INBOX_ITEM).expect("reads");
        let claim = DeviceCertificate {
            device: author.device_key(),
            person: thief.person_key(),
            created_at: 1,
        };
        letter.certificate = Signed::new(&claim, &thief.person);
        assert!(verify_device(&letter.certificate).is_ok(), "control");
        assert!(read::<Note>(&cbor::encode(&letter), &reader).is_none());
    }

    #[test]
    fn a_letter_to_one_person_says_nothing_to_another() {
        let (author, reader, other) = (identity(), identity(), identity());
        let bytes = write(&Note(7), &author, reader.person_key());
        assert!(read::<Note>(&bytes, &reader.person_key()).is_some());
        assert!(read::<Note>(&bytes, &other.person_key()).is_none());
    }
}
