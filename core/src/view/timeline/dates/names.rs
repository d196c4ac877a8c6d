//! The words that dates are written with, in the languages of the apps: English, Spanish, Arabic.

/// The names of the months, each with its variants: English, Spanish, Arabic.
pub(super) const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero", "ene", "يناير", "كانون الثاني"],
    &["february", "feb", "febrero", "فبراير", "شباط"],
    &["march", "mar", "marzo", "مارس", "آذار"],
    &["april", "apr", "abril", "abr", "أبريل", "ابريل", "نيسان"],
    &["may", "mayo", "مايو", "أيار"],
    &["june", "jun", "junio", "يونيو", "حزيران"],
    &["july", "jul", "julio", "يوليو", "تموز"],
    &["august", "aug", "agosto", "ago", "أغسطس", "اغسطس", "آب"],
    &[
        "september",
        "sept",
        "sep",
        "septiembre",
        "setiembre",
        "سبتمبر",
        "أيلول",
    ],
    &[
        "october",
        "oct",
        "octubre",
        "أكتوبر",
        "اكتوبر",
        "تشرين الأول",
    ],
    &["november", "nov", "noviembre", "نوفمبر", "تشرين الثاني"],
    &[
        "december",
        "dec",
        "diciembre",
        "dic",
        "ديسمبر",
        "كانون الأول",
    ],
];
/// Of these the first with a small letter are other words too.
pub(super) const WORDS_TOO: [&str; 4] = ["march", "mar", "may", "ago"];

/// The days of the week, from Monday on.
pub(super) const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "lunes", "الاثنين", "الإثنين"],
    &["tuesday", "tue", "tues", "martes", "الثلاثاء"],
    &[
        "wednesday",
        "wed",
        "miércoles",
        "miercoles",
        "الأربعاء",
        "الاربعاء",
    ],
    &["thursday", "thu", "thurs", "jueves", "الخميس"],
    &["friday", "fri", "viernes", "الجمعة"],
    &["saturday", "sat", "sábado", "sabado", "السبت"],
    &["sunday", "sun", "domingo", "الأحد", "الاحد"],
];

/// Words before a date that leave no doubt that it is one.
pub(super) const BEFORE: [&str; 17] = [
    "on", "the", "by", "until", "from", "before", "after", "el", "del", "al", "hasta", "desde",
    "يوم", "في", "قبل", "بعد", "حتى",
];
/// Words between two numbers of which both may belong to the month behind them.
pub(super) const BETWEEN: [&str; 12] = [
    "to", "and", "or", "y", "o", "u", "a", "al", "و", "أو", "إلى", "until",
];
/// Between a day and its time, the longer first.
pub(super) const AT: [&str; 9] = [
    "at",
    "from",
    "@",
    "a las",
    "a la",
    "desde las",
    "في الساعة",
    "عند الساعة",
    "الساعة",
];
/// Between a time and its day.
pub(super) const ON: [&str; 5] = ["on", "del", "el", "يوم", "في"];
/// Zones, which people write small too.
pub(super) const ZONES: [&str; 22] = [
    "ET", "CT", "MT", "PT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "CET", "CEST",
    "BST", "IST", "EET", "EEST", "WET", "WEST", "MSK", "AST",
];
/// Words in what a zone is called: Berlin time, hora de Madrid, بتوقيت الرياض.
pub(super) const OF_ZONES: [&str; 4] = ["time", "hora", "بتوقيت", "توقيت"];
