//! What an operator may set.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use http::HeaderName;
use kith_protocol::{api::inbox::InboxKind, limits};

pub use crate::memory::Room;

use crate::clock::{Clock, SystemClock};

/// Certificate chain and key, both PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, leaf first.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// A TLS proxy in front of the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Where its requests come from.
    pub address: IpAddr,
    /// In which header it says whom each is from: an address, the last where there are several.
    pub header: HeaderName,
}

/// How a relay runs.
#[derive(Clone)]
pub struct Config {
    /// The data directory; made if it is not there.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Serves TLS 1.3 with these.
    pub tls: Option<TlsFiles>,
    /// Plain HTTP on other than loopback addresses, for a TLS proxy on the same network.
    pub allow_plain: bool,
    /// Who is believed whom a request is from.
    pub proxy: Option<Proxy>,
    /// Where metrics and health are served.
    pub admin: Option<SocketAddr>,
    /// Quotas and rates.
    pub limits: Limits,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Config {
    /// Defaults for everything but the two that have none.
    pub fn new(data: impl Into<PathBuf>, listen: SocketAddr) -> Self {
        Self {
            data: data.into(),
            listen,
            tls: None,
            allow_plain: false,
            proxy: None,
            admin: None,
            limits: Limits::default(),
            clock: Arc::new(SystemClock),
        }
    }
}

/// A token bucket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// How many a second after that.
    pub per_second: f64,
}

impl Rate {
    const fn new(burst: u32, per_second: f64) -> Self {
        Self { burst, per_second }
    }

    /// So many a day, at once or not.
    const fn a_day(count: u32) -> Self {
        Self::in_days(count, 1)
    }

    /// So many in so many days, at once or not.
    pub(crate) const fn in_days(count: u32, days: u32) -> Self {
        Self {
            burst: count,
            per_second: count as f64 / (days as f64 * 24.0 * 60.0 * 60.0),
        }
    }
}

/// Token buckets, each per device but for the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Requests without a session (nonces, sessions, enrolments) of one address: of IPv6, of one
    /// network of 64 bits.
    pub unauthenticated: Rate,
    /// Sessions that are opened.
    pub sessions: Rate,
    /// Sessions that the devices of a part open.
    pub part_sessions: Rate,
    /// Requests with a session, whatever they ask for.
    pub requests: Rate,
    /// Epochs that a session proves.
    pub proofs: Rate,
    /// What a request names that is looked up: logs that are read or acknowledged, epochs.
    pub looks: Rate,
    /// Bytes that are kept for others: entries, inbox items, key packages and what they are
    /// answered with.
    pub bytes: Rate,
    /// The same by the day.
    pub bytes_by_day: Rate,
    /// The same by the day, of someone whom the clinic invited; as much again is for all their guests
    /// together, of whom each has a quarter of that, and as much for those whom they let go.
    pub tree_bytes_by_day: Rate,
    /// Groups created in a day by the same.
    pub tree_groups_by_day: Rate,
    /// Items left in inboxes of others in a day by the same.
    pub tree_deposits_by_day: Rate,
    /// Bytes of commits and their Welcomes.
    pub commit_bytes: Rate,
    /// The same by the day.
    pub commit_bytes_by_day: Rate,
    /// The same by the day, as [`Self::tree_bytes_by_day`].
    pub tree_commit_bytes_by_day: Rate,
    /// Removals in one group that may go beyond the quotas of space.
    pub removals: Rate,
    /// Bytes of these by the day, as [`Self::tree_bytes_by_day`].
    pub tree_removal_bytes_by_day: Rate,
    /// Log entries.
    pub entries: Rate,
    /// Commits, and marks of a removal.
    pub commits: Rate,
    /// Groups created.
    pub groups: Rate,
    /// Key packages published, whatever their number.
    pub publications: Rate,
    /// Key-package claims.
    pub claims: Rate,
    /// Guests invited, and invitations taken back.
    pub invitations: Rate,
    /// Items left in inboxes of others.
    pub deposits: Rate,
    /// A clinic's documents handed back.
    pub documents: Rate,
}

impl Rates {
    /// The same for everything.
    pub fn all(rate: Rate) -> Self {
        Self {
            unauthenticated: rate,
            sessions: rate,
            part_sessions: rate,
            requests: rate,
            proofs: rate,
            looks: rate,
            bytes: rate,
            bytes_by_day: rate,
            tree_bytes_by_day: rate,
            tree_groups_by_day: rate,
            tree_deposits_by_day: rate,
            commit_bytes: rate,
            commit_bytes_by_day: rate,
            tree_commit_bytes_by_day: rate,
            removals: rate,
            tree_removal_bytes_by_day: rate,
            entries: rate,
            commits: rate,
            groups: rate,
            publications: rate,
            claims: rate,
            invitations: rate,
            deposits: rate,
            documents: rate,
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            unauthenticated: Rate::new(5_000, 200.0),
            sessions: Rate::new(100, 1.0 / 3.0),
            part_sessions: Rate::new(2_000, 10.0),
            requests: Rate::new(20_000, 100.0),
            proofs: Rate::new(20_000, 50.0),
            looks: Rate::new(20_000, 200.0),
            bytes: Rate::new(32 << 20, 256.0 * 1024.0),
            bytes_by_day: Rate::a_day(512 << 20),
            tree_bytes_by_day: Rate::a_day(1 << 30),
            tree_groups_by_day: Rate::a_day(400),
            tree_deposits_by_day: Rate::a_day(20_000),
            // The largest request fits in several times.
            commit_bytes: Rate::new(16 << 20, 16.0 * 1024.0),
            commit_bytes_by_day: Rate::a_day(256 << 20),
            tree_commit_bytes_by_day: Rate::a_day(1 << 30),
            removals: Rate::new(4, 1.0 / 3_600.0),
            tree_removal_bytes_by_day: Rate::a_day(64 << 20),
            entries: Rate::new(5_000, 500.0),
            commits: Rate::new(100, 1.0),
            groups: Rate::new(100, 0.1),
            publications: Rate::new(100, 0.1),
            claims: Rate::new(200, 1.0),
            invitations: Rate::new(500, 0.05),
            deposits: Rate::new(200, 1.0),
            documents: Rate::new(10, 0.01),
        }
    }
}

/// What one inbox holds. Items by kind: together [`limits::MAX_INBOX`], apart so that a flood of one
/// kind leaves room for the others. One sender has a share of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxQuota {
    /// MLS Welcomes.
    pub welcome: u32,
    /// Consents.
    pub consent: u32,
    /// Requests to be added again.
    pub readd: u32,
    /// Linking of a second device.
    pub linking: u32,
    /// Saying something again.
    pub resend: u32,
    /// Where rooms go on.
    pub whereabouts: u32,
    /// Bytes of all. A share is kept for Welcomes and consents.
    pub bytes: u64,
}

impl InboxQuota {
    /// What someone whom the clinic invited may have of an inbox, of each kind and of the bytes: one in
    /// so many; as much again all their guests together, of whom each half of that. In their own
    /// inboxes it is twice as much.
    pub(crate) const SHARE: u64 = 4;

    /// The quota of one kind.
    pub fn of(&self, kind: InboxKind) -> u32 {
        match kind {
            InboxKind::Welcome => self.welcome,
            InboxKind::Consent => self.consent,
            InboxKind::Readd => self.readd,
            InboxKind::Linking => self.linking,
            InboxKind::Resend => self.resend,
            InboxKind::Whereabouts => self.whereabouts,
        }
    }
}

impl Default for InboxQuota {
    fn default() -> Self {
        let max = u32::try_from(limits::MAX_INBOX).unwrap_or(u32::MAX);
        Self {
            welcome: max / 2,
            consent: max / 5,
            readd: max / 10,
            linking: max / 10,
            resend: max / 10,
            whereabouts: max / 10,
            bytes: 64 << 20,
        }
    }
}

/// Quotas, rates and time limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Connections at once; more wait unaccepted. Those that have shown no session leave a quarter.
    pub connections: usize,
    /// Of these, of one address that have shown no session yet; more are closed.
    pub connections_per_address: usize,
    /// And of one device; no session is opened to more.
    pub connections_per_device: usize,
    /// Bytes of request bodies without a session, in memory at once; a share for each address.
    pub stranger_bodies: Room,
    /// The same with one; a share for each device.
    pub bodies: Room,
    /// Bytes of answers that were not read yet; a share for each device.
    pub answers: Room,
    /// Sessions of one device; a further one ends the oldest.
    pub sessions_per_device: usize,
    /// Sessions of all devices.
    pub sessions: usize,
    /// Nonces that opened a session within a minute.
    pub nonces: usize,
    /// Event streams of one session.
    pub streams_per_session: usize,
    /// Syncs of one session that wait.
    pub waits_per_session: usize,
    /// Inbox items of one device.
    pub inbox: InboxQuota,
    /// Bytes of one group's log. A sixteenth is kept for commits; a removal is not refused. A quarter
    /// is what one person whom the clinic invited adds in a month, and as much their guests together.
    pub group_bytes: u64,
    /// Bytes of all logs of one clinic. The same.
    pub tenant_bytes: u64,
    /// Size that the database file may reach; `None`: what the disk holds. A sixteenth is kept for
    /// commits.
    pub database_bytes: Option<u64>,
    /// Bytes of entries and items in one sync answer.
    pub answer_bytes: usize,
    /// Days that an inbox item is kept.
    pub inbox_days: u32,
    /// Token buckets.
    pub rates: Rates,
    /// A TLS handshake, the first request of a connection, or a request's headers.
    pub header_timeout: Duration,
    /// Until a request's body has begun to come at [`Self::body_rate`].
    pub body_grace: Duration,
    /// The least of a body in bytes a second, on the whole.
    pub body_rate: u32,
    /// The least of an answer in bytes a second that a connection has to read while it leaves any
    /// unread.
    pub answer_rate: u32,
    /// A connection with nothing under way.
    pub idle_timeout: Duration,
    /// Requests under way at shutdown.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 25_000,
            connections_per_address: 64,
            connections_per_device: 40,
            stranger_bodies: Room {
                total: 8 << 20,
                share: 256 << 10,
            },
            bodies: Room {
                total: 128 << 20,
                share: 8 << 20,
            },
            answers: Room {
                total: 256 << 20,
                share: 16 << 20,
            },
            sessions_per_device: 8,
            sessions: 200_000,
            nonces: 65_536,
            streams_per_session: 4,
            waits_per_session: 4,
            inbox: InboxQuota::default(),
            group_bytes: 2 << 30,
            tenant_bytes: 200 << 30,
            database_bytes: None,
            answer_bytes: 4 << 20,
            inbox_days: 90,
            rates: Rates::default(),
            header_timeout: Duration::from_secs(15),
            body_grace: Duration::from_secs(15),
            body_rate: 4 << 10,
            answer_rate: 1 << 10,
            idle_timeout: Duration::from_secs(300),
            drain_timeout: Duration::from_secs(20),
        }
    }
}
