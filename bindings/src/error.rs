//! Errors, named by what the app should do. Each carries a code that stays what it is: an app may
//! say more about some of them, and support can be told it.

use kith_core::{
    Code, DeliveryError, Error, LinkError, NameError, Recovery, content::event::ContentError,
    store::StoreError, vault::VaultError,
};

/// What the app should do.
///
/// "Those of the store" in the comments of calls are [`Unlock`](Self::Unlock) while the app is locked, [`Retry`](Self::Retry)
/// while it is suspended, [`FreeSpace`](Self::FreeSpace) where the disk is full, [`GetHelp`](Self::GetHelp) where
/// what was kept cannot be read, and [`Internal`](Self::Internal): every call that needs the store may end so.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum KithError {
    /// Try again, unchanged.
    #[error("{code}")]
    Retry {
        /// What happened.
        code: String,
    },
    /// Nothing: it goes on by itself when the network is back.
    #[error("{code}")]
    WaitForNetwork {
        /// What happened.
        code: String,
    },
    /// Let the person change what they typed, or with `clock` what they set: the device's date and time.
    #[error("{code}")]
    FixInput {
        /// What happened.
        code: String,
    },
    /// Let the person ask for a new invitation.
    #[error("{code}")]
    AskForInvitation {
        /// What happened.
        code: String,
    },
    /// Say that this is not theirs to do.
    #[error("{code}")]
    NotAllowed {
        /// What happened.
        code: String,
    },
    /// Show what there is now: what was asked for is gone.
    #[error("{code}")]
    Refresh {
        /// What happened.
        code: String,
    },
    /// Let the person unlock the app.
    #[error("{code}")]
    Unlock {
        /// What happened.
        code: String,
    },
    /// Let the person make room on the device.
    #[error("{code}")]
    FreeSpace {
        /// What happened.
        code: String,
    },
    /// Let the person update the app.
    #[error("{code}")]
    UpdateApp {
        /// What happened.
        code: String,
    },
    /// Say that the clinic's side cannot be trusted now, and that they should call.
    #[error("{code}")]
    CallClinic {
        /// What happened.
        code: String,
    },
    /// Say that this device's store cannot be read, and how to get help. Nothing was deleted.
    #[error("{code}")]
    GetHelp {
        /// What happened.
        code: String,
    },
    /// Close and open the app: something in it broke. Nothing was lost.
    #[error("{code}")]
    Internal {
        /// What happened.
        code: String,
    },
}

impl KithError {
    pub(crate) fn internal(code: &str) -> Self {
        Self::Internal {
            code: code.to_owned(),
        }
    }

    pub(crate) fn retry(code: &str) -> Self {
        Self::Retry {
            code: code.to_owned(),
        }
    }
}

/// Makes a variant of its name and code.
macro_rules! to {
    ($variant:ident, $code:expr) => {
        KithError::$variant {
            code: ($code).to_owned(),
        }
    };
}

impl From<Error> for KithError {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            Error::Vault(error) => error.into(),
            Error::Delivery(error) => error.into(),
            Error::Link(error) => error.into(),
            Error::Content(error) => error.into(),
            Error::Mls(_) => to!(Retry, "mls"),
            Error::Invitation(code) => to!(AskForInvitation, code.as_str()),
            Error::NotTheClinic(_) => to!(CallClinic, "clinic.signature"),
            Error::Name(error) => error.into(),
            Error::OwnInvitation => to!(FixInput, "link.own"),
            Error::AlreadyIn => to!(FixInput, "link.already-in"),
            Error::TooManyInvitations => to!(FixInput, "invitations.too-many"),
            Error::NotVouched => to!(NotAllowed, "not-vouched"),
            Error::Oneself => to!(NotAllowed, "oneself"),
            Error::Revoked => to!(NotAllowed, "revoked"),
            Error::NotAllowed => to!(NotAllowed, "not-allowed"),
            Error::NotAMember => to!(NotAllowed, "not-a-member"),
            Error::Field => to!(FixInput, "field"),
            Error::NotFound => to!(Refresh, "not-found"),
            Error::Clock => to!(FixInput, "clock"),
            other => match other.recovery() {
                Recovery::Retry => to!(Retry, "other"),
                Recovery::WaitForNetwork => to!(WaitForNetwork, "other"),
                Recovery::UserAction => to!(Refresh, "other"),
                Recovery::Reopen => to!(Internal, "other"),
                Recovery::Fatal => to!(GetHelp, "other"),
            },
        }
    }
}

impl From<StoreError> for KithError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => to!(Retry, "store.open-elsewhere"),
            StoreError::Suspended => to!(Retry, "store.suspended"),
            StoreError::KeyNeeded => to!(Unlock, "store.locked"),
            StoreError::Closed => to!(Internal, "store.closed"),
            StoreError::DiskFull => to!(FreeSpace, "store.disk-full"),
            StoreError::NewerSchema { .. } => to!(UpdateApp, "store.newer"),
            StoreError::NeedsMigration => to!(Retry, "store.app-first"),
            StoreError::NotFound => to!(Refresh, "not-found"),
            StoreError::WrongKey => to!(GetHelp, "store.wrong-key"),
            StoreError::Corrupt => to!(GetHelp, "store.damaged"),
            StoreError::Unreadable => to!(GetHelp, "store.unreadable"),
            StoreError::Codec(_) => to!(GetHelp, "store.codec"),
            StoreError::Io(_) | StoreError::Files(_) => to!(Retry, "store.files"),
            StoreError::Busy(_) => to!(Retry, "store.busy"),
            StoreError::Panicked => to!(Internal, "store.panicked"),
            StoreError::TransactionLost => to!(Retry, "store.transaction"),
            other => match other.recovery() {
                Recovery::Fatal => to!(GetHelp, "store.damaged"),
                _ => to!(Internal, "store.failed"),
            },
        }
    }
}

impl From<VaultError> for KithError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Denied => to!(Unlock, "vault.denied"),
            VaultError::NoDeviceLock => to!(Unlock, "vault.no-device-lock"),
            VaultError::Unavailable => to!(Retry, "vault.unavailable"),
            VaultError::WrongCode => to!(Unlock, "vault.wrong-code"),
            VaultError::UnfitCode => to!(FixInput, "vault.unfit-code"),
            VaultError::Lost => to!(GetHelp, "vault.key-lost"),
            VaultError::Unreadable => to!(GetHelp, "vault.unreadable"),
        }
    }
}

impl From<DeliveryError> for KithError {
    fn from(error: DeliveryError) -> Self {
        if error.is_transient() {
            if matches!(error, DeliveryError::ProxyLogin) {
                return to!(WaitForNetwork, "network.proxy-login");
            }
            let code = error.code().map_or("relay.unreachable", Code::as_str);
            return to!(WaitForNetwork, code);
        }
        match error {
            DeliveryError::Untrusted => to!(CallClinic, "relay.untrusted"),
            DeliveryError::BadAddress => to!(CallClinic, "relay.address"),
            DeliveryError::Problem(problem) => match problem.code() {
                Some(code @ (Code::Revoked | Code::Forbidden)) => to!(NotAllowed, code.as_str()),
                Some(code) => to!(Retry, code.as_str()),
                None => to!(UpdateApp, "relay.unknown"),
            },
            DeliveryError::Unreachable | DeliveryError::BadAnswer | DeliveryError::ProxyLogin => {
                to!(WaitForNetwork, "relay.unreachable")
            }
        }
    }
}

impl From<LinkError> for KithError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::NotALink => to!(FixInput, "link.none"),
            LinkError::CutOff => to!(FixInput, "link.cut-off"),
            LinkError::Altered => to!(FixInput, "link.altered"),
            LinkError::Unreadable => to!(UpdateApp, "link.newer"),
            LinkError::Forged => to!(AskForInvitation, "link.forged"),
        }
    }
}

impl From<NameError> for KithError {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Blank => to!(FixInput, "name.blank"),
            NameError::TooLong => to!(FixInput, "name.too-long"),
            NameError::Unfit => to!(FixInput, "name.unfit"),
        }
    }
}

impl From<ContentError> for KithError {
    fn from(error: ContentError) -> Self {
        match error {
            ContentError::Empty => to!(FixInput, "content.empty"),
            ContentError::TooLarge => to!(FixInput, "content.too-long"),
            ContentError::Unreadable => to!(Internal, "content.unreadable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use kith_core::store::StoreError;
    use kith_protocol::{problem::Problem, signed::SignedError};

    use super::*;

    /// The variant's name and its code.
    fn seen(error: impl Into<KithError>) -> String {
        let error = error.into();
        let debug = format!("{error:?}");
        let variant = debug.split_whitespace().next().unwrap_or_default();
        format!("{variant} {error}")
    }

    /// The core and the apps say the same of a store: what is damage to one is damage to all.
    #[test]
    fn what_is_said_of_a_store_is_said_alike_everywhere() {
        let failed = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        let all = [
            StoreError::WrongKey,
            StoreError::Corrupt,
            StoreError::NewerSchema { found: 2, known: 1 },
            StoreError::NeedsMigration,
            StoreError::Locked,
            StoreError::DiskFull,
            StoreError::Suspended,
            StoreError::KeyNeeded,
            StoreError::Closed,
            StoreError::Panicked,
            StoreError::TransactionLost,
            StoreError::Unflushed,
            StoreError::Setting("a setting"),
            StoreError::NotFound,
            StoreError::Unreadable,
            StoreError::Codec("a decoder".into()),
            StoreError::Io(std::io::ErrorKind::PermissionDenied.into()),
            failed(rusqlite::ffi::SQLITE_CANTOPEN).into(),
            failed(rusqlite::ffi::SQLITE_BUSY).into(),
            failed(rusqlite::ffi::SQLITE_CONSTRAINT).into(),
        ];
        for error in all {
            let (recovery, named) = (error.recovery(), format!("{error:?}"));
            let said = KithError::from(error);
            let alike = match recovery {
                Recovery::Retry => matches!(said, KithError::Retry { .. }),
                Recovery::WaitForNetwork => matches!(said, KithError::WaitForNetwork { .. }),
                Recovery::Reopen => matches!(said, KithError::Internal { .. }),
                Recovery::Fatal => matches!(said, KithError::GetHelp { .. }),
                Recovery::UserAction => {
                    matches!(
                        said,
                        KithError::Unlock { .. }
                            | KithError::FreeSpace { .. }
                            | KithError::UpdateApp { .. }
                            | KithError::Refresh { .. }
                    ) || named == "WrongKey"
                }
            };
            assert!(alike, "{named} is {said:?}");
        }
    }

    /// Apps compare these, support is told them: a code that was released stays.
    #[test]
    fn every_failure_says_what_to_do_and_keeps_its_code() {
        let expected = [
            (seen(Error::NotAllowed), "NotAllowed not-allowed"),
            (seen(Error::NotAMember), "NotAllowed not-a-member"),
            (seen(Error::Field), "FixInput field"),
            (seen(Error::NotFound), "Refresh not-found"),
            (
                seen(Error::NotTheClinic(SignedError::Signature)),
                "CallClinic clinic.signature",
            ),
            (
                seen(Error::Invitation(Code::InvitationUsed)),
                "AskForInvitation invitation-used",
            ),
            (
                seen(Error::Invitation(Code::InvitationExpired)),
                "AskForInvitation invitation-expired",
            ),
            (
                seen(Error::Invitation(Code::InvitationReplaced)),
                "AskForInvitation invitation-replaced",
            ),
            (
                seen(Error::Invitation(Code::InvitationRevoked)),
                "AskForInvitation invitation-revoked",
            ),
            (
                seen(Error::Invitation(Code::InvitationUnknown)),
                "AskForInvitation invitation-unknown",
            ),
            (seen(LinkError::NotALink), "FixInput link.none"),
            (seen(LinkError::CutOff), "FixInput link.cut-off"),
            (seen(LinkError::Altered), "FixInput link.altered"),
            (seen(NameError::Blank), "FixInput name.blank"),
            (seen(NameError::TooLong), "FixInput name.too-long"),
            (seen(NameError::Unfit), "FixInput name.unfit"),
            (seen(Error::OwnInvitation), "FixInput link.own"),
            (seen(Error::AlreadyIn), "FixInput link.already-in"),
            (
                seen(Error::TooManyInvitations),
                "FixInput invitations.too-many",
            ),
            (seen(Error::NotVouched), "NotAllowed not-vouched"),
            (seen(Error::Oneself), "NotAllowed oneself"),
            (seen(Error::Revoked), "NotAllowed revoked"),
            (seen(Error::Clock), "FixInput clock"),
            (seen(LinkError::Unreadable), "UpdateApp link.newer"),
            (seen(LinkError::Forged), "AskForInvitation link.forged"),
            (seen(ContentError::Empty), "FixInput content.empty"),
            (seen(ContentError::TooLarge), "FixInput content.too-long"),
            (
                seen(DeliveryError::Unreachable),
                "WaitForNetwork relay.unreachable",
            ),
            (
                seen(DeliveryError::BadAnswer),
                "WaitForNetwork relay.unreachable",
            ),
            (seen(DeliveryError::Untrusted), "CallClinic relay.untrusted"),
            (
                seen(DeliveryError::ProxyLogin),
                "WaitForNetwork network.proxy-login",
            ),
            (seen(DeliveryError::BadAddress), "CallClinic relay.address"),
            (seen(StoreError::KeyNeeded), "Unlock store.locked"),
            (seen(StoreError::Suspended), "Retry store.suspended"),
            (seen(StoreError::Locked), "Retry store.open-elsewhere"),
            (seen(StoreError::DiskFull), "FreeSpace store.disk-full"),
            (
                seen(StoreError::NewerSchema { found: 2, known: 1 }),
                "UpdateApp store.newer",
            ),
            (seen(StoreError::NeedsMigration), "Retry store.app-first"),
            (seen(StoreError::WrongKey), "GetHelp store.wrong-key"),
            (seen(StoreError::Corrupt), "GetHelp store.damaged"),
            (seen(StoreError::NotFound), "Refresh not-found"),
            (seen(StoreError::Unreadable), "GetHelp store.unreadable"),
            (
                seen(StoreError::Codec("a decoder".into())),
                "GetHelp store.codec",
            ),
            (
                seen(StoreError::Io(std::io::ErrorKind::Other.into())),
                "Retry store.files",
            ),
            (seen(StoreError::TransactionLost), "Retry store.transaction"),
            (seen(StoreError::Unflushed), "Internal store.failed"),
            (
                seen(StoreError::Setting("a setting")),
                "Internal store.failed",
            ),
            (
                seen(ContentError::Unreadable),
                "Internal content.unreadable",
            ),
            (seen(StoreError::Panicked), "Internal store.panicked"),
            (seen(StoreError::Closed), "Internal store.closed"),
            (seen(VaultError::Denied), "Unlock vault.denied"),
            (
                seen(VaultError::NoDeviceLock),
                "Unlock vault.no-device-lock",
            ),
            (seen(VaultError::Unavailable), "Retry vault.unavailable"),
            (seen(VaultError::WrongCode), "Unlock vault.wrong-code"),
            (seen(VaultError::UnfitCode), "FixInput vault.unfit-code"),
            (seen(VaultError::Lost), "GetHelp vault.key-lost"),
            (seen(VaultError::Unreadable), "GetHelp vault.unreadable"),
        ];
        for (seen, expected) in expected {
            assert_eq!(seen, expected);
        }
    }

    /// A code in a comment is one that a call can end with.
    #[test]
    fn every_code_that_a_comment_names_is_made_here_or_where_it_is_said() {
        let sources = [
            include_str!("client.rs"),
            include_str!("client/people.rs"),
            include_str!("client/reading.rs"),
            include_str!("client/writing.rs"),
            include_str!("error.rs"),
            include_str!("runtime.rs"),
            include_str!("tasks.rs"),
        ];
        let made: Vec<&str> = sources
            .iter()
            .flat_map(|source| source.lines())
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .chain(Code::ALL.iter().map(|code| code.as_str()))
            .collect();
        let mut named = 0;
        for source in sources {
            let comments = source
                .lines()
                .filter_map(|line| line.trim_start().strip_prefix("///"));
            let words = comments.flat_map(|line| line.split('`').skip(1).step_by(2));
            for code in words.filter(|word| {
                let plain = |c: char| c.is_ascii_lowercase() || c == '.' || c == '-';
                word.contains(['.', '-']) && word.chars().all(plain)
            }) {
                named += 1;
                assert!(made.contains(&code), "nothing ends with {code}");
            }
        }
        assert!(named > 15, "{named}");
    }

    #[test]
    fn what_a_relay_refuses_is_waited_for_tried_again_or_not_allowed() {
        let problem = |problem| seen(DeliveryError::Problem(Box::new(problem)));
        for code in Code::ALL {
            let variant = match code {
                Code::Revoked | Code::Forbidden => "NotAllowed",
                Code::Unauthenticated
                | Code::Quota
                | Code::RateLimited
                | Code::Internal
                | Code::Unavailable => "WaitForNetwork",
                _ => "Retry",
            };
            let expected = format!("{variant} {}", code.as_str());
            assert_eq!(problem(Problem::new(*code)), expected);
        }
        let newer = Problem {
            kind: "urn:kith:problem:of-tomorrow".into(),
            ..Problem::new(Code::BadRequest)
        };
        assert_eq!(problem(newer), "UpdateApp relay.unknown");
    }
}
