//! The patient and one person, in a room of their own.

use super::{
    Client, Times,
    people::{NewRoom, as_patient, create_room},
};
use crate::{
    circle::{policy::Member, room_id, successor::Reason},
    crash,
    error::Error,
    ids::{AccountId, CircleId, ConversationId, PersonId, RoomId},
    mls::{MlsError, Provider, group},
    receive::{give_back, is_revoked},
    rights::table::{Action, Audience},
    store::{
        Change, ReadTx, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Circle},
            conversations::{self, Partner},
            participants,
        },
        outgoing::intents,
        rows::RoomRow,
    },
};

impl Client {
    /// The conversation of this patient and one person of her circle. Nobody else is told of it, nor can it
    /// become for more than the two. Its room is made the first time. Works offline.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where this person is not the patient, [`Error::Oneself`] for herself,
    /// [`Error::NotFound`] where nobody of this id is in the circle, [`Error::NotVouched`] where the clinic
    /// does not vouch for them any more.
    pub async fn talk_alone(
        &self,
        circle: CircleId,
        person: PersonId,
    ) -> Result<ConversationId, Error> {
        let times = self.times();
        let (account, conversation) = self
            .inner
            .db
            .write(move |tx| open(tx, &circle, person, &times))
            .await?;
        crash::point("pair.decided");
        self.ring(account);
        Ok(conversation)
    }
}

fn open(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    person: PersonId,
    times: &Times,
) -> Result<(AccountId, ConversationId), Error> {
    let circle = as_patient(tx, circle, Action::ReadPair)?;
    let member = partner(tx, &circle, person)?;
    let now = times.at(tx, circle.account)?;
    let id = room_id::pair(&circle.id, &person);
    let room = match circles::room(tx, &id)? {
        Some(room) => room.row,
        None => make(tx, &circle, id, &member, now)?,
    };
    let key = member.key;
    let is_in = participants::is_in(tx, room, &key)? && !intents::goers(tx, room)?.contains(&key);
    if !is_in && intents::additions(tx, room, &key)?.is_empty() {
        let comes = Member {
            since: now,
            ..member
        };
        intents::add_intent(tx, room, &intents::Change::Add(Box::new(comes)))?;
        lift(tx, &circle, &id)?;
        let here = circles::room_by_row(tx, room)?;
        give_back(tx, &here)?;
        tx.changed(Change::Circle(circle.id));
    }
    Ok((circle.account, ConversationId(id.0)))
}

/// Whoever was let into the circle anew takes no policy of it that is older than the link by which they came:
/// a room that was made before goes on in another group then, with a version above all.
fn lift(tx: &WriteTx<'_>, circle: &Circle, id: &RoomId) -> Result<(), Error> {
    let all = circles::room(tx, &room_id::shared(&circle.id, Audience::Circle))?;
    let Some((room, all)) = circles::room(tx, id)?.zip(all) else {
        return Ok(());
    };
    if room.policy_version < all.policy_version && intents::anew(tx, room.row)?.is_empty() {
        let anew = intents::Anew {
            reason: Reason::Asked,
            without: None,
        };
        intents::add_intent(tx, room.row, &intents::Change::Anew(anew))?;
    }
    Ok(())
}

/// With whom the patient may talk alone.
///
/// # Errors
/// As [`Client::talk_alone`].
pub(crate) fn partner(db: &ReadTx<'_>, circle: &Circle, person: PersonId) -> Result<Member, Error> {
    if person == PersonId::of(&circle.patient) {
        return Err(Error::Oneself);
    }
    let member = member_of(db, circle, person)?.ok_or(Error::NotFound)?;
    if member.role.is_staff() && is_revoked(db, circle.account, &person)? {
        return Err(Error::NotVouched);
    }
    Ok(member)
}

/// Who somebody is in a circle, as the patient has signed it.
fn member_of(db: &ReadTx<'_>, circle: &Circle, person: PersonId) -> Result<Option<Member>, Error> {
    let provider = Provider::new(db.connection());
    for room in circles::shared_rooms(db, &circle.id)? {
        let mls = match group::load(&provider, &room.group) {
            Err(MlsError::NoGroup) => continue,
            mls => mls?,
        };
        let policy = group::policy(&mls)?;
        let goes = intents::goers(db, room.row)?;
        let mut members = policy.policy.members.iter();
        let found = members.find(|member| {
            PersonId::of(&member.key) == person
                && policy.member(&member.key).is_some()
                && !goes.contains(&member.key)
        });
        if let Some(found) = found {
            return Ok(Some(found.clone()));
        }
    }
    Ok(None)
}

fn make(
    tx: &mut WriteTx<'_>,
    circle: &Circle,
    id: RoomId,
    with: &Member,
    now: u64,
) -> Result<RoomRow, Error> {
    let account = accounts::get(tx, circle.account)?;
    let identity = accounts::identity(tx, circle.account)?;
    let partner = Partner {
        person: PersonId::of(&with.key),
        key: with.key,
        name: with.name.clone(),
    };
    let conversation = ConversationId(id.0);
    let conversation = conversations::ensure(tx, circle.row, &conversation, Some(&partner))?;
    let all = circles::room(tx, &room_id::shared(&circle.id, Audience::Circle))?;
    let room = NewRoom {
        id,
        audience: Audience::Pair,
        circle: circle.id,
        title: circle.title.clone(),
        // No invitation asks for more, and who comes knows how often the circle has changed.
        version: all.map_or(1, |room| room.policy_version),
        rows: (circle.row, conversation),
    };
    create_room(tx, &account, &identity, room, now)
}
