//! Why the patient's device lets a room go on in another group, and without whom.

use kith_protocol::limits::MAX_BRANCHES;

use super::{doubted::is_contradicted, shown::learned};
use crate::{
    circle::{policy::VerifiedPolicy, room_id::shared, successor::Reason},
    clock::passed,
    ids::PublicKey,
    rights::table::Audience,
    store::{
        ReadTx, StoreError,
        circle::{
            circles::{self, Room, RoomState},
            participants, refusals, successors,
        },
        healing::{readds, whereabouts},
        outgoing::{intents, sealed},
    },
};

/// How long the patient's device waits to be taken in again, or for room in the log.
const PATIENCE_MS: u64 = 60 * 60 * 1000;
/// Between two new groups of a room that nobody asked for: whoever spoils one after the other is not
/// helped by it to more.
const PAUSE_MS: u64 = 6 * 60 * 60 * 1000;

/// What a room is to be without, and why it goes on anew.
pub(super) struct Wanted {
    pub(super) reason: Reason,
    pub(super) without: Vec<PublicKey>,
    /// The policy that others have shown, where it goes beyond what this store knows.
    pub(super) learned: Option<VerifiedPolicy>,
}

/// Why a room has to go on in another group now; nothing where it has not. `full`: its log had no room just now for
/// what waits.
pub(super) fn wanted(
    db: &ReadTx<'_>,
    room: &Room,
    me: &PublicKey,
    (now, full): (u64, bool),
) -> Result<Option<Wanted>, StoreError> {
    let active = room.state == RoomState::Active;
    // What is not followed any more does not come to rest at the relay.
    if room.state == RoomState::Removed || active && room.adrift.is_some() {
        return Ok(None);
    }
    let contradicted = is_contradicted(db, room)?;
    // What this store does not know of her own word decides who is in.
    if whereabouts::is_open(db, room.row)? && !contradicted {
        return Ok(None);
    }
    // Who is still in the circle its room for all tells, once that is known.
    let all = circles::room(db, &shared(&room.circle, Audience::Circle))?;
    if let Some(all) = all.filter(|all| all.row != room.row)
        && (all.state == RoomState::Broken || whereabouts::is_open(db, all.row)?)
    {
        return Ok(None);
    }
    let learned = learned(db, room, me)?;
    let decided = intents::anew(db, room.row)?;
    if let Some(last) = decided.last() {
        let without: Vec<PublicKey> = decided.iter().filter_map(|anew| anew.without).collect();
        // Whom she has let in since would be left out.
        if !active && learned.is_none() && is_unheard(db, room, (me, &without))? {
            return Ok(None);
        }
        let quiet = decided.iter().any(|anew| anew.reason == Reason::Quiet);
        return Ok(Some(Wanted {
            reason: if quiet { Reason::Quiet } else { last.reason },
            without,
            learned,
        }));
    }
    if learned.is_some() {
        return Ok(Some(Wanted {
            reason: Reason::Lost,
            without: Vec::new(),
            learned,
        }));
    }
    if successors::done(db, room.row)?.is_some_and(|done| !passed(done.at, PAUSE_MS, now)) {
        return Ok(None);
    }
    let long_since = |at: Option<u64>| at.is_some_and(|at| passed(at, PATIENCE_MS, now));
    // A store that was put back may not know whom she has removed since: it does not decide who is in
    // before everyone has said what they know.
    let asked = whereabouts::get(db, room.row)?;
    let all_said = |at| asked.is_some_and(|asked| asked.asked >= at && asked.waits.is_empty());
    let known = sealed::put_back_at(db, room.row)?.is_none_or(all_said);
    let asks = !active && readds::asked_readd(db, room.row)?.is_some();
    let lost = contradicted || asks && known;
    let reason = if lost && long_since(readds::lost_since(db, room.row)?) {
        Reason::Lost
    } else if active && refusals::signed(db, room.row)? >= MAX_BRANCHES {
        Reason::Blocked
    } else if active && full && long_since(room.filled) {
        Reason::Full
    } else {
        return Ok(None);
    };
    Ok(Some(Wanted {
        reason,
        without: Vec::new(),
        learned: None,
    }))
}

/// Whether this store was put back from a copy, and none of those with whom the room is to go on has told yet what
/// they know. Who is to be left behind is not waited for.
fn is_unheard(
    db: &ReadTx<'_>,
    room: &Room,
    (me, without): (&PublicKey, &[PublicKey]),
) -> Result<bool, StoreError> {
    let Some(at) = sealed::put_back_at(db, room.row)? else {
        return Ok(false);
    };
    let mut stay = participants::all(db, room.row)?;
    stay.retain(|p| p.until.is_none() && p.key != *me && !without.contains(&p.key));
    let asked = whereabouts::get(db, room.row)?.filter(|asked| asked.asked >= at);
    let waited_for = |key| asked.as_ref().is_none_or(|asked| asked.waits.contains(key));
    Ok(!stay.is_empty() && stay.iter().all(|person| waited_for(&person.key)))
}
