//! What is said of each failure.

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
        (seen(Error::NotItsRelay), "CallClinic clinic.address"),
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
        (seen(Error::OldWord), "NotAllowed old-word"),
        (seen(Error::Oneself), "NotAllowed oneself"),
        (seen(Error::Revoked), "NotAllowed revoked"),
        (seen(Error::Forgotten), "NotAllowed forgotten"),
        (seen(Error::Clock), "FixInput clock"),
        (seen(DeliveryError::Clock), "FixInput clock"),
        (seen(LinkError::Unreadable), "UpdateApp link.newer"),
        (seen(LinkError::WebPage), "AskForInvitation link.web-page"),
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
        include_str!("../client.rs"),
        include_str!("../client/people.rs"),
        include_str!("../client/reading.rs"),
        include_str!("../client/writing.rs"),
        include_str!("../error.rs"),
        include_str!("../runtime.rs"),
        include_str!("../tasks.rs"),
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
            Code::Revoked | Code::Forgotten | Code::Forbidden => "NotAllowed",
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
