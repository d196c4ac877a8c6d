//! Which of the decided changes a room is due.

use std::collections::HashSet;

use kith_protocol::problem::Code;

use crate::{
    circle::policy::Member,
    clock::passed,
    error::Error,
    store::{
        ReadTx, StoreError,
        account::accounts,
        circle::{circles::Room, participants, refusals},
        healing::whereabouts,
        outgoing::{
            denied::{self, Used},
            intents::{self, Change, Intent},
            outbox, sealed,
        },
        rows::{IntentId, RoomRow},
    },
};

/// How long someone is waited for whom the relay does not know, since the patient said yes.
const PATIENCE_MS: u64 = 24 * 60 * 60 * 1000;

/// Why a commit is made.
pub(super) enum Due {
    Intent(Box<Intent>),
    /// Whoever was to come in is not known at the relay any more.
    Gone(Box<Intent>),
    /// All who are to come into a group that takes another's place, as far as they can.
    Gather(Vec<Intent>),
    Supersede,
}

/// Changes that cannot be made in this pass.
pub(crate) type Skipped = HashSet<IntentId>;

/// The change that it is of, where it is of one.
pub(super) fn intent_of(due: &Due) -> Option<IntentId> {
    match due {
        Due::Intent(intent) | Due::Gone(intent) => Some(intent.id),
        Due::Gather(intents) => intents.first().map(|intent| intent.id),
        Due::Supersede => None,
    }
}

/// Whether someone who was confirmed does not come any more, since the relay knows them no more. One
/// that was set back may hear of them again.
pub(super) fn is_gone(intent: &Intent, error: &Error, now: u64) -> bool {
    let Change::Add(member) = &intent.change else {
        return false;
    };
    let unknown = matches!(error, Error::Delivery(error) if error.code() == Some(Code::NotFound));
    unknown && passed(member.since, PATIENCE_MS, now)
}

pub(super) fn skip(skipped: &mut Skipped, due: &Due) {
    skipped.extend(intent_of(due));
}

/// Whether somebody has to go.
pub(super) fn goes(intent: &Intent) -> bool {
    matches!(intent.change, Change::Remove(_) | Change::Revoke)
}

/// Whether nothing can be said in a room before a commit, whatever it is made for: then it is tried until
/// the relay takes it, or another one comes.
pub(super) fn is_pressing(
    tx: &ReadTx<'_>,
    room: RoomRow,
    intent: Option<IntentId>,
) -> Result<bool, StoreError> {
    let Some(intent) = intent else {
        return Ok(true);
    };
    let spent = sealed::is_spent(tx, room)?;
    let intent = intents::intent(tx, intent)?;
    Ok(intent.is_some_and(|intent| presses(&intent.change, spent)))
}

fn presses(change: &Change, spent: bool) -> bool {
    match change {
        Change::Remove(_) | Change::Revoke | Change::Restart(_) => true,
        Change::Update => spent,
        Change::Add(_) | Change::Readd(_) | Change::Anew(_) => false,
    }
}

/// Whether a commit waits before which nothing is said, though it may have to wait long. Who comes over into
/// the group in which a room goes on is to hear what is said there.
pub(super) fn stands_before_words(tx: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    let Some(commit) = outbox::pending(tx, room)? else {
        return Ok(false);
    };
    let intent = commit.intent.map(|intent| intents::intent(tx, intent));
    Ok(match intent.transpose()?.flatten() {
        Some(Intent {
            change: Change::Add(member),
            ..
        }) => participants::is_in(tx, room, &member.key)?,
        Some(intent) => presses(&intent.change, sealed::is_spent(tx, room)?),
        None => true,
    })
}

/// What a room is due, of what can be done in this pass.
pub(super) fn due(
    tx: &ReadTx<'_>,
    room: &Room,
    skipped: &Skipped,
    today: u64,
) -> Result<Option<Due>, Error> {
    // The relay says that it has none of them, and the log would tell.
    let denied = denied::used(tx, room.row)?;
    let spent = sealed::is_spent(tx, room.row)?;
    // Where this store may not know who is in any more, somebody can only be taken out.
    let open = whereabouts::is_open(tx, room.row)?;
    // For whom the clinic speaks now is not known: it may have taken its word back. Who is in stays in,
    // though, and comes along.
    let unknown = accounts::get(tx, room.account)?.old_documents(today);
    let mut intents = intents::due_intents(tx, room.row)?;
    let people = match intents.is_empty() {
        true => Vec::new(),
        false => participants::all(tx, room.row)?,
    };
    let is_in = |member: &Member| {
        let mut people = people.iter().filter(|person| person.until.is_none());
        people.any(|person| (person.key, person.role) == (member.key, member.role))
    };
    // Whoever comes into a room of two comes when it has gone on, where it is to.
    let moves = room.audience.is_alone() && !intents::anew(tx, room.row)?.is_empty();
    let waits = |intent: &Intent| {
        let comes = matches!(intent.change, Change::Add(_));
        let invites = matches!(intent.change, Change::Add(_) | Change::Readd(_));
        let new = matches!(&intent.change, Change::Add(member) if member.role.is_staff() && !is_in(member));
        skipped.contains(&intent.id)
            || open && !goes(intent)
            || moves && comes
            || invites && denied >= Used::Half
            || denied == Used::All && !presses(&intent.change, spent)
            || new && unknown.is_some()
    };
    intents.retain(|intent| !waits(intent));
    // Once: should the relay not take it, one of them may be the reason.
    if room.generation > 0 && (room.epoch, denied) == (0, Used::Nothing) {
        let comes =
            |intent: &Intent| matches!(&intent.change, Change::Add(member) if is_in(member));
        if intents.iter().filter(|intent| comes(intent)).count() > 1 {
            // Who is to go goes first.
            if !intents.iter().any(goes) {
                intents.retain(comes);
                return Ok(Some(Due::Gather(intents)));
            }
        }
    }
    if let Some(intent) = intents.into_iter().next() {
        return Ok(Some(Due::Intent(Box::new(intent))));
    }
    let supersede =
        !open && outbox::waits(tx, room.row)? && !refusals::all(tx, room.row)?.is_empty();
    Ok(supersede.then_some(Due::Supersede))
}
