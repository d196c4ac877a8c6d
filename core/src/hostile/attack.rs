//! What can be tried.

use crate::{content::stand::Stand, ids::PersonId};

/// A commit against the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Adds a stranger's device, the policy unchanged.
    AddStranger,
    /// Adds a stranger with a next policy that the attacker signs.
    ForgePolicy,
    /// Puts these bytes in the policy's place: an older one, another room's, an altered one.
    SetPolicy(Vec<u8>),
    /// Made by the patient's own patched client: her signature on a version that does not grow
    /// out of the one before.
    ForkPolicy,
    /// The same with a version of the attacker's choice.
    CountPolicy(u64),
    /// The same: calls a member by another name.
    RenameMember(PersonId, String),
    /// Removes a member, the policy unchanged.
    RemoveMember(PersonId),
    /// Takes the device of this key package out, if it is in, and puts it back with that.
    PutBack(Vec<u8>),
    /// Adds a device in a member's name whose certificate the attacker signed.
    CertifyFor(PersonId),
    /// Adds a device of the attacker's own whose key package ends at this time, in seconds
    /// since 1970: whoever reads the commit later finds it over.
    AddExpiring(u64),
    /// The committer's leaf names another person.
    BecomeSomeoneElse,
    /// The committer's leaf gets another signature key.
    ChangeKey,
    /// The committer's leaf says that it can do less.
    ChangeCapabilities,
    /// Tells the relay another key than the epoch's own.
    FalseKey,
    /// A self-update marked as a removal: for the relay, inside the commit, or both.
    FalseMark {
        /// What the relay is told.
        told: bool,
        /// What stands in the commit.
        said: bool,
    },
    /// A self-update that says where its maker's chain of events goes on.
    Restart {
        /// The last counter that its maker still has.
        said: u64,
        /// The counter after which it goes on.
        from: u64,
    },
    /// A path that one member cannot follow.
    SplitPath(PersonId, Lie),
    /// A path that nobody can follow.
    ShutPath,
    /// A path that contradicts itself for everyone.
    BrokenHashes,
    /// A confirmation that holds for nobody.
    BrokenConfirmation,
    /// A pre-shared key that nobody has.
    UnknownSecret,
    /// A proposal by itself in a commit's place.
    Proposal,
    /// A commit of a proposal that nobody has seen.
    ByReference,
    /// A stranger joins from outside, with what the attacker handed over.
    External,
    /// These bytes in a commit's place.
    Bytes(Vec<u8>),
    /// An ordinary self-update; with [`supersedes`](crate::Client::supersedes) at the cost of an
    /// honest commit.
    Update,
}

/// What the one member finds in the path, where others find the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// A ciphertext that does not open.
    Garbled,
    /// Another secret.
    OtherSecret,
    /// A secret of one byte.
    Short,
    /// Nothing.
    Nothing,
}

/// A message against the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// An event with a counter and a digest of the attacker's choice.
    Event {
        /// Where its sender says that they stood; `None`: where they do.
        stand: Option<Stand>,
        /// Its kind.
        kind: u16,
        /// Its counter.
        counter: u64,
        /// Digest of the event before.
        previous: [u8; 16],
        /// The sender's stamp.
        sent_at: u64,
        /// Its content.
        content: Vec<u8>,
    },
    /// Anything at all, encrypted.
    Plain(Vec<u8>),
    /// Bytes that MLS never made.
    Bytes(Vec<u8>),
    /// An honest self-update, but not in a commit's place.
    Commit,
}
