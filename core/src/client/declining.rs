//! The patient's no: to a link that she gave out, to who redeemed it, to a yes of her own.

use kith_protocol::cbor;

use super::{Client, inviting::circle_of};
use crate::{
    error::Error,
    ids::InvitationId,
    receive::let_go,
    store::{
        Change, WriteTx, accounts,
        circles::{self, Circle},
        denied,
        errands::{self, ErrandKind},
        intents,
        invitations::{self, Given, InvitationState},
        participants, queue,
    },
    sync::decline,
};

impl Client {
    /// Takes an invitation back, or turns down who redeemed it, who is told so. A yes is taken
    /// back too, while whom it was for is not in yet: if the change is on its way already, they
    /// are removed as soon as it has come true.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not open any more, or who was confirmed is in.
    pub async fn decline(&self, invitation: InvitationId) -> Result<(), Error> {
        let account = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let given = invitations::get(tx, &invitation)?.ok_or(Error::NotFound)?;
                let circle = circle_of(tx, given.circle)?;
                // Who answered a link that came to nothing has been told so.
                let tells = match given.state {
                    InvitationState::Open | InvitationState::Consented => true,
                    InvitationState::Refused | InvitationState::Spoiled => false,
                    InvitationState::Approved if take_back(tx, &circle, &given)? => true,
                    InvitationState::Approved
                    | InvitationState::Declined
                    | InvitationState::Replaced => return Err(Error::NotFound),
                };
                invitations::set_state(tx, &invitation, InvitationState::Declined)?;
                match given.consented() {
                    Some(consent) if tells => {
                        let identity = accounts::identity(tx, circle.account)?;
                        decline(tx, circle.account, &identity, consent.person, invitation)?;
                        let_go(tx, circle.account, &consent.person, given.role)?;
                    }
                    Some(_) => {}
                    None => errands::add(
                        tx,
                        circle.account,
                        ErrandKind::WithdrawInvitation,
                        &cbor::encode(&invitation),
                    )?,
                }
                tx.changed(Change::Invitation(invitation));
                Ok(circle.account)
            })
            .await?;
        self.ring(account);
        Ok(())
    }
}

/// Undoes a yes that has not come true everywhere. Answers whether there was anything to undo.
fn take_back(tx: &mut WriteTx<'_>, circle: &Circle, given: &Given) -> Result<bool, Error> {
    let Some(person) = given.consented().map(|consent| consent.person) else {
        return Ok(false);
    };
    let mut any = false;
    let rooms = circles::rooms_of_circle(tx, &circle.id)?;
    for room in &rooms {
        let pending = queue::pending(tx, room.row)?.and_then(|pending| pending.intent);
        for addition in intents::additions(tx, room.row, &person)? {
            any = true;
            intents::finish_intent(tx, addition)?;
            // The relay may have it, whatever it says: then they come, and go with the next change.
            if pending == Some(addition) || denied::made(tx, room.row, addition)? {
                intents::add_intent(tx, room.row, &intents::Change::Remove(person))?;
            }
        }
    }
    if !any {
        return Ok(false);
    }
    for room in &rooms {
        let is_in = participants::all(tx, room.row)?
            .into_iter()
            .any(|p| p.key == person && p.until.is_none());
        if is_in {
            intents::add_intent(tx, room.row, &intents::Change::Remove(person))?;
        }
    }
    tx.changed(Change::Circle(circle.id));
    Ok(true)
}
