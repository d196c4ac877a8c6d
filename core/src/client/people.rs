//! The patient's circle: making it, who is in it, removing.

use kith_protocol::{api::groups::NewGroup, cbor, identity::Role, names, signed::Signed};

use super::Client;
use crate::{
    circle::{
        group_id::group_salt,
        policy::{Member, Policy, PolicyExtension, VerifiedPolicy, no_previous},
        room_id,
        successor::Reason,
    },
    crash,
    error::Error,
    ids::{AccountId, CircleId, ConversationId, GroupId, PersonId, PublicKey, RoomId, random},
    mls::{EpochKey, Provider, crypto, group},
    people::identity::Identity,
    rights::table::{Action, Audience, Right, right},
    store::{
        Change, StoreError, WriteTx,
        account::accounts::{self, Account},
        circle::{
            circles::{self, Beginning, Circle, Room, RoomState},
            conversations, participants,
        },
        outgoing::{
            errands::{self, ErrandKind},
            intents,
        },
        rows::{CircleRow, ConversationRow, RoomRow},
    },
    view::{self, PersonRow},
};

impl Client {
    /// Makes this person's circle: one MLS group for each audience, this device the only
    /// member. Works offline.
    ///
    /// # Errors
    /// [`Error::Name`] for a bad title.
    pub async fn create_circle(&self, account: AccountId, title: &str) -> Result<CircleId, Error> {
        self.make_circle(account, names::typed(title)?, false).await
    }

    /// This person's own circle at a clinic: the one that there is, whatever it is called; else it
    /// is made. Works offline.
    ///
    /// # Errors
    /// [`Error::Name`] for a bad title.
    pub async fn start_circle(&self, account: AccountId, title: &str) -> Result<CircleId, Error> {
        self.make_circle(account, names::typed(title)?, true).await
    }

    pub(crate) async fn make_circle(
        &self,
        account: AccountId,
        title: String,
        once: bool,
    ) -> Result<CircleId, Error> {
        let fresh = CircleId(random());
        self.make_circle_as(fresh, account, title, once).await
    }

    /// As [`Self::make_circle`], a new one under this id.
    pub(crate) async fn make_circle_as(
        &self,
        id: CircleId,
        account: AccountId,
        title: String,
        once: bool,
    ) -> Result<CircleId, Error> {
        let times = self.times();
        let id = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let known = accounts::get(tx, account)?;
                let identity = accounts::identity(tx, account)?;
                let me = identity.person_key();
                if once
                    && let Some(own) = circles::all(tx)?
                        .into_iter()
                        .find(|circle| circle.account == account && circle.patient == me)
                {
                    return Ok(own.id);
                }
                let now = times.at(tx, account)?;
                let row = circles::ensure(tx, account, &id, &me, &title, now)?;
                let conversation = conversations::ensure(tx, row, &id.into(), None)?;
                for audience in Audience::SHARED {
                    let room = NewRoom {
                        id: room_id::shared(&id, audience),
                        audience,
                        circle: id,
                        title: title.clone(),
                        version: 1,
                        rows: (row, conversation),
                    };
                    create_room(tx, &known, &identity, room, now)?;
                }
                tx.changed(Change::Circle(id));
                Ok(id)
            })
            .await?;
        crash::point("circle.created");
        self.ring(account);
        Ok(id)
    }

    /// Removes a person from every room of the circle. Works offline.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where this person is not the patient, [`Error::Oneself`] where she
    /// would remove herself, [`Error::NotFound`] where nobody of this id is in the circle.
    pub async fn remove(&self, circle: CircleId, person: PersonId) -> Result<(), Error> {
        let account = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let circle = as_patient(tx, &circle, Action::ManageFamily)?;
                take_out(tx, &circle, person)?;
                Ok(circle.account)
            })
            .await?;
        crash::point("remove.decided");
        self.ring(account);
        Ok(())
    }

    /// Lets the rooms of a circle in which a person is go on without them, and does not tell them: to
    /// them the rooms fall still. Staff are told. Works offline.
    ///
    /// # Errors
    /// As [`Self::remove`].
    pub async fn go_on_without(&self, circle: CircleId, person: PersonId) -> Result<(), Error> {
        self.goes_on_anew(circle, move |tx, circle| {
            for (room, key) in rooms_to_leave(tx, circle, person)? {
                intents::add_intent(tx, room.row, &anew(Reason::Quiet, Some(key)))?;
            }
            Ok(())
        })
        .await
    }

    /// Lets every room of a circle go on in another group, with the same people: for when one cannot
    /// be written in any more, or the patient does not trust it. Works offline.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where this person is not the patient.
    pub async fn start_anew(&self, circle: CircleId) -> Result<(), Error> {
        self.goes_on_anew(circle, |tx, circle| {
            for room in circles::rooms_of_circle(tx, &circle.id)? {
                intents::add_intent(tx, room.row, &anew(Reason::Asked, None))?;
            }
            Ok(())
        })
        .await
    }

    /// The patient decides that rooms of a circle go on in other groups.
    async fn goes_on_anew(
        &self,
        circle: CircleId,
        decide: impl FnOnce(&mut WriteTx<'_>, &Circle) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let account = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let circle = as_patient(tx, &circle, Action::ManageFamily)?;
                decide(tx, &circle)?;
                tx.changed(Change::Circle(circle.id));
                Ok(circle.account)
            })
            .await?;
        crash::point("anew.decided");
        self.ring(account);
        Ok(())
    }

    /// Renews this device's keys in every room of a circle (post-compromise security): whoever
    /// copied them before learns nothing that is said afterwards. Works offline.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew_keys(&self, circle: CircleId) -> Result<(), Error> {
        let account = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                for room in circles::rooms_of_circle(tx, &circle)? {
                    intents::add_intent(tx, room.row, &intents::Change::Update)?;
                }
                Ok(circles::get(tx, &circle)?.account)
            })
            .await?;
        self.ring(account);
        Ok(())
    }

    /// Who is in a conversation now; in a circle's own that is who is in the circle.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn people(
        &self,
        conversation: impl Into<ConversationId>,
    ) -> Result<Vec<PersonRow>, Error> {
        let conversation = conversation.into();
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                view::members(tx, &conversations::get(tx, &conversation)?)
            })
            .await
    }

    /// Who reads what is said to a room, oneself among them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn readers(&self, room: RoomId) -> Result<Vec<PersonRow>, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let room = circles::room(tx, &room)?.ok_or(StoreError::NotFound)?;
                let mut people = view::members(tx, &conversations::get(tx, &room.conversation)?)?;
                people.retain(|person| person.reads.contains(&room.audience));
                Ok(people)
            })
            .await
    }
}

/// A room that is about to be made.
pub(super) struct NewRoom {
    pub(super) id: RoomId,
    pub(super) audience: Audience,
    pub(super) circle: CircleId,
    pub(super) title: String,
    /// Of its first policy.
    pub(super) version: u64,
    /// The rows of its circle and its conversation.
    pub(super) rows: (CircleRow, ConversationRow),
}

/// Makes a room with its MLS group, this device the only member. Answers its row.
pub(super) fn create_room(
    tx: &mut WriteTx<'_>,
    account: &Account,
    identity: &Identity,
    new: NewRoom,
    now: u64,
) -> Result<RoomRow, Error> {
    let salt = group_salt(&identity.person, new.id, 0);
    let id = GroupId::of(&identity.person_key(), &salt);
    let policy = Policy {
        room: new.id,
        salt,
        group: id,
        circle: new.circle,
        clinic: account.clinic,
        title: new.title,
        members: vec![Member {
            key: identity.person_key(),
            role: Role::Patient,
            name: account.name.clone(),
            salt: None,
            since: now,
            consent: None,
            attestation: account
                .attested_as(Role::Patient)
                .map(|attested| attested.chain.clone()),
            relationship: String::new(),
        }],
        patient: identity.person_key(),
        audience: new.audience,
        version: new.version,
        previous: no_previous(),
        generation: 0,
    };
    let extension = PolicyExtension {
        out: Vec::new(),
        policy: Signed::new(&policy, &identity.person),
        revocations: None,
    };
    let provider = Provider::new(tx.connection());
    let mls = group::create(&provider, identity, &id, cbor::encode(&extension))?;
    let epoch_key = EpochKey::current(&mls, crypto())?.public();
    let verified = VerifiedPolicy::verify(extension, &identity.person_key())
        .map_err(|_| Error::Store(StoreError::Unreadable))?;
    let begin = Beginning { node: 0, epoch: 0 };
    let room = circles::put_room(tx, new.rows, &verified, begin)?;
    participants::set(tx, room, &verified, now)?;
    crate::receive::keep_first_epoch(tx, room, &mls, 0, now)?;
    let body = NewGroup::of(identity.person_key(), salt, epoch_key);
    errands::add(
        tx,
        account.id,
        ErrandKind::CreateGroup,
        &cbor::encode(&body),
    )?;
    Ok(room)
}

/// Decides that a person leaves every room of a circle.
pub(super) fn take_out(
    tx: &mut WriteTx<'_>,
    circle: &Circle,
    person: PersonId,
) -> Result<(), Error> {
    for (room, key) in rooms_to_leave(tx, circle, person)? {
        intents::add_intent(tx, room.row, &intents::Change::Remove(key))?;
        // No commit of this device can take anyone out of a group that it cannot follow.
        if room.state == RoomState::Broken {
            intents::add_intent(tx, room.row, &anew(Reason::Lost, None))?;
        }
    }
    tx.changed(Change::Circle(circle.id));
    Ok(())
}

/// The rooms of a circle that somebody is to leave, with their person key. Nobody is let in by what was
/// decided before: who had yet to come over into the group in which a room goes on does not.
fn rooms_to_leave(
    tx: &WriteTx<'_>,
    circle: &Circle,
    person: PersonId,
) -> Result<Vec<(Room, PublicKey)>, Error> {
    if person == PersonId::of(&circle.patient) {
        return Err(Error::Oneself);
    }
    let rooms = rooms_with(tx, circle, person)?;
    let Some((_, key)) = rooms.first() else {
        return Err(Error::NotFound);
    };
    for room in circles::rooms_of_circle(tx, &circle.id)? {
        for addition in intents::additions(tx, room.row, key)? {
            intents::finish_intent(tx, addition)?;
        }
    }
    Ok(rooms)
}

fn anew(reason: Reason, without: Option<PublicKey>) -> intents::Change {
    intents::Change::Anew(intents::Anew { reason, without })
}

/// The rooms of a circle in which a person is, with their person key.
fn rooms_with(
    tx: &WriteTx<'_>,
    circle: &Circle,
    person: PersonId,
) -> Result<Vec<(Room, PublicKey)>, Error> {
    let mut found = Vec::new();
    for room in circles::rooms_of_circle(tx, &circle.id)? {
        let member = participants::all(tx, room.row)?
            .into_iter()
            .find(|p| p.person == person && p.until.is_none());
        found.extend(member.map(|member| (room, member.key)));
    }
    Ok(found)
}

/// The circle, if this person runs it and the table of rights gives a patient the action.
pub(super) fn as_patient(
    tx: &WriteTx<'_>,
    circle: &CircleId,
    action: Action,
) -> Result<Circle, Error> {
    let circle = circles::get(tx, circle)?;
    let me = accounts::me(tx, circle.account)?.person;
    if me == circle.patient && right(Role::Patient, action) == Right::Yes {
        Ok(circle)
    } else {
        Err(Error::NotAllowed)
    }
}
