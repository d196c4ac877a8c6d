//! How the command line writes roles, spans of time and identifiers.

use std::time::Duration;

use kith_protocol::{
    identity::Role,
    ids::{Digest32, InvitationId, PersonId},
    invitation::Invitation,
};

const HOUR: u64 = 60 * 60;

/// `12h`, `7d`, `30m`.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    let (number, seconds) = match text.char_indices().last() {
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], HOUR),
        Some((at, 'd')) => (&text[..at], 24 * HOUR),
        _ => (text, 0),
    };
    let number: u64 = number.parse().unwrap_or(0);
    match number.checked_mul(seconds) {
        Some(seconds) if (1..=10 * 365 * 24 * HOUR).contains(&seconds) => {
            Ok(Duration::from_secs(seconds))
        }
        _ => Err("give a number and m, h or d: 30m, 12h, 7d".to_owned()),
    }
}

/// The roles that staff have.
pub(super) fn staff_role(text: &str) -> Result<Role, String> {
    match text {
        "clinician" => Ok(Role::Clinician),
        "coordinator" => Ok(Role::Coordinator),
        "administrator" => Ok(Role::Administrator),
        _ => Err("give clinician, coordinator or administrator".to_owned()),
    }
}

/// A clinic's fingerprint.
pub(super) fn clinic(text: &str) -> Result<Digest32, String> {
    Digest32::from_hex(text).ok_or_else(|| "give the clinic's 64 hexadecimal digits".to_owned())
}

/// A person's id.
pub(super) fn person(text: &str) -> Result<PersonId, String> {
    PersonId::from_hex(text).ok_or_else(|| "give the person's 32 hexadecimal digits".to_owned())
}

/// An invitation, by its id or by its whole link.
pub(super) fn invitation(text: &str) -> Result<InvitationId, String> {
    lost(text).map(|lost| lost.id)
}

/// An invitation that was lost.
#[derive(Clone)]
pub(super) struct Lost {
    pub(super) id: InvitationId,
    /// Whom it was for, where its link is not lost altogether.
    pub(super) name: Option<String>,
}

/// The same, with the name that stands in a link.
pub(super) fn lost(text: &str) -> Result<Lost, String> {
    if let Some(id) = InvitationId::from_hex(text) {
        return Ok(Lost { id, name: None });
    }
    let link = Invitation::from_link(text)
        .map_err(|_| "give the invitation's link, or its 32 hexadecimal digits".to_owned())?;
    Ok(Lost {
        id: link.content.id,
        name: link.content.name.map(|known| known.name),
    })
}

kith_protocol::tells_nothing!(Lost);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_nonsense_is_refused() {
        assert_eq!(span("30m"), Ok(Duration::from_secs(1_800)));
        assert_eq!(span("7d"), Ok(Duration::from_secs(7 * 86_400)));
        for text in [
            "",
            "d",
            "0h",
            "-1h",
            "7",
            "7w",
            "99999999999999999999d",
            "7д",
        ] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
