//! Words that wait for their time, and words that are had back at once.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kith_core::{
    Client,
    circle::room_id::shared,
    ids::CircleId,
    rights::table::Audience,
    view::{LaterRow, RowContent},
};

use crate::{
    sorry::{Answer, Sorry},
    words,
};

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Rows among which what was just said stands.
const JUST_SAID: u32 = 20;

/// `later TEXT` and its like.
pub async fn of(client: &Client, circle: CircleId, command: &str, rest: &str) -> Answer {
    let room = shared(&circle, Audience::Circle);
    match command {
        "later" => {
            client.say_later(room, rest, now_ms(A_DAY), None).await?;
            words::say(WAITS)
        }
        "waits" => words::say(match waiting(client, circle, rest).await? {
            Some(_) => WAITS,
            None => "Nothing here waits with these words.",
        }),
        "send-now" => {
            let waits = waiting(client, circle, rest).await?;
            let waits = waits.ok_or_else(|| Sorry::new("Nothing here waits with these words."))?;
            client
                .change_later(waits.id, &waits.body, now_ms(Duration::ZERO))
                .await?;
            words::say("It goes out now.")
        }
        _ => {
            let name = client.send(room, rest).await?;
            let rows = client.timeline(circle, None, JUST_SAID).await?;
            let said = rows.iter().find(|row| row.message == name);
            let said = said.filter(|row| matches!(row.content, RowContent::Text { .. }));
            let said = said.ok_or_else(|| Sorry::new("It is not here any more."))?;
            client.undo(said.id).await?;
            words::say("Taken back at once. What you wrote is kept as a draft.")
        }
    }
}

const WAITS: &str = "It waits for its time.";

/// What waits and has these words.
async fn waiting(
    client: &Client,
    circle: CircleId,
    words: &str,
) -> Result<Option<LaterRow>, Sorry> {
    let (mut watch, _wheel) = client.watch_chat(circle);
    let chat = watch.next().await?;
    let mut waits = chat.map(|chat| chat.later).unwrap_or_default().into_iter();
    Ok(waits.find(|row| row.body.contains(words)))
}

fn now_ms(after: Duration) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let at = now.unwrap_or_default() + after;
    u64::try_from(at.as_millis()).unwrap_or(u64::MAX)
}
