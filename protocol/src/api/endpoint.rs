//! The requests that a relay serves, each once: method, path, body and answer. A client asks with
//! them, the relay's router serves them, and the table of the protocol's page is held to them.

use std::{fmt, marker::PhantomData};

use serde::Serialize;

use super::{Capabilities, Done, groups, inbox, people, session, sync};
use crate::{
    cbor,
    ids::{DeviceId, GroupId, InvitationId, PersonId},
};

/// What is done with a path (RFC 9110).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Asks for what is there.
    Get,
    /// Hands something in.
    Post,
    /// Makes something so.
    Put,
    /// Ends something.
    Delete,
}

impl Method {
    /// As it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Method and path; an id in the path stands as `{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// What is done.
    pub method: Method,
    /// With what.
    pub path: &'static str,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.path)
    }
}

/// The request has no body.
#[derive(Clone, Copy, Debug)]
pub struct NoBody;

/// Nothing of the path is the client's.
#[derive(Clone, Copy, Debug)]
pub struct Fixed;

/// An id that stands in a path, in lower-case hexadecimal.
pub trait InPath {
    /// As it stands there.
    fn in_path(&self) -> String;
}

macro_rules! in_path {
    ($($id:ident),*) => {$(
        impl InPath for $id {
            fn in_path(&self) -> String {
                self.to_hex()
            }
        }
    )*};
}
in_path!(DeviceId, GroupId, InvitationId, PersonId);

/// One kind of request: `P` stands in its path, `Q` is its body, `A` its answer.
pub struct Endpoint<P, Q, A> {
    /// Where it is served.
    pub route: Route,
    types: PhantomData<fn(P, Q) -> A>,
}

/// One request, of which the answer's type is known.
pub struct Request<A> {
    /// Its kind.
    pub route: Route,
    /// The path with the ids in it.
    pub path: String,
    /// In deterministic CBOR.
    pub body: Option<Vec<u8>>,
    answer: PhantomData<fn() -> A>,
}

impl<P, Q, A> Endpoint<P, Q, A> {
    const fn new(method: Method, path: &'static str) -> Self {
        Self {
            route: Route { method, path },
            types: PhantomData,
        }
    }

    fn request(&self, path: String, body: Option<Vec<u8>>) -> Request<A> {
        Request {
            route: self.route,
            path,
            body,
            answer: PhantomData,
        }
    }
}

impl<Q: Serialize, A> Endpoint<Fixed, Q, A> {
    /// With this body.
    pub fn with(&self, body: &Q) -> Request<A> {
        self.request(self.route.path.to_owned(), Some(cbor::encode(body)))
    }
}

impl<A> Endpoint<Fixed, NoBody, A> {
    /// As it is.
    pub fn bare(&self) -> Request<A> {
        self.request(self.route.path.to_owned(), None)
    }
}

impl<P: InPath, Q: Serialize, A> Endpoint<P, Q, A> {
    /// Of this, with this body.
    pub fn of_with(&self, id: &P, body: &Q) -> Request<A> {
        self.request(self.path_of(id), Some(cbor::encode(body)))
    }
}

impl<P: InPath, A> Endpoint<P, NoBody, A> {
    /// Of this.
    pub fn of(&self, id: &P) -> Request<A> {
        self.request(self.path_of(id), None)
    }
}

impl<P: InPath, Q, A> Endpoint<P, Q, A> {
    fn path_of(&self, id: &P) -> String {
        let parts = self.route.path.split('/').map(|part| {
            if part.starts_with('{') {
                id.in_path()
            } else {
                part.to_owned()
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }
}

/// What the relay can do, as JSON. No session.
pub const CAPABILITIES: Endpoint<Fixed, NoBody, Capabilities> =
    Endpoint::new(Method::Get, "/.well-known/kith");
/// A text stream of hints.
pub const EVENTS: &str = "/v1/events";

macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident: $method:ident $path:literal, $of:ty, $body:ty => $answer:ty;)*) => {
        $(
            $(#[$doc])*
            pub const $name: Endpoint<$of, $body, $answer> = Endpoint::new(Method::$method, $path);
        )*

        /// Every request whose body and answer are CBOR.
        pub const ALL: &[Route] = &[$($name.route),*];
    };
}

endpoints! {
    /// A nonce to sign in with. No session.
    NONCE: Post "/v1/nonces", Fixed, session::NonceRequest => session::Nonce;
    /// Signs in. No session.
    SESSION: Post "/v1/sessions", Fixed, session::SessionRequest => session::Session;
    /// Proves epochs to the session.
    PROVE: Post "/v1/proofs", Fixed, session::Proofs => session::ProofResults;
    /// Makes a person and a device known. No session.
    ENROL: Post "/v1/enrolments", Fixed, people::Enrolment => people::Enrolled;
    /// The clinic's documents.
    CLINIC: Get "/v1/clinic", Fixed, NoBody => people::Clinic;
    /// Brings a relay that was put back the newer documents.
    RETURN_CLINIC: Post "/v1/clinic", Fixed, people::Clinic => people::Clinic;
    /// Someone's devices.
    DEVICES: Get "/v1/people/{person}/devices", PersonId, NoBody => people::Devices;
    /// Tells of an invitation, for a guest to enrol with.
    INVITE: Post "/v1/invitations", Fixed, people::GuestInvitation => Done;
    /// Takes it back.
    WITHDRAW: Delete "/v1/invitations/{id}", InvitationId, NoBody => Done;
    /// Lets a guest's enrolment end.
    LET_GO: Delete "/v1/guests/{person}", PersonId, NoBody => Done;
    /// Holds it.
    HOLD: Put "/v1/guests/{person}", PersonId, NoBody => Done;
    /// Publishes key packages.
    PUBLISH: Post "/v1/key-packages", Fixed, people::KeyPackages => Done;
    /// Claims one of each device of someone.
    CLAIM: Post "/v1/key-packages/claim", Fixed, people::Claim => people::Claimed;
    /// Where keys of epochs stand in logs.
    FIND_NODES: Post "/v1/nodes", Fixed, groups::FindNodes => groups::FoundNodes;
    /// Makes a group's log.
    CREATE_GROUP: Post "/v1/groups", Fixed, groups::NewGroup => Done;
    /// Appends messages.
    APPEND: Post "/v1/groups/{group}/entries", GroupId, groups::Append => groups::Appended;
    /// Appends a commit.
    COMMIT: Post "/v1/groups/{group}/commits", GroupId, groups::Commit => groups::Committed;
    /// Says that a commit removed someone.
    MARK_REMOVAL: Post "/v1/groups/{group}/removals", GroupId, groups::MarkRemoval => Done;
    /// Puts something into a device's inbox.
    DEPOSIT: Post "/v1/inbox/{device}", DeviceId, inbox::Deposit => Done;
    /// What is new in logs and in the inbox.
    SYNC: Post "/v1/sync", Fixed, sync::SyncRequest => sync::SyncAnswer;
    /// What was taken in, and need not be kept for this device.
    ACK: Post "/v1/acks", Fixed, sync::Ack => Done;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_where_its_name_does() {
        let request = APPEND.of_with(
            &GroupId([0xab; 16]),
            &groups::Append {
                node: 0,
                entries: Vec::new(),
            },
        );
        let id = "ab".repeat(16);
        assert_eq!(request.path, format!("/v1/groups/{id}/entries"));
        assert_eq!(request.route.to_string(), "POST /v1/groups/{group}/entries");
        assert!(request.body.is_some());
        assert!(HOLD.of(&PersonId([1; 16])).body.is_none());
    }

    #[test]
    fn no_request_is_served_twice() {
        for (index, route) in ALL.iter().enumerate() {
            assert!(!ALL[..index].contains(route), "{route}");
        }
    }
}
