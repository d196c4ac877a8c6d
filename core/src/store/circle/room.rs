//! A room, as its row knows it.

use crate::{
    circle::policy::{Edition, Policy},
    ids::{AccountId, CircleId, ConversationId, GroupId, PersonId, RoomId},
    rights::table::Audience,
    store::{
        StoreError,
        outgoing::intents::kind::{ADD, ANEW, REMOVE, REVOKE},
        rows::{CircleRow, ConversationRow, EventRow, RoomRow},
    },
};

/// How this device stands to a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// A member.
    Active = 0,
    /// Was removed: what is here stays readable, nothing new can be read or written.
    Removed = 1,
    /// Lost its place in the group (a commit that it cannot process): waits to be added again.
    Broken = 2,
}

impl RoomState {
    pub(super) fn from_code(code: i64) -> Result<Self, StoreError> {
        [Self::Active, Self::Removed, Self::Broken]
            .into_iter()
            .find(|state| *state as i64 == code)
            .ok_or(StoreError::Unreadable)
    }
}

/// A room of a circle: one MLS group at a time.
#[derive(Clone, Debug)]
pub struct Room {
    /// Local row.
    pub row: RoomRow,
    /// The room, in whichever group it goes on.
    pub id: RoomId,
    /// The local row of the conversation in which it is shown.
    pub conversation_row: ConversationRow,
    /// That conversation.
    pub conversation: ConversationId,
    /// The circle's local row.
    pub circle_row: CircleRow,
    /// The circle.
    pub circle: CircleId,
    /// Its account.
    pub account: AccountId,
    /// The group.
    pub group: GroupId,
    /// Who reads it.
    pub audience: Audience,
    /// How many groups of the room there were before this one.
    pub generation: u64,
    /// How this device stands to it.
    pub state: RoomState,
    /// Last entry of the log that was processed.
    pub cursor: u64,
    /// The commit that began our epoch.
    pub node: u64,
    /// Our epoch.
    pub epoch: u64,
    /// Version of the group's policy.
    pub policy_version: u64,
    /// Which of the clinic's lists of revocations stands in the group's policy.
    pub revocations: Edition,
    /// Since when the relay may not know our epoch, milliseconds since 1970 (UTC).
    pub adrift: Option<u64>,
    /// When a restore of the relay was last noticed, by its stamp.
    pub restored: Option<u64>,
    /// Our epoch's log is read once more, up to its end.
    pub reread: bool,
    /// Since when the relay takes nothing more of this device into the log, milliseconds since 1970
    /// (UTC).
    pub filled: Option<u64>,
    /// When the relay last had nothing more for it, milliseconds since 1970 (UTC).
    pub as_of: Option<u64>,
    /// Something about its log is doubted or awaited: the last own message that it is to show, or 0.
    pub unsettled: Option<EventRow>,
    /// The only one known to be in the group that we were led into when we came again.
    pub vouched_by: Option<PersonId>,
    /// The last epoch that is known to be of the patient's own group: while one member alone
    /// vouches for ours, an earlier one.
    pub known_epoch: u64,
}

impl Room {
    /// Whether a policy is of this room: of no other one of the patient's, for no other people.
    pub fn is_of(&self, policy: &Policy) -> bool {
        let here = (self.id, self.circle, self.audience);
        (policy.room, policy.circle, policy.audience) == here
    }
}

/// Whether nothing can be said in a room any more: this person was removed, or, of two, the other one goes
/// or has gone and does not come again.
pub(in crate::store) fn over() -> String {
    let (removed, pair) = (RoomState::Removed as i64, Audience::Pair.code());
    format!(
        "(state = {removed} OR audience = {pair}
          AND ((SELECT count(*) FROM participant
                WHERE participant.room = room.id AND until IS NULL) < 2
               OR EXISTS (SELECT 1 FROM intent WHERE intent.room = room.id
                          AND (kind IN ({REMOVE}, {REVOKE})
                               OR kind = {ANEW} AND person_key IS NOT NULL)))
          AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.room = room.id AND kind = {ADD}))"
    )
}
