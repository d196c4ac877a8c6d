//! The errands that each enrolment has at its relay.

use kith_protocol::{
    api::{groups::NewGroup, people::GuestInvitation},
    ids::{GroupId, InvitationId},
};
use rusqlite::params;

use crate::{
    ids::AccountId,
    store::{ReadTx, StoreError, WriteTx, account::accounts::column, rows::ErrandId},
};

/// What an errand does. The payload is the request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrandKind {
    /// `POST /v1/invitations`.
    RegisterInvitation = 1,
    /// `DELETE /v1/invitations/{id}`; the payload is the id.
    WithdrawInvitation = 2,
    /// Sends a signed consent to the patient's devices.
    SendConsent = 3,
    /// `POST /v1/key-packages`.
    PublishKeyPackages = 4,
    /// `POST /v1/groups`.
    CreateGroup = 5,
    /// Leaves a letter in the inboxes of a person's devices.
    SendLetter = 6,
    /// `DELETE /v1/guests/{person}`; the payload is the person's key.
    LetGuestGo = 7,
    /// `POST /v1/enrolments`, once more: a relay that was set back has forgotten it.
    RedeemAgain = 8,
}

/// Errands of one class are done in order; those of another need not wait for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrandClass {
    /// What the relay knows of invitations and who came by them.
    Invitations,
    /// Key packages.
    KeyPackages,
    /// Logs.
    Groups,
    /// What goes to others' inboxes.
    Letters,
    /// Enrolments. They wait for whoever invited.
    Enrolments,
}

impl ErrandKind {
    /// Its class.
    pub fn class(self) -> ErrandClass {
        match self {
            Self::RegisterInvitation | Self::WithdrawInvitation | Self::LetGuestGo => {
                ErrandClass::Invitations
            }
            Self::PublishKeyPackages => ErrandClass::KeyPackages,
            Self::CreateGroup => ErrandClass::Groups,
            Self::SendConsent | Self::SendLetter => ErrandClass::Letters,
            Self::RedeemAgain => ErrandClass::Enrolments,
        }
    }

    fn from_code(code: i64) -> Result<Self, StoreError> {
        [
            Self::RegisterInvitation,
            Self::WithdrawInvitation,
            Self::SendConsent,
            Self::PublishKeyPackages,
            Self::CreateGroup,
            Self::SendLetter,
            Self::LetGuestGo,
            Self::RedeemAgain,
        ]
        .into_iter()
        .find(|kind| *kind as i64 == code)
        .ok_or(StoreError::Unreadable)
    }
}

/// Something to do at the relay.
pub struct Errand {
    /// Order.
    pub id: ErrandId,
    /// What to do.
    pub kind: ErrandKind,
    /// With what.
    pub payload: Vec<u8>,
}

impl Errand {
    /// What this tells the relay of an invitation.
    pub fn registration(&self) -> Option<GuestInvitation> {
        if self.kind != ErrandKind::RegisterInvitation {
            return None;
        }
        column(&self.payload).ok()
    }

    /// The group whose log this makes.
    pub fn creates(&self) -> Option<GroupId> {
        if self.kind != ErrandKind::CreateGroup {
            return None;
        }
        Some(column::<NewGroup>(&self.payload).ok()?.group)
    }

    /// The invitation that this tells the relay of.
    pub fn registers(&self) -> Option<InvitationId> {
        Some(self.registration()?.id)
    }
}

/// Queues an errand.
pub fn add(
    db: &WriteTx<'_>,
    id: AccountId,
    kind: ErrandKind,
    payload: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO errand (account, kind, payload) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, kind as i64, payload])?;
    Ok(())
}

/// The oldest errand after one (0: of all).
pub fn next(db: &ReadTx<'_>, id: AccountId, after: ErrandId) -> Result<Option<Errand>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, payload FROM errand WHERE account = ?1 AND id > ?2 ORDER BY id LIMIT 1",
    )?;
    let mut rows = statement.query(params![id.0, after])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(Errand {
        id: row.get(0)?,
        kind: ErrandKind::from_code(row.get(1)?)?,
        payload: row.get(2)?,
    }))
}

/// What waits of one kind, in order.
pub fn of_kind(
    db: &ReadTx<'_>,
    id: AccountId,
    kind: ErrandKind,
) -> Result<Vec<Errand>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, payload FROM errand WHERE account = ?1 AND kind = ?2 ORDER BY id",
    )?;
    Ok(statement
        .query_map(params![id.0, kind as i64], |row| {
            Ok(Errand {
                id: row.get(0)?,
                kind,
                payload: row.get(1)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// Strikes an errand off.
pub fn finish(db: &WriteTx<'_>, errand: ErrandId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM errand WHERE id = ?1")?
        .execute([errand])?;
    Ok(())
}

kith_protocol::tells_nothing!(Errand);
