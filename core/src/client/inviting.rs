//! Inviting: a link for one person, their consent, the patient's yes.

use std::time::Duration;

use kith_protocol::{
    api::people::GuestInvitation,
    cbor,
    identity::Role,
    invitation::{CircleInvitation, Invitation, InvitationContent, InvitationSecret, token_hash},
    limits::MAX_GUEST_INVITATIONS,
    names,
};

use super::{
    Client, Times,
    people::{as_patient, take_out},
};
use crate::{
    circle::{consent::consent_digest, policy::Member},
    clock::LATEST_MS,
    crash,
    error::Error,
    ids::{AccountId, CircleId, InvitationId, PersonId, random},
    receive::is_revoked,
    rights::table::{Action, may_read},
    store::{
        Change, ReadTx, StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Circle},
            invitations::{self, Given, InvitationState},
        },
        outgoing::{
            errands::{self, ErrandKind},
            intents,
        },
        rows::CircleRow,
    },
    sync,
    view::{self, InvitationRow},
};

/// How long the relay may take to say what time it is, before the link is made without.
const ASKING: Duration = Duration::from_secs(3);

/// Whom the patient invites.
#[derive(Clone)]
pub struct NewInvitation {
    /// What they will be.
    pub role: Role,
    /// In the patient's words: daughter, neighbour. May be empty.
    pub relationship: String,
    /// How long the link is good for, in milliseconds.
    pub valid_for_ms: u64,
}

impl Client {
    /// Makes a link for one person. Works offline; the relay hears of it at the next sync.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where this person is not the patient of the circle, or the role
    /// cannot be invited; [`Error::Name`] for a bad relationship; [`Error::TooManyInvitations`]
    /// where some have to be used, or taken back, first.
    pub async fn invite(&self, circle: CircleId, whom: NewInvitation) -> Result<String, Error> {
        self.make_invitation(circle, whom, None).await
    }

    /// Makes a new link in place of one that was lost; the old one is good for nothing then.
    ///
    /// # Errors
    /// As [`Self::invite`]; [`Error::NotFound`] where the invitation is not open, nor refused or
    /// spoiled.
    pub async fn reissue(
        &self,
        invitation: InvitationId,
        valid_for_ms: u64,
    ) -> Result<String, Error> {
        let (circle, whom) = self
            .inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let given = lost_invitation(tx, &invitation)?;
                let circle = circle_of(tx, given.circle)?;
                Ok((
                    circle.id,
                    NewInvitation {
                        role: given.role,
                        relationship: given.relationship,
                        valid_for_ms,
                    },
                ))
            })
            .await?;
        self.make_invitation(circle, whom, Some(invitation)).await
    }

    async fn make_invitation(
        &self,
        circle: CircleId,
        whom: NewInvitation,
        replaces: Option<InvitationId>,
    ) -> Result<String, Error> {
        let action = if whom.role.is_staff() {
            Action::ApproveStaff
        } else {
            Action::ManageFamily
        };
        if matches!(whom.role, Role::Patient | Role::Administrator) {
            return Err(Error::NotAllowed);
        }
        let whom = NewInvitation {
            relationship: names::typed_or_nothing(&whom.relationship)?,
            ..whom
        };
        let account = self
            .inner
            .db
            .read(move |tx| circles::get(tx, &circle))
            .await?
            .account;
        // A link lasts as long as was said by the clock of the relay, which judges it.
        sync::ask_time(&*self.link(account).await?, ASKING).await;
        let times = self.times();
        let (account, link) = self
            .inner
            .db
            .write(move |tx| invite(tx, &circle, action, &whom, replaces, &times))
            .await?;
        crash::point("invite.made");
        self.ring(account);
        Ok(link)
    }

    /// The invitations that were given out for a circle.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn invitations(&self, circle: CircleId) -> Result<Vec<InvitationRow>, Error> {
        let times = self.times();
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let circle = circles::get(tx, &circle)?;
                let now = times.at(tx, circle.account)?;
                view::invitations(tx, &circle, (now, times.wall))
            })
            .await
    }

    /// Confirms who redeemed an invitation: they are let into every room that their role may
    /// read. Works offline; the Welcome goes out at the next sync.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody has consented, [`Error::NotVouched`] where the clinic
    /// does not vouch for someone invited as staff, or no longer does.
    pub async fn approve(&self, invitation: InvitationId) -> Result<(), Error> {
        self.approve_and(invitation, None).await
    }

    /// As [`Self::approve`], in place of someone: the same person, with a new phone or after Kith
    /// was installed anew. The old device is taken out first.
    ///
    /// # Errors
    /// As [`Self::approve`]; [`Error::NotFound`] where nobody of this id is in the circle;
    /// [`Error::OldWord`] for staff while the clinic's word is too old: the new device would wait, and the
    /// old one be out.
    pub async fn approve_in_place_of(
        &self,
        invitation: InvitationId,
        old: PersonId,
    ) -> Result<(), Error> {
        self.approve_and(invitation, Some(old)).await
    }

    async fn approve_and(
        &self,
        invitation: InvitationId,
        old: Option<PersonId>,
    ) -> Result<(), Error> {
        let times = self.times();
        let account = self
            .inner
            .db
            .write(move |tx| approve(tx, &invitation, old, &times))
            .await?;
        crash::point("approve.decided");
        self.ring(account);
        Ok(())
    }
}

fn invite(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    action: Action,
    whom: &NewInvitation,
    replaces: Option<InvitationId>,
    times: &Times,
) -> Result<(AccountId, String), Error> {
    let circle = as_patient(tx, circle, action)?;
    let account = accounts::get(tx, circle.account)?;
    let identity = accounts::identity(tx, circle.account)?;
    let (id, secret) = (InvitationId(random()), InvitationSecret::new(random()));
    // The relay holds it against its own clock.
    let expires = times
        .at(tx, account.id)?
        .saturating_add(whom.valid_for_ms)
        .min(LATEST_MS);
    let rooms = circles::shared_rooms(tx, &circle.id)?.into_iter();
    let theirs = rooms.filter(|room| may_read(whom.role, room.audience));
    let version = theirs.map(|room| room.policy_version).min();
    let signed = Invitation::sign_circle(
        &CircleInvitation {
            role: whom.role,
            circle: circle.id,
            expires,
            patient: circle.patient,
            version: version.unwrap_or(1),
            invitation: id,
            relationship: whom.relationship.clone(),
        },
        &identity.person,
    );
    let mut known = None;
    if let Some(old) = &replaces {
        // The relay knows nothing of one that it refused.
        let open = lost_invitation(tx, old)?.state == InvitationState::Open;
        known = open.then_some(*old);
        invitations::set_state(tx, old, InvitationState::Replaced)?;
    }
    let now = times.at(tx, account.id)?;
    if invitations::open_ones(tx, account.id, now)? >= MAX_GUEST_INVITATIONS {
        return Err(Error::TooManyInvitations);
    }
    let registration = GuestInvitation {
        id,
        expires,
        replaces: known,
        token_hash: token_hash(&secret.relay_token()),
    };
    errands::add(
        tx,
        account.id,
        ErrandKind::RegisterInvitation,
        &cbor::encode(&registration),
    )?;
    invitations::insert(
        tx,
        &Given {
            id,
            circle: circle.row,
            role: whom.role,
            relationship: whom.relationship.clone(),
            secret: secret.clone(),
            expires,
            state: InvitationState::Open,
            consent: None,
        },
    )?;
    let link = Invitation {
        relay: account.relay,
        content: InvitationContent {
            id,
            pin: account.pins.first().copied(),
            name: None,
            circle: Some(signed),
            clinic: account.clinic,
            secret,
            expires,
        },
    }
    .to_link();
    Ok((account.id, link))
}

fn approve(
    tx: &mut WriteTx<'_>,
    id: &InvitationId,
    old: Option<PersonId>,
    times: &Times,
) -> Result<AccountId, Error> {
    let given = open_invitation(tx, id, InvitationState::Consented)?;
    let circle = circle_of(tx, given.circle)?;
    let circle = as_patient(tx, &circle.id, Action::ManageFamily)?;
    let clinic = accounts::get(tx, circle.account)?.clinic;
    let signed = given.consent.as_ref().ok_or(Error::NotFound)?;
    let consent = signed
        .read_unverified()
        .map_err(|_| StoreError::Unreadable)?;
    let person = PersonId::of(&consent.person);
    if given.role.is_staff()
        && (!given.is_attested(&clinic) || is_revoked(tx, circle.account, &person)?)
    {
        return Err(Error::NotVouched);
    }
    let salt = consent.salt.filter(|_| given.role.is_staff());
    let member = Member {
        key: consent.person,
        role: given.role,
        // What the clinic attests is written as it attests it.
        name: match salt {
            Some(_) => consent.name,
            None => names::shown(&consent.name),
        },
        salt,
        since: times.at(tx, circle.account)?,
        consent: Some(consent_digest(signed)),
        attestation: consent.attestation.filter(|_| given.role.is_staff()),
        relationship: given.relationship.clone(),
    };
    if let Some(old) = old {
        let account = accounts::get(tx, circle.account)?;
        if given.role.is_staff() && account.old_documents(times.wall).is_some() {
            return Err(Error::OldWord);
        }
        take_out(tx, &circle, old)?;
    }
    for room in circles::shared_rooms(tx, &circle.id)? {
        if may_read(given.role, room.audience) {
            intents::add_intent(
                tx,
                room.row,
                &intents::Change::Add(Box::new(member.clone())),
            )?;
        }
    }
    invitations::set_state(tx, id, InvitationState::Approved)?;
    tx.changed(Change::Circle(circle.id));
    Ok(circle.account)
}

fn open_invitation(
    tx: &ReadTx<'_>,
    id: &InvitationId,
    state: InvitationState,
) -> Result<Given, Error> {
    invitations::get(tx, id)?
        .filter(|given| given.state == state)
        .ok_or(Error::NotFound)
}

/// An invitation that another one can take the place of.
fn lost_invitation(tx: &ReadTx<'_>, id: &InvitationId) -> Result<Given, Error> {
    let lost = |given: &Given| {
        matches!(
            given.state,
            InvitationState::Open | InvitationState::Refused | InvitationState::Spoiled
        )
    };
    invitations::get(tx, id)?
        .filter(lost)
        .ok_or(Error::NotFound)
}

pub(super) fn circle_of(tx: &ReadTx<'_>, row: CircleRow) -> Result<Circle, Error> {
    circles::all(tx)?
        .into_iter()
        .find(|circle| circle.row == row)
        .ok_or(Error::NotFound)
}

kith_protocol::tells_nothing!(NewInvitation);
