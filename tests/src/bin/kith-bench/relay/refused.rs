//! What the relay spends on requests that it refuses, beside those that it takes: CPU of its process,
//! TLS and HTTP with it.

use kith_protocol::{
    api::{
        groups::{Append, NewEntry},
        people::Claim,
    },
    ids::{GroupId, GroupSalt, PersonId, RequestId},
};
use serde::Serialize;
use serde_bytes::ByteBuf;

use super::{device::Device, process::RelayProcess};
use crate::report::Report;

/// Fewer than an address may make without a session.
const REQUESTS: usize = 4_000;
const AT_ONCE: usize = 16;
const BODY: usize = 1_024;

/// Who asks for what.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Accepted,
    NoSession,
    WrongSession,
    RateLimited,
    TooLarge,
    NotOfTheGroup,
    UnknownPath,
}

impl Kind {
    const REFUSED: [(Self, &'static str); 6] = [
        (Self::NoSession, "no_session"),
        (Self::WrongSession, "wrong_session"),
        (Self::RateLimited, "rate_limited"),
        (Self::TooLarge, "too_large"),
        (Self::NotOfTheGroup, "not_of_the_group"),
        (Self::UnknownPath, "unknown_path"),
    ];

    fn status(self) -> u16 {
        match self {
            Self::Accepted => 200,
            Self::NoSession | Self::WrongSession => 401,
            Self::RateLimited => 429,
            Self::TooLarge => 413,
            Self::NotOfTheGroup => 403,
            Self::UnknownPath => 404,
        }
    }
}

/// Says what each kind costs, and what part that is of a message that is taken.
pub async fn run(report: &Report) {
    let accepted = cost(Kind::Accepted).await;
    report.figure("accepted_cpu_us", accepted, "us/request", REQUESTS);
    for (kind, name) in Kind::REFUSED {
        let refused = cost(kind).await;
        let named = format!("refused_{name}_cpu_us");
        report.figure(&named, refused, "us/request", REQUESTS);
        let share = format!("refused_{name}_share");
        report.figure(
            &share,
            100.0 * refused / accepted,
            "% of accepted",
            REQUESTS,
        );
    }
}

/// CPU of one request in microseconds.
async fn cost(kind: Kind) -> f64 {
    let relay = RelayProcess::start().await;
    let device = Device::enrol(&relay, 0).await;
    let key = ed25519_dalek::SigningKey::from_bytes(&[11; 32]);
    let group = if matches!(kind, Kind::Accepted) {
        device.create_group(GroupSalt([0; 16]), &key).await
    } else {
        GroupId([8; 16])
    };
    if matches!(kind, Kind::RateLimited) {
        // All that an address may, and what comes again meanwhile.
        many(&device, group, Kind::NoSession, 3 * REQUESTS, false).await;
    }
    let before = relay.cpu_ms();
    many(&device, group, kind, REQUESTS, true).await;
    (relay.cpu_ms() - before) * 1e3 / REQUESTS as f64
}

async fn many(device: &Device, group: GroupId, kind: Kind, requests: usize, strict: bool) {
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|task| {
            let device = device.clone();
            tokio::spawn(async move {
                let mut as_meant = 0;
                for n in 0..requests / AT_ONCE {
                    let status = ask(&device, group, kind, (task * requests + n) as u64).await;
                    as_meant += usize::from(status == kind.status());
                }
                as_meant
            })
        })
        .collect();
    let mut as_meant = 0;
    for task in tasks {
        as_meant += task.await.expect("asked");
    }
    // What an address may comes again, some hundred a second.
    let least = if matches!(kind, Kind::RateLimited) {
        requests / 2
    } else {
        requests
    };
    assert!(!strict || as_meant >= least, "{kind:?}: {as_meant}");
}

async fn ask(device: &Device, group: GroupId, kind: Kind, number: u64) -> u16 {
    let entries = format!("/v1/groups/{}/entries", group.to_hex());
    let mut id = RequestId([0; 16]);
    id.0[..8].copy_from_slice(&number.to_be_bytes());
    let append = Append {
        node: 0,
        entries: vec![NewEntry {
            id,
            body: ByteBuf::from(vec![7; BODY]),
        }],
    };
    let stranger = "0".repeat(device.token().len());
    match kind {
        Kind::Accepted | Kind::NotOfTheGroup => {
            device.tries(Some(device.token()), &entries, &append).await
        }
        Kind::NoSession | Kind::RateLimited => device.tries(None, &entries, &append).await,
        Kind::WrongSession => device.tries(Some(&stranger), &entries, &append).await,
        Kind::UnknownPath => device.tries(None, "/v1/nothing", &append).await,
        Kind::TooLarge => {
            let claim = Padded {
                claim: Claim {
                    id,
                    person: PersonId([9; 16]),
                },
                more: ByteBuf::from(vec![7; 2 * BODY]),
            };
            device
                .tries(Some(device.token()), "/v1/key-packages/claim", &claim)
                .await
        }
    }
}

/// A body that is larger than it need be.
#[derive(Serialize)]
struct Padded {
    claim: Claim,
    more: ByteBuf,
}
