//! RFC 9457 problem documents. The code tells a client what to do; the sentence is for the
//! operator's eyes and never carries an identifier.

use serde::{Deserialize, Serialize};

use crate::{limits::MAX_BRANCHES, list::at_most};

/// Media type of a problem.
pub const PROBLEM_TYPE: &str = "application/problem+json";
const PREFIX: &str = "urn:kith:problem:";

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// Every problem that the relay answers with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The last part of the problem's `type`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status that goes with it.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The problem's `title`.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The body is not the CBOR that the endpoint takes.
    BadRequest = "bad-request", 400, "The body is not what this endpoint takes";
    /// A field is longer, or a list has more items, than allowed.
    OverLimit = "over-limit", 400, "A field or list is over its limit";
    /// No session, or one that has ended.
    Unauthenticated = "unauthenticated", 401, "A session is needed";
    /// The signature over the nonce, or the epoch proof, does not hold.
    BadProof = "bad-proof", 403, "The proof does not hold";
    /// This device was revoked by its clinic.
    Revoked = "revoked", 403, "This device was revoked";
    /// Nobody who invited this person holds them any more, and the clinic never did.
    Forgotten = "forgotten", 403, "Nobody holds this person's place any more";
    /// Not this device's to do.
    Forbidden = "forbidden", 403, "Not allowed";
    /// No such thing, or none that may be seen.
    NotFound = "not-found", 404, "Not found";
    /// Wrong method for this path.
    MethodNotAllowed = "method-not-allowed", 405, "Method not allowed";
    /// The invitation is unknown here, or its secret is not right.
    InvitationUnknown = "invitation-unknown", 404, "The invitation is not known here";
    /// Someone used it before.
    InvitationUsed = "invitation-used", 409, "The invitation was used before";
    /// It ran out.
    InvitationExpired = "invitation-expired", 410, "The invitation has expired";
    /// A newer one was issued in its place.
    InvitationReplaced = "invitation-replaced", 410, "A newer invitation replaces this one";
    /// It was taken back.
    InvitationRevoked = "invitation-revoked", 410, "The invitation was taken back";
    /// The same request id came with another body.
    IdempotencyMismatch = "idempotency-mismatch", 409, "This request id was used for another body";
    /// A group, person or device of this id exists.
    Exists = "exists", 409, "It exists already";
    /// The epoch has ended: catch up, then try again.
    StaleEpoch = "stale-epoch", 412, "The epoch has ended";
    /// The epoch has as many branches as it may have.
    TooManyBranches = "too-many-branches", 409, "The epoch has too many branches";
    /// The body is larger than any this relay reads.
    TooLarge = "too-large", 413, "The body is too large";
    /// Not CBOR by its content type.
    MediaType = "media-type", 415, "The body must be application/cbor";
    /// A quota of the tenant, group or device is used up.
    Quota = "quota", 429, "A quota is used up";
    /// Too many requests.
    RateLimited = "rate-limited", 429, "Too many requests";
    /// Something broke here; it was logged.
    Internal = "internal", 500, "The relay failed";
    /// The relay is going down or its disk is full: try again later.
    Unavailable = "unavailable", 503, "The relay cannot answer now";
}

impl Code {
    /// Reads a problem's `type`.
    pub fn from_type(kind: &str) -> Option<Self> {
        let code = kind.strip_prefix(PREFIX)?;
        Self::ALL.iter().copied().find(|c| c.as_str() == code)
    }
}

/// A problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:kith:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code's title.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// With `stale-epoch`: the epoch that the named parent began.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub epoch: Option<u64>,
    /// With `stale-epoch`: the commits that ended the epoch, in log order.
    #[serde(
        skip_serializing_if = "Vec::is_empty",
        default,
        deserialize_with = "at_most::<MAX_BRANCHES, _, _>"
    )]
    pub commits: Vec<u64>,
    /// With 429 and 503: milliseconds to wait.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after_ms: Option<u64>,
}

impl Problem {
    /// The document for a code, with nothing more.
    pub fn new(code: Code) -> Self {
        Self {
            kind: format!("{PREFIX}{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            epoch: None,
            commits: Vec::new(),
            retry_after_ms: None,
        }
    }

    /// The code, if this version knows it.
    pub fn code(&self) -> Option<Code> {
        Code::from_type(&self.kind)
    }
}
