//! The time by which things are deleted. What a clock says in one look is not enough to delete a
//! month of letters: it may have been set wrongly, or come up wrong with the machine.

use rusqlite::params;

use super::{
    convert::{int, number, uint},
    write_tx::WriteTx,
};
use crate::{
    clock::DAY_MS,
    storage::{Believed, StorageError},
};

/// How far a clock may run off what has passed between two looks.
const SLACK_MS: u64 = 60 * 60 * 1_000;
/// The same where nobody knows what has passed: between two runs of the relay.
const DOWN_MS: u64 = DAY_MS;
/// How far a clock may have run off in all: what is given at each look would be a month in a week.
const LEAD_MS: u64 = DAY_MS;
/// Of what it has run off, this part of the time that passes is forgotten: an hour a day.
const FORGOTTEN: u64 = 24;
/// How long a clock that has jumped ahead must go on from there before it is believed, while the
/// relay runs.
const CONFIRM_MS: u64 = 7 * DAY_MS;

/// How long a clock that was set back must go on from there before what lies ahead of it is dated
/// again: one that comes up wrong with the machine is put right by then.
const SETTLED_MS: u64 = 60 * 60 * 1_000;

/// What is known of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Trust {
    /// What it said last.
    seen: u64,
    /// The time that is believed; at most what it says.
    trusted: u64,
    /// For how long it has gone on since it jumped ahead.
    confirmed: u64,
    /// How far it has run ahead of what passed, and was believed.
    lead: u64,
    /// The jumps ahead that were believed and not taken back since, together: what was stored
    /// before may be dated too early by as much.
    jump: u64,
    /// When the last one was believed, by the clock after it.
    since: u64,
    /// For how long it has gone on since it was set back, until what lay ahead is dated again.
    set_back: Option<u64>,
}

impl Trust {
    fn new(now: u64) -> Self {
        Self {
            seen: now,
            trusted: now,
            confirmed: 0,
            lead: 0,
            jump: 0,
            since: 0,
            set_back: None,
        }
    }

    /// The clock says `now`, and is believed.
    fn believe(self, now: u64, set_back: Option<u64>) -> Self {
        // Set back behind where it was believed, the jump was wrong by as much.
        let too_far = self.since.saturating_sub(now);
        Self {
            jump: self.jump.saturating_sub(too_far),
            since: self.since.min(now),
            set_back,
            ..Self::new(now)
        }
    }

    /// The clock says `now`; `elapsed` has passed since the last look, nobody knows how much where
    /// it is `None`.
    fn look(self, now: u64, elapsed: Option<u64>) -> Self {
        let (elapsed, slack) = match elapsed {
            Some(elapsed) => (elapsed, SLACK_MS),
            None => (0, DOWN_MS),
        };
        let expected = self.trusted.saturating_add(elapsed);
        let lead = self.lead.saturating_sub(elapsed / FORGOTTEN);
        let ahead = now.saturating_sub(expected);
        let goes_on = now.abs_diff(self.seen.saturating_add(elapsed)) <= slack;
        // Set back, nothing is older than it was; what lay ahead was never so.
        if ahead == 0 || ahead <= slack && lead + ahead <= LEAD_MS {
            let set_back = match self.set_back {
                Some(since) if goes_on => Some(since.saturating_add(elapsed)),
                _ if !goes_on && now < self.seen.saturating_add(elapsed) => Some(0),
                other => other,
            };
            return Self {
                lead: (lead + ahead).saturating_sub(expected.saturating_sub(now)),
                ..self.believe(now, set_back)
            };
        }
        let confirmed = if goes_on { self.confirmed + elapsed } else { 0 };
        if confirmed >= CONFIRM_MS {
            return Self {
                jump: self.jump.saturating_add(ahead),
                since: now,
                ..Self::new(now)
            };
        }
        Self {
            seen: now,
            trusted: expected,
            confirmed,
            lead,
            set_back: None,
            ..self
        }
    }

    fn believed(self) -> Believed {
        Believed {
            now: self.trusted,
            jump: self.jump,
            since: self.since,
            set_back: self.set_back.is_some_and(|since| since >= SETTLED_MS),
        }
    }
}

/// Looks at the clock; answers the time by which things may be deleted.
pub(super) fn look(tx: &WriteTx<'_>, elapsed: Option<u64>) -> Result<Believed, StorageError> {
    let known = tx
        .conn
        .prepare_cached(
            "SELECT clock_seen, clock_trusted, clock_confirmed, clock_lead, clock_jump,
                    clock_since, clock_set_back FROM meta",
        )?
        .query_row([], |row| {
            let (seen, trusted): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            let rest = Trust {
                confirmed: number(row, 2)?,
                lead: number(row, 3)?,
                jump: number(row, 4)?,
                since: number(row, 5)?,
                set_back: row.get::<_, Option<i64>>(6)?.map(uint),
                ..Trust::new(0)
            };
            Ok(seen.zip(trusted).map(|(seen, trusted)| Trust {
                seen: uint(seen),
                trusted: uint(trusted),
                ..rest
            }))
        })?;
    let trust = known.map_or(Trust::new(tx.now), |known| known.look(tx.now, elapsed));
    tx.conn
        .prepare_cached(
            "UPDATE meta SET clock_seen = ?1, clock_trusted = ?2, clock_confirmed = ?3,
                             clock_lead = ?4, clock_jump = ?5, clock_since = ?6,
                             clock_set_back = ?7",
        )?
        .execute(params![
            int(trust.seen),
            int(trust.trusted),
            int(trust.confirmed),
            int(trust.lead),
            int(trust.jump),
            int(trust.since),
            trust.set_back.map(int)
        ])?;
    if trust.trusted < trust.seen {
        tracing::warn!(
            ahead_hours = (trust.seen - trust.trusted) / (60 * 60 * 1_000),
            confirmed_hours = trust.confirmed / (60 * 60 * 1_000),
            "the clock has jumped ahead: nothing is deleted by it until it has gone on for a week"
        );
    }
    Ok(trust.believed())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;
    const HOUR: u64 = 60 * 60 * 1_000;

    #[test]
    fn time_that_passes_is_believed() {
        let mut trust = Trust::new(NOW);
        for hour in 1..100 {
            let now = NOW + hour * HOUR;
            trust = trust.look(now, Some(HOUR));
            assert_eq!(trust, Trust::new(now));
        }
        // The machine was off for a night, and the clock is put right by minutes.
        let now = trust.seen + 12 * HOUR;
        trust = trust.look(now, None).look(now - HOUR / 2, Some(0));
        assert_eq!(
            (trust.seen, trust.trusted),
            (now - HOUR / 2, now - HOUR / 2)
        );
        assert_eq!(trust.lead, 12 * HOUR - HOUR / 2);
    }

    #[test]
    fn a_clock_that_is_put_forward_again_and_again_gains_little_more_than_a_day() {
        const LOOK: u64 = HOUR / 6;
        // By just under an hour between any two looks, for as long as nothing is confirmed.
        let (mut trust, mut now, mut passed) = (Trust::new(NOW), NOW, 0);
        while passed < 6 * DAY_MS {
            passed += LOOK;
            now += LOOK + HOUR - 1;
            trust = trust.look(now, Some(LOOK));
            assert!(trust.trusted <= NOW + passed + LEAD_MS + passed / FORGOTTEN);
        }
        // By just under a day at each start, thirty starts on one day.
        let (mut trust, mut now) = (Trust::new(NOW), NOW);
        for start in 1..=30 {
            now += DAY_MS - 1;
            trust = trust.look(now, None).look(now, Some(LOOK));
            assert!(trust.trusted <= NOW + start * LOOK + LEAD_MS + DAY_MS / FORGOTTEN);
            now += LOOK;
        }
    }

    #[test]
    fn a_clock_that_is_an_hour_off_each_day_is_believed_for_ever() {
        let mut trust = Trust::new(NOW);
        for day in 1..1_000 {
            let now = NOW + day * (DAY_MS + HOUR);
            trust = trust.look(now, Some(DAY_MS));
            assert_eq!(trust.trusted, now);
        }
        // To and fro is not far.
        for look in 1..1_000 {
            let now = trust.trusted + HOUR;
            let off = if look % 2 == 0 { HOUR / 2 } else { 0 };
            trust = trust.look(now - off, Some(HOUR));
            assert_eq!(trust.trusted, now - off);
        }
    }

    #[test]
    fn a_jump_is_not_believed_until_it_has_gone_on_for_a_week() {
        let far = 40 * DAY_MS;
        let mut trust = Trust::new(NOW).look(NOW + far, Some(HOUR));
        assert_eq!(trust.trusted, NOW + HOUR);
        let mut passed = HOUR;
        while passed < CONFIRM_MS {
            assert_eq!(trust.trusted, NOW + passed, "time goes on as before");
            passed += HOUR;
            // Restarts in between prove nothing, and undo nothing.
            trust = trust
                .look(NOW + far + passed - HOUR, Some(HOUR))
                .look(NOW + far + passed - HOUR, None);
        }
        let now = NOW + far + passed;
        trust = trust.look(now, Some(HOUR));
        assert_eq!((trust.seen, trust.trusted), (now, now));
        // What is from before is kept as long as if there had been no jump.
        let (month, jump) = (30 * DAY_MS, trust.jump);
        assert!((far - HOUR..=far).contains(&jump));
        assert_eq!(trust.believed().before(month), now - jump - month);
        trust = trust.look(now + month, Some(month));
        assert_eq!(trust.believed().before(month), now - jump);
        trust = trust.look(now + month + 1, Some(1));
        assert_eq!(trust.believed().before(month), now + 1);
    }

    #[test]
    fn a_jump_that_is_taken_back_makes_nothing_younger() {
        let jumped = Trust {
            jump: 40 * DAY_MS,
            since: NOW,
            ..Trust::new(NOW + DAY_MS)
        };
        let minutes = jumped.look(NOW + DAY_MS - HOUR / 2, Some(0));
        assert_eq!((minutes.jump, minutes.since), (40 * DAY_MS, NOW));
        let by_half = jumped.look(NOW - 20 * DAY_MS, Some(0));
        assert_eq!(
            (by_half.jump, by_half.since),
            (20 * DAY_MS, NOW - 20 * DAY_MS)
        );
        assert_eq!(jumped.look(NOW - 400 * DAY_MS, Some(0)).jump, 0);
    }

    #[test]
    fn what_lies_ahead_is_dated_again_when_a_clock_that_was_set_back_has_gone_on() {
        let ahead = Trust::new(NOW + 400 * DAY_MS);
        let back = ahead.look(NOW, Some(HOUR));
        assert_eq!(back.set_back, Some(0));
        assert!(!back.believed().set_back);
        // It was this that was wrong: the machine came up in 1970, and is put right.
        assert_eq!(back.look(NOW + 400 * DAY_MS, Some(0)).set_back, None);
        let settled = back.look(NOW + HOUR, Some(HOUR));
        assert!(settled.believed().set_back);
        assert!(
            settled.look(NOW + HOUR, None).believed().set_back,
            "and after a restart"
        );
        assert_eq!(Trust::new(NOW).look(NOW - HOUR / 2, Some(0)).set_back, None);
    }

    #[test]
    fn a_clock_that_is_put_right_again_has_deleted_nothing() {
        let mut trust = Trust::new(NOW);
        for hour in 1..50 {
            trust = trust.look(NOW + 40 * DAY_MS + hour * HOUR, Some(HOUR));
            assert!(trust.trusted <= NOW + hour * HOUR);
        }
        let back = NOW + 50 * HOUR;
        trust = trust.look(back, Some(HOUR));
        assert_eq!((trust.trusted, trust.jump), (back, 0));
        // One that jumps to and fro never proves anything.
        for jump in 0..500 {
            let off = if jump % 2 == 0 { 40 } else { 80 } * DAY_MS;
            trust = trust.look(NOW + off, Some(HOUR));
            assert!(trust.trusted < NOW + off);
        }
    }

    #[test]
    fn a_clock_that_was_ahead_from_the_start_deletes_nothing_once_it_is_right() {
        let trust = Trust::new(NOW + 40 * DAY_MS).look(NOW, None);
        assert_eq!((trust.trusted, trust.jump), (NOW, 0));
        assert_eq!(trust.look(NOW + 40 * DAY_MS, None).trusted, NOW);
    }
}
