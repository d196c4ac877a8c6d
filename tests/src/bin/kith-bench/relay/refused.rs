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

const REQUESTS: usize = 10_000;
const AT_ONCE: usize = 16;
/// A device may append 5,000 at once.
const SENDERS: u32 = 4;
const BODY: usize = 1_024;

/// Who asks for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Accepted,
    NoSession,
    WrongSession,
    UnknownPath,
    /// Over the rate from the first one on.
    RateLimited,
    /// With a session.
    TooLarge,
    NotOfTheGroup,
}

impl Kind {
    const REFUSED: [(Self, &'static str); 6] = [
        (Self::NoSession, "no_session"),
        (Self::WrongSession, "wrong_session"),
        (Self::UnknownPath, "unknown_path"),
        (Self::RateLimited, "rate_limited"),
        (Self::TooLarge, "too_large"),
        (Self::NotOfTheGroup, "not_of_the_group"),
    ];

    fn is_as_meant(self, status: Option<u16>) -> bool {
        match self {
            Self::Accepted => status == Some(200),
            // What an address may ask is used up on the way.
            Self::NoSession | Self::WrongSession | Self::RateLimited => {
                matches!(status, Some(401 | 429))
            }
            Self::UnknownPath => matches!(status, Some(404 | 429)),
            Self::TooLarge => status == Some(413),
            Self::NotOfTheGroup => status == Some(403),
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
    let key = ed25519_dalek::SigningKey::from_bytes(&[11; 32]);
    let mut senders = Vec::new();
    for n in 0..SENDERS {
        let device = Device::enrol(&relay, n).await;
        let group = match kind {
            Kind::Accepted => device.create_group(GroupSalt([0; 16]), &key).await,
            _ => GroupId([8; 16]),
        };
        senders.push((device, group));
    }
    if kind == Kind::RateLimited {
        many(&senders, kind).await;
    }
    let before = relay.cpu_ms();
    many(&senders, kind).await;
    (relay.cpu_ms() - before) * 1e3 / REQUESTS as f64
}

async fn many(senders: &[(Device, GroupId)], kind: Kind) {
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|task| {
            let (device, group) = senders[task % senders.len()].clone();
            tokio::spawn(async move {
                for n in 0..REQUESTS / AT_ONCE {
                    let status = ask(&device, group, kind, (task * REQUESTS + n) as u64).await;
                    assert!(kind.is_as_meant(status), "{kind:?}: {status:?}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("asked");
    }
}

async fn ask(device: &Device, group: GroupId, kind: Kind, number: u64) -> Option<u16> {
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
