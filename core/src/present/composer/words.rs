//! The words in a field, and which of them its person has seen.

use crate::store::timeline::drafts::behind;

/// The words in the field. What was put before or behind those that the person has seen is not theirs to
/// send or to throw away yet.
#[derive(Default)]
pub(super) struct Words {
    /// The last that came first.
    before: Vec<Piece>,
    pub(super) seen: String,
    /// The last that came last.
    after: Vec<Piece>,
}

/// What came to stand in the field.
struct Piece {
    text: String,
    /// The number of the field that showed it first.
    shown: Option<u64>,
}

impl Words {
    /// All of them.
    pub(super) fn whole(&self) -> String {
        join(&self.before, &self.seen, &self.after)
    }

    /// Whether nothing but white space stands there.
    pub(super) fn are_none(&self) -> bool {
        self.whole().trim().is_empty()
    }

    /// Whether something came that no field has shown.
    pub(super) fn has_news(&self) -> bool {
        let mut pieces = self.before.iter().chain(&self.after);
        pieces.any(|piece| piece.shown.is_none())
    }

    /// A field shows all of them.
    pub(super) fn show(&mut self, number: u64) {
        for piece in self.before.iter_mut().chain(&mut self.after) {
            piece.shown.get_or_insert(number);
        }
    }

    /// The person has seen a field, by its number.
    pub(super) fn has_seen(&mut self, of: u64) {
        let is_new = |piece: &Piece| piece.shown.is_none_or(|shown| shown > of);
        let old = self.before.iter().take_while(|piece| is_new(piece)).count();
        let before = self.before.split_off(old);
        let new = self.after.iter().take_while(|piece| !is_new(piece)).count();
        let later = self.after.split_off(new);
        self.seen = join(&before, &self.seen, &self.after);
        self.after = later;
    }

    /// Puts words before all.
    pub(super) fn put_before(&mut self, text: String) {
        self.before.insert(0, Piece { text, shown: None });
    }

    /// Puts words behind all.
    pub(super) fn put_behind(&mut self, text: String) {
        self.after.push(Piece { text, shown: None });
    }
}

fn join(before: &[Piece], seen: &str, after: &[Piece]) -> String {
    let lead = before
        .iter()
        .fold(String::new(), |whole, piece| behind(&whole, &piece.text));
    let whole = behind(&lead, seen);
    after
        .iter()
        .fold(whole, |whole, piece| behind(&whole, &piece.text))
}

kith_protocol::tells_nothing!(Words);
