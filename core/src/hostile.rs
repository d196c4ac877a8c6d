//! What a patched client of a member could do: commits and messages that no honest client
//! makes, submitted to the real relay with a member's real keys. Honest clients must refuse
//! them, and go on.
//!
//! Compiled only with the feature `hostile`, for the demo and the tests.

use std::sync::atomic::{AtomicBool, Ordering};

use kith_protocol::{
    api::{
        Done,
        groups::{Append, Appended, Commit, Committed, MarkRemoval, NewEntry},
    },
    ids::{PublicKey, RequestId},
    problem::Code,
};
use serde_bytes::ByteBuf;

use crate::{
    Client, DeliveryError, Error,
    circle::rights::Audience,
    content::{
        event::{ContentKind, Event},
        stamp::Stamp,
    },
    ids::{CircleId, GroupId, PersonId, random},
    mls::{Provider, group},
    store::{
        WriteTx, accounts,
        circles::{self, Room},
        healing, intents, participants, sealed,
    },
};

mod astray;
mod forge;
mod inspect;
mod measure;
mod names;
mod readers;
mod saboteur;
mod witness;

pub use inspect::RoomView;
pub use measure::CommitCost;
pub use readers::{Genuine, Readers};

pub use crate::store::circles::RoomState;

static GATE_IS_OFF: AtomicBool = AtomicBool::new(false);

/// From now on every client in this process takes any commit: the negative control of the
/// gate's tests.
pub fn switch_off_the_gate() {
    GATE_IS_OFF.store(true, Ordering::SeqCst);
}

pub(crate) fn gate_is_off() -> bool {
    GATE_IS_OFF.load(Ordering::SeqCst)
}

/// A commit against the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Adds a stranger's device, the policy unchanged.
    AddStranger,
    /// Adds a stranger with a next policy that the attacker signs.
    ForgePolicy,
    /// Puts these bytes in the policy's place: an older one, another room's, an altered one.
    SetPolicy(Vec<u8>),
    /// Made by the patient's own patched client: her signature on a version that does not grow
    /// out of the one before.
    ForkPolicy,
    /// Removes a member, the policy unchanged.
    RemoveMember(PersonId),
    /// Takes the device of this key package out, if it is in, and puts it back with that.
    PutBack(Vec<u8>),
    /// Adds a device in a member's name whose certificate the attacker signed.
    CertifyFor(PersonId),
    /// Adds a device of the attacker's own whose key package ends at this time, in seconds
    /// since 1970: whoever reads the commit later finds it over.
    AddExpiring(u64),
    /// The committer's leaf names another person.
    BecomeSomeoneElse,
    /// The committer's leaf gets another signature key.
    ChangeKey,
    /// The committer's leaf says that it can do less.
    ChangeCapabilities,
    /// Tells the relay another key than the epoch's own.
    FalseKey,
    /// A self-update marked as a removal: for the relay, inside the commit, or both.
    FalseMark {
        /// What the relay is told.
        told: bool,
        /// What stands in the commit.
        said: bool,
    },
    /// A self-update that says where its maker's chain of events goes on.
    Restart {
        /// The last counter that its maker still has.
        said: u64,
        /// The counter after which it goes on.
        from: u64,
    },
    /// A path that one member cannot follow.
    SplitPath(PersonId, Lie),
    /// A path that contradicts itself for everyone.
    BrokenHashes,
    /// A confirmation that holds for nobody.
    BrokenConfirmation,
    /// A pre-shared key that nobody has.
    UnknownSecret,
    /// A proposal by itself in a commit's place.
    Proposal,
    /// A commit of a proposal that nobody has seen.
    ByReference,
    /// A stranger joins from outside, with what the attacker handed over.
    External,
    /// These bytes in a commit's place.
    Bytes(Vec<u8>),
    /// An ordinary self-update; with [`Client::supersedes`] at the cost of an honest commit.
    Update,
}

/// What the one member finds in the path, where others find the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// A ciphertext that does not open.
    Garbled,
    /// Another secret.
    OtherSecret,
    /// A secret of one byte.
    Short,
    /// Nothing.
    Nothing,
}

/// A message against the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// An event with a counter and a digest of the attacker's choice.
    Event {
        /// Its kind.
        kind: u16,
        /// Its counter.
        counter: u64,
        /// Digest of the event before.
        previous: [u8; 16],
        /// The sender's stamp.
        sent_at: u64,
        /// Its content.
        content: Vec<u8>,
    },
    /// Anything at all, encrypted.
    Plain(Vec<u8>),
    /// Bytes that MLS never made.
    Bytes(Vec<u8>),
    /// An honest self-update, but not in a commit's place.
    Commit,
}

impl Client {
    /// The group of an audience, as the relay knows it.
    ///
    /// # Errors
    ///
    /// [`Error::NotAMember`] where there is no such room, and [`Error::Store`].
    pub async fn group_of(&self, circle: CircleId, audience: Audience) -> Result<GroupId, Error> {
        let db = &self.inner.db;
        db.read(move |tx| Ok(room_of(tx, &circle, audience)?.group))
            .await
    }

    /// What a damaged store does: the group's state of a room is gone.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn lose_state(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let provider = Provider::new(tx.connection());
                let mls = group::load(&provider, &room.group)?;
                Ok(provider.delete(mls)?)
            })
            .await
    }

    /// Says that this device lost its place in a room, whether or not it did.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn claim_lost(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                Ok(circles::set_state(tx, room.row, RoomState::Broken)?)
            })
            .await
    }

    /// Asks every device of a room for all that it ever said.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn ask_for_all(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let me = accounts::identity(tx, room.account)?.device_id();
                let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
                healing::begin_anew(tx, room.row)?;
                Ok(crate::receive::expect_missing(tx, room.row, &mls, &me)?)
            })
            .await
    }

    /// Submits the commit and forgets it here, so that the attacker goes on in the honest
    /// branch. Answers the commit's place in the log: the relay, which is blind, took it.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn attack(
        &self,
        circle: CircleId,
        audience: Audience,
        attack: Attack,
    ) -> Result<u64, Error> {
        let (room, request) = self.forges(circle, audience, attack).await?;
        self.submits(&room, &request).await
    }

    /// Builds the commit from what is known here, without asking the relay for news, and
    /// submits it so that it supersedes whatever ended the epoch meanwhile.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn supersedes(
        &self,
        circle: CircleId,
        audience: Audience,
        attack: Attack,
    ) -> Result<u64, Error> {
        let (room, mut request) = self.forges(circle, audience, attack).await?;
        match self.submits(&room, &request).await {
            Err(Error::Delivery(DeliveryError::Problem(problem)))
                if problem.code() == Some(Code::StaleEpoch) =>
            {
                request.supersedes = problem.commits;
                self.submits(&room, &request).await
            }
            done => done,
        }
    }

    async fn forges(
        &self,
        circle: CircleId,
        audience: Audience,
        attack: Attack,
    ) -> Result<(Room, Commit), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let forged = forge::forge(tx, &room, attack)?;
                sealed::remember(tx, room.row, &forged.body)?;
                let request = Commit {
                    id: RequestId(random()),
                    body: ByteBuf::from(forged.body),
                    parent: room.node,
                    removal: forged.removal,
                    next_key: forged.next_key,
                    welcomes: Vec::new(),
                    supersedes: circles::refused(tx, room.row)?,
                };
                Ok((room, request))
            })
            .await
    }

    async fn submits(&self, room: &Room, request: &Commit) -> Result<u64, Error> {
        let link = self.link(room.account).await?;
        link.prove(std::slice::from_ref(room)).await?;
        let path = format!("/v1/groups/{}/commits", room.group.to_hex());
        let Committed { seq, .. } = link.delivery.post(&path, request).await?;
        Ok(seq)
    }

    /// Appends a message against the rules. Answers its place in the log.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn says(
        &self,
        circle: CircleId,
        audience: Audience,
        saying: Saying,
    ) -> Result<u64, Error> {
        let (room, body) = self
            .inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let body = say(tx, &room, saying)?;
                Ok::<_, Error>((room, body))
            })
            .await?;
        let link = self.link(room.account).await?;
        link.prove(std::slice::from_ref(&room)).await?;
        let append = Append {
            node: room.node,
            entries: vec![NewEntry {
                id: RequestId(random()),
                body: ByteBuf::from(body),
            }],
        };
        let path = format!("/v1/groups/{}/entries", room.group.to_hex());
        let Appended { placed } = link.delivery.post(&path, &append).await?;
        Ok(placed.first().map_or(0, |placed| placed.seq))
    }

    /// Asks a person's devices, with letters that are rightly signed, for events from this counter
    /// on.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn asks_from(
        &self,
        circle: CircleId,
        audience: Audience,
        person: PersonId,
        first: u64,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let identity = accounts::identity(tx, room.account)?;
                let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
                for to in group::devices(&mls) {
                    if to.person == person {
                        crate::sync::ask_device(tx, &identity, &room, &to, (first, None), 1)?;
                    }
                }
                Ok(())
            })
            .await
    }

    /// Decides on a self-update, as honest clients do now and then. A patched one may do so as
    /// often as the relay lets it.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn renews_keys(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                Ok(intents::add_intent(tx, room.row, &intents::Change::Update)?)
            })
            .await
    }

    /// Marks the current epoch's commit as a removal, which it is not.
    ///
    /// # Errors
    /// As of any request.
    pub async fn marks_removal(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        let room = self
            .inner
            .db
            .read(move |tx| room_of(tx, &circle, audience))
            .await?;
        let link = self.link(room.account).await?;
        link.prove(std::slice::from_ref(&room)).await?;
        let path = format!("/v1/groups/{}/removals", room.group.to_hex());
        let mark = MarkRemoval { node: room.node };
        link.delivery.post::<_, Done>(&path, &mark).await?;
        Ok(())
    }

    /// A person's key, as a room knows it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn key_of(&self, circle: CircleId, person: PersonId) -> Result<PublicKey, Error> {
        self.inner
            .db
            .read(move |tx| {
                for room in circles::rooms_of_circle(tx, &circle)? {
                    let people = participants::all(tx, room.row)?;
                    if let Some(found) = people.iter().find(|p| p.person == person) {
                        return Ok(found.key);
                    }
                }
                Err(Error::NotFound)
            })
            .await
    }
}

fn room_of(
    db: &rusqlite::Connection,
    circle: &CircleId,
    audience: Audience,
) -> Result<Room, Error> {
    circles::rooms_of_circle(db, circle)?
        .into_iter()
        .find(|room| room.audience == audience)
        .ok_or(Error::NotAMember)
}

fn say(tx: &mut WriteTx<'_>, room: &Room, saying: Saying) -> Result<Vec<u8>, Error> {
    let plain = match saying {
        Saying::Bytes(bytes) => return Ok(bytes),
        Saying::Commit => {
            let body = forge::forge(tx, room, Attack::Update)?.body;
            sealed::remember(tx, room.row, &body)?;
            return Ok(body);
        }
        Saying::Plain(plain) => plain,
        Saying::Event {
            kind,
            counter,
            previous,
            sent_at,
            content,
        } => Event {
            kind: ContentKind(kind),
            counter,
            previous,
            said: Stamp(sent_at),
            content,
        }
        .encode(),
    };
    let identity = accounts::identity(tx, room.account)?;
    let provider = Provider::new(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let body = group::encrypt(&mut mls, &provider, &identity, &plain)?;
    sealed::remember(tx, room.row, &body)?;
    Ok(body)
}
