//! Commits that are ready go out, and what the relay says of them is settled: the log decides what
//! came of one that it took, and may show one that it denied.

use kith_protocol::problem::{Code, Problem};

use super::{
    due::{Due, Skipped, due, goes, is_pressing, stands_before_words},
    membership,
    messages::{Answer, answer, look_again},
};
use crate::{
    crash,
    error::Error,
    mls::{Provider, group},
    store::{
        WriteTx,
        circle::{
            circles::{self, Room},
            refusals,
        },
        outgoing::{
            denied::{self, Denied, Used},
            intents, outbox,
        },
        rows::{IntentId, RoomRow},
    },
    sync::{DeliveryError, relay::link::Link},
};

/// Submits the commit that a room is due, if it is.
pub(super) async fn commit(link: &Link, room: &Room, skipped: &mut Skipped) -> Result<bool, Error> {
    make_way(link, room, skipped, false).await?;
    while membership::prepare(link, room, skipped).await? {
        link.prove(std::slice::from_ref(room)).await?;
        match submit_commit(link, room, skipped).await {
            // Taken or stale, the log decides: the commit is merged when its echo comes.
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(error) if !error.is_of_one_thing() => return Err(error),
            Err(error) => {
                if make_way(link, room, skipped, true).await? {
                    continue;
                }
                return if is_for_later(link, room, &error).await? {
                    Ok(false)
                } else {
                    Err(error)
                };
            }
        }
    }
    Ok(false)
}

/// Whether the relay takes a commit later, and what is said need not wait for it.
async fn is_for_later(link: &Link, room: &Room, error: &Error) -> Result<bool, Error> {
    if !matches!(error, Error::Delivery(error) if error.code() == Some(Code::RateLimited)) {
        return Ok(false);
    }
    let row = room.row;
    let stands = link.db.read(move |tx| stands_before_words(tx, row));
    Ok(!stands.await?)
}

/// A commit that cannot go now makes way for one by which somebody goes, which perhaps can: `stuck`, or the
/// relay has no room for it, or no more denials can be kept. Answers whether one did.
async fn make_way(link: &Link, room: &Room, skipped: &Skipped, stuck: bool) -> Result<bool, Error> {
    let (row, skipped, today) = (room.row, skipped.clone(), link.clock.now_ms());
    let waits = link
        .db
        .read(move |tx| -> Result<_, Error> {
            let room = circles::room_by_row(tx, row)?;
            let stands =
                outbox::pending(tx, row)?.is_some_and(|commit| !commit.request.takes_out());
            let stuck = stuck || room.filled.is_some() || denied::used(tx, row)? == Used::All;
            if !stands || !stuck {
                return Ok(false);
            }
            let due = due(tx, &room, &skipped, today)?;
            Ok(matches!(due, Some(Due::Intent(intent)) if goes(&intent)))
        })
        .await?;
    if waits {
        link.db
            .write(move |tx| -> Result<_, Error> {
                give_up(tx, row)?;
                Ok(intents::forget_all_packages(tx, row)?)
            })
            .await?;
    }
    Ok(waits)
}

/// Answers whether the log decides now; not where the relay will not have the commit.
async fn submit_commit(link: &Link, room: &Room, skipped: &mut Skipped) -> Result<bool, Error> {
    let row = room.row;
    let request = link
        .db
        .read(move |tx| -> Result<_, Error> {
            let Some(mut pending) = outbox::pending(tx, row)? else {
                return Ok(None);
            };
            // What was refused since the commit was staged is superseded by it too.
            pending.request.supersedes = refusals::all(tx, row)?;
            Ok(Some(pending.request))
        })
        .await?;
    let Some(request) = request else {
        return Ok(true);
    };
    let answered = link.delivery.commit(&room.group, &request).await;
    crash::point("commit.submitted");
    let code = answered.as_ref().err().and_then(DeliveryError::code);
    let full = code == Some(Code::Quota);
    let answer = if full {
        Answer::Refused
    } else {
        answer(answered)?
    };
    match answer {
        Answer::Taken => Ok(true),
        Answer::Stale(commits) => {
            look_again(link, room, commits).await?;
            Ok(true)
        }
        Answer::Refused | Answer::Known => {
            // The relay will not have it as it is (an inbox that is gone, a quota): build it
            // anew from the intent, with fresh key packages, another time.
            let intent = link
                .db
                .write(move |tx| -> Result<_, Error> {
                    if stays(tx, row, full)? {
                        return Ok(None);
                    }
                    let intent = give_up(tx, row)?;
                    if intent.is_some() {
                        intents::forget_all_packages(tx, row)?;
                    }
                    Ok(intent)
                })
                .await?;
            tracing::warn!("the relay does not take a commit");
            match intent {
                Some(intent) => {
                    skipped.insert(intent);
                    Ok(false)
                }
                // It was to go past what was refused, or stays: this room is shut, and no other.
                None => {
                    let problem = Problem::new(code.unwrap_or(Code::NotFound));
                    Err(DeliveryError::Problem(Box::new(problem)).into())
                }
            }
        }
    }
}

/// Whether a commit before which nothing can be said is tried again as it is, since the log has no room for
/// it now, or no more of what was denied can be kept.
fn stays(tx: &WriteTx<'_>, row: RoomRow, full: bool) -> Result<bool, Error> {
    let Some(commit) = outbox::pending(tx, row)? else {
        return Ok(false);
    };
    // It may be the inbox of who is to come that is full.
    let full = full && commit.request.welcomes.is_empty();
    let again = full || denied::used(tx, row)? == Used::All;
    Ok(again && is_pressing(tx, row, commit.intent)?)
}

/// Takes back the commit that the relay does not take; answers which change it made. The relay may
/// lie: should the log show it, it is our own.
fn give_up(tx: &WriteTx<'_>, row: RoomRow) -> Result<Option<IntentId>, Error> {
    let Some(commit) = outbox::pending(tx, row)? else {
        return Ok(None);
    };
    let intent = commit.intent;
    let group = circles::room_by_row(tx, row)?.group;
    if let Some(state) = group::staged(&Provider::new(tx.connection()), &group)? {
        let before = denied::used(tx, row)?;
        denied::keep(tx, row, &Denied { commit, state })?;
        // A new epoch, which the relay takes if it means what it says, begins to count anew.
        if before < Used::Half && denied::used(tx, row)? >= Used::Half {
            intents::add_renewal(tx, row)?;
        }
    }
    outbox::clear_pending(tx, row)?;
    Ok(intent)
}
