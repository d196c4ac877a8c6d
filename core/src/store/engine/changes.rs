//! What a transaction changed, told after its commit to whoever pulls.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ids::{CircleId, ConversationId};
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};

/// How many change sets a subscriber may lag behind before it is told to read anew.
const CAPACITY: usize = 256;

/// Something that a view may have to read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// The person's own account, devices or settings, and what their clinic says of itself and its people.
    Account,
    /// A circle: its name, the members of its rooms, how this device stands to them.
    Circle(CircleId),
    /// What this person keeps of a conversation while they read and write it, hence often: how far they
    /// have read, the draft. What was said is as it was.
    Marks(ConversationId),
    /// The messages of a conversation.
    Timeline(ConversationId),
    /// What the patient has given out of a circle: invitations, and what was answered to them.
    Invitations(CircleId),
    /// The circles that this person was invited to and is not in.
    Joining,
    /// Whether a relay can be reached. Not in the store.
    Reach,
}

impl Change {
    /// Of what it is.
    pub fn of(self) -> ChangeOf {
        match self {
            Self::Circle(circle) | Self::Invitations(circle) => ChangeOf::Circle(circle),
            Self::Marks(conversation) | Self::Timeline(conversation) => {
                ChangeOf::Conversation(conversation)
            }
            Self::Account | Self::Joining | Self::Reach => ChangeOf::All,
        }
    }
}

/// Of what a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeOf {
    /// Whatever there is.
    All,
    /// A circle, with all of its conversations.
    Circle(CircleId),
    /// One conversation.
    Conversation(ConversationId),
}

/// The changes of one transaction, each once, in a stable order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet(BTreeSet<Change>);

impl From<Change> for ChangeSet {
    fn from(change: Change) -> Self {
        Self(BTreeSet::from([change]))
    }
}

impl ChangeSet {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `change` is among them.
    pub fn contains(&self, change: &Change) -> bool {
        self.0.contains(change)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Change> + '_ {
        self.0.iter().copied()
    }

    pub(super) fn insert(&mut self, change: Change) {
        self.0.insert(change);
    }

    pub(super) fn merge(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

/// One step of a [`ChangeStream`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeEvent {
    /// A transaction was committed.
    Changes(Arc<ChangeSet>),
    /// Changes were missed, by lagging or because another process wrote: read everything anew.
    Resync,
}

/// Changes from the moment of [`Database::changes`](crate::store::Database::changes) on.
#[derive(Debug)]
pub struct ChangeStream(broadcast::Receiver<ChangeEvent>);

impl ChangeStream {
    /// Waits for the next event; `None` once the store is closed for good. May be dropped and
    /// called again without losing anything.
    pub async fn next(&mut self) -> Option<ChangeEvent> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(RecvError::Lagged(_)) => Some(ChangeEvent::Resync),
            Err(RecvError::Closed) => None,
        }
    }

    /// The next event, if there is one already.
    pub fn ready(&mut self) -> Option<ChangeEvent> {
        match self.0.try_recv() {
            Ok(event) => Some(event),
            Err(TryRecvError::Lagged(_)) => Some(ChangeEvent::Resync),
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }
}

/// The sending end, shared by the store and its writer.
#[derive(Debug, Clone)]
pub(super) struct Publisher(Arc<Mutex<Option<broadcast::Sender<ChangeEvent>>>>);

impl Publisher {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Some(broadcast::Sender::new(CAPACITY)))))
    }

    /// A stream of what comes from now on; one that has ended after [`Self::end`].
    pub(super) fn subscribe(&self) -> ChangeStream {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ChangeStream(match &*sender {
            Some(sender) => sender.subscribe(),
            None => broadcast::Sender::new(1).subscribe(),
        })
    }

    /// Tells of a committed transaction, unless it changed nothing that anyone watches.
    pub(super) fn publish(&self, changes: ChangeSet) {
        if !changes.is_empty() {
            self.send(ChangeEvent::Changes(Arc::new(changes)));
        }
    }

    /// Tells everyone to read anew.
    pub(super) fn resync(&self) {
        self.send(ChangeEvent::Resync);
    }

    /// Ends every stream.
    pub(super) fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn send(&self, event: ChangeEvent) {
        if let Some(sender) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            // Fails only when nobody listens.
            let _ = sender.send(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lagging_subscriber_is_told_to_read_anew() {
        let publisher = Publisher::new();
        let mut stream = publisher.subscribe();
        for _ in 0..=CAPACITY {
            publisher.publish(ChangeSet([Change::Account].into()));
        }
        assert_eq!(stream.next().await, Some(ChangeEvent::Resync));
        assert!(matches!(stream.next().await, Some(ChangeEvent::Changes(_))));
    }

    #[tokio::test]
    async fn streams_end_and_an_empty_set_is_silent() {
        let publisher = Publisher::new();
        let mut stream = publisher.subscribe();
        publisher.publish(ChangeSet::default());
        publisher.end();
        assert_eq!(stream.next().await, None);
        assert_eq!(publisher.subscribe().next().await, None);
    }
}
