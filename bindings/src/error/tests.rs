//! What is said of each failure.

use kith_core::{present::Problem as Meant, store::StoreError};
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
        (seen(Error::TooManyLater), "FixInput later.too-many"),
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
        (seen(ContentError::NoSign), "FixInput content.no-sign"),
        (seen(Error::TakenBack), "Refresh message.taken-back"),
        (seen(Error::NotSent), "Refresh message.not-sent"),
        (seen(Error::TooLate), "Refresh message.too-late"),
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

/// What the boundary can end with: what its source says, and what a relay's problems become.
fn told() -> std::collections::BTreeSet<String> {
    let sources = [
        include_str!("../error.rs"),
        include_str!("../runtime.rs"),
        include_str!("../tasks.rs"),
    ];
    let mut told = std::collections::BTreeSet::new();
    for source in sources {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for (made, kind) in [("retry(", "Retry"), ("internal(", "Internal")] {
            let codes = source.split(made).skip(1);
            let codes = codes.filter_map(|rest| rest.strip_prefix('"')?.split_once('"'));
            told.extend(codes.map(|(code, _)| format!("{kind} {code}")));
        }
        for made in source.split("to!(").skip(1) {
            let Some((kind, rest)) = made.split_once(", \"") else {
                continue;
            };
            let code = rest.split('"').next().unwrap_or_default();
            if kind.chars().all(|letter| letter.is_ascii_alphabetic()) {
                told.insert(format!("{kind} {code}"));
            }
        }
    }
    told.extend(Code::ALL.iter().map(|code| {
        if code.as_str().starts_with("invitation-") {
            seen(Error::Invitation(*code))
        } else {
            seen(DeliveryError::Problem(Box::new(Problem::new(*code))))
        }
    }));
    told
}

fn made(kind: &str, code: &str) -> KithError {
    let code = code.to_owned();
    match kind {
        "Retry" => KithError::Retry { code },
        "WaitForNetwork" => KithError::WaitForNetwork { code },
        "FixInput" => KithError::FixInput { code },
        "AskForInvitation" => KithError::AskForInvitation { code },
        "NotAllowed" => KithError::NotAllowed { code },
        "Refresh" => KithError::Refresh { code },
        "Unlock" => KithError::Unlock { code },
        "FreeSpace" => KithError::FreeSpace { code },
        "UpdateApp" => KithError::UpdateApp { code },
        "CallClinic" => KithError::CallClinic { code },
        "GetHelp" => KithError::GetHelp { code },
        "Internal" => KithError::Internal { code },
        other => panic!("{other} is no kind"),
    }
}

/// Each problem with what means it, by kind.
const MEANT: &[(&str, Meant, &str)] = &[
    (
        "Retry",
        Meant::Unexpected,
        "mls other store.app-first store.busy store.files store.open-elsewhere store.suspended \
         store.transaction vault.unavailable task.cancelled task.over bad-request over-limit \
         bad-proof not-found method-not-allowed idempotency-mismatch exists stale-epoch \
         too-many-branches too-large media-type",
    ),
    (
        "Internal",
        Meant::Unexpected,
        "other content.unreadable store.closed store.failed store.panicked runtime.threads panic",
    ),
    (
        "WaitForNetwork",
        Meant::NoConnection,
        "other relay.unreachable unauthenticated quota rate-limited internal unavailable",
    ),
    ("WaitForNetwork", Meant::ProxyLogin, "network.proxy-login"),
    ("FixInput", Meant::NotALink, "link.none"),
    ("FixInput", Meant::LinkCutOff, "link.cut-off"),
    ("FixInput", Meant::LinkDamaged, "link.altered"),
    ("FixInput", Meant::LinkOwn, "link.own"),
    ("FixInput", Meant::AlreadyIn, "link.already-in"),
    (
        "FixInput",
        Meant::TooManyInvitations,
        "invitations.too-many",
    ),
    ("FixInput", Meant::TooManyLater, "later.too-many"),
    ("FixInput", Meant::NameUnfit, "name.blank"),
    ("FixInput", Meant::NameTooLong, "name.too-long"),
    ("FixInput", Meant::NameSigns, "name.unfit"),
    ("FixInput", Meant::TextTooLong, "content.too-long"),
    ("FixInput", Meant::NoSign, "content.no-sign"),
    ("FixInput", Meant::ClockWrong, "clock"),
    (
        "FixInput",
        Meant::Unexpected,
        "content.empty field vault.unfit-code",
    ),
    ("AskForInvitation", Meant::LinkUsed, "invitation-used"),
    ("AskForInvitation", Meant::LinkExpired, "invitation-expired"),
    (
        "AskForInvitation",
        Meant::LinkReplaced,
        "invitation-replaced",
    ),
    (
        "AskForInvitation",
        Meant::LinkTakenBack,
        "invitation-revoked",
    ),
    ("AskForInvitation", Meant::LinkUnknown, "invitation-unknown"),
    ("AskForInvitation", Meant::LinkWebPage, "link.web-page"),
    ("AskForInvitation", Meant::LinkDamaged, "link.forged"),
    ("NotAllowed", Meant::NotAllowed, "not-allowed forbidden"),
    ("NotAllowed", Meant::NotInCircle, "not-a-member"),
    ("NotAllowed", Meant::Revoked, "revoked"),
    ("NotAllowed", Meant::Forgotten, "forgotten"),
    ("NotAllowed", Meant::NotVouched, "not-vouched"),
    ("NotAllowed", Meant::OldWord, "old-word"),
    ("NotAllowed", Meant::Oneself, "oneself"),
    ("Refresh", Meant::NotThere, "not-found other"),
    ("Refresh", Meant::TakenBack, "message.taken-back"),
    ("Refresh", Meant::NotSent, "message.not-sent"),
    ("Refresh", Meant::TooLate, "message.too-late"),
    (
        "Unlock",
        Meant::Locked,
        "store.locked vault.denied vault.no-device-lock vault.wrong-code",
    ),
    ("FreeSpace", Meant::DeviceFull, "store.disk-full"),
    (
        "UpdateApp",
        Meant::UpdateNeeded,
        "link.newer relay.unknown store.newer",
    ),
    (
        "CallClinic",
        Meant::NotTheClinic,
        "clinic.signature clinic.address relay.address",
    ),
    ("CallClinic", Meant::Intercepted, "relay.untrusted"),
    (
        "GetHelp",
        Meant::Damaged,
        "other store.codec store.damaged store.unreadable store.wrong-key vault.key-lost \
         vault.unreadable",
    ),
];

#[test]
fn every_failure_that_the_boundary_can_tell_of_is_a_problem_and_every_problem_is_one_of_some() {
    let mut named = std::collections::BTreeSet::new();
    for (kind, problem, codes) in MEANT {
        for code in codes.split_whitespace() {
            assert_eq!(made(kind, code).problem(), *problem, "{kind} {code}");
            named.insert(format!("{kind} {code}"));
        }
    }
    assert_eq!(named, told());
    for problem in Meant::ALL {
        let comes = MEANT.iter().any(|(_, meant, _)| meant == problem);
        assert!(comes, "{problem:?}");
    }
}

#[test]
fn a_code_of_tomorrow_is_a_problem_too() {
    let expected = [
        ("Retry", Meant::Unexpected),
        ("Internal", Meant::Unexpected),
        ("WaitForNetwork", Meant::NoConnection),
        ("FixInput", Meant::Unexpected),
        ("AskForInvitation", Meant::LinkDamaged),
        ("NotAllowed", Meant::NotAllowed),
        ("Refresh", Meant::NotThere),
        ("Unlock", Meant::Locked),
        ("FreeSpace", Meant::DeviceFull),
        ("UpdateApp", Meant::UpdateNeeded),
        ("CallClinic", Meant::NotTheClinic),
        ("GetHelp", Meant::Damaged),
    ];
    for (kind, problem) in expected {
        assert_eq!(made(kind, "of-tomorrow").problem(), problem, "{kind}");
    }
}
