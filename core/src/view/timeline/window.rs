//! A window of a timeline that may be far longer. It moves by pages; its rows keep their ids, and
//! whoever shows it compares those.

use crate::{
    error::Error,
    store::{
        ReadTx,
        rows::ConversationRow,
        timeline::messages::{self, Message, is_unsent},
    },
    view::{Doubts, TimelineRow},
};

/// Rows of a page.
pub const PAGE: u32 = 50;
/// Most rows of a window.
pub const WINDOW: u32 = 3 * PAGE;

/// What holds a window in its place while rows come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The newest page.
    Newest,
    /// The end, and back to a position, or as far as a window reaches.
    End(i64),
    /// A position, with the page before it and two from it on.
    Before(i64),
    /// A position, with the page after it and two up to it.
    After(i64),
    /// A position in the middle of a page.
    Around(i64),
}

/// What is in a window.
pub(crate) struct Window {
    /// Oldest first; what waits to be sent stands last.
    pub(crate) rows: Vec<TimelineRow>,
    /// Whether there are rows before the first.
    pub(crate) has_older: bool,
    /// Whether there are rows after the last.
    pub(crate) has_newer: bool,
    /// What to hold on to from now on.
    pub(crate) anchor: Anchor,
}

/// Reads a window of a conversation.
pub(crate) fn window(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    anchor: Anchor,
) -> Result<Window, Error> {
    let (before, from, to) = match anchor {
        Anchor::Newest => (PAGE, i64::MAX, 0),
        Anchor::End(_) => (WINDOW, i64::MAX, 0),
        Anchor::Before(position) => (PAGE, position, 2 * PAGE),
        Anchor::After(position) => (2 * PAGE, position.saturating_add(1), PAGE),
        Anchor::Around(position) => (PAGE / 2, position, PAGE / 2),
    };
    // One more than is shown says whether there is more.
    let mut older = messages::page(db, conversation, Some(from), before + 1)?;
    let mut newer = match to {
        0 => Vec::new(),
        to => messages::page_from(db, conversation, from, to + 1)?,
    };
    let mut has_older = cut(&mut older, before);
    let has_newer = cut(&mut newer, to);
    if let Anchor::End(start) = anchor {
        let shown = older.len();
        older.retain(|row| row.position >= start);
        has_older |= older.len() < shown;
    }
    older.reverse();
    older.append(&mut newer);
    Ok(Window {
        anchor: held(anchor, &older, has_newer),
        rows: Doubts::default().mark_all(db, older)?,
        has_older,
        has_newer,
    })
}

/// A window that has reached the end stays there, so that what comes is in it.
fn held(anchor: Anchor, rows: &[Message], has_newer: bool) -> Anchor {
    match rows.first() {
        // What is unsent will get another position.
        Some(first) if !has_newer && !is_unsent(first.position) => Anchor::End(first.position),
        _ if !has_newer => Anchor::End(0),
        _ => anchor,
    }
}

/// Cuts a page that was read with one row too many; answers whether it was there.
fn cut(page: &mut Vec<Message>, limit: u32) -> bool {
    let more = page.len() as u64 > u64::from(limit);
    page.truncate(limit as usize);
    more
}
