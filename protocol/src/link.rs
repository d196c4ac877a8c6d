//! Finds an invitation's link in what people paste, share, scan or open: with a sentence around
//! it, in brackets, wrapped by an e-mail, rewritten by a filter that checks links.
//!
//! A link says itself where it ends: its fragment is one CBOR map and a checksum. So whatever
//! base64url cannot hold is passed over, nothing is guessed of what stands behind, and the
//! checksum decides.
//!
//! Only `kith:` is a link. What a browser would open is refused even where it is whole: whoever
//! serves that page can read the fragment by a script, and with it the secret (decision 0019).

use std::borrow::Cow;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::de::IgnoredAny;

use crate::{
    invitation::{CHECKSUM, Invitation, InvitationContent, MAX_LINK, checksum},
    limits::MAX_DEPTH,
};

/// Bytes of a text that are looked through: more than a long e-mail.
const MAX_TEXT: usize = 64 << 10;
/// Places in a text that may begin a link's fragment.
const MAX_PLACES: usize = 16;
/// Longest address of a relay.
const MAX_RELAY: usize = 512;
/// How often a link may have been escaped: by who sends it, by a filter, by a page.
const MAX_ESCAPES: usize = 3;
/// Signs of the shortest fragment, so that the end of another page's address is not called one.
const SHORTEST: usize = 128;
const PATH: &str = "/join";

/// Why no invitation was found. The later ones say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum LinkError {
    /// There is no Kith invitation in it at all.
    #[error("there is no invitation link in this")]
    NotALink,
    /// Its end is missing, or its beginning.
    #[error("the invitation link is cut off")]
    CutOff,
    /// A sign in it was lost or changed.
    #[error("the invitation link was altered")]
    Altered,
    /// Whole, but of a kind that this version does not know.
    #[error("the invitation link is of another version")]
    Unreadable,
    /// A browser opens it as a page, which can read the secret. Nothing of it is used.
    #[error("the invitation link opens as a web page")]
    WebPage,
    /// The patient's signature in it does not hold.
    #[error("the invitation is not signed by the person it names")]
    Forged,
}

impl Invitation {
    /// Finds the invitation in a text and, where a patient invites, checks the patient's
    /// signature. Of a text no more than its first 64 KiB are looked at.
    ///
    /// # Errors
    /// [`LinkError`]: what is wrong with the one that came nearest to holding.
    pub fn from_link(text: &str) -> Result<Self, LinkError> {
        let mut nearest = LinkError::NotALink;
        for reading in readings(beginning(text, MAX_TEXT)) {
            let paths = reading.to_ascii_lowercase();
            for (at, _) in paths.match_indices(PATH).take(MAX_PLACES) {
                let (before, after) = (&reading[..at], &reading[at + PATH.len()..]);
                match read(before, after) {
                    Ok(invitation) => return Ok(invitation),
                    Err(error) => nearest = nearest.max(error),
                }
            }
        }
        Err(nearest)
    }
}

/// At most `bytes` of a text.
fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A text as it may be meant: as it stands, or with the escapes of an address (`%23`) or of an
/// e-mail (`=23`, "quoted-printable") taken out. A link holds neither sign.
fn readings(text: &str) -> Vec<String> {
    let joined = text.replace("=\r\n", "").replace("=\n", "");
    let mut all: Vec<String> = Vec::new();
    for unquoted in [Cow::Borrowed(joined.as_str()), unescaped(&joined, b'=')] {
        let mut reading = unquoted;
        for _ in 0..=MAX_ESCAPES {
            let plain = in_one_line(&reading);
            if !all.contains(&plain) {
                all.push(plain);
            }
            match unescaped(&reading, b'%') {
                Cow::Borrowed(_) => break,
                Cow::Owned(once) => reading = Cow::Owned(once),
            }
        }
    }
    all
}

/// A text with each `mark` and two hexadecimal digits made the byte that they stand for.
fn unescaped(text: &str, mark: u8) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let escaped = |at: usize| -> Option<u8> {
        let [found, high, low] = bytes.get(at..at + 3)? else {
            return None;
        };
        let digit = |byte: u8| {
            char::from(byte)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        (*found == mark).then_some(digit(*high)? << 4 | digit(*low)?)
    };
    if !(0..bytes.len()).any(|at| escaped(at).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let meant = escaped(at);
        plain.push(meant.unwrap_or(*byte));
        at += if meant.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&plain).into_owned())
}

/// A text without what is not seen, and with the signs that a keyboard or a program put in place
/// of plain ones.
fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if letter.is_whitespace() || letter.is_control() || is_unseen(letter) => {}
            '\u{2014}' | '\u{2015}' => line.push_str("--"),
            '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => line.push('-'),
            '\u{2026}' => line.push_str("..."),
            // The wide forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                line.extend(char::from_u32(u32::from(letter) - 0xfee0));
            }
            letter => line.push(letter),
        }
    }
    line
}

fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

fn read(before: &str, after: &str) -> Result<Invitation, LinkError> {
    let (way, address) = way(before);
    let signs = match fragment(after) {
        Fragment::Here(signs) => signs,
        // Some programs leave out what stands behind the sign.
        Fragment::Gone if way == Way::Ours => return Err(LinkError::CutOff),
        Fragment::Gone | Fragment::OfAnother => return Err(LinkError::NotALink),
    };
    if way == Way::Page && is_ours(&decoded(&signs)?) {
        return Err(LinkError::WebPage);
    }
    let bytes = whole(&signs)?;
    let (content, sum) = bytes.split_at(bytes.len() - CHECKSUM);
    let is_meant = |relay: &String| checksum(relay, content) == sum;
    let Some(relay) = relays(way, address).into_iter().find(is_meant) else {
        let beginning_is_missing = without_beginning(address).iter().any(is_meant);
        return Err(if beginning_is_missing {
            LinkError::CutOff
        } else {
            LinkError::Altered
        });
    };
    let content: InvitationContent =
        crate::cbor::decode(content, MAX_LINK).map_err(|_| LinkError::Unreadable)?;
    if content.secret.as_bytes().len() != 32 {
        return Err(LinkError::Unreadable);
    }
    let invitation = Invitation { relay, content };
    match invitation.circle() {
        Ok(Some(circle)) if circle.invitation != invitation.content.id => Err(LinkError::Forged),
        Ok(_) => Ok(invitation),
        Err(_) => Err(LinkError::Forged),
    }
}

/// What stands behind the path.
enum Fragment {
    /// The signs of a fragment, and perhaps of what follows it.
    Here(String),
    /// Nothing.
    Gone,
    /// Another page's address goes on.
    OfAnother,
}

fn fragment(after: &str) -> Fragment {
    let after = after.strip_prefix('/').unwrap_or(after);
    // What others add to count who clicks.
    let after = match after.strip_prefix('?') {
        Some(query) => match query.find('#') {
            Some(at) => &query[at..],
            None => return Fragment::Gone,
        },
        None => after,
    };
    match after.chars().next() {
        // `*`: so a common filter of e-mails writes it.
        Some('#' | '*') => {}
        Some(letter) if letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/') => {
            return Fragment::OfAnother;
        }
        _ => return Fragment::Gone,
    }
    // A program that shortens what it shows.
    let shown = after.find("...").map_or(after, |at| &after[..at]);
    let signs = shown
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .take(MAX_LINK / 3 * 4)
        .collect();
    Fragment::Here(signs)
}

/// As many bytes as the signs of a fragment are for sure.
fn decoded(signs: &str) -> Result<Vec<u8>, LinkError> {
    Base64UrlUnpadded::decode_vec(beginning(signs, signs.len() / 4 * 4))
        .map_err(|_| LinkError::Altered)
}

/// Whether it begins as a link's content does: a map whose first key is `id`.
fn is_ours(known: &[u8]) -> bool {
    known.split_first().is_some_and(|(first, rest)| {
        first >> 5 == 5 && b"\x62id".starts_with(&rest[..rest.len().min(3)])
    })
}

/// Content and checksum of a fragment, which are as long as the content says.
fn whole(signs: &str) -> Result<Vec<u8>, LinkError> {
    let known = decoded(signs)?;
    if !is_ours(&known) && signs.len() < SHORTEST {
        let of_another = !signs.is_empty();
        return Err(if of_another {
            LinkError::NotALink
        } else {
            LinkError::CutOff
        });
    }
    let mut rest = known.as_slice();
    let read: Result<IgnoredAny, _> =
        ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH);
    match read {
        Ok(_) => {}
        Err(ciborium::de::Error::Io(_)) if goes_well_so_far(&known) => {
            return Err(LinkError::CutOff);
        }
        Err(_) => return Err(LinkError::Altered),
    }
    let length = known.len() - rest.len() + CHECKSUM;
    let signs = signs
        .get(..(length * 4).div_ceil(3))
        .ok_or(LinkError::CutOff)?;
    Base64UrlUnpadded::decode_vec(signs).map_err(|_| LinkError::Altered)
}

/// Whether nothing but an end is missing to what a content holds.
fn goes_well_so_far(bytes: &[u8]) -> bool {
    let read: Result<InvitationContent, _> =
        ciborium::de::from_reader_with_recursion_limit(bytes, MAX_DEPTH);
    matches!(read, Err(ciborium::de::Error::Io(_)))
}

/// By what a link would be opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By Kith.
    Ours,
    /// By a browser.
    Page,
    /// Nobody knows: its beginning is missing, or is another program's.
    Unknown,
}

/// How the address begins that ends here, and what of it stands behind that.
fn way(before: &str) -> (Way, &str) {
    let lowest = before.len().saturating_sub(MAX_RELAY);
    let start = (lowest..=before.len())
        .find(|at| before.is_char_boundary(*at))
        .unwrap_or(before.len());
    let near = &before[start..];
    let Some((scheme, host)) = near.rsplit_once("://") else {
        return (Way::Unknown, near);
    };
    // A word of the sentence may stand right before it.
    let scheme = scheme.to_ascii_lowercase();
    if scheme.ends_with("kith") {
        (Way::Ours, host)
    } else if scheme.ends_with("http") || scheme.ends_with("https") {
        (Way::Page, host)
    } else {
        (Way::Unknown, host)
    }
}

/// What the relay's address may be; the checksum knows which.
fn relays(way: Way, host: &str) -> Vec<String> {
    if way != Way::Ours || host.is_empty() {
        return Vec::new();
    }
    ["https", "http"]
        .iter()
        .flat_map(|scheme| {
            [
                format!("{scheme}://{host}"),
                format!("{scheme}://{}", host.to_ascii_lowercase()),
            ]
        })
        .collect()
}

/// What it may be where its beginning is missing: a word of the sentence may stand right before
/// the host, and another page's whole address before that.
fn without_beginning(before: &str) -> Vec<String> {
    let hosts = before
        .rsplit(|letter: char| !letter.is_ascii_alphanumeric() && !"-.:".contains(letter))
        .next()
        .unwrap_or_default();
    (0..hosts.len())
        .filter(|at| hosts[*at..].contains('.'))
        .map(|at| format!("https://{}", hosts[at..].to_ascii_lowercase()))
        .collect()
}
