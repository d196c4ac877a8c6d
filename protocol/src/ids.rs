//! Identifiers. Each is 16 bytes, pseudonymous, and prints as its type's name only, so that
//! none can reach a log by way of `Debug`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// `len` bytes as a CBOR byte string; anything else is refused.
pub(crate) struct FixedBytes<const N: usize>;

impl<const N: usize> de::Visitor<'_> for FixedBytes<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes")
    }

    fn visit_bytes<E: de::Error>(self, v: &[u8]) -> Result<[u8; N], E> {
        v.try_into().map_err(|_| E::invalid_length(v.len(), &self))
    }

    fn visit_byte_buf<E: de::Error>(self, v: Vec<u8>) -> Result<[u8; N], E> {
        self.visit_bytes(&v)
    }
}

macro_rules! bytes_type {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Reads it from a slice of exactly the right length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Lower-case hexadecimal, as paths carry it.
            pub fn to_hex(self) -> String {
                hex::encode(self.0)
            }

            /// Reads what [`Self::to_hex`] wrote, and no other spelling of it: one thing has one
            /// path.
            pub fn from_hex(text: &str) -> Option<Self> {
                if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return None;
                }
                let mut bytes = [0; $len];
                hex::decode_to_slice(text, &mut bytes).ok()?;
                Some(Self(bytes))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_bytes(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_bytes(FixedBytes::<$len>).map(Self)
            }
        }
    };
}

bytes_type!(
    /// A person at one clinic: the first 16 bytes of a [`digest`] of their person key.
    PersonId, 16
);
bytes_type!(
    /// A device: the first 16 bytes of a [`digest`] of its device key.
    DeviceId, 16
);
bytes_type!(
    /// An MLS group: the first 16 bytes of a [`digest`] of its maker's person key and a salt. Says
    /// nothing of the circle that it belongs to to who does not know that.
    GroupId, 16
);
bytes_type!(
    /// What tells the groups of one maker apart. To who does not know the circle it is random.
    GroupSalt, 16
);
bytes_type!(
    /// A patient's circle. Known to its members only; the relay never sees it.
    CircleId, 16
);
bytes_type!(
    /// A room of a circle, in whichever group it goes on. Known to its members only; the relay never
    /// sees it.
    RoomId, 16
);
bytes_type!(
    /// An invitation, of a clinic or of a patient.
    InvitationId, 16
);
bytes_type!(
    /// Chosen by the client for one request or entry; makes repetition harmless.
    RequestId, 16
);
bytes_type!(
    /// The relay's database as it stands. A copy restored from a backup gets a new one.
    Incarnation, 16
);
bytes_type!(
    /// Makes the digest of a name say nothing to whoever guesses names.
    NameSalt, 16
);
bytes_type!(
    /// An Ed25519 public key (RFC 8032).
    PublicKey, 32
);
bytes_type!(
    /// A SHA-256 digest.
    Digest32, 32
);
bytes_type!(
    /// An Ed25519 signature.
    Signature64, 64
);

/// SHA-256 over `parts`, each preceded by its length so that no two lists collide.
pub fn digest(context: &str, parts: &[&[u8]]) -> Digest32 {
    let mut hash = Sha256::new();
    hash.update((context.len() as u64).to_be_bytes());
    hash.update(context.as_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Digest32(hash.finalize().into())
}

fn short(context: &str, key: &PublicKey) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&digest(context, &[&key.0]).0[..16]);
    id
}

impl PersonId {
    /// The identifier that belongs to a person key.
    pub fn of(key: &PublicKey) -> Self {
        Self(short("kith/v1/person", key))
    }
}

impl GroupId {
    /// The identifier of a group that this person makes: nobody else can take it at a relay.
    pub fn of(person: &PublicKey, salt: &GroupSalt) -> Self {
        let mut id = Self([0; 16]);
        let whole = digest("kith/v1/group", &[&person.0, &salt.0]);
        id.0.copy_from_slice(&whole.0[..16]);
        id
    }
}

impl DeviceId {
    /// The identifier that belongs to a device key.
    pub fn of(key: &PublicKey) -> Self {
        Self(short("kith/v1/device", key))
    }
}
