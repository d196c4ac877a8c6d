//! A game of honest and patched members at a relay that reorders, repeats, holds back, denies, refuses
//! and is set back: moves drawn from a seed, played with real clients, judged by the [`Oracle`] and the
//! [`Census`](crate::Census) after every move, and once more when everyone has come together.
//!
//! [`Oracle`]: crate::Oracle

mod alone;
mod deeds;
mod table;
mod ways;

use crate::{Dice, Violation};

use self::table::Table;

/// One move. The numbers choose among whoever and whatever is there, so that a game stays
/// playable when moves are taken out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// An honest member writes and exchanges everything.
    Writes(usize),
    /// An honest member exchanges everything.
    Syncs(usize),
    /// A patched member exchanges everything.
    CatchesUp(usize),
    /// A patched member wins the epoch with a commit against the rules.
    Attacks(usize, usize),
    /// The same, at the cost of whatever commits came before.
    Supersedes(usize, usize),
    /// A patched member renews keys again and again, which everyone may.
    Renews(usize),
    /// A patched member says something odd.
    Says(usize, usize),
    /// A patched member asks to be added again, though nothing is wrong.
    AsksToReturn(usize),
    /// A patched member, perhaps removed since, says something again that nobody said.
    SaysAgain(usize, usize),
    /// The patient opens her talk with someone, or goes on with it.
    TalksAlone(usize, usize),
    /// An honest member says something where they and the patient talk alone.
    WritesAlone(usize, usize),
    /// A patched member wins the epoch there with a commit against the rules.
    AttacksAlone(usize, usize),
    /// An honest member answers, reacts, edits, takes back, pins, or has read something.
    SaysOf(usize, usize),
    /// The patient lets a friend in, or removes them: with or without telling them.
    Friend(usize),
    /// Two friends agree by one link, at a relay that is set back between.
    AnswersTwice,
    /// The patient turns down a friend who has agreed.
    TurnsDown(usize),
    /// The patient lets the rooms go on in other groups.
    Anew,
    /// The clinic says something new of itself.
    Documents(usize),
    /// The clinic takes back its word for the second nurse.
    Revokes,
    /// An honest member loses the state of a group.
    Loses(usize),
    /// An honest member's store is copied, or put back from the copy.
    PutBack(usize),
    /// The relay is backed up, or restored from the backup.
    Restored,
    /// The relay changes its ways.
    Relay(usize),
    /// Hours pass, or more than a week.
    Waits(usize),
}

impl Move {
    /// A move by the dice.
    pub fn drawn(dice: &mut Dice) -> Self {
        let (a, b) = (dice.below(1 << 16), dice.below(1 << 16));
        match dice.below(266) {
            0..40 => Self::Writes(a),
            40..84 => Self::Syncs(a),
            84..94 => Self::CatchesUp(a),
            94..104 => Self::Renews(a),
            104..138 => Self::Attacks(a, b),
            138..150 => Self::Supersedes(a, b),
            150..162 => Self::Says(a, b),
            162..165 => Self::AsksToReturn(a),
            165..168 => Self::SaysAgain(a, b),
            168..178 => Self::Friend(a),
            178 => Self::Revokes,
            179 => Self::Anew,
            180..182 => Self::Loses(a),
            182..184 => Self::PutBack(a),
            184..186 => Self::Restored,
            186..198 => Self::Relay(a),
            198..201 => Self::TurnsDown(a),
            201..204 => Self::Documents(a),
            204..206 => Self::Waits(a),
            206..216 => Self::TalksAlone(a, b),
            216..228 => Self::WritesAlone(a, b),
            228..236 => Self::AttacksAlone(a, b),
            236..246 => Self::Attacks(a, b),
            246..248 => Self::AnswersTwice,
            _ => Self::SaysOf(a, b),
        }
    }

    /// A move by the dice that nobody could take for an attack: of honest members, and a relay that
    /// stays as it is.
    pub fn drawn_honest(dice: &mut Dice) -> Self {
        let (a, b) = (dice.below(1 << 16), dice.below(1 << 16));
        match dice.below(124) {
            0..36 => Self::Writes(a),
            36..70 => Self::Syncs(a),
            70..78 => Self::CatchesUp(a),
            78..83 => Self::Renews(a),
            83..88 => Self::Friend(a),
            88..90 => Self::TurnsDown(a),
            90..92 => Self::Documents(a),
            92..94 => Self::Loses(a),
            94 => Self::Revokes,
            95..97 => Self::Anew,
            97..100 => Self::Waits(a),
            100..105 => Self::TalksAlone(a, b),
            105..112 => Self::WritesAlone(a, b),
            _ => Self::SaysOf(a, b),
        }
    }
}

/// How a game ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Moves that were played.
    pub moves: usize,
    /// Attacks that the relay took.
    pub taken: usize,
    /// Friends whom the patient let in, and who came.
    pub admitted: usize,
    /// Rooms that were compared.
    pub looks: u64,
    /// Nodes that someone honest stood in.
    pub nodes: usize,
    /// Messages whose readers were counted when they were sealed.
    pub counted: usize,
    /// Of those, messages that were sealed while somebody was to leave, or had left.
    pub guarded: usize,
    /// Rooms in which two talked alone, by who they are.
    pub pairs: usize,
    /// Messages that were counted there: each could be read by the two, and by nobody else.
    pub alone: usize,
    /// Rows on honest screens, at the end, that say that the relay lies.
    pub told: usize,
}

/// Plays a game to its end, or to the first violation.
///
/// # Errors
/// The violation, with the number of moves that led to it.
pub async fn play(moves: &[Move]) -> Result<Score, (usize, Violation)> {
    let mut table = Table::laid().await;
    for (at, next) in moves.iter().enumerate() {
        // Rates and quotas are not what this is about.
        table.world.clock.advance_ms(20_000);
        let played = table.plays(*next).await;
        played.map_err(|found| (at + 1, found))?;
        table.judged().await.map_err(|found| (at + 1, found))?;
    }
    let end = table.comes_together().await;
    end.map_err(|found| (moves.len(), found))?;
    Ok(Score {
        moves: moves.len(),
        told: table.told().await,
        ..table.score()
    })
}

/// The shortest game that still ends in the same violation, as far as `runs` games find it.
pub async fn shrink(mut moves: Vec<Move>, found: &Violation, mut runs: usize) -> Vec<Move> {
    let mut piece = moves.len() / 2;
    while piece > 0 && runs > 0 {
        let mut at = 0;
        while at < moves.len() && runs > 0 {
            let mut fewer = moves.clone();
            fewer.drain(at..(at + piece).min(moves.len()));
            runs -= 1;
            match play(&fewer).await {
                Err((length, again)) if again == *found => {
                    fewer.truncate(length);
                    moves = fewer;
                }
                _ => at += piece,
            }
        }
        piece /= 2;
    }
    moves
}
