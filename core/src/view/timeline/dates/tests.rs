//! What is live is what is meant; what could mean two days is not live.

use super::*;

/// Monday, 30 November 2026, noon.
const SAID: u64 = (20_787 * 24 + 12) * 60 * 60 * 1000;

/// The first date of a text, where it stands, as [`super::super::live`] looks for it.
fn of_at(text: &str, said: u64) -> Option<(&str, String)> {
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_none_or(|c| !c.is_alphanumeric())
            && let Some((length, date)) = find(&text[..at], &text[at..], said)
        {
            return Some((&text[at..at + length], date));
        }
        before = Some(c);
    }
    None
}

fn of(text: &str) -> Option<(&str, String)> {
    of_at(text, SAID)
}

#[test]
fn days_are_counted_as_calendars_do() {
    let day = |year, month, day| Civil::new(year, month, day);
    assert_eq!(day(1970, 1, 1).map(Civil::days), Some(0));
    assert_eq!(day(2026, 11, 30).map(Civil::days), Some(20_787));
    assert_eq!(day(2026, 11, 30).map(Civil::weekday), Some(0));
    assert_eq!(day(2028, 2, 29).map(Civil::weekday), Some(1));
    assert!(day(2027, 2, 29).is_none() && day(2100, 2, 29).is_none());
    assert!(day(2026, 13, 1).is_none() && day(2026, 4, 31).is_none());
    let mut last = day(1999, 12, 31).map(Civil::days).unwrap_or(0);
    for year in 2000..2030 {
        for month in 1..=12 {
            for of_month in 1..=31 {
                let Some(next) = day(year, month, of_month) else {
                    continue;
                };
                assert_eq!(next.days(), last + 1);
                last += 1;
            }
        }
    }
}

#[test]
fn a_date_is_found_as_people_write_it() {
    for (text, words, date) in [
        (
            "Come on 3 March at 14:30, please.",
            "3 March at 14:30",
            "2027-03-03T14:30",
        ),
        ("Come on 3 March.", "3 March", "2027-03-03"),
        ("On the 3rd of March, then", "3rd of March", "2027-03-03"),
        ("on 3 march we go", "", ""),
        ("the 3rd of march", "3rd of march", "2027-03-03"),
        ("Seen March 3, 2027 again", "March 3, 2027", "2027-03-03"),
        (
            "March 3 at 2:30 pm",
            "March 3 at 2:30 pm",
            "2027-03-03T14:30",
        ),
        ("See you March 3rd", "March 3rd", "2027-03-03"),
        ("Dec. 24, 8 p.m.", "Dec. 24, 8 p.m.", "2026-12-24T20:00"),
        ("2026-12-01", "2026-12-01", "2026-12-01"),
        (
            "From 2026-12-01 09:15 on",
            "2026-12-01 09:15",
            "2026-12-01T09:15",
        ),
        (
            "2026-12-01T09:15Z",
            "2026-12-01T09:15Z",
            "2026-12-01T09:15Z",
        ),
        ("25/12/2026 or 12/25/2026", "25/12/2026", "2026-12-25"),
        ("12/25/2026", "12/25/2026", "2026-12-25"),
        ("05/05/2027", "05/05/2027", "2027-05-05"),
        ("24.12.2026", "24.12.2026", "2026-12-24"),
        (
            "At 14:30 on 3 March we meet",
            "14:30 on 3 March",
            "2027-03-03T14:30",
        ),
        (
            "14:30, Wednesday, 3 March",
            "14:30, Wednesday, 3 March",
            "2027-03-03T14:30",
        ),
        ("on Wednesday, 3 March, soup", "3 March", "2027-03-03"),
        // Hours that are counted through are what they say.
        ("2027-03-03, 10:30", "2027-03-03, 10:30", "2027-03-03T10:30"),
        ("2027-03-03T12:59", "2027-03-03T12:59", "2027-03-03T12:59"),
        (
            "el 3 de marzo a las 10:30 h",
            "3 de marzo a las 10:30 h",
            "2027-03-03T10:30",
        ),
        ("3 March at 11h15", "3 March at 11h15", "2027-03-03T11:15"),
        (
            "on 3 March at 2:30 pm. It is time!",
            "3 March at 2:30 pm",
            "2027-03-03T14:30",
        ),
        ("Call at 14:30 ET. Come on 3 March", "3 March", "2027-03-03"),
        (
            "on 3 March at 14:30 UTC",
            "3 March at 14:30 UTC",
            "2027-03-03T14:30Z",
        ),
        (
            "on 3 March at 14:30 in room B",
            "3 March at 14:30",
            "2027-03-03T14:30",
        ),
        // Which half of the day is not said: then the day alone.
        ("on 3 March at 9:30", "3 March", "2027-03-03"),
        (
            "el 3 de marzo a las 14:30 h",
            "3 de marzo a las 14:30 h",
            "2027-03-03T14:30",
        ),
        (
            "Cita: miércoles 3 de marzo de 2027.",
            "3 de marzo de 2027",
            "2027-03-03",
        ),
        (
            "a las 14:30 del 3 de marzo",
            "14:30 del 3 de marzo",
            "2027-03-03T14:30",
        ),
        ("1 dic, 16:00", "1 dic, 16:00", "2026-12-01T16:00"),
        (
            "يوم 3 مارس الساعة 14:30",
            "3 مارس الساعة 14:30",
            "2027-03-03T14:30",
        ),
        ("الأربعاء ٣ مارس ٢٠٢٧", "٣ مارس ٢٠٢٧", "2027-03-03"),
        (
            "في 3 آذار، الساعة 2 م",
            "3 آذار، الساعة 2 م",
            "2027-03-03T14:00",
        ),
        ("يوم 24 كانون الأول", "24 كانون الأول", "2026-12-24"),
    ] {
        let found = of(text);
        let expected = (!words.is_empty()).then(|| (words, date.to_owned()));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_may_mean_another_day_is_not_live() {
    for text in [
        "05/03/2027",
        "5.3.2027",
        "3/4",
        "3 March reviews came",
        "In May 12 people came",
        "May 12 people come?",
        "on March 3 or 5",
        "March 3–5",
        "3 and 5 March",
        "3, 5 and 7 March",
        "3-5 March",
        "30 February 2027",
        "on 31 April",
        // The day of the week is another one.
        "on Tuesday, 3 March",
        "Friday the 3rd of March",
        // Over, or too far to know of which year.
        "born on 3 March 1950",
        "2026-11-01",
        "on 3 October",
        "in 2026",
        "3 Marching bands",
        "v2026-12-01",
        "INV-2026-12-01",
        "2026-12-01.txt",
        "2026-12-010",
        "12026-12-01",
        "on 3 March at 14:30 EST",
        "2026-12-01T14:30+05:00",
        "Tuesday, March 2, 2027 at 2:30 pm ET",
        "on 3 March at 14:30 (CT)",
        "on 3 March at 2:30 pm pst",
        "on 3 March at 14:30 NZST",
        "on 3 March at 14:30 GMT+2",
        "on 3 March at 14:30 Berlin time",
        "on 3 March at 2 pm Eastern Standard Time",
        "el 3 de marzo a las 14:30 hora de Madrid",
        "el 3 de marzo a las 14:30, hora peninsular",
        "يوم 3 مارس الساعة 14:30 بتوقيت الرياض",
        "on 3 March at 10:30 ET",
        "14:30 ET on 3 March",
        "2:30 pm on 3 March ET",
        "10:30:00",
        "14:30",
        "tomorrow at 14:30",
        "2 of 3",
        "at 3 may",
        "",
    ] {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn the_year_is_that_of_the_next_such_day() {
    // The sender's day may be the one before, or after.
    assert_eq!(
        of("on 29 November").map(|(_, date)| date).as_deref(),
        Some("2026-11-29")
    );
    assert_eq!(
        of("on 30 November").map(|(_, date)| date).as_deref(),
        Some("2026-11-30")
    );
    assert_eq!(of("on 28 November"), None);
    for (said, text, date) in [
        ((2026, 12, 31), "on 1 January", "2027-01-01"),
        ((2027, 1, 1), "on 31 December", "2026-12-31"),
        ((2027, 1, 1), "on 1 January", "2027-01-01"),
        ((2027, 6, 1), "on 29 February", "2028-02-29"),
        ((1970, 1, 1), "on 2 January", "1970-01-02"),
    ] {
        let (year, month, day) = said;
        let said = Civil::new(year, month, day).expect("a day").days();
        let found = of_at(text, u64::try_from(said).expect("since 1970") * DAY_MS);
        let expected = (text == "on 29 February").then_some(None);
        let expected = expected.unwrap_or(Some(date.to_owned()));
        assert_eq!(found.map(|(_, date)| date), expected, "{text}");
    }
}

#[test]
fn nothing_that_is_typed_breaks_it() {
    let mut dice: u64 = 7;
    let parts = [
        "3",
        "٣",
        " ",
        "March",
        "de",
        "/",
        "-",
        ":",
        "14:30",
        "2026",
        "\u{a0}",
        "ص",
        "🍲",
        ".",
        ",",
        "May",
        "lunes",
        "T",
        "Z",
        "\u{202e}",
        "ß",
        "İ",
        "st",
        "99999999999999999999",
    ];
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..8 {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(dice >> 33).unwrap_or(0) % parts.len();
            text.push_str(parts[at]);
        }
        if let Some((words, date)) = of(&text) {
            assert!(text.contains(words) && date.len() >= 10, "{text}");
        }
    }
    for said in [0, u64::MAX, 1 << 48] {
        let _ = of_at("on 3 March 2027", said);
    }
}
