//! What a row says that nobody wrote: one value for each sentence. Who shows rows matches all of
//! them, so that the compiler finds whoever has no words for a new one.

use super::kinds::RowKind;
use crate::mls::gate::Refusal;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Someone came.
    Joined,
    /// Someone left or was removed.
    Left,
    /// Someone was left behind by the patient, and not told.
    LeftQuietly,
    /// This person was removed.
    Removed,
    /// This device cannot follow a change of the group; whose it is, where that is known.
    LostPlace,
    /// The group's state is gone from this device.
    StateLost,
    /// This device was away for longer than the relay keeps what it would need.
    Forgotten,
    /// A relay that was set back went on without what this device knows.
    LeftBehind,
    /// This store was put back from a copy: what was written here since the copy was made is
    /// with the others only.
    PutBack,
    /// Another copy of this store is in use: two take each other's place.
    Copied,
    /// An envelope that could not be opened.
    Undecryptable,
    /// A device's events have a gap.
    Withheld,
    /// Another device was shown something else of this log than this one.
    ShownOtherwise,
    /// The relay has something of this log that it does not hand out.
    HeldBack,
    /// What it held back has come.
    HandedOut,
    /// A device was let in again.
    Readded,
    /// One member alone vouches for the group that this device was let into again.
    Unconfirmed,
    /// Someone else was heard there too.
    Confirmed,
    /// Something may be missing from before.
    Missed,
    /// What was missing came.
    Resent,
    /// What was missing is lost.
    Gone,
    /// The relay was set back to a backup.
    RelayRestored,
    /// The patient lets the room go on in another group.
    Anew,
    /// The same: her device had lost its place in the one before.
    AnewLost,
    /// The same: the one before was blocked.
    AnewBlocked,
    /// The same: the one before was full.
    AnewFull,
    /// A commit was refused: a change of a kind that Kith does not know.
    UnknownChange,
    /// A commit was refused: its sender may not change the group.
    NotTheirs,
    /// A commit was refused: a device that its person did not certify.
    Uncertified,
    /// A commit was refused: a stranger was to be let in.
    StrangerAdded,
    /// A commit was refused: someone was to be put out.
    RemovedWithoutPatient,
    /// A commit was refused: a device was to be put out and back without having asked.
    ReaddedUnasked,
    /// A commit was refused: someone who must leave was to be kept.
    Kept,
    /// A commit was refused: somebody would have had more devices than may be.
    TooManyDevices,
    /// A commit was refused: a device with an end.
    Expiring,
    /// A commit was refused: a device was to become another.
    IdentityChanged,
    /// A commit was refused: the group's settings were to change.
    SettingsChanged,
    /// A commit was refused: the rules of who is in were to change.
    PolicyChanged,
    /// A commit was refused: the relay was told another key.
    WrongKey,
    /// A commit was refused: nobody can read it.
    UnreadableChange,
    /// A commit was refused: the relay was told something else than what it does.
    WrongMark,
    /// Someone came who is called like a person who was checked in person, with another key.
    OtherKey,
    /// Somebody has tried to edit or to take back what somebody else said.
    NotTheirWords,
    /// Somebody has said more of one thing than counts.
    TooMuch,
    /// Somebody says that they had said something else than what all heard.
    SaidOtherwise,
    /// Somebody else has answered the link by which a person came in.
    LinkAnsweredTwice,
    /// Something that this person said of a message did not go out: they may not say it any more.
    NotSaid,
    /// Other words of this person's, or the deletion of some, did not go out: the relay will never take it.
    NotChanged,
    /// What this person wrote for later did not go out: they do not write there any more.
    LaterNotSent,
    /// What this person wrote for later did not go out: its time had long passed when it could have.
    LaterTooLate,
    /// What waited where two talked alone was not sent: they do not any more.
    OverNotSent,
    /// The patient's store was put back from a copy, and does not know this person, whom she had let in since: the
    /// room goes on without them.
    LeftOut,
    /// Somebody who is in has brought in one more device of theirs.
    AnotherDevice,
}

impl Notice {
    /// Each, in the order of their declaration.
    pub const ALL: [Self; 53] = [
        Self::Joined,
        Self::Left,
        Self::LeftQuietly,
        Self::Removed,
        Self::LostPlace,
        Self::StateLost,
        Self::Forgotten,
        Self::LeftBehind,
        Self::PutBack,
        Self::Copied,
        Self::Undecryptable,
        Self::Withheld,
        Self::ShownOtherwise,
        Self::HeldBack,
        Self::HandedOut,
        Self::Readded,
        Self::Unconfirmed,
        Self::Confirmed,
        Self::Missed,
        Self::Resent,
        Self::Gone,
        Self::RelayRestored,
        Self::Anew,
        Self::AnewLost,
        Self::AnewBlocked,
        Self::AnewFull,
        Self::UnknownChange,
        Self::NotTheirs,
        Self::Uncertified,
        Self::StrangerAdded,
        Self::RemovedWithoutPatient,
        Self::ReaddedUnasked,
        Self::Kept,
        Self::TooManyDevices,
        Self::Expiring,
        Self::IdentityChanged,
        Self::SettingsChanged,
        Self::PolicyChanged,
        Self::WrongKey,
        Self::UnreadableChange,
        Self::WrongMark,
        Self::OtherKey,
        Self::NotTheirWords,
        Self::TooMuch,
        Self::SaidOtherwise,
        Self::LinkAnsweredTwice,
        Self::NotSaid,
        Self::NotChanged,
        Self::LaterNotSent,
        Self::LaterTooLate,
        Self::OverNotSent,
        Self::LeftOut,
        Self::AnotherDevice,
    ];

    /// The kind of its row.
    pub fn kind(self) -> RowKind {
        match self {
            Self::Joined | Self::Left | Self::LeftQuietly => RowKind::Membership,
            Self::Removed => RowKind::Removed,
            Self::LostPlace
            | Self::StateLost
            | Self::Forgotten
            | Self::LeftBehind
            | Self::PutBack
            | Self::Copied => RowKind::Broken,
            Self::Undecryptable => RowKind::Undecryptable,
            Self::Withheld | Self::ShownOtherwise | Self::HeldBack => RowKind::Withheld,
            Self::Readded
            | Self::HandedOut
            | Self::Unconfirmed
            | Self::Confirmed
            | Self::Missed
            | Self::Resent
            | Self::Gone
            | Self::RelayRestored
            | Self::Anew
            | Self::AnewLost
            | Self::AnewBlocked
            | Self::AnewFull
            | Self::NotSaid
            | Self::NotChanged
            | Self::LaterNotSent
            | Self::LaterTooLate
            | Self::OverNotSent
            | Self::LeftOut => RowKind::Healing,
            Self::UnknownChange
            | Self::NotTheirs
            | Self::Uncertified
            | Self::StrangerAdded
            | Self::RemovedWithoutPatient
            | Self::ReaddedUnasked
            | Self::Kept
            | Self::TooManyDevices
            | Self::Expiring
            | Self::IdentityChanged
            | Self::SettingsChanged
            | Self::PolicyChanged
            | Self::WrongKey
            | Self::UnreadableChange
            | Self::WrongMark
            | Self::OtherKey
            | Self::NotTheirWords
            | Self::TooMuch
            | Self::SaidOtherwise
            | Self::LinkAnsweredTwice
            | Self::AnotherDevice => RowKind::Alarm,
        }
    }

    /// What stands in the row's body.
    pub fn code(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Left => "left",
            Self::LeftQuietly => "left-quietly",
            Self::Removed | Self::LostPlace | Self::Undecryptable => "",
            Self::StateLost => "state-lost",
            Self::Forgotten => "forgotten",
            Self::LeftBehind => "left-behind",
            Self::PutBack => "put-back",
            Self::Copied => "copied",
            Self::Withheld => "gap",
            Self::ShownOtherwise => "shown-otherwise",
            Self::HeldBack => "held-back",
            Self::HandedOut => "handed-out",
            Self::Readded => "readded",
            Self::Unconfirmed => "unconfirmed",
            Self::Confirmed => "confirmed",
            Self::Missed => "missed",
            Self::Resent => "resent",
            Self::Gone => "gone",
            Self::RelayRestored => "relay-restored",
            Self::Anew => "anew",
            Self::AnewLost => "anew-lost",
            Self::AnewBlocked => "anew-blocked",
            Self::AnewFull => "anew-full",
            Self::UnknownChange => "unknown-change",
            Self::NotTheirs => "sender",
            Self::Uncertified => "credential",
            Self::StrangerAdded => "stranger-added",
            Self::RemovedWithoutPatient => "removed-without-patient",
            Self::ReaddedUnasked => "readded-unasked",
            Self::Kept => "kept",
            Self::TooManyDevices => "too-many-devices",
            Self::Expiring => "lifetime",
            Self::IdentityChanged => "identity",
            Self::SettingsChanged => "settings",
            Self::PolicyChanged => "policy",
            Self::WrongKey => "epoch-key",
            Self::UnreadableChange => "unreadable",
            Self::WrongMark => "mark",
            Self::OtherKey => "other-key",
            Self::NotTheirWords => "not-their-words",
            Self::TooMuch => "too-much",
            Self::SaidOtherwise => "said-otherwise",
            Self::LinkAnsweredTwice => "link-answered-twice",
            Self::NotSaid => "not-said",
            Self::NotChanged => "not-changed",
            Self::LaterNotSent => "later-not-sent",
            Self::LaterTooLate => "later-too-late",
            Self::OverNotSent => "over-not-sent",
            Self::LeftOut => "left-out",
            Self::AnotherDevice => "another-device",
        }
    }

    /// What a row says; `None` for what someone said, and for a code that this version does not
    /// know.
    pub fn of(kind: RowKind, body: &str) -> Option<Self> {
        match kind {
            RowKind::Text | RowKind::Unknown => None,
            // The kind says it all.
            RowKind::Removed => Some(Self::Removed),
            RowKind::Undecryptable => Some(Self::Undecryptable),
            _ => Self::ALL
                .into_iter()
                .find(|notice| notice.kind() == kind && notice.code() == body),
        }
    }
}

impl From<Refusal> for Notice {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Proposal => Self::UnknownChange,
            Refusal::Sender => Self::NotTheirs,
            Refusal::Credential => Self::Uncertified,
            Refusal::Stranger => Self::StrangerAdded,
            Refusal::Removal => Self::RemovedWithoutPatient,
            Refusal::Unasked => Self::ReaddedUnasked,
            Refusal::Kept => Self::Kept,
            Refusal::Crowd => Self::TooManyDevices,
            Refusal::Lifetime => Self::Expiring,
            Refusal::Identity => Self::IdentityChanged,
            Refusal::Settings => Self::SettingsChanged,
            Refusal::Policy(_) => Self::PolicyChanged,
            Refusal::EpochKey => Self::WrongKey,
            Refusal::Unreadable => Self::UnreadableChange,
            Refusal::Mark => Self::WrongMark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_comes_back_from_its_row_and_is_like_no_other() {
        for (at, notice) in Notice::ALL.into_iter().enumerate() {
            assert_eq!(notice as usize, at, "each once, in order");
            assert_eq!(Notice::of(notice.kind(), notice.code()), Some(notice));
        }
        assert_eq!(Notice::AnotherDevice as usize + 1, Notice::ALL.len());
        assert_eq!(Notice::of(RowKind::Text, "joined"), None);
        assert_eq!(Notice::of(RowKind::Unknown, ""), None);
    }
}
