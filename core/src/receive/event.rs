//! Application messages: opened, checked against their device's chain, kept.

use kith_protocol::api::groups::Entry;

use super::{
    batch::Batch,
    project::{Origin, Projected, Said, keep_erased, project},
    put_back::{Proof, Whose},
    said_to_all::{SaidAgain, read},
};
use crate::{
    content::{
        event::{ContentKind, Event},
        registry::Class,
        stamp::Stamp,
        stand::Stand,
    },
    crash,
    error::Error,
    ids::PersonId,
    mls::{
        entry_id,
        group::{self, Processed},
        own::Mark,
    },
    people::credential::Leaf,
    store::{
        StoreError, WriteTx,
        healing::{epochs, missing},
        outgoing::{
            outbox::{self, Unplaced},
            refused, sealed,
        },
        timeline::{
            chain::{self, Link},
            events, left_over,
            messages::{self, NewNote},
            notice::Notice,
        },
    },
};

impl Batch<'_> {
    pub(super) fn take_event(&mut self, tx: &mut WriteTx<'_>, entry: &Entry) -> Result<(), Error> {
        match group::process(&mut self.mls, &self.provider, &entry.body)? {
            Processed::Application { sender, bytes } => {
                crash::trip("receive.event", &bytes);
                self.keep(tx, entry, sender, &bytes)
            }
            Processed::Own(mark) => self.place_own(tx, entry, mark),
            // What was read before does not open twice. What never would is found by its
            // device's chain.
            Processed::Unreadable if self.room.reread => Ok(()),
            Processed::Commit { .. }
            | Processed::Broken(_)
            | Processed::OtherEpoch
            | Processed::Unreadable => self.keep_raw(tx, entry, None),
        }
    }

    /// Our own message has its place in the log. Nothing in the envelope is authenticated, so
    /// it only settles order, and takes a message off the queue only if it is the very bytes
    /// that were sealed here.
    fn place_own(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        mark: Option<Mark>,
    ) -> Result<(), Error> {
        match self.whose(tx, entry, mark, false)? {
            Whose::ThisStore => {}
            Whose::AnotherCopy => return self.was_put_back(tx, entry, Proof::Message),
            // It was shown when it was read first.
            Whose::Forged if self.room.reread => return Ok(()),
            Whose::Forged => return self.keep_raw(tx, entry, None),
        }
        // A relay that has lost its keys does not know any more whom to tell an id.
        let own = match &entry.id {
            Some(id) => {
                let name = entry_id::named(&self.identity, id)?;
                if let Some(kept) = self.lost.remove(&name.0) {
                    epochs::not_lost(tx, self.room.row, kept)?;
                }
                outbox::unplaced(tx, self.room.row, &name)?
            }
            None => outbox::unplaced_bytes(tx, self.room.row, &entry.body)?,
        };
        if let Some(counter) = sealed::take_withdrawn(tx, self.room.row, &entry.body)? {
            return self.handed_out(tx, entry, own, counter);
        }
        let Some(own) = own else {
            return Ok(());
        };
        if !own.taken && own.sealed.as_deref() != Some(entry.body.as_slice()) {
            return Ok(());
        }
        let all = !self.passed_over(tx, own.message, entry.at)?;
        self.no_longer_awaits(tx, entry, own.message, all)?;
        outbox::pop(tx, self.room.row, own.message, entry.at)?;
        let (seq, policy) = (entry.seq, self.room.policy_version);
        if events::set_placed(tx, own.message, seq, entry.at, policy)? {
            messages::set_placed(tx, &mut self.places, own.message)?;
        }
        self.shown();
        Ok(())
    }

    /// The relay shows what it had refused, and its author has taken back since: others read it. They are told to
    /// let it go; what was to go out in its place cannot under its name.
    fn handed_out(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        own: Option<Unplaced>,
        counter: u64,
    ) -> Result<(), Error> {
        if let Some(own) = own.filter(|own| !own.taken) {
            refused::take_out(tx, self.room.row, own.message)?;
        }
        self.outcome.handed_out.push(counter);
        Ok(self.note(tx, Notice::HandedOut, entry, None)?)
    }

    fn keep(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        sender: Leaf,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let Some((stand, bytes)) = Stand::split(bytes) else {
            return self.keep_raw(tx, entry, Some(sender.person));
        };
        let Some(said) = read(bytes) else {
            return self.keep_raw(tx, entry, Some(sender.person));
        };
        let content = said.content();
        let SaidAgain {
            mut event,
            hash,
            left,
        } = said;
        if left.is_none() && event.counter == 0 && event.kind.class() == Class::Ephemeral {
            return self.pass(tx, entry, &sender, stand, &event);
        }
        let last = match self.chains.get(&sender.device) {
            Some(link) => Some(*link),
            None => chain::last(tx, self.room.row, &sender.device)?,
        };
        if let Some(last) = last.filter(|last| event.counter <= last.counter) {
            // Seen before: MLS lets nobody but the sender repeat it under another key. What was not is read by those
            // alone who came later and know of no event behind it: that they do is seen by all others.
            let name = (&sender.device, event.counter);
            let is_known = (last.counter, last.hash) == (event.counter, hash)
                || events::is_known(tx, &self.room, name, &hash)?;
            if !is_known && !self.room.reread {
                self.note_gap(tx, entry, sender.person)?;
            }
            return Ok(());
        }
        self.compare(entry, &sender, stand);
        let stamped = event.said;
        // Within a room the counter says what was said first.
        event.said = event.said.max(last.map_or(event.said, |last| last.said));
        self.heard(tx, entry, sender.person)?;
        // Counters only grow, some are never used; the digest names the event before.
        let gap = last.is_some_and(|last| event.previous != last.hash);
        let link = Link {
            counter: event.counter,
            hash,
            said: event.said,
        };
        let awaited = !self.chains.contains_key(&sender.device)
            && missing::close_missing(
                tx,
                self.room.row,
                &sender.device,
                event.counter,
                Some(&event.previous),
            )?;
        if gap && !awaited {
            self.note_gap(tx, entry, sender.person)?;
            self.miss(tx, &sender, last, event.counter, Some(event.previous))?;
        }
        let name = (&sender.device, event.counter);
        let what = (event.kind, event.counter, &content);
        let is_here = left.is_some() && events::is_known(tx, &self.room, name, &hash)?
            || self.is_here(tx, sender, stamped, what)?;
        if !is_here {
            let said = Said {
                room: &self.room,
                person: sender.person,
                device: sender.device,
                event: &event,
                hash: link.hash,
                origin: Origin::Log {
                    seq: entry.seq,
                    at: entry.at,
                },
            };
            // What was taken back, or has other words by now, is said over as its place in the chain; known, where it is
            // said over once more.
            if let Some(left) = &left {
                if let Some(kept) = keep_erased(tx, &mut self.places, &said, left)? {
                    left_over::add(tx, kept, self.now)?;
                }
            } else {
                match project(tx, &mut self.places, &said)? {
                    Projected::Unreadable => self.keep_raw(tx, entry, Some(sender.person))?,
                    Projected::Kept(_) => self.owes |= event.kind.class() != Class::Annotation,
                    Projected::Passed => {}
                }
            }
        }
        self.chains.insert(sender.device, link);
        self.shown();
        Ok(())
    }

    /// What is in no chain leaves nothing behind but what it says; nothing of it is missed.
    fn pass(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        sender: &Leaf,
        stand: Option<Stand>,
        event: &Event,
    ) -> Result<(), Error> {
        self.compare(entry, sender, stand);
        self.heard(tx, entry, sender.person)?;
        let said = Said {
            room: &self.room,
            person: sender.person,
            device: sender.device,
            event,
            hash: event.hash(),
            origin: Origin::Log {
                seq: entry.seq,
                at: entry.at,
            },
        };
        if let Projected::Kept(_) = project(tx, &mut self.places, &said)? {
            self.shown();
        }
        Ok(())
    }

    /// Whether this is here already: a device whose store was put back says again what waited in the
    /// copy, for it cannot know whether that went out.
    fn is_here(
        &self,
        tx: &WriteTx<'_>,
        sender: Leaf,
        stamped: Stamp,
        (kind, counter, content): (ContentKind, u64, &[u8; 32]),
    ) -> Result<bool, StoreError> {
        // Of such a device's chain alone the counters are times: this was written before.
        Ok(stamped.clock() < counter
            && events::is_here(tx, &self.room, &sender.device, stamped, (kind, content))?)
    }

    /// Something of a device's chain is not here.
    pub(super) fn note_gap(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        whose: PersonId,
    ) -> Result<(), StoreError> {
        // What a restored relay forgot was not withheld.
        let notice = if self.recently_restored(entry.at) {
            Notice::Missed
        } else {
            Notice::Withheld
        };
        self.note(tx, notice, entry, Some(whose))
    }

    /// A visible placeholder. What came is not kept: who fills a log with noise would fill every phone.
    pub(super) fn keep_raw(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        sender: Option<PersonId>,
    ) -> Result<(), Error> {
        self.note(tx, Notice::Undecryptable, entry, sender)
            .map_err(Into::into)
    }

    /// A row that this device writes itself.
    pub(super) fn note(
        &mut self,
        tx: &mut WriteTx<'_>,
        notice: Notice,
        entry: &Entry,
        about: Option<PersonId>,
    ) -> Result<(), StoreError> {
        self.shown();
        let note = NewNote {
            conversation: self.room.conversation_row,
            room: self.room.row,
            notice,
            about,
            at: entry.at,
        };
        messages::insert_note(tx, &mut self.places, &note)?;
        Ok(())
    }
}
