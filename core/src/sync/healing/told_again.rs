//! What a relay that was set back to a backup may have forgotten of a patient's invitations, and of
//! those who came by them.

use kith_protocol::{api::people::GuestInvitation, cbor, invitation::token_hash};

use crate::{
    error::Error,
    ids::AccountId,
    receive::let_go,
    store::{
        WriteTx,
        circle::invitations::{self, InvitationState},
        outgoing::errands::{self, ErrandKind},
        rows::CircleRow,
    },
};

/// How long a redeemed invitation opens again for whom the relay forgot.
const REOPEN_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Tells the relay again of a circle's invitations. Those that are open stay so, and who redeemed one can become known again with it;
/// those that were taken back stay closed, and who was turned down or has left is let go of once more.
pub(super) fn invitations(
    tx: &WriteTx<'_>,
    account: AccountId,
    circle: CircleRow,
    now: u64,
) -> Result<(), Error> {
    for given in invitations::of_circle(tx, circle)? {
        let expires = match given.state {
            InvitationState::Open if given.expires <= now => continue,
            InvitationState::Open => given.expires,
            InvitationState::Consented | InvitationState::Approved => {
                given.expires.max(now.saturating_add(REOPEN_MS))
            }
            InvitationState::Refused => continue,
            InvitationState::Declined | InvitationState::Replaced | InvitationState::Spoiled => {
                let id = cbor::encode(&given.id);
                errands::add(tx, account, ErrandKind::WithdrawInvitation, &id)?;
                continue;
            }
        };
        let body = GuestInvitation {
            id: given.id,
            expires,
            replaces: None,
            token_hash: token_hash(&given.secret.relay_token()),
        };
        let body = cbor::encode(&body);
        errands::add(tx, account, ErrandKind::RegisterInvitation, &body)?;
    }
    let_go_again(tx, account, circle)
}

/// Who was turned down, or has left, is perhaps held again.
fn let_go_again(tx: &WriteTx<'_>, account: AccountId, circle: CircleRow) -> Result<(), Error> {
    for given in invitations::of_circle(tx, circle)? {
        if let Some(consent) = given.consented() {
            let_go(tx, account, &consent.person, given.role)?;
        }
    }
    Ok(())
}
