//! Invitations that the patient gave out.

use kith_protocol::{identity::Role, invitation::InvitationSecret, names, signed::Signed};
use rusqlite::{OptionalExtension, Row, params};

use super::participants::role_from;
use crate::{
    circle::consent::Consent,
    ids::{AccountId, CircleId, Digest32, InvitationId, PublicKey},
    store::{
        Change, ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        rows::CircleRow,
    },
};

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// Nobody has answered yet.
    Open = 0,
    /// Someone consented; the patient has to confirm.
    Consented = 1,
    /// Confirmed; the Welcome is made or on its way.
    Approved = 2,
    /// The patient turned the person down, or took the invitation back.
    Declined = 3,
    /// Lost; another one was given out in its place.
    Replaced = 4,
    /// Nothing came of it: the relay did not take the link, or who was confirmed could not be let
    /// in.
    Refused = 5,
    /// Two answered the one link, and neither comes in by it.
    Spoiled = 6,
}

impl InvitationState {
    fn from_code(code: i64) -> Result<Self, StoreError> {
        [
            Self::Open,
            Self::Consented,
            Self::Approved,
            Self::Declined,
            Self::Replaced,
            Self::Refused,
            Self::Spoiled,
        ]
        .into_iter()
        .find(|state| *state as i64 == code)
        .ok_or(StoreError::Unreadable)
    }
}

/// What the clinic says of who was invited as one of its staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClinicsWord {
    /// It speaks for them, in this role and under this name.
    Vouches,
    /// Nothing: it does not know their key. Nor is it asked of who is not of its staff.
    Nothing,
    /// It knows them as something else.
    OtherRole,
    /// It does not say who they are, or calls them otherwise than they do.
    Nameless,
    /// It has taken its word back.
    Revoked,
}

/// An invitation of the patient.
pub struct Given {
    /// Its id.
    pub id: InvitationId,
    /// The circle's row.
    pub circle: CircleRow,
    /// What the invitee will be.
    pub role: Role,
    /// In the patient's words.
    pub relationship: String,
    /// Its secret.
    pub secret: InvitationSecret,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
    /// Where it stands.
    pub state: InvitationState,
    /// The invitee's consent.
    pub consent: Option<Signed<Consent>>,
}

impl Given {
    /// What whoever redeemed it agreed to; nothing where nobody has.
    pub fn consented(&self) -> Option<Consent> {
        self.consent.as_ref()?.read_unverified().ok()
    }

    /// What whoever redeemed it is called: of staff, only what the clinic calls them. What they typed
    /// themselves says nothing of who they are.
    pub fn called(&self, clinic: &Digest32) -> Option<String> {
        let consent = self.consented()?;
        (!self.role.is_staff() || self.is_attested(clinic)).then(|| names::shown(&consent.name))
    }

    /// Whether the clinic vouches for who redeemed it in the role that it is for, and says who it is.
    pub fn is_attested(&self, clinic: &Digest32) -> bool {
        self.clinics_word(clinic) == ClinicsWord::Vouches
    }

    /// What the clinic says of who redeemed it, whatever it has revoked since.
    pub fn clinics_word(&self, clinic: &Digest32) -> ClinicsWord {
        let Some(consent) = self.consented() else {
            return ClinicsWord::Nothing;
        };
        let Some(chain) = &consent.attestation else {
            return ClinicsWord::Nothing;
        };
        let who = (&consent.person, self.role);
        if chain.vouches_for(clinic, who, &consent.name, consent.salt.as_ref()) {
            return ClinicsWord::Vouches;
        }
        match chain.verify(clinic) {
            Ok(word) if word.person == consent.person && word.role == self.role => {
                ClinicsWord::Nameless
            }
            Ok(word) if word.person == consent.person => ClinicsWord::OtherRole,
            // Another clinic's word, or one for somebody else.
            _ => ClinicsWord::Nothing,
        }
    }
}

const GIVEN: &str =
    "SELECT id, circle, role, relationship, secret, expires, state, consent FROM invitation";

fn given(row: &Row<'_>) -> Result<Given, StoreError> {
    let secret: Vec<u8> = row.get(4)?;
    let consent: Option<Vec<u8>> = row.get(7)?;
    Ok(Given {
        id: InvitationId(row.get(0)?),
        circle: row.get(1)?,
        role: role_from(&row.get::<_, String>(2)?)?,
        relationship: row.get(3)?,
        secret: InvitationSecret::from_slice(&secret).ok_or(StoreError::Unreadable)?,
        expires: row.get(5)?,
        state: InvitationState::from_code(row.get(6)?)?,
        consent: consent.as_deref().map(column).transpose()?,
    })
}

/// Keeps a new invitation.
pub fn insert(db: &WriteTx<'_>, invitation: &Given) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO invitation (id, circle, role, relationship, secret, expires, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        invitation.id.0,
        invitation.circle,
        invitation.role.word(),
        invitation.relationship,
        invitation.secret.as_bytes(),
        invitation.expires,
        invitation.state as i64,
    ])?;
    changed(db, &invitation.id)
}

/// An invitation.
pub fn get(db: &ReadTx<'_>, id: &InvitationId) -> Result<Option<Given>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{GIVEN} WHERE id = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(given).transpose()
}

/// The circle that an invitation is for.
pub fn circle_of(db: &ReadTx<'_>, id: &InvitationId) -> Result<Option<CircleId>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT circle.circle FROM invitation JOIN circle ON circle.id = invitation.circle
             WHERE invitation.id = ?1",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()?
        .map(CircleId))
}

/// All invitations of a circle.
pub fn of_circle(db: &ReadTx<'_>, circle: CircleRow) -> Result<Vec<Given>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("{GIVEN} WHERE circle = ?1 ORDER BY expires, id"))?;
    let mut rows = statement.query([circle])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(given(row)?);
    }
    Ok(all)
}

/// Notes where an invitation stands.
pub fn set_state(
    db: &WriteTx<'_>,
    id: &InvitationId,
    state: InvitationState,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE invitation SET state = ?2 WHERE id = ?1")?
        .execute(params![id.0, state as i64])?;
    changed(db, id)
}

/// Whoever looks at the invitations of its circle is to read them anew.
fn changed(db: &WriteTx<'_>, id: &InvitationId) -> Result<(), StoreError> {
    if let Some(circle) = circle_of(db, id)? {
        db.changed(Change::Invitations(circle));
    }
    Ok(())
}

/// The relay did not take an invitation: it is good for nothing, and the one that it was to replace
/// is as good as it was.
pub fn refused(
    db: &WriteTx<'_>,
    id: &InvitationId,
    replaced: Option<&InvitationId>,
) -> Result<(), StoreError> {
    let mut turn =
        db.prepare_cached("UPDATE invitation SET state = ?3 WHERE id = ?1 AND state = ?2")?;
    let (open, was) = (
        InvitationState::Open as i64,
        InvitationState::Replaced as i64,
    );
    turn.execute(params![id.0, open, InvitationState::Refused as i64])?;
    if let Some(replaced) = replaced {
        turn.execute(params![replaced.0, was, open])?;
    }
    changed(db, id)
}

/// Who was confirmed with an invitation cannot be let in. Answers which invitation it was.
pub fn not_let_in(
    db: &WriteTx<'_>,
    circle: CircleRow,
    person: &PublicKey,
) -> Result<Option<Given>, StoreError> {
    let given = of_circle(db, circle)?.into_iter().find(|given| {
        given.state == InvitationState::Approved
            && given
                .consented()
                .is_some_and(|consent| consent.person == *person)
    });
    if let Some(given) = &given {
        set_state(db, &given.id, InvitationState::Refused)?;
    }
    Ok(given)
}

/// As what a person was invited to a circle; `None` where they consented to nothing.
pub fn invited_as(
    db: &ReadTx<'_>,
    circle: CircleRow,
    person: &PublicKey,
) -> Result<Option<Role>, StoreError> {
    let given = of_circle(db, circle)?.into_iter();
    let mut theirs = given.filter(|given| given.consented().is_some_and(|c| c.person == *person));
    Ok(theirs.next().map(|given| given.role))
}

/// Keeps the first consent to an open invitation; later ones change nothing.
pub fn set_consent(
    db: &WriteTx<'_>,
    id: &InvitationId,
    consent: &Signed<Consent>,
) -> Result<bool, StoreError> {
    let any =
        db.prepare_cached(
            "UPDATE invitation SET state = ?3, consent = ?2 WHERE id = ?1 AND state = ?4",
        )?
        .execute(params![
            id.0,
            to_column(consent),
            InvitationState::Consented as i64,
            InvitationState::Open as i64
        ])? > 0;
    if any {
        changed(db, id)?;
    }
    Ok(any)
}

/// Notes that a person is told that nothing comes of an invitation.
pub fn turn_down(
    db: &WriteTx<'_>,
    id: &InvitationId,
    person: &PublicKey,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO turned_down (invitation, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![id.0, person.0])?;
    Ok(())
}

/// Whether they were told.
pub fn was_turned_down(
    db: &ReadTx<'_>,
    id: &InvitationId,
    person: &PublicKey,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM turned_down WHERE invitation = ?1 AND person = ?2)",
        )?
        .query_row(params![id.0, person.0], |row| row.get(0))?)
}

/// Whether anybody was told so of an invitation.
pub fn has_turned_down(db: &ReadTx<'_>, id: &InvitationId) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM turned_down WHERE invitation = ?1)")?
        .query_row([id.0], |row| row.get(0))?)
}

/// The relay may have forgotten what it was to hand on: who asks is told again.
pub fn forget_turned_down(db: &WriteTx<'_>, account: AccountId) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM turned_down WHERE invitation IN
           (SELECT invitation.id FROM invitation JOIN circle ON circle.id = invitation.circle
            WHERE circle.account = ?1)",
    )?
    .execute([account.0])?;
    Ok(())
}

/// How many of the patient's invitations at an enrolment are open at a time, by this device's
/// clock.
pub fn open_ones(db: &ReadTx<'_>, account: AccountId, now_ms: u64) -> Result<usize, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM invitation JOIN circle ON circle.id = invitation.circle
             WHERE circle.account = ?1 AND invitation.state = ?3 AND expires > ?2",
        )?
        .query_row(
            params![account.0, now_ms, InvitationState::Open as i64],
            |row| row.get(0),
        )?)
}

kith_protocol::tells_nothing!(Given);
