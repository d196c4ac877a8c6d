//! The sentences. Codes, names and times come from the core; how they are said is the app's.

use std::borrow::Cow;

use crate::{
    hour::time,
    sorry::{Answer, Sorry},
};
use kith_core::{
    Reach, Role,
    rights::table::Audience,
    store::circle::invitations::{ClinicsWord, InvitationState},
    view::{
        CircleRow, ClinicRow, Doubt, InvitationRow, JoiningRow, JoiningStanding, PersonRow,
        Resemblance, Resembled, Standing,
    },
};

/// What can be typed.
pub const HELP: [&str; 35] = [
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
    "alone \"NAME\" TEXT    to one person of your circle; nobody else learns of it",
    "reply \"…\" TEXT      to the message with these words",
    "sign \"…\" EMOJI      put an emoji to it",
    "change \"…\" TEXT     other words in its place; yours only",
    "take-back \"…\"       take it back for everyone; yours only",
    "later TEXT          to everyone, at this hour tomorrow",
    "waits WORDS         whether something with these words waits",
    "send-now WORDS      it goes out now",
    "undo TEXT           say it and have it back at once",
    "pass-on WORDS       say it once more to everyone; who reads it too is named first",
    "pass-on-told WORDS  the same, when you know who",
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

/// Who is called nothing that means anything.
pub const SOMEONE: &str = "someone";

/// The one of `rows` that someone means by a name, or by its beginning.
pub fn the_one<'a, T>(
    rows: &'a [T],
    name: &str,
    called: impl Fn(&T) -> &str,
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

/// A room in words.
pub fn room(audience: Audience) -> &'static str {
    match audience {
        Audience::Circle => "the circle",
        Audience::Care => "the care room",
        Audience::Pair => "a room of two",
    }
}

/// A clinic.
pub fn clinic(row: &ClinicRow) -> String {
    let old = row.old_since.map_or_else(String::new, |at| {
        format!(
            " This is from {}: until the clinic is heard again, nobody comes in as its staff.",
            time(at)
        )
    });
    format!(
        "{}. In an emergency call {}. The clinic itself: {}. Hours: {}.{old}",
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
        Reach::Clock => Some(format!(
            "This device's clock is wrong. Set its date and time: until then nothing goes to {name}, and nothing comes. \
             Nothing was lost."
        )),
        Reach::Full => Some(
            "There is no room left on this device: nothing new is kept. Make some room.".to_owned(),
        ),
        Reach::Stopped => Some(
            "Something is wrong with what Kith keeps on this device: nothing comes in or goes out. End it and \
             start it again."
                .to_owned(),
        ),
        Reach::Unknown | Reach::Online | Reach::Offline => None,
    }
}

/// A circle in the list.
pub fn circle((number, row): (usize, &CircleRow)) -> String {
    let place = match (row.standing, row.mine) {
        (Standing::Forgotten, _) => ", nobody holds your place any more: ask who invited you",
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

/// Stands above the rows of a talk of two.
pub fn alone(row: &CircleRow) -> String {
    format!("-- You and {} alone", plain(&row.title))
}

/// A circle that someone was invited to and is not in.
pub fn joining(row: &JoiningRow) -> String {
    match row.standing {
        JoiningStanding::Waiting => "-. A circle whose patient has yet to say yes.",
        JoiningStanding::Declined => {
            "-. A circle whose patient said no. If that was a mistake, ask them for a new link."
        }
        JoiningStanding::Forgotten => "-. Nobody holds your place any more. Ask who invited you.",
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
    let known = known(row.checked, row.doubt);
    let end = if known.is_empty() { "" } else { "." };
    format!("{name} ({role}{relationship}{me}) reads {reads}{end}{known}")
}

/// What is kept of a number that was compared.
fn known(checked: Option<u64>, doubt: Option<Doubt>) -> &'static str {
    match (doubt, checked) {
        (Some(Doubt::Revoked), _) => " The clinic does NOT vouch for them any more.",
        (Some(Doubt::Different), _) => " Your numbers were NOT the same.",
        (Some(Doubt::OtherKey), _) => " NOT the device that you checked under this name.",
        (None, Some(_)) => " You checked them in person.",
        (None, None) => "",
    }
}

/// An invitation and where it stands.
pub fn invitation(row: &InvitationRow) -> String {
    let whom = match row.relationship.as_str() {
        "" => role(row.role).to_owned(),
        words => format!("{}, {}", role(row.role), plain(words)),
    };
    let name = row.name.as_deref().map_or(Cow::Borrowed(SOMEONE), plain);
    let vouched = match row.word {
        _ if !row.role.is_staff() => "",
        ClinicsWord::Vouches => " The clinic vouches for them.",
        ClinicsWord::Nothing => " The clinic does NOT know them.",
        ClinicsWord::OtherRole => " The clinic knows them as something else.",
        ClinicsWord::Nameless => " The clinic does NOT say who they are.",
        ClinicsWord::Revoked => " The clinic does NOT vouch for them any more.",
    };
    match row.state {
        InvitationState::Open if row.expired => {
            format!("{whom}: nobody answered, and the link is too old now. Make a new one.")
        }
        InvitationState::Open => format!("{whom}: nobody has answered yet."),
        InvitationState::Consented => {
            let like = row.resembles.as_ref().map_or_else(String::new, resembled);
            let doubt = match (row.different, row.other_key) {
                (true, _) => Some(Doubt::Different),
                (false, true) => Some(Doubt::OtherKey),
                (false, false) => None,
            };
            let known = known(row.checked, doubt);
            let old = if row.waits_for_clinic.is_some() {
                " What the clinic said last is old: they come in when it is heard again."
            } else {
                ""
            };
            format!(
                "{whom}: {name} said yes and waits for your `approve`.{vouched}{like}{known}{old}"
            )
        }
        InvitationState::Approved => format!("{whom}: {name}, confirmed."),
        InvitationState::Declined => format!("{whom}: declined."),
        InvitationState::Replaced => format!("{whom}: replaced by a newer link."),
        InvitationState::Spoiled => {
            format!("{whom}: someone else had this link too. Make a new one.")
        }
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
        Audience::Pair => "Only the two of you read it.".to_owned(),
    }
}

fn resembled(other: &Resembled) -> String {
    let name = plain(&other.name);
    match other.at {
        Resemblance::PerhapsTheSame => {
            format!(" {name} is here already. The same person with a new phone? Then type `renew`.")
        }
        Resemblance::Inside => {
            format!(" This name looks like {name}, who is here already. Call them first.")
        }
        Resemblance::OnTheWay => {
            format!(" This name looks like {name}, who wants to come in too. Call them first.")
        }
    }
}
