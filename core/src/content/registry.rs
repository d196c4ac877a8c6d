//! Every kind of content that this version knows: the only match on a kind.

use std::collections::BTreeMap;

use super::{
    event::{ContentError, ContentKind, EventHash},
    head::{Head, Target},
    receipt::Receipt,
    relation::{
        edit::Edit, pin::Pin, reaction::Reaction, redaction::Redaction, withdrawn::Withdrawn,
    },
    reply::Reply,
    text::Text,
};
use crate::{
    ids::{DeviceId, PersonId},
    rights::judge::Action,
};

/// The version of what this registry knows. It grows with each kind that is added or read otherwise:
/// a store that another version wrote has what it did not know read once more.
const VERSION: i64 = 5;

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
    /// Gone as soon as it was seen: in no chain, never said again. Of a kind that is not known nothing is
    /// kept; of one that is, what it leaves behind.
    Ephemeral,
}

/// The first number of what is said of something else.
pub const FIRST_ANNOTATION: u16 = 0x0100;

impl ContentKind {
    /// Its class.
    pub fn class(self) -> Class {
        match self.0 {
            0..=0x00ff => Class::Words,
            FIRST_ANNOTATION..=0x0fff => Class::Annotation,
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
    /// Words in answer to something.
    Reply(Reply),
    /// A sign put to something.
    Reaction(Reaction),
    /// Other words in the place of one's own.
    Edit(Edit),
    /// Taking back what one said.
    Redaction(Redaction),
    /// Putting something on the shelf.
    Pin(Pin),
    /// In the place of what was taken back before it went out.
    Withdrawn(Withdrawn),
    /// How far somebody has come.
    Receipt(Receipt),
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
            Self::Reply(reply) => &reply.body,
            Self::Reaction(_)
            | Self::Edit(_)
            | Self::Redaction(_)
            | Self::Pin(_)
            | Self::Withdrawn(_)
            | Self::Receipt(_) => "",
            Self::Newer { head } => head.as_ref().map_or("", |head| &head.fallback),
        }
    }
}

impl Content {
    /// What it is said of, and what that needs; nothing of what stands by itself, or is not known.
    pub fn annotates(&self) -> Option<(Target, Action)> {
        match self {
            Self::Text(_)
            | Self::Reply(_)
            | Self::Withdrawn(_)
            | Self::Receipt(_)
            | Self::Newer { .. } => None,
            Self::Reaction(reaction) => Some((reaction.target, Action::React)),
            Self::Edit(edit) => Some((edit.target, Action::Edit)),
            Self::Redaction(redaction) => Some((redaction.target, Action::Redact)),
            Self::Pin(pin) => Some((pin.target, Action::Pin)),
        }
    }

    /// As an event carries it; nothing of a kind that is not known.
    pub fn encode(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.encode()),
            Self::Reply(reply) => Some(reply.encode()),
            Self::Reaction(reaction) => Some(reaction.encode()),
            Self::Edit(edit) => Some(edit.encode()),
            Self::Redaction(redaction) => Some(redaction.encode()),
            Self::Pin(pin) => Some(pin.encode()),
            Self::Withdrawn(withdrawn) => Some(withdrawn.encode()),
            Self::Receipt(receipt) => Some(receipt.encode()),
            Self::Newer { .. } => None,
        }
    }

    /// What it answers.
    pub fn answers(&self) -> Option<Target> {
        match self {
            Self::Reply(reply) => Some(reply.target),
            _ => None,
        }
    }

    /// Whom its words name.
    pub fn mentions(self) -> Vec<PersonId> {
        match self {
            Self::Text(text) => text.mentions,
            Self::Reply(reply) => reply.mentions,
            _ => Vec::new(),
        }
    }
}

/// The kinds that this version knows.
pub const KINDS: &[ContentKind] = &[
    ContentKind::TEXT,
    ContentKind::REPLY,
    ContentKind::REACTION,
    ContentKind::EDIT,
    ContentKind::REDACTION,
    ContentKind::PIN,
    ContentKind::WITHDRAWN,
    ContentKind::RECEIPT,
];

/// Reads what an event carries.
///
/// # Errors
/// [`ContentError`] where it is not what its kind prescribes.
pub fn read(kind: ContentKind, bytes: &[u8]) -> Result<Content, ContentError> {
    Ok(match kind {
        ContentKind::TEXT => Content::Text(Text::decode(bytes)?),
        _ if older() => newer(bytes),
        ContentKind::REPLY => Content::Reply(Reply::decode(bytes)?),
        ContentKind::REACTION => Content::Reaction(Reaction::decode(bytes)?),
        ContentKind::EDIT => Content::Edit(Edit::decode(bytes)?),
        ContentKind::REDACTION => Content::Redaction(Redaction::decode(bytes)?),
        ContentKind::PIN => Content::Pin(Pin::decode(bytes)?),
        ContentKind::WITHDRAWN => Content::Withdrawn(Withdrawn::decode(bytes)?),
        ContentKind::RECEIPT => Content::Receipt(Receipt::decode(bytes)?),
        _ => newer(bytes),
    })
}

/// The same of what is kept of one, which may be an edit without its words.
///
/// # Errors
/// [`ContentError`].
pub(crate) fn read_kept(kind: ContentKind, bytes: &[u8]) -> Result<Content, ContentError> {
    match kind {
        ContentKind::EDIT if !older() => Edit::decode_kept(bytes).map(Content::Edit),
        kind => read(kind, bytes),
    }
}

/// What events of one device are called now that they are chained anew.
pub struct Renamed {
    device: DeviceId,
    counters: BTreeMap<u64, u64>,
    hashes: BTreeMap<EventHash, EventHash>,
}

impl Renamed {
    /// None yet, of this device's.
    pub fn of(device: DeviceId) -> Self {
        Self {
            device,
            counters: BTreeMap::new(),
            hashes: BTreeMap::new(),
        }
    }

    /// An event had one counter and digest, and has others.
    pub fn add(&mut self, before: (u64, EventHash), after: (u64, EventHash)) {
        self.counters.insert(before.0, after.0);
        self.hashes.insert(before.1, after.1);
    }

    /// What an annotation names by its head.
    pub(crate) fn head(&self, target: &mut Target, parents: &mut [EventHash]) {
        self.target(target);
        self.hashes(parents);
    }

    fn target(&self, target: &mut Target) {
        if target.device == self.device
            && let Some(counter) = self.counters.get(&target.counter)
        {
            target.counter = *counter;
        }
    }

    fn hashes(&self, hashes: &mut [EventHash]) {
        for hash in hashes {
            if let Some(after) = self.hashes.get(hash) {
                *hash = *after;
            }
        }
    }
}

/// A content that names what is called otherwise now; nothing where its kind names nothing.
pub fn renamed(kind: ContentKind, bytes: &[u8], names: &Renamed) -> Option<Vec<u8>> {
    let mut content = read(kind, bytes).ok()?;
    match &mut content {
        Content::Text(_) | Content::Withdrawn(_) | Content::Receipt(_) | Content::Newer { .. } => {
            return None;
        }
        Content::Reply(reply) => names.target(&mut reply.target),
        Content::Reaction(reaction) => {
            names.head(&mut reaction.target, &mut reaction.replaces);
        }
        Content::Edit(edit) => names.head(&mut edit.target, &mut edit.parents),
        Content::Redaction(redaction) => names.target(&mut redaction.target),
        Content::Pin(pin) => {
            names.head(&mut pin.target, &mut pin.replaces);
            names.hashes(&mut pin.read);
        }
    }
    content.encode()
}

/// What a kind needs that is said of something.
pub fn action(kind: ContentKind) -> Option<Action> {
    match kind {
        ContentKind::REACTION => Some(Action::React),
        ContentKind::EDIT => Some(Action::Edit),
        ContentKind::REDACTION => Some(Action::Redact),
        ContentKind::PIN => Some(Action::Pin),
        _ => None,
    }
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

/// The words of a row, of an event's content, and whom they name; nothing where it cannot be read, or was taken back.
pub fn words(kind: ContentKind, bytes: &[u8]) -> Option<(String, Vec<PersonId>)> {
    match read(kind, bytes).ok()? {
        Content::Withdrawn(_) => None,
        content => Some((content.words().to_owned(), content.mentions())),
    }
}

kith_protocol::tells_nothing!(Content);
