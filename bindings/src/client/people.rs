//! Enrolling, inviting, who is in a circle.

use std::sync::Arc;

use kith_core::{
    Comparison, NewInvitation, NumberCheck,
    ids::{AccountId, CircleId, ConversationId, InvitationId, PersonId},
    view::{InvitationPreview, InvitationRow, PairNumber, PersonRow},
};

use super::KithClient;
use crate::{KithError, RedeemTask};

/// The link in a text that was pasted, shared or scanned, as it was made: whole, and nothing else.
///
/// # Errors
/// [`KithError::FixInput`] with `link.none`, `link.cut-off` or `link.altered`; [`KithError::UpdateApp`] with
/// `link.newer`; [`KithError::AskForInvitation`] with `link.web-page` or `link.forged`.
#[uniffi::export]
pub fn find_link(text: String) -> Result<String, KithError> {
    Ok(kith_core::find_link(&text)?)
}

#[uniffi::export]
impl KithClient {
    /// What an invitation's link says, before anyone agrees to anything. Works offline.
    ///
    /// # Errors
    /// [`KithError::FixInput`], [`KithError::UpdateApp`] or [`KithError::AskForInvitation`] with `link.…`.
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
    ///
    /// # Errors
    /// [`KithError::FixInput`] with `name.blank`, `name.too-long` or `name.unfit` for the title; those of the store.
    pub async fn create_circle(
        &self,
        account: AccountId,
        title: String,
    ) -> Result<CircleId, KithError> {
        self.call(|core| async move { core.start_circle(account, &title).await })
            .await
    }

    /// Who is in a conversation now; in a circle's own that is who is in the circle.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such conversation; those of the store.
    pub async fn people(&self, conversation: ConversationId) -> Result<Vec<PersonRow>, KithError> {
        self.call(|core| async move { core.people(conversation).await })
            .await
    }

    /// The conversation of this patient and one person of her circle. Nobody else is told of it, nor can it
    /// become for more than the two. It is made the first time. Works offline.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] where this person is not the patient, for herself, and with `not-vouched` where
    /// the clinic does not vouch for them any more; [`KithError::Refresh`] where they are not in the circle;
    /// those of the store.
    pub async fn talk_alone(
        &self,
        circle: CircleId,
        person: PersonId,
    ) -> Result<ConversationId, KithError> {
        self.call(|core| async move { core.talk_alone(circle, person).await })
            .await
    }

    /// The number of this person and someone in a circle, or on the way into it: who consented to an
    /// invitation, or the patient whose yes this person waits for. Works offline.
    ///
    /// # Errors
    /// [`KithError::Refresh`] for whom nothing is known of there; [`KithError::NotAllowed`] with `oneself`; those of
    /// the store.
    pub async fn number(
        &self,
        circle: CircleId,
        person: PersonId,
    ) -> Result<PairNumber, KithError> {
        self.call(|core| async move { core.number(circle, person).await })
            .await
    }

    /// Holds the code that someone's device shows of this person against their number. Where it is the same, it is
    /// kept that they were checked in person; where it is different, that too, until it is the same once. Works
    /// offline.
    ///
    /// # Errors
    /// As [`Self::number`].
    pub async fn check_number(
        &self,
        circle: CircleId,
        person: PersonId,
        scanned: String,
    ) -> Result<NumberCheck, KithError> {
        self.call(|core| async move { core.check_number(circle, person, &scanned).await })
            .await
    }

    /// Keeps what this person says of the digits after comparing them with someone: as `check_number` what a code
    /// said, or that it is not sure any more. `seen` is the code of the number that was compared. Works offline.
    ///
    /// # Errors
    /// As [`Self::number`]; [`KithError::Refresh`] too where their number is not the one that was seen any more.
    pub async fn set_checked(
        &self,
        circle: CircleId,
        person: PersonId,
        seen: String,
        came: Comparison,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.set_checked(circle, person, &seen, came).await })
            .await
    }

    /// Makes an invitation link for one person. Works offline.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] for who is not the patient, or a role that cannot be invited;
    /// [`KithError::FixInput`] with `name.too-long` or `name.unfit` for the relationship, with
    /// `invitations.too-many` where as many are open as may be; those of the store.
    pub async fn invite(&self, circle: CircleId, whom: NewInvitation) -> Result<String, KithError> {
        self.call(|core| async move { core.invite(circle, whom).await })
            .await
    }

    /// The invitations that were given out for a circle.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn invitations(&self, circle: CircleId) -> Result<Vec<InvitationRow>, KithError> {
        self.call(|core| async move { core.invitations(circle).await })
            .await
    }

    /// Makes a new link in place of one that was lost.
    ///
    /// # Errors
    /// As [`Self::invite`]; [`KithError::Refresh`] where the invitation is not open any more.
    pub async fn reissue(
        &self,
        invitation: InvitationId,
        valid_for_ms: u64,
    ) -> Result<String, KithError> {
        self.call(|core| async move { core.reissue(invitation, valid_for_ms).await })
            .await
    }

    /// Lets in who redeemed an invitation. Works offline.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where nobody waits for it; [`KithError::NotAllowed`] with `not-vouched` where the
    /// clinic does not vouch for who was invited as staff; those of the store.
    pub async fn approve(&self, invitation: InvitationId) -> Result<(), KithError> {
        self.call(|core| async move { core.approve(invitation).await })
            .await
    }

    /// As [`Self::approve`], in place of someone: the same person with a new phone. The old one is
    /// removed first. Works offline.
    ///
    /// # Errors
    /// As [`Self::approve`]; [`KithError::Refresh`] where the old one is not in the circle;
    /// [`KithError::NotAllowed`] with `old-word` for staff while the clinic's word is too old.
    pub async fn approve_in_place_of(
        &self,
        invitation: InvitationId,
        old: PersonId,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.approve_in_place_of(invitation, old).await })
            .await
    }

    /// Lets go of a circle that this person was turned down for.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget_joining(&self, invitation: InvitationId) -> Result<(), KithError> {
        self.call(|core| async move { core.forget_joining(invitation).await })
            .await
    }

    /// Takes an invitation back, or turns down who redeemed it, who is told so. Works offline.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where it is not open any more; those of the store.
    pub async fn decline(&self, invitation: InvitationId) -> Result<(), KithError> {
        self.call(|core| async move { core.decline(invitation).await })
            .await
    }

    /// Removes a person from every room of the circle. Works offline.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] with `not-allowed` for who is not the patient, and with `oneself` for the patient
    /// herself; [`KithError::Refresh`] where nobody of this id is in the circle; those of the store.
    pub async fn remove(&self, circle: CircleId, person: PersonId) -> Result<(), KithError> {
        self.call(|core| async move { core.remove(circle, person).await })
            .await
    }

    /// Goes on without a person in every room of the circle, and does not tell them. Staff are told.
    /// Works offline.
    ///
    /// # Errors
    /// As [`Self::remove`].
    pub async fn go_on_without(&self, circle: CircleId, person: PersonId) -> Result<(), KithError> {
        self.call(|core| async move { core.go_on_without(circle, person).await })
            .await
    }

    /// Lets every room of the circle go on in another group, with the same people. Works offline.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] for who is not the patient; those of the store.
    pub async fn start_anew(&self, circle: CircleId) -> Result<(), KithError> {
        self.call(|core| async move { core.start_anew(circle).await })
            .await
    }
}
