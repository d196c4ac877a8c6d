//! What one does with what was said. A message is named by some of its words, in quotation marks.

use kith_core::{
    Client, Forwarded,
    ids::CircleId,
    rights::table::Audience,
    store::rows::EventRow,
    view::{QuoteState, Reached, RowContent, TimelineRow},
};

use crate::{
    sorry::{Answer, Sorry},
    words,
};

/// Rows that are looked through.
const LOOKED_THROUGH: u32 = 500;

/// What stands in quotation marks, and what comes after.
pub fn quoted(line: &str) -> Result<(&str, &str), Sorry> {
    let quoted = line.strip_prefix('"').and_then(|line| line.split_once('"'));
    let (name, rest) = quoted
        .ok_or_else(|| Sorry::new("Which one? For example: reply \"some of its words\" Yes."))?;
    Ok((name, rest.trim()))
}

/// `reply "…" TEXT` and its like.
pub async fn of(client: &Client, circle: CircleId, command: &str, rest: &str) -> Answer {
    let (said, rest) = quoted(rest)?;
    let rows = client.timeline(circle, None, LOOKED_THROUGH).await?;
    let meant = |row: &&TimelineRow| matches!(&row.content, RowContent::Text { body, .. } if body.contains(said));
    let row = rows.iter().find(meant);
    let row =
        row.ok_or_else(|| Sorry::new("No message here has these words. Look with `read`."))?;
    match command {
        "reply" => {
            client.answer(row.room, rest, Some(row.id)).await?;
            words::say("Written. It goes out as soon as it can.")
        }
        "sign" => {
            client.react(row.id, rest, true).await?;
            words::say("It stands there.")
        }
        "change" => {
            client.edit(row.id, rest).await?;
            words::say("Changed. Who has read it before may remember it.")
        }
        "take-back" => {
            client.delete_for_everyone(row.id).await?;
            words::say("Taken back. It may still be in the clinic's record.")
        }
        "reached" => words::say(match row.reached {
            Some(Reached::Seen) => "Seen by everyone.",
            Some(Reached::Delivered) => "It is on everyone's device.",
            Some(Reached::Sent) => "It is at the clinic.",
            None => "It has not gone out, or is somebody else's.",
        }),
        _ => words::say(if answered(&rows, row.id) {
            "Answered."
        } else {
            "Nobody has answered it yet."
        }),
    }
}

/// `pass-on TEXT`: says once more to everyone what has these words, wherever it was said. Who would read it and could
/// not before is named first, and it goes out once that is known: `pass-on-told`.
pub async fn pass_on(client: &Client, circle: CircleId, said: &str, told: bool) -> Answer {
    let row = found(client, circle, said).await?;
    let to = (circle, Audience::Circle);
    let shown = row.body();
    let asks = match client.forward(row.id, shown, to, &[]).await? {
        Forwarded::Sent(_) => return words::say("Passed on."),
        Forwarded::Asks(readers) => readers,
        Forwarded::Changed(_) => return Err(Sorry::new("It was just changed. Look once more.")),
    };
    if !told {
        let mut lines = vec!["These people will read it too. If that is well: pass-on-told".into()];
        lines.extend(asks.iter().map(|one| words::plain(&one.name).into_owned()));
        return Ok(lines);
    }
    let known: Vec<_> = asks.iter().map(|one| one.person).collect();
    match client.forward(row.id, shown, to, &known).await? {
        Forwarded::Sent(_) => words::say("Passed on."),
        Forwarded::Asks(_) | Forwarded::Changed(_) => {
            Err(Sorry::new("That was another moment. Look once more."))
        }
    }
}

/// The newest message with these words, in a circle or a talk of two of it.
async fn found(client: &Client, circle: CircleId, said: &str) -> Result<TimelineRow, Sorry> {
    for talk in client.circles().await? {
        if talk.id != circle {
            continue;
        }
        let rows = client
            .timeline(talk.conversation, None, LOOKED_THROUGH)
            .await?;
        let meant = |row: &TimelineRow| matches!(&row.content, RowContent::Text { body, .. } if body.contains(said));
        if let Some(row) = rows.into_iter().find(meant) {
            return Ok(row);
        }
    }
    Err(Sorry::new(
        "No message here has these words. Look with `read`.",
    ))
}

fn answered(rows: &[TimelineRow], row: EventRow) -> bool {
    let quotes = rows.iter().filter_map(|other| other.quote.as_ref());
    quotes
        .filter(|quote| quote.state == QuoteState::Here)
        .any(|quote| quote.row == Some(row))
}
