//! Dates in someone's words that can be put into a calendar: from the day on which they were said, written so that
//! they mean one day to everybody. What could mean two is left alone: it would be put there wrongly.

mod before;
mod calendar;
mod names;
mod reader;
mod zone;

use std::ops::RangeInclusive;

use before::{is_before, is_one_of_several, last_word, weekday};
use calendar::Civil;
use names::{AT, ON, WEEKDAYS};
use reader::{Reader, digit};
use zone::{is_elsewhere, time_before};

/// How many days after the message a day without a year is taken for the next one of its name: behind that
/// it may as well be the last one. A sender's day may be one before that of UTC.
const NEXT: RangeInclusive<i64> = -1..=270;
/// The same of a date with its year: what is over goes into no calendar, nor does what is ten years away.
const AHEAD: RangeInclusive<i64> = -1..=3_653;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A date at the beginning of `rest`, `before` which something else stands, in words that were said at a time,
/// milliseconds since 1970 (UTC): how many bytes it is long, and the date, by ISO 8601. It is one of whoever
/// reads it, without a zone, unless it names one.
pub(super) fn find(before: &str, rest: &str, said: u64) -> Option<(usize, String)> {
    // A number, or the name of a month in English: nothing else begins one.
    let first = rest.chars().next()?;
    if digit(first).is_none() && !first.is_ascii_uppercase() {
        return None;
    }
    if before.ends_with(['-', '/', '.', ':', '#', '_', '+', '–']) {
        return None;
    }
    let today = i64::try_from(said / DAY_MS).ok()?;
    timed_first(rest, today).or_else(|| dated_first(before, rest, today))
}

/// A day, and its time behind it.
fn dated_first(before: &str, rest: &str, today: i64) -> Option<(usize, String)> {
    let mut text = Reader(rest);
    let date = Date::read(&mut text, before)?;
    let behind = text;
    // 14:30 ET on 3 March, 14:30 on 3 March ET: it may be another day here.
    if time_before(before).is_some_and(|elsewhere| elsewhere || is_elsewhere(text.0)) {
        return None;
    }
    let time = time_behind(&mut text, date.iso);
    let (text, time) = match time {
        Behind::Time(time) => (text, Some(time)),
        Behind::Elsewhere => return None,
        Behind::Nothing => (behind, None),
    };
    let is_sure = date.sure || time.is_some() || is_before(before) || text.ends_a_phrase();
    if !is_sure || text.goes_on() {
        return None;
    }
    told(date.resolved(before, today)?, time, rest, text)
}

/// A time, and its day behind it.
fn timed_first(rest: &str, today: i64) -> Option<(usize, String)> {
    let mut text = Reader(rest);
    let time = Time::read(&mut text, false)?;
    if !time.utc && is_elsewhere(text.0) {
        return None;
    }
    let before = text.0;
    text.spaces_or_comma();
    for word in ON.iter().chain(WEEKDAYS.concat().iter()) {
        if text.word(word) {
            text.spaces_or_comma();
        }
    }
    let read = before.len() - text.0.len();
    let before = before.get(..read).filter(|before| !before.is_empty())?;
    let date = Date::read(&mut text, before)?;
    if text.goes_on() || !time.utc && is_elsewhere(text.0) {
        return None;
    }
    told(date.resolved(before, today)?, Some(time), rest, text)
}

fn told(day: Civil, time: Option<Time>, rest: &str, text: Reader<'_>) -> Option<(usize, String)> {
    let Civil { year, month, day } = day;
    let time = time.map_or(String::new(), |time| {
        let zone = if time.utc { "Z" } else { "" };
        format!("T{:02}:{:02}{zone}", time.hour, time.minute)
    });
    let length = rest.len().checked_sub(text.0.len())?;
    Some((length, format!("{year:04}-{month:02}-{day:02}{time}")))
}

/// A day as it is written.
struct Date {
    year: Option<i64>,
    month: u32,
    day: u32,
    /// Nothing else than a date is written so.
    sure: bool,
    /// Written as ISO 8601 has it: so is the time behind it.
    iso: bool,
}

impl Date {
    fn read(text: &mut Reader<'_>, before: &str) -> Option<Self> {
        let mut tried = *text;
        let read = Self::in_numbers(&mut tried)
            .or_else(|| {
                tried = *text;
                Self::day_first(&mut tried, before)
            })
            .or_else(|| {
                tried = *text;
                Self::month_first(&mut tried, before)
            })?;
        *text = tried;
        Some(read)
    }

    /// 2026-12-01, 25/12/2026, 12/25/2026: not 05/03/2026, which is in May or in March.
    fn in_numbers(text: &mut Reader<'_>) -> Option<Self> {
        let (first, long) = text.number(4)?;
        let sign = text.one_of(&['-', '/', '.'])?;
        let (second, _) = text.number(2)?;
        text.one_of(&[sign])?;
        let (third, of_third) = text.number(4)?;
        let (year, month, day) = match (long, of_third) {
            (4, 1 | 2) if sign == '-' => (first, second, third),
            (1 | 2, 4) if first > 12 || first == second => (third, second, first),
            (1 | 2, 4) if second > 12 && sign != '.' => (third, first, second),
            _ => return None,
        };
        Some(Self {
            year: Some(i64::from(year)),
            month,
            day,
            sure: true,
            iso: long == 4,
        })
    }

    /// 3 March, 3rd of March 2026, 3 de marzo de 2026, ٣ مارس.
    fn day_first(text: &mut Reader<'_>, before: &str) -> Option<Self> {
        let (day, long) = text.number(2)?;
        if is_one_of_several(before) {
            return None;
        }
        let ordinal = text.ordinal();
        text.spaces();
        let joined = text.word("of") || text.word("de");
        text.spaces();
        let (month, small) = text.month()?;
        if small && !joined || long > 2 {
            return None;
        }
        let year = text.year();
        Some(Self {
            year,
            month,
            day,
            sure: ordinal || joined || year.is_some(),
            iso: false,
        })
    }

    /// March 3, March 3rd, 2026: in English alone.
    fn month_first(text: &mut Reader<'_>, before: &str) -> Option<Self> {
        let starts = text.0.chars().next()?;
        if !starts.is_ascii_uppercase()
            || ["in", "since", "this", "last"].contains(&&*last_word(before))
        {
            return None;
        }
        let (month, _) = text.month()?;
        text.spaces();
        let (day, long) = text.number(2)?;
        let ordinal = text.ordinal();
        let year = text.year();
        if long > 2 || year.is_none() && text.names_more() {
            return None;
        }
        // What comes before it makes it no surer: in May 12 people came.
        Some(Self {
            year,
            month,
            day,
            sure: ordinal || year.is_some(),
            iso: false,
        })
    }

    /// The day that it means, said today: days since 1970. Nothing where another day of the week stands before it.
    fn resolved(&self, before: &str, today: i64) -> Option<Civil> {
        let of_year = |year| Civil::new(year, self.month, self.day);
        let is_in =
            |range: &RangeInclusive<i64>, day: &Civil| range.contains(&(day.days() - today));
        let day = match self.year {
            Some(year) => of_year(year).filter(|day| is_in(&AHEAD, day))?,
            None => {
                let this = 1970 + today / 365;
                let years = this - 2..=this + 1;
                let mut days = years.filter_map(of_year);
                days.find(|day| is_in(&NEXT, day))?
            }
        };
        let said = weekday(before);
        said.is_none_or(|said| said == day.weekday()).then_some(day)
    }
}

/// A time of which it is clear which half of the day it is in.
#[derive(Clone, Copy)]
struct Time {
    hour: u32,
    minute: u32,
    utc: bool,
}

impl Time {
    /// `whole`: where the hours of a day are counted through.
    fn read(text: &mut Reader<'_>, whole: bool) -> Option<Self> {
        let mut tried = *text;
        let (hour, long) = tried.number(2)?;
        let sign = tried.one_of(&[':', 'h']);
        let (minute, has_minutes) = match sign {
            Some(_) => match tried.number(2) {
                Some((minute, 2)) => (minute, true),
                _ => return None,
            },
            None => (0, false),
        };
        if has_minutes && tried.one_of(&[':']).is_some() {
            tried.number(2)?;
        }
        let half = tried.half();
        let hour = match half {
            Some(afternoon) if (1..=12).contains(&hour) => {
                hour % 12 + if afternoon { 12 } else { 0 }
            }
            Some(_) => return None,
            None if has_minutes && (hour >= 13 || hour == 0 || long == 2 && hour < 10) => hour,
            None if has_minutes && (whole && long == 2 || sign == Some('h') || tried.hours()) => {
                hour
            }
            None => return None,
        };
        // As Spanish has it: 14:30 h.
        tried.hours();
        let utc = tried.utc();
        if hour > 23 || minute > 59 || tried.goes_on() {
            return None;
        }
        *text = tried;
        Some(Self { hour, minute, utc })
    }
}

/// What stands behind a day.
enum Behind {
    Nothing,
    Time(Time),
    /// A time of another zone: it may be another day here.
    Elsewhere,
}

fn time_behind(text: &mut Reader<'_>, whole: bool) -> Behind {
    if text.one_of(&['T']).is_none() {
        text.spaces_or_comma();
        for at in AT {
            if text.word(at) {
                break;
            }
        }
        text.spaces();
    }
    match Time::read(text, whole) {
        None if is_unclear_elsewhere(*text) => Behind::Elsewhere,
        None => Behind::Nothing,
        Some(time) if !time.utc && is_elsewhere(text.0) => Behind::Elsewhere,
        Some(time) => Behind::Time(time),
    }
}

/// Whether a time of another zone stands there, in whichever half of the day.
fn is_unclear_elsewhere(mut text: Reader<'_>) -> bool {
    text.number(2).is_some()
        && text.one_of(&[':', 'h']).is_some()
        && text.number(2).is_some()
        && is_elsewhere(text.0)
}

#[cfg(test)]
mod tests;
