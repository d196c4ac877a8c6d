//! The sentences. Codes, names and times come from the core; how they are said is the app's.

use std::{
    borrow::Cow,
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use kith_core::{
    Code, DeliveryError, Error, LinkError, NameError, Reach, Recovery, Role,
    circle::rights::Audience,
    store::{
        StoreError,
        invitations::InvitationState,
        messages::{MessageState, RowKind},
        notice::Notice,
    },
    view::{
        CircleRow, ClinicRow, InvitationRow, JoiningRow, JoiningStanding, PersonRow, Resembled,
        Standing, TimelineRow,
    },
};

/// The lines of an answer, or why there is none.
pub type Answer = Result<Vec<String>, Sorry>;

/// Why something could not be done, with what to do about it.
#[derive(Debug)]
pub struct Sorry(String);

impl Sorry {
    /// In these words.
    pub fn new(words: &str) -> Self {
        Self(words.to_owned())
    }
}

impl fmt::Display for Sorry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for Sorry {
    fn from(error: Error) -> Self {
        Self::new(match &error {
            Error::Store(StoreError::WrongKey) => {
                "The key does not fit this store; nothing was touched. Use the key it was made with."
            }
            Error::Store(StoreError::Locked) => {
                "This store is open in another program. Close that one first."
            }
            Error::Store(StoreError::NewerSchema { .. }) => {
                "A newer version wrote this store. Update this program."
            }
            Error::Store(StoreError::DiskFull) => "The disk is full. Make room, then try again.",
            Error::Store(StoreError::Io(_) | StoreError::Files(_)) => {
                "The files of this store cannot be reached. See that you may read and write them, then try again."
            }
            Error::Delivery(DeliveryError::Unreachable) => {
                "The relay cannot be reached. What you wrote waits here and goes out by itself."
            }
            Error::Delivery(DeliveryError::Untrusted) => {
                "Something else answers in the relay's place; nothing was sent. Log in to this network, or \
                 use another. If it stays so, type `clinic` and call them."
            }
            Error::Delivery(DeliveryError::ProxyLogin) => {
                "This network's proxy wants a name and a password: HTTPS_PROXY=http://NAME:PASSWORD@…"
            }
            Error::Link(LinkError::NotALink) => {
                "There is no invitation in this. Paste the whole link."
            }
            Error::Link(LinkError::CutOff) => {
                "The end of this link is missing. Copy it again, from its start to its end."
            }
            Error::Link(LinkError::Altered) => {
                "Something in this link was changed on its way. Scan its code, or ask for it again."
            }
            Error::Link(LinkError::Unreadable) => {
                "A newer version made this link. Update this program."
            }
            Error::Link(LinkError::Forged) => {
                "This link is not from the patient whom it names. Ask them for a new one."
            }
            Error::OwnInvitation => "This link is from you. It is for the one whom you invite.",
            Error::AlreadyIn => "You are in this circle already. Type `list`.",
            Error::TooManyInvitations => {
                "Too many of your invitations are open. `decline` some that nobody uses."
            }
            Error::NotVouched => {
                "The clinic does not vouch for this person. `decline` them, or call the clinic."
            }
            Error::Oneself => "You cannot leave your own circle: it is yours.",
            Error::Revoked => "Your clinic has closed the way of this device. Call your clinic.",
            Error::Name(NameError::Blank) => "There is nothing to be seen in this name. Type one.",
            Error::Name(NameError::TooLong) => "This is too long. Say it in a few words.",
            Error::Name(NameError::Unfit) => {
                "There are signs in this that do not belong in a name. Type plain letters."
            }
            Error::Invitation(Code::InvitationUsed) => {
                "This invitation was used before. If it was not by you, tell whoever invited you."
            }
            Error::Invitation(_) => "This invitation does not hold any more. Ask for a new one.",
            Error::NotTheClinic(_) => {
                "This is not the clinic that invited you. Type `clinic` and call yours."
            }
            Error::NotAllowed => "Only the patient can do this. Ask them.",
            Error::NotAMember => {
                "You are not in this room now. What is here stays readable; ask the patient."
            }
            Error::Field => "This is empty or too long. Say it in a few words.",
            Error::Content(_) => "There is nothing to send, or too much. Send it in parts.",
            Error::Clock => {
                "This device's clock says a time before 1970. Set it; nothing was lost."
            }
            Error::NotFound => "There is no such thing here. Look with `people` or `invitations`.",
            other => match other.recovery() {
                Recovery::Retry => "This did not work. Try again; nothing was lost.",
                Recovery::WaitForNetwork => "The relay is busy. It goes on by itself.",
                Recovery::UserAction => "The relay refused this. Type `clinic` and call them.",
                Recovery::Reopen => {
                    "Something went wrong in this program. Close it and open it again; nothing was lost."
                }
                Recovery::Fatal => "This store is damaged. Restore it from a backup.",
            },
        })
    }
}

/// What can be typed.
pub const HELP: [&str; 24] = [
    "enrol LINK          join LINK: become known to a clinic, or say yes to a patient",
    "clinic              whom to call",
    "circle TITLE        make your own circle (you are the patient)",
    "invite ROLE [WHO]   a link for a family member, clinician, coordinator or proxy",
    "                    for example: invite family daughter",
    "invitations         whom you invited, and who answered",
    "approve NAME        yes, that is who I invited",
    "speaks-for-me NAME  yes, and that person speaks for me",
    "renew NAME          yes, and their old phone goes",
    "decline NAME        no, or: I take the invitation back",
    "people              who is in the circle, and what they can read",
    "remove NAME         remove someone from the circle",
    "list, open N        your circles",
    "read [N]            the last N messages, oldest first (times are UTC)",
    "answer TEXT         to those who read the newest message",
    "write TEXT          to everyone in the circle",
    "care TEXT           to the care room: patient and clinic, without the family",
    "search WORDS        in everything that is on this device",
    "offline             never talk to the relay",
    "online              talk to it again",
    "sync                exchange everything now",
    "quit",
    "",
    "Reading, searching and writing need no network.",
];

/// An answer of one line.
pub fn say(line: &str) -> Answer {
    Ok(vec![line.to_owned()])
}

/// An answer of these lines.
pub fn lines<const N: usize>(lines: [&str; N]) -> Answer {
    Ok(lines.map(str::to_owned).to_vec())
}

/// An answer of these rows, or what to say when there are none.
pub fn all<T>(rows: impl IntoIterator<Item = T>, row: impl Fn(T) -> String, none: &str) -> Answer {
    let rows: Vec<String> = rows.into_iter().map(row).collect();
    if rows.is_empty() { say(none) } else { Ok(rows) }
}

/// Stands above the rows of a circle where there are more before them.
pub fn older(shown: usize) -> String {
    format!(
        "-- These are the last {shown}; there are more before them. For example: read {}",
        shown * 2
    )
}

/// Stands below what a search found where it found more.
pub fn more_hits(shown: usize) -> String {
    format!("-- These are the newest {shown}; there are more. With another word there are fewer.")
}

/// Text of other people, fit for a terminal: nothing in it moves the cursor or turns the
/// direction of writing, no line of it stands at the margin, and what runs from right to left turns
/// nothing but itself.
pub fn plain(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let from_right = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}');
    if text.contains(from_right) && !text.contains(harmful) {
        return Cow::Owned(format!("\u{2068}{text}\u{2069}"));
    }
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let calm = |c| if harmful(c) { '\u{fffd}' } else { c };
    let lines = text
        .split(['\n', '\u{2028}', '\u{2029}'])
        .map(|line| line.chars().map(calm).collect::<String>());
    Cow::Owned(lines.collect::<Vec<_>>().join("\n       "))
}

/// The one of `rows` that someone means by a name, or by its beginning.
pub fn the_one<'a, T>(
    rows: &'a [T],
    name: &str,
    called: impl Fn(&T) -> &String,
) -> Result<&'a T, Sorry> {
    let name = name.to_lowercase();
    let exact: Vec<&T> = rows
        .iter()
        .filter(|row| called(row).to_lowercase() == name)
        .collect();
    let begins = rows
        .iter()
        .filter(|row| called(row).to_lowercase().starts_with(&name));
    let found = if exact.is_empty() {
        begins.collect()
    } else {
        exact
    };
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Sorry::new(
            "Nobody of that name is meant here. Look with `invitations` or `people`.",
        )),
        _ => Err(Sorry::new(
            "More than one is called that. Type the whole name.",
        )),
    }
}

/// The role that a word names.
pub fn role_named(word: &str) -> Result<Role, Sorry> {
    [
        Role::Family,
        Role::Clinician,
        Role::Coordinator,
        Role::Proxy,
    ]
    .into_iter()
    .find(|known| role(*known) == word)
    .ok_or_else(|| Sorry::new("Invite as what? For example: invite family daughter"))
}

/// A role in words.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Patient => "patient",
        Role::Proxy => "proxy",
        Role::Family => "family",
        Role::Clinician => "clinician",
        Role::Coordinator => "coordinator",
        Role::Administrator => "administrator",
    }
}

fn room(audience: Audience) -> &'static str {
    match audience {
        Audience::Circle => "the circle",
        Audience::Care => "the care room",
    }
}

/// A clinic.
pub fn clinic(row: &ClinicRow) -> String {
    format!(
        "{}. In an emergency call {}. The clinic itself: {}. Hours: {}.",
        plain(&row.name),
        plain(&row.emergency),
        plain(&row.telephone),
        plain(&row.hours)
    )
}

/// What HTTPS_PROXY or ALL_PROXY should have been.
pub const NO_PROXY: &str =
    "HTTPS_PROXY or ALL_PROXY is no proxy's address. It looks like this: http://proxy.example:3128";

/// What stands between here and a clinic, where something is known of it.
pub fn barred(row: &ClinicRow) -> Option<String> {
    let name = plain(&row.name);
    match row.reach {
        Reach::Intercepted => Some(format!(
            "Something else answers in the place of {name}; nothing was sent. If this network wants you to \
             log in, open {} in a browser. Type nothing of Kith's there. If it stays so, call them.",
            row.login_page
        )),
        Reach::ProxyLogin => Some(format!(
            "This network's proxy wants a name and a password before {name} can be reached."
        )),
        Reach::Unknown | Reach::Online | Reach::Offline => None,
    }
}

/// A circle in the list.
pub fn circle((number, row): (usize, &CircleRow)) -> String {
    let place = match (row.standing, row.mine) {
        (Standing::Revoked, _) => ", closed by your clinic: call them",
        (Standing::Removed | Standing::Rejoining, _) => ", closed to you",
        (Standing::Member, true) => ", yours",
        (Standing::Member, false) => "",
    };
    let fresh = row
        .as_of
        .map(|at| format!(", as of {}", time(at)))
        .unwrap_or_default();
    format!("{number}. {}{place}{fresh}", plain(&row.title))
}

/// Stands above the rows of a circle that was opened.
pub fn opened(title: &str) -> String {
    format!("-- {}", plain(title))
}

/// A circle that someone was invited to and is not in.
pub fn joining(row: &JoiningRow) -> String {
    match row.standing {
        JoiningStanding::Waiting => "-. A circle whose patient has yet to say yes.",
        JoiningStanding::Declined => {
            "-. A circle whose patient said no. If that was a mistake, ask them for a new link."
        }
        JoiningStanding::Revoked => "-. Your clinic has closed the way of this device. Call them.",
    }
    .to_owned()
}

/// Someone in the circle.
pub fn person(row: &PersonRow) -> String {
    let me = if row.me { ", you" } else { "" };
    let relationship = match row.relationship.as_str() {
        "" => String::new(),
        words => format!(", {}", plain(words)),
    };
    let reads: Vec<&str> = row.reads.iter().map(|audience| room(*audience)).collect();
    let (name, role, reads) = (plain(&row.name), role(row.role), reads.join(" and "));
    format!("{name} ({role}{relationship}{me}) reads {reads}")
}

/// An invitation and where it stands.
pub fn invitation(row: &InvitationRow) -> String {
    let whom = match row.relationship.as_str() {
        "" => role(row.role).to_owned(),
        words => format!("{}, {}", role(row.role), plain(words)),
    };
    let name = row.name.as_deref().map_or(Cow::Borrowed("someone"), plain);
    let vouched = match (row.role.is_staff(), row.attested) {
        (true, true) => " The clinic vouches for them.",
        (true, false) => " The clinic does NOT vouch for them.",
        (false, _) => "",
    };
    match row.state {
        InvitationState::Open if row.expired => {
            format!("{whom}: nobody answered, and the link is too old now. Make a new one.")
        }
        InvitationState::Open => format!("{whom}: nobody has answered yet."),
        InvitationState::Consented => {
            let like = row.resembles.as_ref().map_or_else(String::new, resembled);
            format!("{whom}: {name} said yes and waits for your `approve`.{vouched}{like}")
        }
        InvitationState::Approved => format!("{whom}: {name}, confirmed."),
        InvitationState::Declined => format!("{whom}: declined."),
        InvitationState::Replaced => format!("{whom}: replaced by a newer link."),
        InvitationState::Refused => match row.name {
            Some(_) => format!("{whom}: cannot be let in. Ask the clinic."),
            None => {
                format!("{whom}: the clinic's computer did not take this link. Make a new one.")
            }
        },
    }
}

/// What a yes to someone who speaks for the patient gives away.
pub fn speaks_for_you(row: &InvitationRow) -> Answer {
    let name = row.name.as_deref().map_or(Cow::Borrowed("Someone"), plain);
    lines([
        &format!("{name} asks to speak for you. Think before you say yes:"),
        "your clinic may then do what they say as if you had said it.",
        &format!("If that is what you want, type: speaks-for-me {name}"),
    ])
}

/// Who reads what was just written.
pub fn readers(audience: Audience) -> String {
    match audience {
        Audience::Circle => "Everyone in the circle reads it.".to_owned(),
        Audience::Care => "Only the clinic and the patient read it.".to_owned(),
    }
}

fn resembled(other: &Resembled) -> String {
    let name = plain(&other.name);
    if other.perhaps_same {
        format!(" {name} is here already. The same person with a new phone? Then type `renew`.")
    } else {
        format!(" This name looks like {name}, who is here already. Call them first.")
    }
}

/// A row of the timeline.
pub fn row(row: &TimelineRow) -> String {
    let name = row
        .sender_name
        .as_deref()
        .map_or(Cow::Borrowed("Someone"), plain);
    let own = row.state != MessageState::Received;
    let who = match row.sender_role {
        Some(known) if own => format!("You ({})", role(known)),
        Some(known) => format!("{name} ({})", role(known)),
        None if own => "You".into(),
        None => name.to_string(),
    };
    let only = match row.audience {
        Audience::Circle => "",
        Audience::Care => " [care room]",
    };
    let said = match (row.kind, row.notice) {
        (RowKind::Text, _) => {
            let state = match row.state {
                MessageState::Queued => "  (waiting for the network)",
                MessageState::Refused => "  (not sent: the relay refused it)",
                MessageState::Sent | MessageState::Received => "",
            };
            format!("{who}{only}: {}{state}", plain(&row.body))
        }
        (_, Some(known)) => notice(row, known, &who, &name, only),
        (_, None) => "-- Something happened that this version cannot tell. Update it.".to_owned(),
    };
    let off = match row.clock_off {
        true => " (their clock is wrong; this is when it came to the clinic)",
        false => "",
    };
    format!("{}{off}  {said}", time(row.sent_at))
}

/// What happened. Each has its sentence: the compiler asks for it.
fn notice(row: &TimelineRow, notice: Notice, who: &str, name: &str, only: &str) -> String {
    let room = room(row.audience);
    let alarm = |tried: &str| {
        let whose = if row.sender_name.is_some() {
            format!("{name}'s device")
        } else {
            "Someone".into()
        };
        format!("!! ALARM: {whose} tried to {tried} {room}. It was refused.")
    };
    match notice {
        Notice::Joined => format!("-- {who} is now in {room}."),
        Notice::Left => format!("-- {who} is no longer in {room}."),
        Notice::Removed => {
            format!("-- You are no longer in {room}. What is here stays readable.")
        }
        Notice::LostPlace | Notice::StateLost | Notice::Forgotten | Notice::LeftBehind => {
            format!("!! This device lost its place in {room}. It has to be let in again.")
        }
        Notice::PutBack => "!! This store was put back from a copy. What you wrote here since the \
                            copy was made is with the others only; you can go on writing."
            .to_owned(),
        Notice::Copied => "!! A copy of this store is in use elsewhere. Use one of them: write \
                           here to go on with this one."
            .to_owned(),
        Notice::NewerContent => {
            format!("{who}{only} sent something this version cannot show. Update it.")
        }
        Notice::Undecryptable => {
            format!("!! Something from {who} cannot be read on this device.")
        }
        Notice::Withheld => format!("!! Something that {who} wrote was kept back on the way."),
        Notice::Readded => format!("-- {who}'s device lost its place and was let in again."),
        Notice::Unconfirmed => {
            format!("!! Only {who} let this device in again; nobody else was heard since.")
        }
        Notice::Confirmed => format!("-- {who} is here too."),
        Notice::Missed => "!! Something that was written meanwhile may be missing here.".to_owned(),
        Notice::Resent => format!("-- What was missing came again from {who}."),
        Notice::Gone => format!("!! Something from {who} is missing here for good."),
        Notice::RelayRestored => {
            "-- The relay was set back to a backup. What it lost is being brought again.".to_owned()
        }
        Notice::StrangerAdded => alarm("let a stranger into"),
        Notice::RemovedWithoutPatient | Notice::ReaddedUnasked => alarm("put somebody out of"),
        Notice::Kept => alarm("keep somebody who has to leave in"),
        Notice::Uncertified | Notice::IdentityChanged => alarm("appear as somebody else in"),
        Notice::NotTheirs | Notice::PolicyChanged => alarm("change who is in"),
        Notice::UnknownChange
        | Notice::Expiring
        | Notice::SettingsChanged
        | Notice::WrongKey
        | Notice::UnreadableChange
        | Notice::WrongMark => alarm("change what nobody may change in"),
    }
}

/// The hour today, with the day at any other time (UTC).
fn time(ms: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (day, minute) = (ms / 86_400_000, ms / 60_000 % 1440);
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    if day == now / 86_400 {
        return clock;
    }
    // Days since 1970 to a date: H. Hinnant, "chrono-compatible low-level date algorithms".
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!(
        "{:04}-{month:02}-{of_month:02} {clock}",
        year + era * 400 + next
    )
}
