//! What an invitation's link says.

use kith_protocol::{identity::Role, ids::InvitationId};

/// What someone reads before they agree.
#[derive(Clone)]
pub struct InvitationPreview {
    /// Which one it is.
    pub invitation: InvitationId,
    /// Good until then: milliseconds since 1970 (UTC).
    pub expires: u64,
    /// The clinic's name, where this person is enrolled there already. A link does not say it.
    pub clinic: Option<String>,
    /// What this person is called there already, or else wherever they are enrolled; empty where
    /// they go by no name yet, or by several.
    pub my_name: String,
    /// What a patient invites to; nothing where the clinic enrols someone.
    pub circle: Option<CirclePreview>,
}

/// What a patient invites to, under their signature.
#[derive(Clone)]
pub struct CirclePreview {
    /// What the invitee will be.
    pub role: Role,
    /// In the patient's words; may be empty.
    pub relationship: String,
}

kith_protocol::tells_nothing!(InvitationPreview, CirclePreview);
