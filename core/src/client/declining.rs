//! The patient's no: to a link that she gave out, to who redeemed it, to a yes of her own.

use kith_protocol::cbor;

use super::{Client, inviting::circle_of};
use crate::{
    error::Error,
    ids::InvitationId,
    receive::{let_go, take_back_yes},
    store::{
        account::accounts,
        circle::invitations::{self, InvitationState},
        outgoing::errands::{self, ErrandKind},
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
                    InvitationState::Approved if take_back_yes(tx, &circle, &given)? => true,
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
                Ok(circle.account)
            })
            .await?;
        self.ring(account);
        Ok(())
    }
}
