//! Circles that this person was invited to: waits to be let into, is in, or was turned down.

use kith_protocol::{identity::Role, invitation::CircleInvitation};
use rusqlite::{OptionalExtension, params};

use super::participants::role_from;
use crate::{
    circle::policy::Policy,
    ids::{AccountId, CircleId, InvitationId, PublicKey},
    mls::Pinned,
    store::{Change, ReadTx, StoreError, WriteTx, account::accounts::Ended},
};

/// How it stands with a circle that this person was invited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningState {
    /// The patient has yet to say yes.
    Waiting = 0,
    /// They did: a Welcome came.
    LetIn = 1,
    /// They said no.
    Declined = 2,
}

impl JoiningState {
    fn from_code(code: i64) -> Result<Self, StoreError> {
        [Self::Waiting, Self::LetIn, Self::Declined]
            .into_iter()
            .find(|state| *state as i64 == code)
            .ok_or(StoreError::Unreadable)
    }
}

/// A circle that this person was invited to and is not in.
pub struct Joining {
    /// The invitation.
    pub invitation: InvitationId,
    /// The circle.
    pub circle: CircleId,
    /// The enrolment.
    pub account: AccountId,
    /// The patient's person key, which the invitation pins.
    pub patient: PublicKey,
    /// What this person will be.
    pub role: Role,
    /// How it stands.
    pub state: JoiningState,
}

/// Notes a circle that this person waits to be let into; that an earlier link was turned down is
/// over then. So is what they came in by before: whoever answers a new link is out, and is led to nothing that
/// is older than it.
pub fn insert(
    db: &WriteTx<'_>,
    account: AccountId,
    invited: &CircleInvitation,
    consent: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM joining WHERE account = ?1 AND circle = ?2 AND state = ?3")?
        .execute(params![
            account.0,
            invited.circle.0,
            JoiningState::Declined as i64
        ])?;
    db.prepare_cached(
        "UPDATE joining SET version = max(version, ?3) WHERE account = ?1 AND circle = ?2 AND state = ?4",
    )?
    .execute(params![
        account.0,
        invited.circle.0,
        invited.version,
        JoiningState::LetIn as i64
    ])?;
    db.prepare_cached(
        "INSERT INTO joining (invitation, account, circle, patient, role, version, consent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        invited.invitation.0,
        account.0,
        invited.circle.0,
        invited.patient.0,
        invited.role.word(),
        invited.version,
        consent
    ])?;
    db.changed(Change::Joining);
    Ok(())
}

/// The consents of an account, as they were sent, that have not led into a circle yet.
pub fn waiting_consents(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT consent FROM joining WHERE account = ?1 AND state = ?2")?;
    let waiting = params![account.0, JoiningState::Waiting as i64];
    Ok(statement
        .query_map(waiting, |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// What redeemed invitations pinned of the rooms of a circle, to which a group says that it belongs, which is
/// not verified yet; `None` where nobody invited there. Only an invitation of that patient to that circle
/// counts: whoever has seen a circle's name may write it into a policy of their own. A room that is made
/// when this person is in already is one of them. Which of several invitations a group follows is not said:
/// of those that have led in, the newest counts; of those that may yet, the oldest.
pub fn pinned(
    db: &ReadTx<'_>,
    account: AccountId,
    policy: &Policy,
) -> Result<Option<Pinned>, StoreError> {
    let version: Option<u64> = db
        .prepare_cached(
            "SELECT min(version) FROM joining
             WHERE account = ?1 AND circle = ?2 AND patient = ?3 AND state != ?4",
        )?
        .query_row(
            params![
                account.0,
                policy.circle.0,
                policy.patient.0,
                JoiningState::Declined as i64
            ],
            |row| row.get(0),
        )?;
    Ok(version.map(|version| Pinned {
        patient: policy.patient,
        version,
        rejoins: false,
        known: None,
    }))
}

/// The circles that this person was invited to and is not in.
pub fn all(db: &ReadTx<'_>) -> Result<Vec<Joining>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT invitation, circle, account, state, patient, role FROM joining WHERE state != ?1",
    )?;
    let mut rows = statement.query([JoiningState::LetIn as i64])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(Joining {
            invitation: InvitationId(row.get(0)?),
            circle: CircleId(row.get(1)?),
            account: AccountId(row.get(2)?),
            state: JoiningState::from_code(row.get(3)?)?,
            patient: PublicKey(row.get(4)?),
            role: role_from(&row.get::<_, String>(5)?)?,
        });
    }
    Ok(all)
}

/// Whether this person waits to be let into a circle, by an invitation that nobody has answered.
pub fn waits_for(
    db: &ReadTx<'_>,
    account: AccountId,
    circle: &CircleId,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM joining
             WHERE account = ?1 AND circle = ?2 AND state = ?3)",
        )?
        .query_row(
            params![account.0, circle.0, JoiningState::Waiting as i64],
            |row| row.get(0),
        )?)
}

/// Notes that a Welcome led into a circle.
pub fn let_in(db: &WriteTx<'_>, account: AccountId, circle: &CircleId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE joining SET state = ?3 WHERE account = ?1 AND circle = ?2")?
        .execute(params![account.0, circle.0, JoiningState::LetIn as i64])?;
    db.changed(Change::Joining);
    Ok(())
}

/// Notes that this device asks to be let in once more, as `patient` says that it is in, where it has not
/// done so in `pause_ms`. Answers whether it may: not where nobody invited it, nor where she said no.
pub fn asks_again(
    db: &WriteTx<'_>,
    account: AccountId,
    (circle, patient): (&CircleId, &PublicKey),
    (now, pause_ms): (u64, u64),
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "UPDATE joining SET asked = ?4 WHERE account = ?1 AND circle = ?2 AND patient = ?3
             AND state != ?6 AND (asked + ?5 <= ?4 OR asked > ?4)",
        )?
        .execute(params![
            account.0,
            circle.0,
            patient.0,
            now,
            pause_ms,
            JoiningState::Declined as i64
        ])?
        > 0)
}

/// When this device last asked to be let into a circle once more; 0 where it never did.
pub fn asked_again(
    db: &ReadTx<'_>,
    account: AccountId,
    circle: &CircleId,
) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT coalesce(max(asked), 0) FROM joining WHERE account = ?1 AND circle = ?2",
        )?
        .query_row(params![account.0, circle.0], |row| row.get(0))?)
}

/// Notes the no of `patient`, whose invitation it has to be. Answers whether someone waited.
pub fn declined(
    db: &WriteTx<'_>,
    account: AccountId,
    invitation: &InvitationId,
    patient: &PublicKey,
) -> Result<bool, StoreError> {
    let any =
        db.prepare_cached(
            "UPDATE joining SET state = ?4
             WHERE account = ?1 AND invitation = ?2 AND patient = ?3 AND state = ?5",
        )?
        .execute(params![
            account.0,
            invitation.0,
            patient.0,
            JoiningState::Declined as i64,
            JoiningState::Waiting as i64
        ])? > 0;
    if any {
        db.changed(Change::Joining);
    }
    Ok(any)
}

/// Lets go of a circle that this person was turned down for, whichever of their invitations to it this is.
/// Answers whether there was one.
pub fn forget(db: &WriteTx<'_>, invitation: &InvitationId) -> Result<bool, StoreError> {
    let any =
        db.prepare_cached(
            "DELETE FROM joining
             WHERE (account, circle) = (SELECT account, circle FROM joining WHERE invitation = ?1)
             AND (state = ?2 OR state = ?3
                  AND account IN (SELECT id FROM account WHERE revoked = ?4))",
        )?
        .execute(params![
            invitation.0,
            JoiningState::Declined as i64,
            JoiningState::Waiting as i64,
            Ended::code(Some(Ended::Revoked))
        ])? > 0;
    if any {
        db.changed(Change::Joining);
    }
    Ok(any)
}

/// Whether an invitation was redeemed here.
pub fn is_known(db: &ReadTx<'_>, id: &InvitationId) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT 1 FROM joining WHERE invitation = ?1")?
        .query_row([id.0], |_| Ok(()))
        .optional()?
        .is_some())
}
