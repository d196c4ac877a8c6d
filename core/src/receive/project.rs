//! From an event to everything that is shown of it: one path for what the log brings, for what is said
//! again, and for what this device says itself.

use crate::{
    content::{
        erased::Erased,
        event::{ContentError, ContentKind, Event, EventHash},
        head::Target,
        receipt::Receipt,
        registry::{self, Class, Content},
        relation::edit::Edit,
        stamp::Stamp,
    },
    error::Error,
    ids::{DeviceId, MessageId, PersonId},
    rights::judge::{Action, may},
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::{circles::Room, participants},
        outgoing::outbox,
        rows::{EventRow, VoiceRow},
        timeline::{
            events::{self, NewEvent, Verdict},
            items,
            messages::{self, NewNote, Places},
            newer,
            notice::Notice,
            orphans::{self, MOST_WAITING},
            receipts, targets,
        },
    },
};

/// How an event came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In the room's log, at a place and a time of the relay's.
    Log {
        /// Where it stands.
        seq: u64,
        /// Milliseconds since 1970 (UTC).
        at: u64,
    },
    /// Said again by its device, whose word the relay had at this time, milliseconds since 1970 (UTC).
    Again(u64),
    /// From this device, which has yet to send it.
    Here,
}

/// An event, and whose it is.
pub(crate) struct Said<'a> {
    /// Where it was said.
    pub(crate) room: &'a Room,
    /// Who said it.
    pub(crate) person: PersonId,
    /// With which device.
    pub(crate) device: DeviceId,
    /// What was said; its stamp is not below that of the one before in the room.
    pub(crate) event: &'a Event,
    /// The event's digest.
    pub(crate) hash: EventHash,
    /// How it came.
    pub(crate) origin: Origin,
}

impl<'a> Said<'a> {
    /// As the store keeps it.
    fn kept(&self, verdict: Verdict) -> NewEvent<'a> {
        let (event, room) = (self.event, self.room);
        let (seq, at) = match self.origin {
            Origin::Log { seq, at } => (Some(seq), Some(at)),
            Origin::Again(at) => (None, Some(at)),
            Origin::Here => (None, None),
        };
        NewEvent {
            conversation: room.conversation_row,
            room: room.row,
            device: self.device,
            person: self.person,
            counter: event.counter,
            kind: event.kind,
            said: event.said,
            policy: matches!(self.origin, Origin::Log { .. }).then_some(room.policy_version),
            seq,
            at,
            name: MessageId::derive(&room.group, &self.device, event.counter),
            hash: self.hash,
            verdict,
            content: &event.content,
        }
    }
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Projected {
    /// It is kept: its id.
    Kept(EventRow),
    /// It is not kept, and nothing of it shows.
    Passed,
    /// It is not what its kind prescribes, and not kept.
    Unreadable,
}

/// Keeps an event, and makes of it what is shown.
pub(crate) fn project(
    tx: &WriteTx<'_>,
    places: &mut Places,
    said: &Said<'_>,
) -> Result<Projected, StoreError> {
    let (event, room) = (said.event, said.room);
    let Ok(content) = registry::read(event.kind, &event.content) else {
        return Ok(Projected::Unreadable);
    };
    let class = event.kind.class();
    let new = said.kept(verdict(&content));
    if let Content::Receipt(receipt) = &content {
        return take_receipt(tx, places, said, receipt, &new);
    }
    if class == Class::Ephemeral {
        return Ok(Projected::Passed);
    }
    let id = match class {
        Class::Words | Class::Item if said.origin == Origin::Here => {
            let voice = places.voice(tx, (&said.device, &said.person))?;
            messages::insert_unsent(tx, voice, &new)?
        }
        Class::Words | Class::Item => messages::insert(tx, places, &new, content.words())?,
        Class::Annotation | Class::Ephemeral => {
            let voice = places.voice(tx, (&said.device, &said.person))?;
            let id = events::insert(tx, voice, &new)?;
            if let Some((target, action)) = content.annotates() {
                let by = Author {
                    annotation: id,
                    person: said.person,
                    voice,
                };
                annotate(tx, places, room, &target, action, &by, said.event.said)?;
            }
            id
        }
    };
    if let Some(target) = content.answers() {
        answer(tx, places, room, &target, id)?;
    }
    if places.has_orphans(tx)? {
        adopt(tx, places, said, id)?;
    }
    if new.verdict == Verdict::Newer {
        newer::bound(tx, places.coming(), room.row, event.content.len())?;
    }
    Ok(Projected::Kept(id))
}

/// Somebody tells how far they have come with what this device said. What they say of others' words is theirs to
/// know; who names what was never said says nothing.
fn take_receipt(
    tx: &WriteTx<'_>,
    places: &mut Places,
    said: &Said<'_>,
    receipt: &Receipt,
    new: &NewEvent<'_>,
) -> Result<Projected, StoreError> {
    let me = DeviceId::of(&accounts::me(tx, said.room.account)?.device);
    let Some(come) = receipt.of(&me) else {
        return Ok(Projected::Passed);
    };
    let (next, _) = outbox::next_link(tx, said.room.row)?;
    let voice = places.voice(tx, (&said.device, &said.person))?;
    let at = said.event.said.clock();
    if come.0 >= next || !receipts::take(tx, said.room.row, voice, come, at)? {
        return Ok(Projected::Passed);
    }
    events::insert(tx, voice, new).map(Projected::Kept)
}

/// Keeps an event whose content is gone: it has its place in its device's chain, what was shown a row that says that
/// it was taken back, and other words what they were about. Answers its id where something has to show that nothing is
/// kept from who reads it ([`left_over`](crate::store::timeline::left_over)).
pub(crate) fn keep_erased(
    tx: &WriteTx<'_>,
    places: &mut Places,
    said: &Said<'_>,
    left: &Erased,
) -> Result<Option<EventRow>, StoreError> {
    if let Some(edit) = left.edit() {
        return keep_edit(tx, places, said, &edit).map(Some);
    }
    let kept = said.kept(Verdict::Allowed);
    let class = said.event.kind.class();
    let id = match class {
        Class::Words | Class::Item => messages::insert(tx, places, &kept, "")?,
        Class::Annotation | Class::Ephemeral => {
            let voice = places.voice(tx, (&said.device, &said.person))?;
            events::insert(tx, voice, &kept)?
        }
    };
    events::set_erased(tx, id, &left.content)?;
    if places.has_orphans(tx)? {
        adopt(tx, places, said, id)?;
    }
    // A later version may let go of what it says of something; none lets go of what this one knows.
    let is_known = class == Class::Annotation && registry::KINDS.contains(&said.event.kind);
    Ok(is_known.then_some(id))
}

/// Other words of which only what they were about is left. They stand in the place of what they took the place of, and
/// are shown nowhere.
fn keep_edit(
    tx: &WriteTx<'_>,
    places: &mut Places,
    said: &Said<'_>,
    edit: &Edit,
) -> Result<EventRow, StoreError> {
    let content = edit.encode();
    let voice = places.voice(tx, (&said.device, &said.person))?;
    let kept = NewEvent {
        content: &content,
        ..said.kept(Verdict::Waits)
    };
    let id = events::insert(tx, voice, &kept)?;
    let by = Author {
        annotation: id,
        person: said.person,
        voice,
    };
    let (target, at) = (&edit.target, said.event.said);
    annotate(tx, places, said.room, target, Action::Edit, &by, at)?;
    if places.has_orphans(tx)? {
        adopt(tx, places, said, id)?;
    }
    Ok(id)
}

/// Who says something of an event.
pub(super) struct Author {
    pub(super) annotation: EventRow,
    pub(super) person: PersonId,
    pub(super) voice: VoiceRow,
}

/// Puts an annotation to what it is about, if that is here and they may.
pub(super) fn annotate(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    target: &Target,
    action: Action,
    by: &Author,
    said: Stamp,
) -> Result<(), StoreError> {
    let Some(named) = targets::named(tx, room, target)? else {
        orphans::add(tx, room.row, target, by.annotation)?;
        orphans::bound(tx, room, &by.person, MOST_WAITING)?;
        places.orphaned();
        return Ok(());
    };
    // It was taken back before it went out, and what was said of it comes to nothing.
    if named.kind == ContentKind::WITHDRAWN {
        return events::let_go(tx, by.annotation);
    }
    // What is silent has nothing to be said of.
    let shows = named.kind.class() != Class::Annotation;
    let role = if action.asks_for_role() {
        participants::role(tx, room.row, &by.person)?
    } else {
        None
    };
    let allowed = shows && may(action, &by.person, role, &named.person);
    let alarm = if allowed {
        items::set_target(tx, by.annotation, named.event, Verdict::Allowed)?;
        places.annotated(named.event);
        let redacts = action == Action::Redact;
        let is_too_much = items::bound(tx, named.event, &by.person, redacts)?;
        is_too_much.then_some(Notice::TooMuch)
    } else {
        let was_refused = items::was_refused(tx, by.voice, room.row)?;
        items::set_target(tx, by.annotation, named.event, Verdict::Refused)?;
        // Nothing comes of it, whatever it says.
        events::erase(tx, by.annotation)?;
        (!was_refused).then_some(Notice::NotTheirWords)
    };
    if let Some(notice) = alarm {
        let note = NewNote {
            conversation: room.conversation_row,
            room: room.row,
            notice,
            about: Some(by.person),
            at: said.clock(),
        };
        messages::insert_note(tx, places, &note)?;
    }
    Ok(())
}

/// Puts an answer to what it answers, if that is here. What is silent is not answered, nor what was said in
/// another room: nobody reads there what they do not read where it was said.
pub(super) fn answer(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    target: &Target,
    answer: EventRow,
) -> Result<(), StoreError> {
    match targets::named(tx, room, target)? {
        Some(named) if named.kind.class() == Class::Annotation => Ok(()),
        Some(named) => items::set_answered(tx, answer, named.event),
        None => {
            places.orphaned();
            orphans::add(tx, room.row, target, answer)
        }
    }
}

/// What was said of an event before it came is put to it.
fn adopt(
    tx: &WriteTx<'_>,
    places: &mut Places,
    said: &Said<'_>,
    event: EventRow,
) -> Result<(), StoreError> {
    let target = Target {
        device: said.device,
        counter: said.event.counter,
    };
    for orphan in orphans::take(tx, said.room.row, &target)? {
        if orphan.kind == ContentKind::REPLY {
            // What is silent is not answered.
            if said.event.kind.class() != Class::Annotation {
                items::set_answered(tx, orphan.event, event)?;
            }
            continue;
        }
        let by = Author {
            annotation: orphan.event,
            person: orphan.person,
            voice: orphan.voice,
        };
        let Some(action) = registry::action(orphan.kind) else {
            continue;
        };
        tracing::debug!(
            event = event.0,
            "what was said of it before it came is put to it"
        );
        annotate(tx, places, said.room, &target, action, &by, said.event.said)?;
    }
    Ok(())
}

fn verdict(content: &Content) -> Verdict {
    match content {
        Content::Text(_) | Content::Reply(_) | Content::Withdrawn(_) | Content::Receipt(_) => {
            Verdict::Allowed
        }
        // Until it is put to what it is about.
        Content::Reaction(_) | Content::Edit(_) | Content::Redaction(_) | Content::Pin(_) => {
            Verdict::Waits
        }
        Content::Newer { .. } => Verdict::Newer,
    }
}

/// Says something to a room: it goes out in order, once, when the relay can be reached. Answers its
/// name.
///
/// # Errors
/// [`ContentError`] where it is not what its kind prescribes.
pub(crate) fn say(
    tx: &WriteTx<'_>,
    room: &Room,
    kind: ContentKind,
    content: Vec<u8>,
    now: u64,
) -> Result<MessageId, Error> {
    let me = accounts::me(tx, room.account)?;
    let (person, device) = (PersonId::of(&me.person), DeviceId::of(&me.device));
    let (counter, previous) = outbox::next_link(tx, room.row)?;
    let event = Event {
        kind,
        counter,
        previous,
        said: outbox::next_stamp(tx, room.conversation_row, room.row, now)?,
        content,
    };
    let encoded = event.encode();
    let hash = event.hash();
    outbox::set_link(tx, room.row, counter, &hash)?;
    let mut places = Places::of(room.conversation_row);
    let said = Said {
        room,
        person,
        device,
        event: &event,
        hash,
        origin: Origin::Here,
    };
    let Projected::Kept(id) = project(tx, &mut places, &said)? else {
        return Err(ContentError::Unreadable.into());
    };
    let name = MessageId::derive(&room.group, &device, counter);
    // What it takes the place of stays until it has gone out.
    outbox::push(tx, room.row, id, &name, counter, &encoded)?;
    // Nothing goes for what waits: it may never go out.
    places.settle(tx)?;
    Ok(name)
}

#[cfg(test)]
mod tests;
