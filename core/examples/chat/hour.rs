//! Times, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

/// The hour today, with the day at any other time (UTC).
pub fn time(ms: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (day, minute) = (ms / 86_400_000, ms / 60_000 % 1440);
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    if day == now / 86_400 {
        return clock;
    }
    // Days since 1970 to a date: H. Hinnant, "chrono-compatible low-level date algorithms".
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!(
        "{:04}-{month:02}-{of_month:02} {clock}",
        year + era * 400 + next
    )
}
