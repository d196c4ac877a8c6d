//! What someone may do in a circle or with a message, and why not: what screens offer is what the calls let through.

use kith_protocol::identity::Role;

use crate::{
    client::{Client, pairs},
    content::relation::reaction,
    error::Error,
    ids::{CircleId, PersonId, RoomId},
    rights::{
        WhyNot,
        table::{Action, INVITED, Right, right},
    },
    store::{
        circle::{
            circles::{self, Room},
            conversations,
        },
        rows::EventRow,
    },
    view::{self, Act, CircleRow, Standing},
};

/// What a screen offers to do in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Say something to a room.
    Write(RoomId),
    /// Talk with a person alone.
    TalkAlone(PersonId),
    /// Invite someone to be this.
    Invite(Role),
    /// Say yes or no to who answered an invitation; take one back.
    Decide,
    /// Remove a person, or go on without them.
    Remove(PersonId),
    /// Let its rooms go on in other groups.
    StartAnew,
}

impl Client {
    /// Why this person may not do something in a circle; nothing where they may.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn may(&self, circle: CircleId, deed: Deed) -> Result<Option<WhyNot>, Error> {
        let db = &self.inner.db;
        db.read(move |tx| -> Result<_, Error> {
            let circle = circles::get(tx, &circle)?;
            let patient = PersonId::of(&circle.patient);
            let room = match deed {
                Deed::Write(room) => circles::room(tx, &room)?,
                _ => None,
            };
            let room = room.filter(|room| room.circle == circle.id);
            let conversation = match &room {
                Some(room) => room.conversation,
                None => circle.id.into(),
            };
            let row = view::circle_row(tx, &conversations::get(tx, &conversation)?)?;
            let why = judge(&row, patient, deed, room.as_ref());
            match (why, deed) {
                (None, Deed::TalkAlone(person)) => match pairs::partner(tx, &circle, person) {
                    Ok(_) => Ok(None),
                    Err(Error::NotFound | Error::NotVouched) => Ok(Some(WhyNot::NotInRoom)),
                    Err(error) => Err(error),
                },
                (why, _) => Ok(why),
            }
        })
        .await
    }

    /// Why this person may not do something with a message; nothing where they may. A row says what they may
    /// ([`view::TimelineRow::may`]).
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn may_with(&self, row: EventRow, act: Act) -> Result<Option<WhyNot>, Error> {
        let db = &self.inner.db;
        db.read(move |tx| view::why_not(tx, row, act)).await
    }
}

/// The signs that are put to a message by one touch.
pub fn signs() -> Vec<String> {
    SIGNS.map(String::from).into()
}

/// The sign in what someone typed to put to a message: its first emoji.
pub fn find_sign(typed: &str) -> Option<String> {
    reaction::find_sign(typed).map(str::to_owned)
}

/// Yes, love, thank you, glad, sad.
const SIGNS: [&str; 5] = ["👍", "❤️", "🙏", "😊", "😢"];

/// Whom a patient can invite.
pub fn invited() -> Vec<Role> {
    INVITED.to_vec()
}

fn judge(circle: &CircleRow, patient: PersonId, deed: Deed, room: Option<&Room>) -> Option<WhyNot> {
    match circle.standing {
        Standing::Revoked => return Some(WhyNot::Revoked),
        Standing::Forgotten => return Some(WhyNot::Forgotten),
        Standing::Removed => return Some(WhyNot::NotInRoom),
        Standing::Member | Standing::Rejoining => {}
    }
    let action = match deed {
        Deed::Write(_) => {
            let writes = room.is_some_and(|room| circle.audiences.contains(&room.audience));
            return (!writes).then_some(WhyNot::NotInRoom);
        }
        Deed::TalkAlone(_) => Action::ReadPair,
        Deed::Invite(role) if role.is_staff() => Action::ApproveStaff,
        Deed::Invite(_) | Deed::Decide | Deed::Remove(_) | Deed::StartAnew => Action::ManageFamily,
    };
    if !circle.mine || right(Role::Patient, action) != Right::Yes {
        return Some(WhyNot::NotThePatient);
    }
    match deed {
        Deed::Invite(role) if !INVITED.contains(&role) => Some(WhyNot::NotInvited),
        Deed::Remove(person) | Deed::TalkAlone(person) if person == patient => {
            Some(WhyNot::Oneself)
        }
        _ => None,
    }
}
