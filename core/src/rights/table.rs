//! Rights as data: one row an action, one column a role (docs/care.md). Rules elsewhere ask
//! this table; none repeats it.

use kith_protocol::identity::Role;
use serde::{Deserialize, Serialize};

/// Who reads a room of the circle: each is an MLS group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everyone in the circle.
    Circle,
    /// The patient and the staff; others only with the patient's grant.
    Care,
    /// The patient and one person, of whose room the others do not know.
    Pair,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Circle, Self::Care, Self::Pair];
    /// Those for which every new circle has a room, shown as one conversation.
    pub const SHARED: [Self; 2] = [Self::Circle, Self::Care];

    /// Whether each room of it is a conversation of its own, which nobody else is told of.
    pub fn is_alone(self) -> bool {
        self == Self::Pair
    }

    /// As policies have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Care => "care",
            Self::Pair => "pair",
        }
    }

    /// As the store keeps it.
    pub fn code(self) -> i64 {
        match self {
            Self::Circle => 0,
            Self::Care => 1,
            Self::Pair => 2,
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.code() == code)
    }

    fn reading(self) -> Action {
        match self {
            Self::Circle => Action::ReadCircle,
            Self::Care => Action::ReadCare,
            Self::Pair => Action::ReadPair,
        }
    }
}

/// What someone may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Add or remove family; for staff see [`Action::ApproveStaff`].
    ManageFamily,
    /// Let clinic staff in, or remove them.
    ApproveStaff,
    /// Leave; add and remove one's own devices; ask to be added again.
    ManageOwnDevices,
    /// Add a member's device again that lost its state.
    AnswerReadd,
    /// Read and write in the circle's room.
    ReadCircle,
    /// Read and write in the care room.
    ReadCare,
    /// Read and write in a room that the patient shares with them alone.
    ReadPair,
    /// Put what is important on a room's shelf, and take it off.
    Pin,
}

/// What the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Yes.
    Yes,
    /// May propose it to the patient.
    Propose,
    /// Only with the patient's grant, which this version does not give.
    Granted,
    /// No.
    No,
}

use Right::{Granted, No, Propose, Yes};

/// Columns: patient, proxy, family, clinician, coordinator, administrator.
const TABLE: &[(Action, [Right; 6])] = &[
    (
        Action::ManageFamily,
        [Yes, Granted, Propose, Propose, Propose, No],
    ),
    (
        Action::ApproveStaff,
        [Yes, Granted, No, Propose, Propose, No],
    ),
    (Action::ManageOwnDevices, [Yes, Yes, Yes, Yes, Yes, No]),
    (Action::AnswerReadd, [Yes, Yes, Yes, Yes, Yes, No]),
    (Action::ReadCircle, [Yes, Yes, Yes, Yes, Yes, No]),
    (Action::ReadCare, [Yes, Granted, Granted, Yes, Yes, No]),
    (Action::ReadPair, [Yes, Yes, Yes, Yes, Yes, No]),
    (Action::Pin, [Yes, Granted, Propose, Yes, Yes, No]),
];

/// Whom a patient can invite today; a proxy comes with rights of their own.
pub const INVITED: [Role; 3] = [Role::Family, Role::Clinician, Role::Coordinator];

fn column(role: Role) -> usize {
    match role {
        Role::Patient => 0,
        Role::Proxy => 1,
        Role::Family => 2,
        Role::Clinician => 3,
        Role::Coordinator => 4,
        Role::Administrator => 5,
    }
}

/// What `role` may do about `action`.
pub fn right(role: Role, action: Action) -> Right {
    TABLE
        .iter()
        .find(|(row, _)| *row == action)
        .map_or(No, |(_, columns)| columns[column(role)])
}

/// Whether content of `audience` may be encrypted to someone in `role`.
pub fn may_read(role: Role, audience: Audience) -> bool {
    right(role, audience.reading()) == Yes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_its_row() {
        for action in [
            Action::ManageFamily,
            Action::ApproveStaff,
            Action::ManageOwnDevices,
            Action::AnswerReadd,
            Action::ReadCircle,
            Action::ReadCare,
            Action::ReadPair,
            Action::Pin,
        ] {
            assert_eq!(TABLE.iter().filter(|(row, _)| *row == action).count(), 1);
        }
    }

    #[test]
    fn an_administrator_reads_nothing_and_family_not_the_care_room() {
        for audience in Audience::ALL {
            assert!(!may_read(Role::Administrator, audience));
            assert!(may_read(Role::Patient, audience));
            assert!(may_read(Role::Clinician, audience));
        }
        assert!(may_read(Role::Family, Audience::Circle));
        assert!(!may_read(Role::Family, Audience::Care));
    }
}
