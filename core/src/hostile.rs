//! What a patched client of a member could do: commits and messages that no honest client
//! makes, submitted to the real relay with a member's real keys. Honest clients must refuse
//! them, and go on.
//!
//! Compiled only with the feature `hostile`, for the demo and the tests.

use kith_protocol::{
    api::{
        endpoint,
        groups::{Append, Appended, Commit, Committed, NewEntry},
    },
    ids::{PublicKey, RequestId},
    problem::Code,
};
use serde_bytes::ByteBuf;

use crate::{
    Client, DeliveryError, Error,
    circle::room_id::shared,
    content::{
        event::{ContentKind, Event},
        stamp::Stamp,
        stand::Stand,
    },
    ids::{AccountId, CircleId, GroupId, PersonId, RoomId, random},
    mls::{Provider, group},
    rights::table::Audience,
    store::{
        WriteTx,
        account::accounts,
        circle::{
            circles::{self, Room},
            participants, refusals,
        },
        healing::{missing, stand},
        outgoing::sealed,
    },
};

mod astray;
mod attack;
mod census;
mod consents;
mod crowd;
mod derived;
mod forge;
mod forged;
mod genuine;
mod groups;
mod in_memory;
mod inspect;
mod keys;
mod leading;
mod letters;
mod measure;
mod names;
mod outside;
mod readers;
mod restarts;
mod rooms;
mod saboteur;
mod told;
pub mod wire;
mod witness;

pub use crate::{mls::gate::switch_off_the_gate, store::circle::circles::RoomState};
pub use astray::Beside;
pub use attack::{Attack, Lie, Saying};
pub use census::{Standing, envelope};
pub use crowd::Crowd;
pub use derived::Heard;
pub use genuine::Genuine;
pub use inspect::RoomView;
pub use leading::{LedOn, NewLog};
pub use letters::{FalseKey, SaidAgain};
pub use measure::CommitCost;
pub use readers::Readers;

use self::rooms::room_of;

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

    /// Whoever watches is told of a change that is of no circle: what is kept of circles stays as it is.
    pub fn stirs(&self) {
        self.inner.db.tell(crate::store::Change::Joining);
    }

    /// The group of a room, as the relay knows it.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room, and [`Error::Store`].
    pub async fn group_of_room(&self, room: RoomId) -> Result<GroupId, Error> {
        let db = &self.inner.db;
        db.read(move |tx| Ok(circles::room(tx, &room)?.ok_or(Error::NotAMember)?.group))
            .await
    }

    /// Makes a circle under the id of someone else's.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn start_circle_as(
        &self,
        account: AccountId,
        title: &str,
        id: CircleId,
    ) -> Result<CircleId, Error> {
        self.make_circle_as(id, account, title.to_owned(), false)
            .await
    }

    /// What a damaged store does: the group's state of a room is gone.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn lose_state(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.lose_state_of(shared(&circle, audience)).await
    }

    /// The same of any room.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn lose_state_of(&self, room: RoomId) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = circles::room(tx, &room)?.ok_or(Error::NotAMember)?;
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
                missing::begin_anew(tx, room.row)?;
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
        self.attack_in(shared(&circle, audience), attack).await
    }

    /// The same in any room.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn attack_in(&self, room: RoomId, attack: Attack) -> Result<u64, Error> {
        let (room, request) = self.forges_in(room, attack).await?;
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
        let (room, request) = self.forges(circle, audience, attack).await?;
        self.submits_beside(&room, request).await
    }

    async fn submits_beside(&self, room: &Room, mut request: Commit) -> Result<u64, Error> {
        match self.submits(room, &request).await {
            Err(Error::Delivery(DeliveryError::Problem(problem)))
                if problem.code() == Some(Code::StaleEpoch) =>
            {
                request.supersedes = problem.commits;
                self.submits(room, &request).await
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
        self.forges_in(shared(&circle, audience), attack).await
    }

    async fn forges_in(&self, room: RoomId, attack: Attack) -> Result<(Room, Commit), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = circles::room(tx, &room)?.ok_or(Error::NotAMember)?;
                let forged = forge::forge(tx, &room, attack)?;
                sealed::remember(tx, room.row, &forged.body)?;
                let request = Commit {
                    id: RequestId(random()),
                    proof: forged::proof(tx, &room, &forged.next, &forged.body)?,
                    next_key: forged.next.public(),
                    body: ByteBuf::from(forged.body),
                    parent: room.node,
                    removal: forged.removal,
                    welcomes: Vec::new(),
                    supersedes: refusals::all(tx, room.row)?,
                };
                Ok((room, request))
            })
            .await
    }

    async fn submits(&self, room: &Room, request: &Commit) -> Result<u64, Error> {
        let link = self.link(room.account).await?;
        link.prove(std::slice::from_ref(room)).await?;
        let asked = endpoint::COMMIT.of_with(&room.group, request);
        let Committed { seq, .. } = link.delivery.send(&asked).await?;
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
        let asked = endpoint::APPEND.of_with(&room.group, &append);
        let Appended { placed } = link.delivery.send(&asked).await?;
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
            stand,
            kind,
            counter,
            previous,
            sent_at,
            content,
        } => {
            let event = Event {
                kind: ContentKind(kind),
                counter,
                previous,
                said: Stamp(sent_at),
                content,
            };
            let stand = stand.or(stand::get(tx, room)?.seen.stand());
            Stand::before(stand, &event.encode())
        }
    };
    let identity = accounts::identity(tx, room.account)?;
    let provider = Provider::new(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let body = group::encrypt(&mut mls, &provider, &identity, &plain)?;
    sealed::remember(tx, room.row, &body)?;
    Ok(body)
}
