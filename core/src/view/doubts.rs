//! What stands against taking somebody for whom they are called, wherever their words are shown.

use std::collections::{BTreeSet, HashMap, hash_map::Entry};

use super::{Doubt, TimelineRow, timeline::reached::Readers};
use crate::{
    error::Error,
    ids::{AccountId, CircleId, PersonId, PublicKey},
    receive::revoked,
    store::{
        ReadTx, StoreError,
        account::{accounts, checked::Checks},
        circle::{
            circles::{self, Circle},
            participants::{self, Participant},
        },
        timeline::messages::Message,
    },
};

/// What is known of people at one clinic: whom it revoked, and whom this person checked.
pub(super) struct Known {
    me: PublicKey,
    revoked: BTreeSet<PersonId>,
    checks: Checks,
}

impl Known {
    /// Reads it.
    pub(super) fn of(db: &ReadTx<'_>, account: AccountId) -> Result<Self, StoreError> {
        Ok(Self {
            me: accounts::me(db, account)?.person,
            revoked: revoked(db, account)?.into_iter().collect(),
            checks: Checks::of(db, account)?,
        })
    }

    /// Whether the clinic speaks for them, of its staff.
    pub(super) fn vouches_for(&self, of: &Participant) -> bool {
        of.role.is_staff() && !self.revoked.contains(&of.person)
    }

    /// When they were checked as whom they are now, milliseconds since 1970 (UTC).
    pub(super) fn checked_at(&self, of: &Participant) -> Option<u64> {
        self.checks.at(&of.key, of.role, &of.name)
    }

    /// What stands against them. Who has left had their place once, whoever came after them.
    pub(super) fn doubt(&self, of: &Participant) -> Option<Doubt> {
        if of.role.is_staff() && self.revoked.contains(&of.person) {
            return Some(Doubt::Revoked);
        }
        if of.key == self.me || of.until.is_some() {
            return None;
        }
        if self.checks.different_at(&of.key).is_some() {
            return Some(Doubt::Different);
        }
        let other = self.checks.has_another_key(&of.key, &of.name);
        other.then_some(Doubt::OtherKey)
    }

    /// Whether nothing can stand against anyone.
    fn is_nothing(&self) -> bool {
        self.revoked.is_empty() && self.checks.is_empty()
    }
}

/// Marks rows with what stands against their senders, and one's own with how far they have come; of each circle,
/// each room and each clinic it is looked up once.
#[derive(Default)]
pub(crate) struct Doubts {
    of: HashMap<CircleId, HashMap<PersonId, Doubt>>,
    known: HashMap<AccountId, Known>,
    readers: Readers,
}

impl Doubts {
    /// A message's row, marked.
    pub(crate) fn row(&mut self, db: &ReadTx<'_>, message: Message) -> Result<TimelineRow, Error> {
        let reached = self.readers.reached(db, &message)?;
        let mut row = self.mark(db, message.into())?;
        row.reached = reached;
        Ok(row)
    }

    /// A row, marked.
    pub(crate) fn mark(&mut self, db: &ReadTx<'_>, row: TimelineRow) -> Result<TimelineRow, Error> {
        self.marked(db, row, circles::get)
    }

    /// A row of a circle, marked.
    pub(super) fn mark_in(
        &mut self,
        db: &ReadTx<'_>,
        circle: &Circle,
        row: TimelineRow,
    ) -> Result<TimelineRow, Error> {
        self.marked(db, row, |_, _| Ok(circle.clone()))
    }

    fn marked(
        &mut self,
        db: &ReadTx<'_>,
        mut row: TimelineRow,
        circle: impl FnOnce(&ReadTx<'_>, &CircleId) -> Result<Circle, StoreError>,
    ) -> Result<TimelineRow, Error> {
        if let Some(sender) = row.sender.filter(|_| !row.sender_is_me) {
            let of = match self.of.entry(row.circle) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let circle = circle(db, &row.circle)?;
                    let known = match self.known.entry(circle.account) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(new) => new.insert(Known::of(db, circle.account)?),
                    };
                    new.insert(of_circle(db, &circle, known)?)
                }
            };
            row.sender_doubt = of.get(&sender).copied();
        }
        Ok(row)
    }

    /// Several.
    pub(crate) fn mark_all(
        &mut self,
        db: &ReadTx<'_>,
        messages: impl IntoIterator<Item = Message>,
    ) -> Result<Vec<TimelineRow>, Error> {
        let messages = messages.into_iter();
        messages.map(|message| self.row(db, message)).collect()
    }
}

fn of_circle(
    db: &ReadTx<'_>,
    circle: &Circle,
    known: &Known,
) -> Result<HashMap<PersonId, Doubt>, StoreError> {
    let mut doubts = HashMap::new();
    if known.is_nothing() {
        return Ok(doubts);
    }
    for room in circles::rooms_of_circle(db, &circle.id)? {
        for participant in participants::all(db, room.row)? {
            if let Some(doubt) = known.doubt(&participant) {
                let least = doubts.entry(participant.person).or_insert(doubt);
                *least = doubt.max(*least);
            }
        }
    }
    Ok(doubts)
}
