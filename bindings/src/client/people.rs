//! Enrolling, inviting, who is in a circle.

use std::sync::Arc;

use kith_core::{
    NewInvitation,
    ids::{AccountId, CircleId, InvitationId, PersonId},
    view::{InvitationPreview, InvitationRow, PersonRow},
};

use super::KithClient;
use crate::{KithError, RedeemTask};

/// The link in a text that was pasted, shared or scanned, as it was made: whole, and nothing else.
#[uniffi::export]
pub fn find_link(text: String) -> Result<String, KithError> {
    Ok(kith_core::find_link(&text)?)
}

#[uniffi::export]
impl KithClient {
    /// What an invitation's link says, before anyone agrees to anything. Works offline.
    pub async fn read_link(&self, link: String) -> Result<InvitationPreview, KithError> {
        self.call(|core| async move { core.read_link(&link).await })
            .await
    }

    /// Redeems an invitation under a name: enrols, and where a patient invites, consents. Needs
    /// the relay. To repeat it after a lost answer is harmless.
    pub fn redeem(&self, link: String, name: String) -> Arc<RedeemTask> {
        let core = self.core.clone();
        RedeemTask::new(
            &self.spawner,
            async move { core.redeem(&link, &name).await },
        )
    }

    /// Makes this person's own circle; where there is one it is that one. Works offline.
    pub async fn create_circle(
        &self,
        account: AccountId,
        title: String,
    ) -> Result<CircleId, KithError> {
        self.call(|core| async move { core.start_circle(account, &title).await })
            .await
    }

    /// Who is in a circle now.
    pub async fn people(&self, circle: CircleId) -> Result<Vec<PersonRow>, KithError> {
        self.call(|core| async move { core.people(circle).await })
            .await
    }

    /// Makes an invitation link for one person. Works offline.
    pub async fn invite(&self, circle: CircleId, whom: NewInvitation) -> Result<String, KithError> {
        self.call(|core| async move { core.invite(circle, whom).await })
            .await
    }

    /// The invitations that were given out for a circle.
    pub async fn invitations(&self, circle: CircleId) -> Result<Vec<InvitationRow>, KithError> {
        self.call(|core| async move { core.invitations(circle).await })
            .await
    }

    /// Makes a new link in place of one that was lost.
    pub async fn reissue(
        &self,
        invitation: InvitationId,
        valid_for_ms: u64,
    ) -> Result<String, KithError> {
        self.call(|core| async move { core.reissue(invitation, valid_for_ms).await })
            .await
    }

    /// Lets in who redeemed an invitation. Works offline.
    pub async fn approve(&self, invitation: InvitationId) -> Result<(), KithError> {
        self.call(|core| async move { core.approve(invitation).await })
            .await
    }

    /// As [`Self::approve`], in place of someone: the same person with a new phone. The old one is
    /// taken out first. Works offline.
    pub async fn approve_in_place_of(
        &self,
        invitation: InvitationId,
        old: PersonId,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.approve_in_place_of(invitation, old).await })
            .await
    }

    /// Lets go of a circle that this person was turned down for.
    pub async fn forget_joining(&self, invitation: InvitationId) -> Result<(), KithError> {
        self.call(|core| async move { core.forget_joining(invitation).await })
            .await
    }

    /// Takes an invitation back, or turns down who redeemed it, who is told so. Works offline.
    pub async fn decline(&self, invitation: InvitationId) -> Result<(), KithError> {
        self.call(|core| async move { core.decline(invitation).await })
            .await
    }

    /// Removes a person from every room of the circle. Works offline.
    pub async fn remove(&self, circle: CircleId, person: PersonId) -> Result<(), KithError> {
        self.call(|core| async move { core.remove(circle, person).await })
            .await
    }
}
