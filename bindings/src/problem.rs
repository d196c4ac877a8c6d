//! What a failure means to a person.

use kith_core::present::{Failure, Problem, Remedy};

use crate::KithError;

/// The one thing to do about a [`Problem`].
#[uniffi::remote(Enum)]
pub enum Remedy {
    /// Do the same again; nothing was lost.
    TryAgain,
    /// Go back to where one came from, and change something or leave it.
    GoBack,
    /// Take note of it, and change what one was about to do.
    Understood,
    /// Get a newer Kith.
    Update,
    /// Make room on the device: its own settings.
    FreeSpace,
    /// Open the lock.
    Unlock,
    /// Begin anew with a new invitation.
    StartOver,
}

/// What went wrong.
#[uniffi::remote(Enum)]
pub enum Problem {
    /// The clinic's computer cannot be reached; it goes on by itself.
    NoConnection,
    /// Not an invitation at all.
    NotALink,
    /// The end of the link is missing, or its beginning.
    LinkCutOff,
    /// A part of the link was changed.
    LinkDamaged,
    /// The link opens as a web page, which may have read it.
    LinkWebPage,
    /// The person made the invitation themselves.
    LinkOwn,
    /// The person is in that circle.
    AlreadyIn,
    /// The invitation's time is over.
    LinkExpired,
    /// Someone used the invitation already.
    LinkUsed,
    /// A newer invitation was given out in place of it.
    LinkReplaced,
    /// Whoever gave it out took it back.
    LinkTakenBack,
    /// The clinic does not know the invitation: it was made without a network, or long ago.
    LinkUnknown,
    /// The documents are not the invited clinic's: someone may stand between.
    NotTheClinic,
    /// Something else answers in the clinic's place: a network that wants a login, or who means harm.
    Intercepted,
    /// The network's proxy wants a name and a password.
    ProxyLogin,
    /// The device's clock says a time that cannot be.
    ClockWrong,
    /// No name was given, or one in which nothing is to be seen.
    NameUnfit,
    /// A name, or what the patient calls someone, is too long.
    NameTooLong,
    /// There are signs in a name that do not belong there.
    NameSigns,
    /// A message or another text is too long.
    TextTooLong,
    /// What was to be put to a message is no emoji.
    NoSign,
    /// As many invitations are open as there may be.
    TooManyInvitations,
    /// As many messages wait for their time as may in one conversation.
    TooManyLater,
    /// The clinic does not vouch for who would come in as its staff.
    NotVouched,
    /// What the clinic said last is too old to let a new phone of its staff in.
    OldWord,
    /// A patient does not leave her own circle.
    Oneself,
    /// The clinic has closed the way of this device.
    Revoked,
    /// Nobody who invited the person holds them any more.
    Forgotten,
    /// The person's role does not allow it.
    NotAllowed,
    /// The person is not in the circle now.
    NotInCircle,
    /// There is no such thing here any more.
    NotThere,
    /// The message was taken back by whoever said it.
    TakenBack,
    /// The message was not sent, and nobody else has it.
    NotSent,
    /// It is too long ago to be undone.
    TooLate,
    /// The device has no room left.
    DeviceFull,
    /// What is here was written by a newer Kith.
    UpdateNeeded,
    /// The lock is closed.
    Locked,
    /// What is here cannot be read any more.
    Damaged,
    /// Anything else; nothing was lost.
    Unexpected,
}

impl KithError {
    /// What it means to a person.
    pub(crate) fn problem(&self) -> Problem {
        let (failure, code) = match self {
            Self::Retry { code } => (Failure::Retry, code),
            Self::WaitForNetwork { code } => (Failure::WaitForNetwork, code),
            Self::FixInput { code } => (Failure::FixInput, code),
            Self::AskForInvitation { code } => (Failure::AskForInvitation, code),
            Self::NotAllowed { code } => (Failure::NotAllowed, code),
            Self::Refresh { code } => (Failure::Refresh, code),
            Self::Unlock { code } => (Failure::Unlock, code),
            Self::FreeSpace { code } => (Failure::FreeSpace, code),
            Self::UpdateApp { code } => (Failure::UpdateApp, code),
            Self::CallClinic { code } => (Failure::CallClinic, code),
            Self::GetHelp { code } => (Failure::GetHelp, code),
            Self::Internal { code } => (Failure::Internal, code),
        };
        Problem::of(failure, code)
    }
}

/// What a failure means to a person: an app has one plain sentence for each problem.
#[uniffi::export]
pub fn problem_of(error: KithError) -> Problem {
    error.problem()
}

/// The one thing to do about a problem.
#[uniffi::export]
pub fn remedy_of(problem: Problem) -> Remedy {
    problem.remedy()
}
