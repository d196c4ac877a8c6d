//! Bounds that the relay enforces and the client never exceeds.

/// Every number that someone else chooses (a counter, a version, a time in milliseconds) lies below:
/// a store that counts to 2^63 holds it, and what is counted on from it.
pub const MAX_NUMBER: u64 = 1 << 62;

/// Largest sequence number of a log.
pub const MAX_SEQ: u64 = (1 << 32) - 1;

/// Largest request body in bytes, whatever the endpoint.
pub const MAX_BODY: usize = 2 << 20;
/// Largest answer in bytes that a client reads.
pub const MAX_ANSWER: usize = 8 << 20;
/// Deepest nesting of a CBOR body.
pub const MAX_DEPTH: usize = 16;
/// Largest MLS application message in bytes.
pub const MAX_ENTRY: usize = 256 << 10;
/// Largest commit in bytes. A group whose members have yet to renew their keys has a path of 1.1 KB
/// for each of them (X-Wing): this is enough for [`MAX_LEAVES`], and its request fits into [`MAX_BODY`].
pub const MAX_COMMIT: usize = 3 << 19;
/// Entries in one append.
pub const MAX_APPEND: usize = 64;
/// Welcomes that one commit may deliver.
pub const MAX_WELCOMES: usize = 64;
/// Groups in one sync and proofs in one request.
pub const MAX_SYNC_GROUPS: usize = 500;
/// Entries of one group in one sync answer.
pub const MAX_PAGE: usize = 1_000;
/// Longest wait of a sync in milliseconds.
pub const MAX_WAIT_MS: u64 = 25_000;
/// Commits of one parent: the one that was first, and those that supersede it.
pub const MAX_BRANCHES: usize = 8;
/// One inbox item in bytes. A Welcome carries the ratchet tree: about 3 KiB a member.
pub const MAX_INBOX_ITEM: usize = 512 << 10;
/// Items that wait in one inbox.
pub const MAX_INBOX: usize = 1_000;
/// One key package in bytes.
pub const MAX_KEY_PACKAGE: usize = 16 << 10;
/// Key packages that one device may have waiting, besides the one of last resort.
pub const MAX_KEY_PACKAGES: usize = 100;
/// Open guest invitations of one device.
pub const MAX_GUEST_INVITATIONS: usize = 50;
/// People who are enrolled as guests of one person.
pub const MAX_GUESTS: usize = 200;
/// Devices of one person, at a relay and in a group.
pub const MAX_DEVICES: usize = 16;
/// Devices in a group that somebody is let into: the path of whoever takes one out fits into
/// [`MAX_COMMIT`], though none of them has renewed its keys.
pub const MAX_LEAVES: usize = 1_200;
/// Devices in a group from which on nobody brings more than [`FEW_DEVICES`]: half of what a Welcome holds, so that
/// members who bring as many as they may leave room for who comes anew.
pub const MANY_LEAVES: usize = 128;
/// Devices of one person in a group of [`MANY_LEAVES`].
pub const FEW_DEVICES: usize = 4;
// X-Wing: a ciphertext of a path secret, for each.
const _: () = assert!(MAX_LEAVES * 1_200 + (64 << 10) <= MAX_COMMIT);
/// Pins of a clinic's profile.
pub const MAX_PINS: usize = 16;
/// Addresses of a clinic's relay in its profile.
pub const MAX_URLS: usize = 8;
/// People in a clinic's list of revocations. Whoever brings one into a room puts it into each Welcome
/// from then on, beside the room's tree.
pub const MAX_REVOKED: usize = 10_000;
// 17 bytes each: a third of a Welcome at most.
const _: () = assert!(MAX_REVOKED * 17 * 3 <= MAX_INBOX_ITEM);
/// People in the policy of one group.
pub const MAX_MEMBERS: usize = 8_192;
/// Events in one answer to who missed them.
pub const MAX_SAID_AGAIN: usize = 1_000;
/// Longest text field (names, numbers, titles) in bytes.
pub const MAX_TEXT: usize = 512;
/// Days that the relay keeps a log entry, unless the tenant says otherwise.
pub const RETENTION_DAYS: u32 = 30;
