//! The list of conversations: clinics, circles, and the circles that someone waits to be let into.

use kith_protocol::{identity::Role, names};
use rusqlite::Connection;

use super::{TimelineRow, doubts::Doubts};
use crate::{
    error::Error,
    ids::{AccountId, CircleId, Digest32, InvitationId, PersonId},
    rights::table::Audience,
    store::{
        StoreError,
        account::{
            accounts::{self, Account, Ended},
            enrolments,
        },
        circle::{
            circles::{self, Circle, RoomState},
            invitations::{self, InvitationState, JoiningState},
        },
        outgoing::outbox,
        timeline::{
            drafts::{self, Draft},
            messages, read_marks,
        },
    },
    sync::{Reach, login_page},
};

/// Everything that the first screen shows, as it was at one moment.
#[derive(Clone)]
pub struct Inbox {
    /// Where this person is enrolled, oldest first.
    pub clinics: Vec<ClinicRow>,
    /// The circles that they are or were in: who heard something last comes first.
    pub circles: Vec<CircleRow>,
    /// The circles that this person was invited to and is not in.
    pub joining: Vec<JoiningRow>,
    /// Milliseconds since 1970 (UTC): everything that the relays had then is here, of the circles
    /// that something can still come to. `None` where nothing ever came.
    pub as_of: Option<u64>,
}

/// A clinic: what it says of itself, and how this person stands to it.
#[derive(Clone)]
pub struct ClinicRow {
    /// The enrolment.
    pub account: AccountId,
    /// The clinic's name.
    pub name: String,
    /// The number to call in an emergency.
    pub emergency: String,
    /// The clinic's own telephone.
    pub telephone: String,
    /// Opening hours in the clinic's words.
    pub hours: String,
    /// From when all this is, milliseconds since 1970 (UTC), where that is too long ago to go by though its
    /// relay has answered since: until the clinic is heard again nobody is let in as its staff.
    pub old_since: Option<u64>,
    /// What this person is called there.
    pub my_name: String,
    /// Who this person is there: a digest of their key, to be read out and compared.
    pub me: PersonId,
    /// Whether this person may make a circle of their own there: a patient without one.
    pub may_start: bool,
    /// Whether its relay can be reached.
    pub reach: Reach,
    /// What to open in a browser where a network wants a login first ([`Reach::Intercepted`]): it
    /// answers there in the relay's place.
    pub login_page: String,
}

/// Whether this person can write in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Member,
    /// Not any more; what is here can be read.
    Removed,
    /// Not any more: the clinic has revoked this device. What is here can be read.
    Revoked,
    /// Not any more: nobody who invited this person holds them. What is here can be read.
    Forgotten,
    /// This device waits to be added again; what is written waits too.
    Rejoining,
}

/// A circle in the list of conversations.
#[derive(Clone)]
pub struct CircleRow {
    /// The circle.
    pub id: CircleId,
    /// The enrolment that it belongs to.
    pub account: AccountId,
    /// What it is called.
    pub title: String,
    /// Whether this person is the patient of it.
    pub mine: bool,
    /// Whether this person can write there.
    pub standing: Standing,
    /// Whom this person can write to there.
    pub audiences: Vec<Audience>,
    /// The newest message; without its words where it is for the clinic only.
    pub last: Option<TimelineRow>,
    /// Others' messages that were not seen, at most [`read_marks::MOST_UNREAD`].
    pub unread: u32,
    /// The newest of them: what there is to tell of, whatever this person said since;
    /// without its words where it is for the clinic only.
    pub news: Option<TimelineRow>,
    /// Whether the gate refused something that was not seen.
    pub alarm: bool,
    /// Own messages that wait for the relay.
    pub waiting: u32,
    /// People who consented and wait for this person's yes.
    pub to_approve: u32,
    /// Words that were begun and not sent.
    pub draft: Option<Draft>,
    /// Milliseconds since 1970 (UTC): everything that the relay had then is here.
    pub as_of: Option<u64>,
}

/// How it stands with a circle that this person was invited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningStanding {
    /// The patient has yet to say yes.
    Waiting,
    /// The patient said no. Only a new invitation leads further.
    Declined,
    /// The clinic has revoked this device: the patient's yes would not reach it.
    Revoked,
    /// Nor would it where nobody who invited this person holds them any more.
    Forgotten,
}

/// A circle that this person was invited to and is not in. Its name is not known before.
#[derive(Clone)]
pub struct JoiningRow {
    /// The invitation.
    pub invitation: InvitationId,
    /// The circle.
    pub circle: CircleId,
    /// The enrolment that it belongs to.
    pub account: AccountId,
    /// The patient, who has yet to say yes: their number can be compared before.
    pub patient: PersonId,
    /// How it stands.
    pub standing: JoiningStanding,
}

/// The list. `reach` says how each account's relay is.
pub(crate) fn inbox(db: &Connection, reach: &impl Fn(AccountId) -> Reach) -> Result<Inbox, Error> {
    let mut circles = Vec::new();
    for circle in circles::all(db)? {
        // Whatever clocks say: what came last.
        circles.push((circles::newest(db, circle.row)?, circle_row(db, &circle)?));
    }
    let mut clinics = Vec::new();
    for account in accounts::all(db)? {
        let started = circles
            .iter()
            .any(|(_, circle)| circle.account == account.id && circle.mine);
        clinics.extend(clinic_row(db, &account, started, reach(account.id))?);
    }
    circles.sort_by_key(|(newest, _)| std::cmp::Reverse(*newest));
    let circles: Vec<_> = circles.into_iter().map(|(_, circle)| circle).collect();
    Ok(Inbox {
        clinics,
        joining: joining(db)?,
        as_of: as_of(&circles),
        circles,
    })
}

/// The circles that this person was invited to and is not in, each once: where one of several invitations is
/// answered by a no, another may still be answered.
fn joining(db: &Connection) -> Result<Vec<JoiningRow>, Error> {
    let mut joining: Vec<JoiningRow> = Vec::new();
    for row in invitations::joining(db)? {
        let row = JoiningRow {
            standing: match row.state {
                JoiningState::Declined => JoiningStanding::Declined,
                _ => match enrolments::ended(db, row.account)? {
                    Some(Ended::Revoked) => JoiningStanding::Revoked,
                    Some(Ended::Forgotten) => JoiningStanding::Forgotten,
                    None => JoiningStanding::Waiting,
                },
            },
            invitation: row.invitation,
            circle: row.circle,
            account: row.account,
            patient: PersonId::of(&row.patient),
        };
        let known = joining
            .iter_mut()
            .find(|known| known.account == row.account && known.circle == row.circle);
        match known {
            Some(known) if known.standing == JoiningStanding::Declined => *known = row,
            Some(_) => {}
            None => joining.push(row),
        }
    }
    Ok(joining)
}

/// How fresh a list is: as the oldest that something can still come to; where there is none such,
/// as the last that was.
fn as_of(circles: &[CircleRow]) -> Option<u64> {
    let open = circles
        .iter()
        .filter(|circle| circle.standing != Standing::Removed);
    open.filter_map(|circle| circle.as_of)
        .min()
        .or_else(|| circles.iter().filter_map(|circle| circle.as_of).max())
}

/// A clinic; nothing where the enrolment was not answered yet.
fn clinic_row(
    db: &Connection,
    account: &Account,
    started: bool,
    reach: Reach,
) -> Result<Option<ClinicRow>, Error> {
    let Some(documents) = &account.documents else {
        return Ok(None);
    };
    let profile = documents
        .profile
        .read_unverified()
        .map_err(|_| StoreError::Unreadable)?;
    Ok(Some(ClinicRow {
        account: account.id,
        name: names::shown(&profile.name),
        emergency: names::shown_or_nothing(&profile.emergency),
        telephone: names::shown_or_nothing(&profile.telephone),
        hours: names::shown_or_nothing(&profile.hours),
        old_since: account.shown_old_documents(),
        my_name: account.name.clone(),
        me: PersonId::of(&accounts::me(db, account.id)?.person),
        may_start: account.attested_as(Role::Patient).is_some() && !started,
        reach,
        login_page: login_page(&account.relay).unwrap_or_default(),
    }))
}

/// The name of a clinic, where this person is enrolled there, and theirs: what they are called there,
/// or else everywhere; empty where that is nothing, or more than one name.
pub(crate) fn clinic_named(
    db: &Connection,
    clinic: &Digest32,
) -> Result<(Option<String>, String), Error> {
    let mut names = Vec::new();
    for account in accounts::all(db)? {
        let Some(row) = clinic_row(db, &account, true, Reach::Unknown)? else {
            continue;
        };
        if account.clinic == *clinic {
            return Ok((Some(row.name), row.my_name));
        }
        names.push(row.my_name);
    }
    names.dedup();
    let only = names.pop().filter(|_| names.is_empty());
    Ok((None, only.unwrap_or_default()))
}

/// A circle of the list.
pub(crate) fn circle_row(db: &Connection, circle: &Circle) -> Result<CircleRow, Error> {
    let rooms = circles::rooms_of_circle(db, &circle.id)?;
    let is = |state| move |room: &&circles::Room| room.state == state;
    let ended = enrolments::ended(db, circle.account)?;
    let has_left = rooms.iter().all(|room| is(RoomState::Removed)(&room));
    let standing = if ended == Some(Ended::Revoked) {
        Standing::Revoked
    } else if ended == Some(Ended::Forgotten) && !has_left {
        Standing::Forgotten
    } else if rooms.iter().any(|room| is(RoomState::Active)(&room)) {
        Standing::Member
    } else if rooms.iter().any(|room| is(RoomState::Broken)(&room)) {
        Standing::Rejoining
    } else {
        Standing::Removed
    };
    let me = accounts::me(db, circle.account)?.person;
    let mark = read_marks::mark(db, circle.row)?;
    let unread = read_marks::unread(db, circle.row, mark)?;
    let mut doubts = Doubts::default();
    let mut in_passing = |message| doubts.mark(db, TimelineRow::in_passing(message));
    let news = if unread.messages == 0 {
        None
    } else {
        read_marks::newest_unread(db, circle.row, mark)?
            .map(|row| in_passing(messages::get(db, row)?))
            .transpose()?
    };
    let last = messages::page(db, circle.row, None, 1)?
        .pop()
        .map(in_passing)
        .transpose()?;
    let given = invitations::of_circle(db, circle.row)?;
    let consented = given
        .iter()
        .filter(|given| given.state == InvitationState::Consented)
        .count();
    Ok(CircleRow {
        id: circle.id,
        account: circle.account,
        title: circle.title.clone(),
        mine: me == circle.patient,
        standing,
        audiences: rooms
            .iter()
            .filter(|room| room.state != RoomState::Removed && ended.is_none())
            .map(|room| room.audience)
            .collect(),
        last,
        unread: unread.messages,
        news,
        alarm: unread.alarm,
        waiting: outbox::waiting_in(db, circle.row)?,
        to_approve: u32::try_from(consented).unwrap_or(u32::MAX),
        draft: drafts::get(db, circle.row)?,
        as_of: circles::as_of(db, circle.row)?,
    })
}

/// The clinic of a circle.
pub(super) fn clinic_of(
    db: &Connection,
    account: AccountId,
    reach: Reach,
) -> Result<ClinicRow, Error> {
    let account = accounts::get(db, account)?;
    let me = accounts::me(db, account.id)?.person;
    let started = circles::all(db)?
        .iter()
        .any(|circle| circle.account == account.id && circle.patient == me);
    clinic_row(db, &account, started, reach)?.ok_or(Error::NotFound)
}

kith_protocol::tells_nothing!(Inbox, ClinicRow, CircleRow, JoiningRow);
