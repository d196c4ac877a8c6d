//! Which functions need not be among the questions.

/// Parts of what is asked above.
pub(super) const PARTS: &[&str] = &[
    "revisions::are_kept",
    "index::remove",
    "events::bound",
    "items::annotations",
    "orphans::bound",
    "items::folded",
    "items::named_in",
    "revisions::each_edit",
    "revisions::overwrite",
    "items::erase",
    "said::no_more",
    "events::put",
    "index::words_of",
    "messages::set_state",
    "messages::insert_row",
    "places::ends",
    "places::own",
    "places::known",
    "places::previous",
    "places::set_position",
    "places::voice",
    "read_marks::late",
    "search::indexed",
    "search::of_rows",
    "search::newest",
    "search::unsent",
];

/// What reads or writes in proportion to what there is, and may.
pub(super) const SELDOM: &[(&str, &str)] = &[
    ("epochs::lost", "after a restore of the relay"),
    ("epochs::may_be_lost", "after a restore of the relay"),
    (
        "epochs::may_be_unread",
        "this device was where nobody else was",
    ),
    ("epochs::say_lost_again", "after a restore of the relay"),
    ("epochs::set_adrift", "after a restore of the relay"),
    ("epochs::settle", "after a restore of the relay"),
    ("events::rooms_of_newer", "another version is opened"),
    ("events::remove_unsent", "someone takes back a message"),
    ("missing::forget", "once a day"),
    ("index::rebuild", "the rules of words have changed"),
    ("messages::remove_unsent", "someone takes back a message"),
    (
        "order::new_rows",
        "what came together is not in the order in which it was said",
    ),
    (
        "order::overtaken",
        "one's own message has its place before an earlier one has",
    ),
    ("items::verify", "somebody asks for it"),
    (
        "items::all",
        "somebody asks for it, or another version is opened",
    ),
    (
        "index::each",
        "somebody asks for it, or the rules of words have changed",
    ),
    (
        "orphans::kept",
        "somebody asks for it, or another version is opened",
    ),
    ("orphans::rebuild", "another version is opened"),
    (
        "orphans::fresh",
        "somebody asks for it, or another version is opened",
    ),
    ("read_marks::verify", "somebody asks for it"),
    (
        "receipts::fresh",
        "somebody asks for it, or another version is opened",
    ),
    ("places::spread", "many came late, all to one place"),
    ("outbox::drop_stale", "an epoch has ended"),
    ("outbox::say_again", "this device is in the group again"),
    ("refused::behind", "someone takes back a message"),
    ("events::has_other_words_since", "something is said again"),
    ("refused::event", "someone takes back a message"),
    ("refused::waits_again", "someone takes back a message"),
    ("successors::leave", "a room goes on in another group"),
    ("successors::say_over", "a room goes on in another group"),
];
