//! Sending. Path A stored the message and its event; here B seals the head of a room's queue
//! in one transaction with the ratchet's advance, the relay is asked outside of any, and C
//! settles what it answered.

use std::sync::Arc;

use kith_protocol::{
    api::{
        endpoint,
        groups::{Append, NewEntry},
    },
    problem::Code,
};
use openmls::group::MlsGroup;
use serde_bytes::ByteBuf;

use super::due::stands_before_words;
use crate::{
    content::{event::Event, registry, stand::Stand},
    crash,
    error::Error,
    mls::{Provider, entry_id, group},
    people::{credential::Leaf, identity::Identity},
    receive::{Proof, counts_as_said, note_row, put_back, withdraw},
    rights::{
        judge::{Action, may_pin},
        table::Audience,
    },
    store::{
        Change, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            participants, refusals,
        },
        healing::stand,
        outgoing::{intents, outbox, sealed},
        rows::{EventRow, RoomRow},
        timeline::{
            events, items,
            messages::{self, Places},
            notice::Notice,
        },
    },
    sync::{
        DeliveryError, jobs::key_packages::publish_key_packages, log::forgotten, relay::link::Link,
    },
};

/// Messages that are sealed and submitted together.
const BATCH: usize = 64;

/// How a submission ended, where it ended well enough to go on.
pub(super) enum Answer {
    /// The relay has it.
    Taken,
    /// The epoch has ended with these commits: catch up and come back.
    Stale(Vec<u64>),
    /// The relay has something else under this name.
    Known,
    /// The relay will never take it.
    Refused,
}

/// How sending the head of a queue went.
pub(super) enum Went {
    /// It is gone; there may be more.
    On,
    /// The epoch has ended: catch up and come back.
    Stale,
    /// Nothing more of this room goes out now; whether something did.
    Shut(bool),
}

/// Sends the head of a room's queue, up to a message of another room.
pub(super) async fn send(link: &Link, room: &Room, until: Option<EventRow>) -> Result<Went, Error> {
    let mut batch = BATCH;
    loop {
        let waiting = seal(link, room.row, batch, until).await?;
        let Some(append) = &waiting.append else {
            return Ok(if waiting.renews {
                Went::Stale
            } else {
                Went::Shut(false)
            });
        };
        crash::point("send.sealed");
        link.prove(std::slice::from_ref(&waiting.room)).await?;
        match submit(link, &waiting.room, append).await? {
            Answer::Taken => {
                settle_taken(link, &waiting).await?;
                crash::point("send.settled");
                return Ok(Went::On);
            }
            Answer::Stale(commits) => {
                look_again(link, &waiting.room, commits).await?;
                return Ok(Went::Stale);
            }
            // One of them is at fault: find out which by going on singly.
            Answer::Refused | Answer::Known if waiting.entries.len() > 1 => batch = 1,
            // Before we lost our place the relay took it; what it has is the same event.
            Answer::Known if waiting.again => {
                settle_taken(link, &waiting).await?;
                settle_unseen(link, &waiting).await?;
                return Ok(Went::On);
            }
            // Something of ours that this store knows nothing of has its name.
            Answer::Known => {
                let believed = settle_copied(link, &waiting).await?;
                return Ok(if believed {
                    Went::Stale
                } else {
                    Went::Shut(false)
                });
            }
            Answer::Refused => {
                settle_refused(link, &waiting).await?;
                return Ok(Went::Shut(true));
            }
        }
    }
}

/// The relay names the commits that ended our epoch. One that we have passed without knowing it
/// as a commit was hidden from us, or shown as something else: read the log again from there.
/// One that we refused and it does not name was never in the log.
pub(super) async fn look_again(link: &Link, room: &Room, commits: Vec<u64>) -> Result<(), Error> {
    let (row, node) = (room.row, room.node);
    let forgotten = |commit: &u64| link.has_forgotten(&room.group, *commit);
    if !commits.is_empty() && commits.iter().all(forgotten) {
        return forgotten::lose_place(link, room).await;
    }
    link.db
        .write(move |tx| -> Result<(), Error> {
            let room = circles::room_by_row(tx, row)?;
            let mut refused = refusals::all(tx, row)?;
            if room.node != node {
                return Ok(());
            }
            for phantom in refused.extract_if(.., |seen| !commits.contains(seen)) {
                refusals::forget_phantom(tx, row, phantom)?;
            }
            let passed = commits
                .into_iter()
                .filter(|commit| *commit > node && *commit <= room.cursor)
                .find(|commit| !refused.contains(commit));
            if let Some(passed) = passed {
                tracing::warn!("a commit was passed unseen");
                circles::rewind(tx, row, passed - 1)?;
            }
            Ok(())
        })
        .await
}

/// What the writer sealed.
struct Sealed {
    room: Room,
    append: Option<Append>,
    entries: Vec<EventRow>,
    /// The relay may have one of them under other bytes.
    again: bool,
    /// The ratchet has turned far enough: a commit that renews it goes before what waits.
    renews: bool,
}

async fn seal(
    link: &Link,
    row: RoomRow,
    limit: usize,
    until: Option<EventRow>,
) -> Result<Sealed, Error> {
    let (identity, now) = (Arc::clone(&link.identity), link.now());
    link.db
        .write(move |tx| seal_head(tx, &identity, row, (limit, until), now))
        .await
}

/// Path B.
fn seal_head(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    row: RoomRow,
    (limit, until): (usize, Option<EventRow>),
    now: u64,
) -> Result<Sealed, Error> {
    let room = circles::room_by_row(tx, row)?;
    let mut sealed = Sealed {
        append: None,
        entries: Vec::new(),
        again: false,
        renews: false,
        room,
    };
    let room = &sealed.room;
    if room.state != RoomState::Active
        || stands_before_words(tx, row)?
        || !refusals::all(tx, row)?.is_empty()
        || intents::must_not_speak(tx, row)?
    {
        return Ok(sealed);
    }
    give_back(tx, identity, room, limit, now)?;
    let mut head = outbox::head(tx, row, limit)?;
    head.retain(|message| until.is_none_or(|until| message.message < until));
    if head.is_empty() {
        return Ok(sealed);
    }
    let provider = Provider::deferring(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    if is_for_nobody(&mls, identity, room) {
        return Ok(sealed);
    }
    if sealed::is_spent(tx, row)? && head.iter().any(|message| message.sealed.is_none()) {
        sealed.renews = intents::add_renewal(tx, row)?;
        return Ok(sealed);
    }
    let mut steps = 0;
    let stand = stand::get(tx, room)?.seen.stand();
    let mut entries = Vec::with_capacity(head.len());
    for message in head {
        let body = match message.sealed {
            Some((node, body)) if node == room.node => body,
            _ => {
                let said = Stand::before(stand, &message.event);
                let body = group::encrypt(&mut mls, &provider, identity, &said)?;
                outbox::set_sealed(tx, row, message.message, room.node, &body)?;
                steps += 1;
                body
            }
        };
        sealed.again |= message.again;
        sealed.entries.push(message.message);
        entries.push(NewEntry {
            id: entry_id::at_relay(identity, &message.name)?,
            body: ByteBuf::from(body),
        });
    }
    if steps > 0 {
        provider.flush(&mut mls)?;
        sealed::turn(tx, row, steps)?;
    }
    provider.finish()?;
    crash::point("send.seal");
    sealed.append = Some(Append {
        node: room.node,
        entries,
    });
    Ok(sealed)
}

/// What this person may not say any more, by what they are in the room now, is not sealed: an empty event goes out
/// in its place, nothing comes of it here, and a row says so.
fn give_back(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    limit: usize,
    now: u64,
) -> Result<(), Error> {
    for message in outbox::head(tx, room.row, limit)? {
        // Of what is said over its words may be gone.
        let Ok(Event { kind, .. }) = Event::decode(&message.event) else {
            continue;
        };
        let asks = registry::action(kind).is_some_and(Action::asks_for_role);
        if !asks || message.sealed.is_some() {
            continue;
        }
        let role = participants::role(tx, room.row, &identity.person_id())?;
        if !may_pin(role) {
            tracing::info!(?kind, "what this person may not say any more is not said");
            withdraw(tx, room, message.message)?;
            let me = identity.person_id();
            note_row(tx, room, Notice::NotSaid, Some(me), now)?;
        }
    }
    Ok(())
}

/// Whether nobody else is in a room's group whom what is said there would be for: of two, the other one may have
/// yet to come, or be gone, and so may all of the staff. It would be encrypted to nobody, for good, and waits. In
/// the room for all one may be alone.
pub(super) fn is_for_nobody(mls: &MlsGroup, identity: &Identity, room: &Room) -> bool {
    let me = identity.person_key();
    let is_mine = |leaf: &Leaf| leaf.person_key == me;
    room.audience != Audience::Circle && group::devices(mls).iter().all(is_mine)
}

async fn submit(link: &Link, room: &Room, append: &Append) -> Result<Answer, Error> {
    let asked = endpoint::APPEND.of_with(&room.group, append);
    let answered = link.delivery.send(&asked).await;
    crash::point("send.submitted");
    answer(answered)
}

pub(super) fn answer<T>(result: Result<T, DeliveryError>) -> Result<Answer, Error> {
    match result {
        Ok(_) => Ok(Answer::Taken),
        Err(DeliveryError::Problem(problem)) if problem.code() == Some(Code::StaleEpoch) => {
            Ok(Answer::Stale(problem.commits))
        }
        Err(error) => match error.code() {
            Some(Code::IdempotencyMismatch) => Ok(Answer::Known),
            Some(
                Code::BadRequest | Code::Exists | Code::OverLimit | Code::TooLarge | Code::NotFound,
            ) => Ok(Answer::Refused),
            _ => Err(error.into()),
        },
    }
}

/// Path C, the relay has them. Their place among the others is known when the log says so.
async fn settle_taken(link: &Link, sealed: &Sealed) -> Result<(), Error> {
    let (asked, entries) = (sealed.room.clone(), sealed.entries.clone());
    link.db
        .write(move |tx| -> Result<(), Error> {
            let mut last = None;
            for message in entries {
                if outbox::set_taken(tx, asked.row, message)? {
                    messages::set_sent(tx, message)?;
                    last = Some(message);
                }
            }
            let room = circles::room_by_row(tx, asked.row)?;
            if let Some(last) = last.filter(|_| room.node == asked.node) {
                stand::awaits(tx, &room, last)?;
            }
            crash::point("send.settle");
            tx.changed(Change::Timeline(room.conversation));
            Ok(())
        })
        .await
}

/// Path C, the relay has had them since before this device was added again: the log will not
/// show them.
async fn settle_unseen(link: &Link, sealed: &Sealed) -> Result<(), Error> {
    let (room, entries) = (sealed.room.clone(), sealed.entries.clone());
    let now = link.now();
    link.db
        .write(move |tx| -> Result<(), Error> {
            let mut places = Places::of(room.conversation_row);
            for message in entries {
                outbox::pop(tx, room.row, message, now)?;
                messages::set_placed(tx, &mut places, message)?;
            }
            places.settle(tx)?;
            tx.changed(Change::Timeline(room.conversation));
            Ok(())
        })
        .await
}

/// Path C, the relay has other words under this name: this store is a copy from before. The relay
/// may say so as often as it likes: answers whether it was believed.
async fn settle_copied(link: &Link, waiting: &Sealed) -> Result<bool, Error> {
    let room = waiting.room.clone();
    let (now, clock) = (link.now(), link.clock.now_ms());
    let me = link.identity.person_id();
    let identity = Arc::clone(&link.identity);
    link.db
        .write(move |tx| -> Result<bool, Error> {
            if sealed::was_lately(tx, room.row, now)? {
                return Ok(false);
            }
            let mut places = Places::of(room.conversation_row);
            let found = put_back(tx, &mut places, &room, Proof::Message, (now, clock))?;
            places.settle(tx)?;
            if found.say {
                note_row(tx, &room, Notice::PutBack, Some(me), now)?;
            }
            if found.news {
                publish_key_packages(tx, room.account, &identity, true, true)?;
            }
            tx.changed(Change::Timeline(room.conversation));
            Ok(true)
        })
        .await
}

/// Path C, the relay will never take it: shown, and the queue waits behind it. What it took before counts as said.
async fn settle_refused(link: &Link, sealed: &Sealed) -> Result<(), Error> {
    let (room, entries) = (sealed.room.clone(), sealed.entries.clone());
    let (me, now) = (link.identity.person_id(), link.now());
    link.db
        .write(move |tx| -> Result<(), Error> {
            let mut places = Places::of(room.conversation_row);
            for message in entries {
                if counts_as_said(tx, &mut places, room.row, message)? {
                    continue;
                }
                // Nobody can take back what they do not see, or have taken back already, and it would hold up all
                // that follows.
                if events::is_silent(tx, message)? || items::get(tx, message)?.redacted {
                    if withdraw(tx, &room, message)? {
                        note_row(tx, &room, Notice::NotChanged, Some(me), now)?;
                    }
                    continue;
                }
                outbox::set_refused(tx, room.row, message)?;
                messages::set_refused(tx, &mut places, message)?;
            }
            places.settle(tx)?;
            tx.changed(Change::Timeline(room.conversation));
            Ok(())
        })
        .await
}
