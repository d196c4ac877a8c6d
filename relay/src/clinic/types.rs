//! What an operator gives, gets and is refused.

use kith_protocol::{
    ids::{Digest32, InvitationId},
    limits::{MAX_REVOKED, MAX_TEXT},
    names,
    signed::SignedError,
};

use super::{AuthorityError, RootSecret};
use crate::{data_dir::DataDirError, storage::StorageError};

/// Why an operator's command did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// No clinic of this fingerprint.
    #[error("there is no such clinic here")]
    NoSuchClinic,
    /// No person of this id at this clinic.
    #[error("there is no such person at this clinic")]
    NoSuchPerson,
    /// No invitation of this id by a clinic.
    #[error("there is no such invitation by the clinic")]
    NoSuchInvitation,
    /// The address is not one that an invitation can carry.
    #[error(
        "the address must be https://host[:port] (or http:// on loopback) in small letters and nothing more"
    )]
    Url,
    /// A relay has an address, and eight at most.
    #[error("a relay has one address at least, and eight at most")]
    Addresses,
    /// Where the relay is, the clinic's root says.
    #[error(
        "addresses and TLS keys are for the clinic's root key to say: give its file with --root"
    )]
    RootNeeded,
    /// A text is empty or longer than [`MAX_TEXT`].
    #[error("a text is empty or too long")]
    Text,
    /// A number that not every telephone can dial.
    #[error("a telephone number has digits, spaces and + ( ) - . / in it and nothing more")]
    Telephone,
    /// The name of whom the clinic invites to its staff has to be said.
    #[error(
        "say the person's name with --name, or give the whole lost link: only a digest of it is kept"
    )]
    Unnamed,
    /// The role is not one that staff have.
    #[error("this role is not one of a clinic's staff")]
    NotStaff,
    /// The list of revocations holds as many as one can.
    #[error("the clinic's list of revoked people is full: it holds {MAX_REVOKED}")]
    ListFull,
    /// Nothing can follow the version of a document under this issuing key.
    #[error(
        "the clinic's documents have the last version that this issuing key may sign, which no clock counts to: it may be in somebody else's hands, so rotate it"
    )]
    LastVersion,
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The issuing key.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// A stored document is not signed as it should be.
    #[error("a document of the clinic does not hold")]
    Document(#[from] SignedError),
    /// The database, or an expected refusal.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A clinic to create.
#[derive(Clone, Debug, Default)]
pub struct NewClinic {
    /// Its name.
    pub name: String,
    /// The number to call in an emergency.
    pub emergency: String,
    /// Its own telephone.
    pub telephone: String,
    /// Opening hours, in its own words.
    pub hours: String,
    /// The relay's address, as invitations carry it: scheme, host and port.
    pub url: String,
    /// Pin of the relay's TLS key; without one the public web roots decide.
    pub pin: Option<Digest32>,
}

/// What is to change in a clinic's profile.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// Its name.
    pub name: Option<String>,
    /// The number to call in an emergency.
    pub emergency: Option<String>,
    /// Its own telephone.
    pub telephone: Option<String>,
    /// Opening hours.
    pub hours: Option<String>,
    /// TLS pins: the key in use, then the next.
    pub pins: Option<Vec<Digest32>>,
    /// Addresses that the relay has too, before those that are known; invitations carry the first of all.
    pub urls: Vec<String>,
    /// Addresses that it has no more.
    pub drop_urls: Vec<String>,
    /// The root, which says what pins and addresses are.
    pub root: Option<RootSecret>,
    /// Days that log entries are kept.
    pub retention_days: Option<u32>,
}

/// A created clinic.
#[derive(Debug)]
pub struct Created {
    /// Its fingerprint, which names it.
    pub clinic: Digest32,
    /// Its root secret: to be taken away.
    pub root: RootSecret,
}

/// An issued invitation.
#[derive(Clone)]
pub struct Issued {
    /// Names it in later commands.
    pub id: InvitationId,
    /// For the invitee, and nobody else.
    pub link: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issued(…)")
    }
}

/// A clinic in a list.
#[derive(Clone, Debug)]
pub struct ClinicSummary {
    /// Its fingerprint.
    pub clinic: Digest32,
    /// Its name.
    pub name: String,
}

pub(super) fn check_texts<'a>(
    texts: impl IntoIterator<Item = &'a String>,
) -> Result<(), AdminError> {
    let fits = |text: &String| text.len() <= MAX_TEXT && names::typed(text).is_ok();
    if texts.into_iter().all(fits) {
        Ok(())
    } else {
        Err(AdminError::Text)
    }
}

/// Longest telephone number, in bytes.
const MAX_TELEPHONE: usize = 32;

/// Numbers that any telephone can dial, as people write them: what else stands in one would be
/// dropped by some and dialled by others.
pub(super) fn check_telephones<'a>(
    numbers: impl IntoIterator<Item = &'a String>,
) -> Result<(), AdminError> {
    let dialled = |c: char| c.is_ascii_digit() || " ()-./".contains(c);
    let fits = |number: &String| {
        let rest = number.strip_prefix('+').unwrap_or(number);
        number.len() <= MAX_TELEPHONE
            && rest.chars().all(dialled)
            && rest.contains(|c: char| c.is_ascii_digit())
    };
    if numbers.into_iter().all(fits) {
        Ok(())
    } else {
        Err(AdminError::Telephone)
    }
}

pub(super) fn check_url(url: &str) -> Result<(), AdminError> {
    let uri: http::Uri = url.parse().map_err(|_| AdminError::Url)?;
    let scheme = uri
        .scheme_str()
        .is_some_and(|s| s == "https" || s == "http");
    let bare = uri.authority().is_some_and(|a| url.ends_with(a.as_str()));
    // As everyone writes it: addresses are compared, and nobody signs in by one.
    let plain = !url.contains('@') && !url.contains(|c: char| c.is_ascii_uppercase());
    if scheme && bare && plain && url.len() <= MAX_TEXT {
        Ok(())
    } else {
        Err(AdminError::Url)
    }
}
