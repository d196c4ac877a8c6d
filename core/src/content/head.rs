//! What all content but text begins with, so that it can be shown, counted and put beside what it is
//! about by whoever does not know its kind.

use ciborium::value::Value;

use super::{
    event::{ContentError, EventHash},
    fields::{self, Fields},
};
use crate::ids::DeviceId;

/// Most bytes of the words in place of a content.
pub const MAX_FALLBACK: usize = 1 << 10;
/// Most bytes of a schema's address.
pub const MAX_SCHEMA: usize = 256;
/// Most events that one names as those before it.
pub const MAX_PARENTS: usize = 16;
/// Fields below belong to the head, those from here on to the kind.
pub const FIRST_FIELD: u64 = 16;

const FALLBACK: u64 = 0;
const SCHEMA: u64 = 1;
const ITEM: u64 = 2;
const PARENTS: u64 = 3;
const TARGET: u64 = 4;

/// An event that another one is about: named by what everyone in the room knows of it, so that whose it
/// is can be checked before it is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The device that said it.
    pub device: DeviceId,
    /// Its counter in that device's chain.
    pub counter: u64,
}

/// By what a content is described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its address.
    pub url: String,
    /// Its version.
    pub version: u64,
}

/// What can be read of a content without knowing its kind.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// In plain words what it says; empty where it is nothing to be read.
    pub fallback: String,
    /// By what it is described; nothing for the kinds of the protocol.
    pub schema: Option<Schema>,
    /// The item that it makes or changes.
    pub item: Option<[u8; 16]>,
    /// The events that it takes the place of.
    pub parents: Vec<EventHash>,
    /// The event that it is about.
    pub target: Option<Target>,
}

impl Head {
    /// Of something that is said of an event.
    pub fn about(target: Target) -> Self {
        Self {
            target: Some(target),
            ..Self::default()
        }
    }

    /// Reads the head of a content alone.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        Self::of(&Fields::read(bytes)?)
    }

    /// Reads the head among a content's fields.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn of(fields: &Fields) -> Result<Self, ContentError> {
        let schema = match fields.list(SCHEMA, 2)? {
            [] => None,
            [url, version] => Some(Schema {
                url: fields::text(url, MAX_SCHEMA)?.to_owned(),
                version: fields::number(version)?,
            }),
            _ => return Err(ContentError::Unreadable),
        };
        let target = match fields.list(TARGET, 2)? {
            [] => None,
            [device, counter] => Some(Target {
                device: DeviceId(fields::bytes(device)?),
                counter: fields::number(counter)?,
            }),
            _ => return Err(ContentError::Unreadable),
        };
        let parents = fields.list(PARENTS, MAX_PARENTS)?.iter();
        Ok(Self {
            fallback: fields
                .text(FALLBACK, MAX_FALLBACK)?
                .unwrap_or("")
                .to_owned(),
            schema,
            item: fields.bytes(ITEM)?,
            parents: parents.map(fields::bytes).collect::<Result<_, _>>()?,
            target,
        })
    }

    /// The fields of a content that begins with it.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        if !self.fallback.is_empty() {
            fields.push(FALLBACK, self.fallback.as_str());
        }
        if let Some(Schema { url, version }) = &self.schema {
            let schema = [Value::from(url.as_str()), Value::from(*version)];
            fields.push(SCHEMA, Value::Array(schema.into()));
        }
        if let Some(item) = &self.item {
            fields.push(ITEM, item.to_vec());
        }
        if !self.parents.is_empty() {
            let parents = self.parents.iter().map(|hash| Value::Bytes(hash.to_vec()));
            fields.push(PARENTS, Value::Array(parents.collect()));
        }
        if let Some(Target { device, counter }) = &self.target {
            let target = [Value::Bytes(device.0.to_vec()), Value::from(*counter)];
            fields.push(TARGET, Value::Array(target.into()));
        }
        fields
    }
}

kith_protocol::tells_nothing!(Head);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_comes_back_whatever_follows_it() {
        let whole = Head {
            fallback: "Come on Tuesday at ten.".into(),
            schema: Some(Schema {
                url: "https://kith.example/appointment".into(),
                version: 2,
            }),
            item: Some([4; 16]),
            parents: vec![[5; 16], [6; 16]],
            target: Some(Target {
                device: DeviceId([7; 16]),
                counter: 300,
            }),
        };
        for head in [whole, Head::default()] {
            let mut fields = head.fields();
            fields.push(FIRST_FIELD, "of its kind");
            assert!(Head::read(&fields.encode()) == Ok(head));
        }
    }

    #[test]
    fn a_head_beyond_its_bounds_is_not_read() {
        let read = |head: &Head| Head::read(&head.fields().encode());
        let long = |len| Head {
            fallback: "x".repeat(len),
            ..Head::default()
        };
        assert!(read(&long(MAX_FALLBACK)).is_ok());
        assert!(read(&long(MAX_FALLBACK + 1)) == Err(ContentError::TooLarge));
        let many = |len| Head {
            parents: vec![[1; 16]; len],
            ..Head::default()
        };
        assert!(read(&many(MAX_PARENTS)).is_ok());
        assert!(read(&many(MAX_PARENTS + 1)) == Err(ContentError::Unreadable));
    }
}
