use proptest::prelude::*;

use super::*;
use crate::words::indexed;

fn finds(text: &str, query: &str) -> bool {
    let query = Query::of(query);
    !query.is_empty() && query.fits(text, Reading::Beginnings)
}

/// What a query marks in a text.
fn marked(text: &str, query: &str) -> Vec<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let spans = Query::of(query).spans(text);
    let part =
        |span: Range<u32>| String::from_utf16_lossy(&units[span.start as usize..span.end as usize]);
    spans.into_iter().map(part).collect()
}

#[test]
fn what_matches_is_marked_in_the_text_as_it_stands() {
    assert_eq!(marked("Más sopa 🍲 y sopas", "sopa"), ["sopa", "sopas"]);
    assert_eq!(marked("Más sopa", "mas"), ["Más"]);
    assert_eq!(marked("mas\u{301}!", "mas"), ["mas\u{301}"]);
    assert_eq!(marked("take 1,000 mg", "1000"), ["1,000"]);
    assert_eq!(marked("an e-mail, an email", "email"), ["e-mail", "email"]);
    assert_eq!(marked("我有高血压", "血压"), ["血压"]);
    assert_eq!(marked("我有高血压", "压"), ["压"]);
    assert_eq!(marked("٥٠٠ ملغ مِنْ الدَّواءِ", "الدواء"), ["الدَّواءِ"]);
    assert_eq!(marked("🍲👍🏽 ok", "👍"), ["👍🏽"]);
    assert_eq!(marked("C++ and C", "c++"), ["C++"]);
    assert_eq!(marked("nothing here", "sopa"), [""; 0]);
    assert_eq!(marked("anything", "  "), [""; 0]);
}

#[test]
fn nothing_that_is_typed_is_a_language_of_queries() {
    for typed in [
        "\"",
        "sopa \" OR *",
        "a NEAR(b)",
        "words: x",
        "-x",
        "(",
        "\0",
        "^",
        "{a b} : c",
    ] {
        let query = Query::of(typed);
        let expression = query.expression(Reading::Beginnings);
        assert!(!expression.contains('\0'));
        assert_eq!(expression.matches('"').count() % 2, 0);
    }
    assert!(Query::of("\0").is_empty());
    assert!(Query::of("?! …").is_empty());
}

/// Anything, with much of what is peculiar.
fn text() -> impl Strategy<Value = String> {
    let peculiar = prop::sample::select(vec![
        " ",
        " ",
        " ",
        "-",
        "'",
        ".",
        ",",
        "1",
        "12",
        "000",
        "a",
        "b",
        "ß",
        "İ",
        "C++",
        "é",
        "e\u{301}",
        "\u{300}",
        "\u{316}",
        "कि",
        "क्षि",
        "ि",
        "ก",
        "กิ",
        "น้ำ",
        "漢",
        "字",
        "か",
        "\u{3099}",
        "ガ",
        "각",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "م",
        "\u{200c}",
        "ـ",
        "\u{64e}",
        "👍",
        "👍🏽",
        "🇦",
        "🇹",
        "\u{200d}",
        "①",
        "½",
        "™",
        "㎎",
        "ﷺ",
        "\u{0}",
        "\u{ad}",
        "\"",
        "й",
        "\n",
        "\u{a0}",
        "٬",
        "٣",
        "\u{e000}",
    ]);
    let part = prop_oneof![
        8 => peculiar.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-z]{1,9}",
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

/// The index as the store has it.
fn in_the_index(text: &str, query: &Query, reading: Reading) -> bool {
    let db = rusqlite::Connection::open_in_memory().expect("opened");
    let schema = include_str!("../../store/schema/0001_domain.sql");
    let start = schema.find("CREATE VIRTUAL TABLE").expect("the index");
    let end = schema[start..].find(";").expect("its end");
    db.execute_batch(&schema[start..=start + end])
        .expect("made");
    db.execute(
        "INSERT INTO message_text (rowid, words) VALUES (1, ?1)",
        [indexed(text)],
    )
    .expect("indexed");
    let found: i64 = db
        .query_row(
            "SELECT count(*) FROM message_text WHERE message_text MATCH ?1",
            [query.expression(reading)],
            |row| row.get(0),
        )
        .expect("searched");
    found == 1
}

proptest! {
    #[test]
    fn every_word_of_a_text_finds_it(text in text()) {
        for word in text.split_whitespace() {
            let query = Query::of(word);
            prop_assert!(query.is_empty() || query.fits(&text, Reading::Words), "{word:?}");
        }
        let whole = Query::of(&text);
        prop_assert!(whole.is_empty() || whole.fits(&text, Reading::Words));
    }

    #[test]
    fn the_index_and_a_text_alone_say_the_same(text in text(), query in text(), at in 0..8_usize) {
        let word = text.split_whitespace().nth(at).unwrap_or(&query).to_owned();
        for typed in [query, word] {
            let query = Query::of(&typed);
            for reading in [Reading::Words, Reading::Beginnings] {
                if !query.is_empty() {
                    prop_assert_eq!(
                        in_the_index(&text, &query, reading),
                        query.fits(&text, reading),
                        "{:?} {:?} {}", &typed, reading, indexed(&text)
                    );
                }
            }
        }
    }

    #[test]
    fn what_was_folded_folds_to_itself(text in text()) {
        let atoms = Atoms::of(&text);
        prop_assert_eq!(&Atoms::of(&atoms.folded).folded, &atoms.folded);
    }

    #[test]
    fn marks_lie_in_the_text_in_order(text in text(), query in text()) {
        let end = u32::try_from(text.encode_utf16().count()).expect("short");
        let mut last = 0;
        for span in Query::of(&query).spans(&text) {
            prop_assert!(last <= span.start && span.start < span.end && span.end <= end);
            last = span.end;
        }
    }
}

/// As long as the longest message.
#[test]
fn a_hostile_text_costs_no_more_than_its_length() {
    const LENGTH: usize = 60_000;
    let units = [
        "\u{301}",
        "\u{316}\u{301}",
        "e\u{301}",
        "ก\u{e34}\u{e49}",
        "\u{93f}",
        "漢",
        "a-",
        "a.",
        "1,",
        "1 ",
        "000,",
        "1,000/b-c ",
        "👍",
        "🇦",
        "+",
        "\u{11a8}",
        "\u{200d}",
        "ﷺ",
        "م\u{200c}",
        "a",
        "\0",
        "\u{3099}",
        "か\u{3099}",
    ];
    for unit in units {
        let text = unit.repeat(LENGTH / unit.len());
        let terms = indexed(&text);
        // One Arabic sign alone stands for four words, eleven times its length.
        assert!(terms.len() <= 12 * LENGTH, "{unit:?}: {}", terms.len());
        let longest = terms.split(' ').map(str::len).max().unwrap_or(0);
        assert!(
            longest <= 2 * crate::words::atoms::LONGEST,
            "{unit:?}: {longest}"
        );
        let query = Query::of(&text);
        assert!(
            query.expression(Reading::Beginnings).len() <= 20_000,
            "{unit:?}"
        );
        assert!(
            query.is_empty() || query.fits(&text, Reading::Words),
            "{unit:?}"
        );
        let _ = query.spans(&text);
    }
}

#[test]
fn pieces_of_a_telephone_number_are_found_as_one() {
    for text in [
        "0664 123 4567",
        "0664/1234567",
        "0664-123-45-67",
        "06641234567",
    ] {
        for query in ["06641234567", "0664 1234567", "0664"] {
            assert!(finds(text, query), "{text} {query}");
        }
    }
}
