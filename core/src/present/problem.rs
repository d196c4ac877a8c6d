//! What a failure means to a person: one problem, for which an app has one plain sentence, and one thing to do
//! about it. Codes stay what they are: an app of yesterday meets none that it does not know.

/// What an app should do about a failure: the kinds of the boundary's error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// Try again, unchanged.
    Retry,
    /// Nothing: it goes on by itself when the network is back.
    WaitForNetwork,
    /// Let the person change what they typed or set.
    FixInput,
    /// Let the person ask for a new invitation.
    AskForInvitation,
    /// Say that this is not theirs to do.
    NotAllowed,
    /// Show what there is now: what was asked for is gone.
    Refresh,
    /// Let the person unlock the app.
    Unlock,
    /// Let the person make room on the device.
    FreeSpace,
    /// Let the person update the app.
    UpdateApp,
    /// Say that the clinic's side cannot be trusted now.
    CallClinic,
    /// Say that this device's store cannot be read.
    GetHelp,
    /// Close and open the app: something in it broke.
    Internal,
}

/// The one thing to do about a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// Lists an enum's values with what each stands for.
macro_rules! problems {
    ($($(#[$doc:meta])* $problem:ident => $remedy:ident,)*) => {
        /// What went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Problem {
            $($(#[$doc])* $problem,)*
        }

        impl Problem {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$problem,)*];

            /// The one thing to do about it.
            pub fn remedy(self) -> Remedy {
                match self {
                    $(Self::$problem => Remedy::$remedy,)*
                }
            }
        }
    };
}

problems! {
    /// The clinic's computer cannot be reached; it goes on by itself.
    NoConnection => TryAgain,
    /// Not an invitation at all.
    NotALink => Understood,
    /// The end of the link is missing, or its beginning.
    LinkCutOff => Understood,
    /// A part of the link was changed.
    LinkDamaged => Understood,
    /// The link opens as a web page, which may have read it.
    LinkWebPage => GoBack,
    /// The person made the invitation themselves.
    LinkOwn => Understood,
    /// The person is in that circle.
    AlreadyIn => GoBack,
    /// The invitation's time is over.
    LinkExpired => GoBack,
    /// Someone used the invitation already.
    LinkUsed => GoBack,
    /// A newer invitation was given out in place of it.
    LinkReplaced => GoBack,
    /// Whoever gave it out took it back.
    LinkTakenBack => GoBack,
    /// The clinic does not know the invitation: it was made without a network, or long ago.
    LinkUnknown => TryAgain,
    /// The documents are not the invited clinic's: someone may stand between.
    NotTheClinic => GoBack,
    /// Something else answers in the clinic's place: a network that wants a login, or who means harm.
    Intercepted => TryAgain,
    /// The network's proxy wants a name and a password.
    ProxyLogin => TryAgain,
    /// The device's clock says a time that cannot be.
    ClockWrong => TryAgain,
    /// No name was given, or one in which nothing is to be seen.
    NameUnfit => Understood,
    /// A name, or what the patient calls someone, is too long.
    NameTooLong => Understood,
    /// There are signs in a name that do not belong there.
    NameSigns => Understood,
    /// A message or another text is too long.
    TextTooLong => Understood,
    /// What was to be put to a message is no emoji.
    NoSign => Understood,
    /// As many invitations are open as there may be.
    TooManyInvitations => Understood,
    /// As many messages wait for their time as may in one conversation.
    TooManyLater => Understood,
    /// The clinic does not vouch for who would come in as its staff.
    NotVouched => Understood,
    /// What the clinic said last is too old to let a new phone of its staff in.
    OldWord => Understood,
    /// A patient does not leave her own circle.
    Oneself => Understood,
    /// The clinic has closed the way of this device.
    Revoked => Understood,
    /// Nobody who invited the person holds them any more.
    Forgotten => Understood,
    /// The person's role does not allow it.
    NotAllowed => Understood,
    /// The person is not in the circle now.
    NotInCircle => GoBack,
    /// There is no such thing here any more.
    NotThere => GoBack,
    /// The message was taken back by whoever said it.
    TakenBack => Understood,
    /// The message was not sent, and nobody else has it.
    NotSent => Understood,
    /// It is too long ago to be undone.
    TooLate => Understood,
    /// The device has no room left.
    DeviceFull => FreeSpace,
    /// What is here was written by a newer Kith.
    UpdateNeeded => Update,
    /// The lock is closed.
    Locked => Unlock,
    /// What is here cannot be read any more.
    Damaged => StartOver,
    /// Anything else; nothing was lost.
    Unexpected => TryAgain,
}

impl Problem {
    /// What a failure of this kind with this code means. For the rest of [`Failure::FixInput`]: no screen offers
    /// to send nothing, and the door says itself what a code lacks.
    pub fn of(failure: Failure, code: &str) -> Self {
        match (failure, code) {
            (Failure::WaitForNetwork, "network.proxy-login") => Self::ProxyLogin,
            (Failure::WaitForNetwork, _) => Self::NoConnection,
            (Failure::FixInput, "link.none") => Self::NotALink,
            (Failure::FixInput, "link.cut-off") => Self::LinkCutOff,
            (Failure::FixInput, "link.altered") => Self::LinkDamaged,
            (Failure::FixInput, "link.own") => Self::LinkOwn,
            (Failure::FixInput, "link.already-in") => Self::AlreadyIn,
            (Failure::FixInput, "invitations.too-many") => Self::TooManyInvitations,
            (Failure::FixInput, "later.too-many") => Self::TooManyLater,
            (Failure::FixInput, "name.blank") => Self::NameUnfit,
            (Failure::FixInput, "name.too-long") => Self::NameTooLong,
            (Failure::FixInput, "name.unfit") => Self::NameSigns,
            (Failure::FixInput, "content.too-long") => Self::TextTooLong,
            (Failure::FixInput, "content.no-sign") => Self::NoSign,
            (Failure::FixInput, "clock") => Self::ClockWrong,
            (Failure::AskForInvitation, "invitation-used") => Self::LinkUsed,
            (Failure::AskForInvitation, "invitation-expired") => Self::LinkExpired,
            (Failure::AskForInvitation, "invitation-replaced") => Self::LinkReplaced,
            (Failure::AskForInvitation, "invitation-revoked") => Self::LinkTakenBack,
            (Failure::AskForInvitation, "invitation-unknown") => Self::LinkUnknown,
            (Failure::AskForInvitation, "link.web-page") => Self::LinkWebPage,
            (Failure::AskForInvitation, _) => Self::LinkDamaged,
            (Failure::NotAllowed, "not-a-member") => Self::NotInCircle,
            (Failure::NotAllowed, "revoked") => Self::Revoked,
            (Failure::NotAllowed, "forgotten") => Self::Forgotten,
            (Failure::NotAllowed, "not-vouched") => Self::NotVouched,
            (Failure::NotAllowed, "old-word") => Self::OldWord,
            (Failure::NotAllowed, "oneself") => Self::Oneself,
            (Failure::NotAllowed, _) => Self::NotAllowed,
            (Failure::Refresh, "message.taken-back") => Self::TakenBack,
            (Failure::Refresh, "message.not-sent") => Self::NotSent,
            (Failure::Refresh, "message.too-late") => Self::TooLate,
            (Failure::Refresh, _) => Self::NotThere,
            (Failure::Unlock, _) => Self::Locked,
            (Failure::FreeSpace, _) => Self::DeviceFull,
            (Failure::UpdateApp, _) => Self::UpdateNeeded,
            (Failure::CallClinic, "relay.untrusted") => Self::Intercepted,
            (Failure::CallClinic, _) => Self::NotTheClinic,
            (Failure::GetHelp, _) => Self::Damaged,
            (Failure::FixInput | Failure::Retry | Failure::Internal, _) => Self::Unexpected,
        }
    }
}
