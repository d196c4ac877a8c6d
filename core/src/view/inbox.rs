//! The list of conversations: clinics, circles, and the circles that someone waits to be let into.

use std::collections::{BTreeSet, HashMap};

use kith_protocol::{identity::Role, names};

use super::listed::{CircleRow, Listed, Standing, as_of, circle_row};
use crate::{
    error::Error,
    ids::{AccountId, CircleId, ConversationId, Digest32, InvitationId, PersonId},
    store::{
        Change, ChangeOf, ReadTx, StoreError,
        account::{
            accounts::{self, Account, Ended},
            enrolments,
        },
        circle::{
            circles, conversations,
            joining::{self, JoiningState},
            listed::{self, Conversations},
        },
    },
    sync::{Reach, login_page},
};

/// Everything that the first screen shows, as it was at one moment.
#[derive(Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Where this person is enrolled, oldest first.
    pub clinics: Vec<ClinicRow>,
    /// The conversations of the circles that they are or were in: who heard something last comes first.
    pub circles: Vec<CircleRow>,
    /// The circles that this person was invited to and is not in.
    pub joining: Vec<JoiningRow>,
    /// Milliseconds since 1970 (UTC): everything that the relays had then is here, of the circles
    /// that something can still come to. `None` where nothing ever came.
    pub as_of: Option<u64>,
}

/// A clinic: what it says of itself, and how this person stands to it.
#[derive(Clone, PartialEq, Eq)]
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
#[derive(Clone, PartialEq, Eq)]
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

/// What of a list that was read before may be another by now.
#[derive(Debug)]
pub(crate) enum Stale {
    /// All of it.
    All,
    /// The rows of these circles and these conversations, and whatever is of none.
    Some(BTreeSet<CircleId>, BTreeSet<ConversationId>),
}

impl Stale {
    /// What a change makes stale, beside what was before.
    pub(crate) fn with(before: Option<Self>, change: Change) -> Self {
        match (before, change) {
            (Some(Self::All), _) | (_, Change::Account) => Self::All,
            (before, change) => {
                let (mut circles, mut conversations) = match before {
                    Some(Self::Some(circles, conversations)) => (circles, conversations),
                    _ => (BTreeSet::new(), BTreeSet::new()),
                };
                match change.of() {
                    ChangeOf::All => {}
                    ChangeOf::Circle(circle) => {
                        circles.insert(circle);
                    }
                    ChangeOf::Conversation(conversation) => {
                        conversations.insert(conversation);
                    }
                }
                Self::Some(circles, conversations)
            }
        }
    }
}

/// Rows of which more are read one by one than this are read at once.
const ONE_BY_ONE: usize = 16;

/// The list. `reach` says how each account's relay is.
pub(crate) fn inbox(db: &ReadTx<'_>, reach: &impl Fn(AccountId) -> Reach) -> Result<Inbox, Error> {
    inbox_again(db, reach, Vec::new(), &Stale::All)
}

/// The list, of which `before` was read: of the circles only what may be another is read anew. How fresh each
/// is nobody tells: that is looked up.
pub(crate) fn inbox_again(
    db: &ReadTx<'_>,
    reach: &impl Fn(AccountId) -> Reach,
    before: Vec<CircleRow>,
    stale: &Stale,
) -> Result<Inbox, Error> {
    let is_stale = |row: &CircleRow| match stale {
        Stale::All => true,
        Stale::Some(circles, conversations) => {
            circles.contains(&row.id) || conversations.contains(&row.conversation)
        }
    };
    let kept = before.into_iter().filter(|row| !is_stale(row));
    let mut kept: HashMap<ConversationId, CircleRow> =
        kept.map(|row| (row.conversation, row)).collect();
    let all = conversations::all(db)?;
    let mut together = match all.len().saturating_sub(kept.len()) {
        0..=ONE_BY_ONE => None,
        _ => Some(Listed::of(db, Conversations::ALL)?),
    };
    let rooms = listed::rooms(db, Conversations::ALL)?;
    let mut circles = Vec::with_capacity(all.len());
    for conversation in &all {
        let rooms = rooms.get(&conversation.row).map_or(&[][..], Vec::as_slice);
        let row = match (kept.remove(&conversation.id), &mut together) {
            (Some(row), _) => CircleRow {
                as_of: as_of(rooms),
                ..row
            },
            (None, Some(together)) => together.row(conversation)?,
            (None, None) => circle_row(db, conversation)?,
        };
        // Whatever clocks say: what came last.
        circles.push((rooms.iter().map(|room| room.newest).max(), row));
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
        as_of: freshness(&circles),
        circles,
    })
}

/// The circles that this person was invited to and is not in, each once: where one of several invitations is
/// answered by a no, another may still be answered.
fn joining(db: &ReadTx<'_>) -> Result<Vec<JoiningRow>, Error> {
    let mut rows: Vec<JoiningRow> = Vec::new();
    for row in joining::all(db)? {
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
        let known = rows
            .iter_mut()
            .find(|known| known.account == row.account && known.circle == row.circle);
        match known {
            Some(known) if known.standing == JoiningStanding::Declined => *known = row,
            Some(_) => {}
            None => rows.push(row),
        }
    }
    Ok(rows)
}

/// How fresh a list is: as the oldest that something can still come to; where there is none such,
/// as the last that was.
fn freshness(circles: &[CircleRow]) -> Option<u64> {
    let open = circles
        .iter()
        .filter(|circle| circle.standing != Standing::Removed);
    open.filter_map(|circle| circle.as_of)
        .min()
        .or_else(|| circles.iter().filter_map(|circle| circle.as_of).max())
}

/// A clinic; nothing where the enrolment was not answered yet.
fn clinic_row(
    db: &ReadTx<'_>,
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
    db: &ReadTx<'_>,
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

/// The clinic of a circle.
pub(super) fn clinic_of(
    db: &ReadTx<'_>,
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

kith_protocol::tells_nothing!(Inbox, ClinicRow, JoiningRow);
