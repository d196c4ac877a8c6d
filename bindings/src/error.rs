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
            Error::NotItsRelay => to!(CallClinic, "clinic.address"),
            Error::Name(error) => error.into(),
            Error::OwnInvitation => to!(FixInput, "link.own"),
            Error::AlreadyIn => to!(FixInput, "link.already-in"),
            Error::TooManyInvitations => to!(FixInput, "invitations.too-many"),
            Error::TooManyLater => to!(FixInput, "later.too-many"),
            Error::NotVouched => to!(NotAllowed, "not-vouched"),
            Error::OldWord => to!(NotAllowed, "old-word"),
            Error::Oneself => to!(NotAllowed, "oneself"),
            Error::Revoked => to!(NotAllowed, "revoked"),
            Error::Forgotten => to!(NotAllowed, "forgotten"),
            Error::NotAllowed => to!(NotAllowed, "not-allowed"),
            Error::NotAMember => to!(NotAllowed, "not-a-member"),
            Error::Field => to!(FixInput, "field"),
            Error::NotFound => to!(Refresh, "not-found"),
            Error::TakenBack => to!(Refresh, "message.taken-back"),
            Error::NotSent => to!(Refresh, "message.not-sent"),
            Error::TooLate => to!(Refresh, "message.too-late"),
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
            match error {
                DeliveryError::ProxyLogin => return to!(WaitForNetwork, "network.proxy-login"),
                DeliveryError::Clock => return to!(FixInput, "clock"),
                _ => {}
            }
            let code = error.code().map_or("relay.unreachable", Code::as_str);
            return to!(WaitForNetwork, code);
        }
        match error {
            DeliveryError::Untrusted => to!(CallClinic, "relay.untrusted"),
            DeliveryError::BadAddress => to!(CallClinic, "relay.address"),
            DeliveryError::Problem(problem) => match problem.code() {
                Some(code @ (Code::Revoked | Code::Forgotten | Code::Forbidden)) => {
                    to!(NotAllowed, code.as_str())
                }
                Some(code) => to!(Retry, code.as_str()),
                None => to!(UpdateApp, "relay.unknown"),
            },
            DeliveryError::Unreachable
            | DeliveryError::BadAnswer
            | DeliveryError::ProxyLogin
            | DeliveryError::Clock => to!(WaitForNetwork, "relay.unreachable"),
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
            LinkError::WebPage => to!(AskForInvitation, "link.web-page"),
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
            ContentError::NoSign => to!(FixInput, "content.no-sign"),
            ContentError::Unreadable => to!(Internal, "content.unreadable"),
        }
    }
}

#[cfg(test)]
mod tests;
