//! What was said and what happened, in sentences.

use std::borrow::Cow;

use crate::{
    hour::time,
    words::{plain, role, room},
};
use kith_core::{
    rights::table::Audience,
    store::timeline::{messages::MessageState, notice::Notice},
    view::{QuoteState, RowContent, TimelineRow},
};

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
        Audience::Pair => " [for two]",
    };
    let said = match &row.content {
        RowContent::Text { body, edited } => {
            let state = match row.state {
                MessageState::Queued => "  (waiting for the network)",
                MessageState::Refused => "  (not sent: the relay refused it)",
                MessageState::Sent | MessageState::Received => "",
            };
            let (quote, signs) = (quote(row), signs(row));
            let edited = if *edited { "  (changed)" } else { "" };
            format!("{who}{only}: {quote}{}{edited}{state}{signs}", plain(body))
        }
        RowContent::Deleted => format!("{who}{only} took back what stood here."),
        RowContent::Hidden => format!("{who}{only}: …"),
        RowContent::Newer { .. } => {
            format!("{who}{only} sent something this version cannot show. Update it.")
        }
        RowContent::Happened { notice: known, .. } => notice(row, *known, &who, &name),
        RowContent::Later => {
            "-- Something happened that this version cannot tell. Update it.".to_owned()
        }
    };
    let off = match row.clock_off {
        true => " (their clock is wrong; this is when it came to the clinic)",
        false => "",
    };
    format!("{}{off}  {said}", time(row.sent_at))
}

/// What it answers.
fn quote(row: &TimelineRow) -> String {
    let Some(quote) = &row.quote else {
        return String::new();
    };
    match quote.state {
        QuoteState::Here => {
            let more = if quote.cut { "…" } else { "" };
            format!("[to “{}{more}”] ", plain(&quote.words))
        }
        QuoteState::Deleted => "[to what was taken back] ".into(),
        QuoteState::NotHere => "[to what is not here] ".into(),
    }
}

/// The emoji that were put to it.
fn signs(row: &TimelineRow) -> String {
    let signs = row.signs.iter();
    signs
        .map(|sign| format!("  {} {}", sign.sign, sign.count))
        .collect()
}

/// What happened. Each has its sentence: the compiler asks for it.
fn notice(row: &TimelineRow, notice: Notice, who: &str, name: &str) -> String {
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
        Notice::Undecryptable => {
            format!("!! Something from {who} cannot be read on this device.")
        }
        Notice::Withheld => format!("!! Something that {who} wrote was kept back on the way."),
        Notice::ShownOtherwise => {
            format!("!! {who}'s device was shown something else here. Compare what you both read.")
        }
        Notice::HeldBack => "!! The relay does not hand out all that was written here.".to_owned(),
        Notice::HandedOut => "-- What the relay had held back has come.".to_owned(),
        Notice::Readded => format!("-- {who}'s device lost its place and was let in again."),
        Notice::Unconfirmed => {
            format!("!! Only {who} let this device in again; nobody else was heard since.")
        }
        Notice::Confirmed => format!("-- {who} is here too."),
        Notice::Missed => "!! Something that was written meanwhile may be missing here.".to_owned(),
        Notice::Resent => format!("-- What was missing came again from {who}."),
        Notice::Gone => format!("!! Something from {who} is missing here for good."),
        Notice::LeftQuietly => format!("-- {who} was left behind and has not been told."),
        Notice::Anew => "-- The patient has begun this room anew. It goes on here.".to_owned(),
        Notice::AnewLost => {
            "-- The room had stopped working for the patient. It goes on here.".to_owned()
        }
        Notice::AnewBlocked => "-- Somebody had blocked the room. It goes on here.".to_owned(),
        Notice::AnewFull => "-- The room was full. It goes on here.".to_owned(),
        Notice::RelayRestored => {
            "-- The relay was set back to a backup. What it lost is being brought again.".to_owned()
        }
        Notice::OtherKey => format!(
            "!! {who} is not on the device that you checked. Compare your numbers before you trust it."
        ),
        Notice::LinkAnsweredTwice => format!(
            "!! Somebody else has answered the link by which {who} came in. Compare your numbers."
        ),
        Notice::NotSaid => {
            "!! Something that you did here was not passed on: you may not do it any more."
                .to_owned()
        }
        Notice::NotChanged => {
            "!! What you changed or deleted here did not go out. It says what it said before."
                .to_owned()
        }
        Notice::OverNotSent => {
            "!! What waited here was not sent: you two do not talk here any more.".to_owned()
        }
        Notice::LeftOut => format!(
            "!! You had let {who} in before this device was put back. They do not read here any more: invite them again."
        ),
        Notice::LaterNotSent => {
            format!(
                "!! What you wrote for later was not sent: you cannot write in {room} any more."
            )
        }
        Notice::LaterTooLate => {
            "!! What you wrote for later was not sent: its time had passed more than a day before."
                .to_owned()
        }
        Notice::AnotherDevice => format!(
            "!! One more device of {who}'s reads here now. Call them and ask whether it is theirs."
        ),
        Notice::StrangerAdded => alarm("let a stranger into"),
        Notice::RemovedWithoutPatient | Notice::ReaddedUnasked => alarm("put somebody out of"),
        Notice::Kept => alarm("keep somebody who has to leave in"),
        Notice::NotTheirWords => format!(
            "!! ALARM: {name}'s device tried to change what somebody else said. It was refused."
        ),
        Notice::TooMuch => format!(
            "!! ALARM: {name}'s device said more of one message than counts. The rest was refused."
        ),
        Notice::SaidOtherwise => format!(
            "!! ALARM: {name}'s device said again something else than all had heard. It was refused."
        ),
        Notice::Uncertified | Notice::IdentityChanged => alarm("appear as somebody else in"),
        Notice::NotTheirs | Notice::PolicyChanged => alarm("change who is in"),
        Notice::UnknownChange
        | Notice::TooManyDevices
        | Notice::Expiring
        | Notice::SettingsChanged
        | Notice::WrongKey
        | Notice::UnreadableChange
        | Notice::WrongMark => alarm("change what nobody may change in"),
    }
}
