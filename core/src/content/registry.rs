//! Every kind of content that this version knows: the only match on a kind.

use super::{
    event::{ContentError, ContentKind},
    head::Head,
    text::Text,
};

/// The version of what this registry knows. It grows with each kind that is added or read otherwise:
/// a store that another version wrote has what it did not know read once more.
const VERSION: i64 = 1;

/// By which version of this registry events are read.
pub fn version() -> i64 {
    if older() { VERSION - 1 } else { VERSION }
}

/// A test's: this is a version that knew nothing but text.
fn older() -> bool {
    crate::crash::flaw("content.older")
}

/// What an event is to those who do not know its kind: told by the number alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Something said: a row, words.
    Words,
    /// Something said of something else: silent.
    Annotation,
    /// Something with a state: a row of its own.
    Item,
    /// Gone as soon as it was seen: never kept.
    Ephemeral,
}

impl ContentKind {
    /// Its class.
    pub fn class(self) -> Class {
        match self.0 {
            0..=0x00ff => Class::Words,
            0x0100..=0x0fff => Class::Annotation,
            0x1000..=0x7fff => Class::Item,
            0x8000.. => Class::Ephemeral,
        }
    }
}

/// Content, read.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(Text),
    /// Of a kind that this version does not know.
    Newer {
        /// What can be read without knowing it; nothing where that cannot.
        head: Option<Head>,
    },
}

impl Content {
    /// The words of a row: of a text its own, of what is not known those that its sender gave in its
    /// place.
    pub fn words(&self) -> &str {
        match self {
            Self::Text(text) => &text.body,
            Self::Newer { head } => head.as_ref().map_or("", |head| &head.fallback),
        }
    }
}

/// Reads what an event carries.
///
/// # Errors
/// [`ContentError`] where it is not what its kind prescribes.
pub fn read(kind: ContentKind, bytes: &[u8]) -> Result<Content, ContentError> {
    Ok(match kind {
        ContentKind::TEXT => Content::Text(Text::decode(bytes)?),
        _ => newer(bytes),
    })
}

fn newer(bytes: &[u8]) -> Content {
    Content::Newer {
        head: Head::read(bytes).ok(),
    }
}

/// The words that a content's sender gave for those who do not know its kind.
pub fn fallback(bytes: &[u8]) -> String {
    newer(bytes).words().to_owned()
}

/// The words of a row, of an event's content; nothing where it cannot be read.
pub fn words(kind: ContentKind, bytes: &[u8]) -> Option<String> {
    match read(kind, bytes).ok()? {
        Content::Text(text) => Some(text.body),
        Content::Newer { head } => head.map(|head| head.fallback),
    }
}

kith_protocol::tells_nothing!(Content);
