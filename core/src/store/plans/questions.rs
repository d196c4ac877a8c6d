//! The questions.

use super::history::{ACCOUNT, CONVERSATION, MINE, NEXT, OLD, ROOM, WAITING, event, name, words};
use crate::{
    content::{
        event::{ContentKind, content_digest},
        fold,
        stamp::Stamp,
    },
    ids::{DeviceId, PersonId},
    store::{
        ReadTx, WriteTx,
        account::accounts,
        circle::{circles, listed::Conversations},
        healing::{epochs, missing},
        outgoing::{outbox, refused, telling, unshown},
        rows::{EventRow, RoomRow, VoiceRow},
        timeline::{
            answering,
            coming::Coming,
            events, index, items, left_over,
            messages::{self, Places},
            newer,
            notice::Notice,
            orphans, read_marks, revisions, search, shelf, targets,
        },
    },
    sync::Reach,
    view,
    words::Query,
};

pub(super) type Question = fn(&WriteTx<'_>);

/// Everything that is asked while someone waits, or for each message.
pub(super) const QUESTIONS: &[(&str, Question)] = &[
    ("answering::answers", |db| {
        answering::answers(db, CONVERSATION).expect("read");
    }),
    ("circles::rooms_with_work", |db| {
        circles::rooms_with_work(db, ACCOUNT).expect("read");
    }),
    ("epochs::not_lost", |db| {
        epochs::not_lost(db, ROOM, OLD).expect("noted");
    }),
    ("newer::bound", |db| {
        newer::bound(db, &mut Coming::default(), ROOM, 20 << 10).expect("bounded");
    }),
    ("events::erase", |db| {
        events::erase(db, OLD).expect("erased");
    }),
    ("events::insert", |db| {
        events::insert(db, MINE, &event(1_000_000, None)).expect("kept");
    }),
    ("events::is_here", |db| {
        let room = circles::room_by_row(db, ROOM).expect("a room");
        let said = Stamp::at(OLD.0.unsigned_abs() * 2);
        let here = |words: &[u8]| {
            let what = (ContentKind::TEXT, &content_digest(words));
            events::is_here(db, &room, &DeviceId([1; 16]), said, what).expect("looked for")
        };
        assert!(!here(b"never said"));
    }),
    ("events::is_known", |db| {
        let room = circles::room_by_row(db, ROOM).expect("a room");
        let event = (&DeviceId([1; 16]), OLD.0.unsigned_abs());
        events::is_known(db, &room, event, &[0; 16]).expect("looked for");
    }),
    ("newer::next", |db| {
        newer::next(db, ROOM, EventRow::BEFORE_ALL, 100).expect("read");
    }),
    ("events::is_silent", |db| {
        assert!(!events::is_silent(db, OLD).expect("read"));
    }),
    ("events::set_withdrawn", |db| {
        events::set_withdrawn(db, OLD, ContentKind::WITHDRAWN, &[]).expect("put");
    }),
    ("events::set_content", |db| {
        events::set_content(db, OLD, b"").expect("put");
    }),
    ("events::set_erased", |db| {
        events::set_erased(db, OLD, &[1; 32]).expect("noted");
    }),
    ("events::set_link", |db| {
        events::set_link(db, OLD, 7, &[1; 16]).expect("noted");
    }),
    ("events::set_name", |db| {
        events::set_name(db, OLD, &name(1_000_001)).expect("named");
    }),
    ("events::set_placed", |db| {
        events::set_placed(db, first_waiting(db), 1, 1, 1).expect("placed");
    }),
    ("events::set_verdict", |db| {
        events::set_verdict(db, OLD, events::Verdict::Allowed).expect("noted");
    }),
    ("messages::told_of", |db| {
        for notice in [Notice::Undecryptable, Notice::Withheld] {
            let note = messages::NewNote {
                conversation: CONVERSATION,
                room: ROOM,
                notice,
                about: None,
                at: OLD.0.unsigned_abs(),
            };
            messages::insert_note(db, &mut Places::of(CONVERSATION), &note).expect("told");
        }
    }),
    ("missing::last_event", |db| {
        missing::last_event(db, ROOM).expect("read");
    }),
    ("missing::last_said", |db| {
        missing::last_said(db, ROOM).expect("read");
    }),
    ("missing::said", |db| {
        missing::said(db, ROOM, (10, 1 << 40), 50).expect("read");
    }),
    ("missing::said_at", |db| {
        missing::said_at(db, OLD).expect("read").expect("it was");
    }),
    ("left_over::due", |db| {
        left_over::add(db, OLD, 1).expect("noted");
        let due = left_over::due(db, ACCOUNT, 2, 1).expect("read");
        assert_eq!(due.len(), 1);
    }),
    ("left_over::is_explained", |db| {
        let of = left_over::LeftOver {
            event: OLD,
            room: ROOM,
            person: PersonId([1; 16]),
        };
        left_over::is_explained(db, &of).expect("read");
    }),
    ("index::add", |db| {
        index::add(db, EventRow(2_000_000), "some words").expect("indexed");
    }),
    ("index::add_own", |db| {
        index::add_own(db, first_waiting(db)).expect("indexed");
    }),
    ("index::remove_own", |db| {
        index::remove_own(db, OLD).expect("taken out");
    }),
    ("items::about", |db| {
        assert!(items::about(db, OLD).expect("read").is_none());
    }),
    ("items::bound", |db| {
        for redacts in [false, true] {
            items::bound(db, OLD, &PersonId([1; 16]), redacts).expect("bounded");
        }
    }),
    ("targets::named", |db| {
        let room = circles::room_by_row(db, ROOM).expect("a room");
        targets::named(db, &room, &targets::of(db, OLD).expect("an event")).expect("found");
    }),
    ("items::refold", |db| {
        items::refold(db, OLD, &mut Coming::default()).expect("folded");
    }),
    ("items::set_target", |db| {
        items::set_target(db, OLD, NEXT, events::Verdict::Allowed).expect("put");
        items::refold(db, NEXT, &mut Coming::default()).expect("folded");
    }),
    ("revisions::revisions", |db| {
        let item = fold::Item {
            words: Some("soup".into()),
            ..fold::Item::default()
        };
        assert_eq!(revisions::revisions(db, OLD, &item).expect("read").len(), 1);
    }),
    ("shelf::shelf", |db| {
        assert!(shelf::shelf(db, CONVERSATION, 50).expect("read").is_empty());
    }),
    ("shelf::shelved", |db| {
        assert_eq!(shelf::shelved(db, CONVERSATION).expect("counted"), 0);
    }),
    ("telling::take", |db| {
        let room = circles::room_by_row(db, ROOM).expect("a room");
        telling::take(db, &room, true).expect("read");
    }),
    ("telling::saw", |db| {
        telling::saw(
            db,
            CONVERSATION,
            (OLD.0 << 20, (OLD.0 + 50) << 20),
            &[OLD],
            1,
        )
        .expect("noted");
    }),
    ("items::set_answered", |db| {
        items::set_answered(db, OLD, NEXT).expect("put");
        messages::get(db, OLD).expect("it is there");
    }),
    ("targets::answerable", |db| {
        targets::answerable(db, ROOM, OLD).expect("an event");
    }),
    ("targets::of", |db| {
        targets::of(db, OLD).expect("an event");
    }),
    ("orphans::take", |db| {
        let target = targets::of(db, OLD).expect("an event");
        orphans::add(db, ROOM, &target, OLD).expect("added");
        assert!(orphans::any(db).expect("read"));
        let room = circles::room_by_row(db, ROOM).expect("a room");
        let who = accounts::me(db, ACCOUNT).expect("somebody").person;
        let most = orphans::Most {
            events: 3,
            bytes: 1 << 10,
        };
        orphans::bound(db, &room, &PersonId::of(&who), most).expect("bounded");
        assert_eq!(orphans::take(db, ROOM, &target).expect("taken").len(), 1);
    }),
    ("items::was_refused", |db| {
        assert!(!items::was_refused(db, VoiceRow(1), ROOM).expect("read"));
    }),
    ("messages::get", |db| {
        messages::get(db, OLD).expect("it is there");
    }),
    ("messages::insert", |db| {
        let event = event(1_000_000, Some(1_000_000));
        let mut places = Places::of(CONVERSATION);
        messages::insert(db, &mut places, &event, words(1)).expect("written");
        places.settle(db).expect("settled");
    }),
    ("messages::insert_note", |db| {
        let note = messages::NewNote {
            conversation: CONVERSATION,
            room: ROOM,
            notice: Notice::Joined,
            about: None,
            at: 1,
        };
        messages::insert_note(db, &mut Places::of(CONVERSATION), &note).expect("written");
    }),
    ("messages::insert_unsent", |db| {
        messages::insert_unsent(db, MINE, &event(1_000_000, None)).expect("written");
    }),
    ("messages::page", |db| {
        messages::page(db, CONVERSATION, None, 50).expect("read");
        messages::page(db, CONVERSATION, Some(OLD.0), 50).expect("read");
    }),
    ("messages::page_from", |db| {
        messages::page_from(db, CONVERSATION, OLD.0, 50).expect("read");
    }),
    ("messages::set_placed", |db| {
        let waiting = first_waiting(db);
        messages::set_placed(db, &mut Places::of(CONVERSATION), waiting).expect("placed");
    }),
    ("messages::set_refused", |db| {
        let waiting = first_waiting(db);
        messages::set_refused(db, &mut Places::of(CONVERSATION), waiting).expect("noted");
    }),
    ("messages::set_sent", |db| {
        messages::set_sent(db, first_waiting(db)).expect("noted");
    }),
    ("messages::understood", |db| {
        messages::understood(db, OLD, "", "some words").expect("noted");
    }),
    ("messages::set_queued", |db| {
        messages::set_queued(db, OLD).expect("noted");
    }),
    ("places::first_after", |db| {
        // It comes long after what its device said later.
        let late = events::NewEvent {
            said: Stamp::at(2 * 100 + 1),
            ..event(1_000_000, Some(1_000_000))
        };
        messages::insert(db, &mut Places::of(CONVERSATION), &late, "late").expect("written");
    }),
    ("outbox::behind", |db| {
        assert!(outbox::behind(db, ROOM, 16).expect("read").is_some());
    }),
    ("outbox::first", |db| {
        assert!(outbox::first(db, ROOM).expect("read").is_some());
    }),
    ("outbox::head", |db| {
        assert_eq!(outbox::head(db, ROOM, 8).expect("read").len(), 8);
    }),
    ("outbox::is_on_its_way", |db| {
        assert!(outbox::is_on_its_way(db, first_waiting(db)).expect("looked for"));
    }),
    ("outbox::is_untouched", |db| {
        assert!(outbox::is_untouched(db, ROOM, first_waiting(db)).expect("looked for"));
    }),
    ("outbox::may_be_there", |db| {
        outbox::may_be_there(db, ROOM).expect("looked for");
    }),
    ("outbox::pop", |db| {
        outbox::pop(db, ROOM, OLD, 1).expect("popped");
    }),
    ("outbox::push", |db| {
        let row = messages::insert_unsent(db, MINE, &event(1_000_000, None)).expect("written");
        outbox::push(db, ROOM, row, &name(1_000_000), 1_000_000, &[7; 200]).expect("queued");
    }),
    ("refused::over_and_waiting", |db| {
        refused::over_and_waiting(db, ACCOUNT).expect("read");
    }),
    ("refused::refused", |db| {
        refused::refused(db, ROOM).expect("read");
    }),
    ("refused::waiting", |db| {
        refused::waiting(db, ROOM).expect("read");
    }),
    ("outbox::set_refused", |db| {
        outbox::set_refused(db, ROOM, first_waiting(db)).expect("noted");
    }),
    ("outbox::set_sealed", |db| {
        outbox::set_sealed(db, ROOM, first_waiting(db), 1, &[7; 300]).expect("kept");
    }),
    ("outbox::set_taken", |db| {
        assert!(outbox::set_taken(db, ROOM, first_waiting(db)).expect("noted"));
    }),
    ("outbox::unplaced_where", |db| {
        // Echoes come in the order of the queue.
        let first = outbox::unplaced(db, ROOM, &name(0)).expect("read");
        assert!(first.expect("it waits").taken);
    }),
    ("outbox::waiting", |db| {
        let waiting = outbox::waiting(db, ACCOUNT).expect("counted");
        assert_eq!(waiting, u64::from(WAITING));
    }),
    ("outbox::waiting_in", |db| {
        for of in [Conversations::only(CONVERSATION), Conversations::ALL] {
            let waiting = outbox::waiting_in(db, of).expect("counted");
            assert_eq!(waiting.get(&CONVERSATION), Some(&WAITING));
        }
    }),
    ("read_marks::advance", |db| {
        read_marks::advance(db, CONVERSATION, OLD).expect("noted");
    }),
    ("read_marks::first_unread", |db| {
        read_marks::first_unread(db, CONVERSATION, mark(db)).expect("read");
    }),
    ("read_marks::newest_unread", |db| {
        read_marks::newest_unread(db, CONVERSATION, mark(db)).expect("read");
    }),
    ("read_marks::late_before", |db| {
        read_marks::late_before(db, CONVERSATION, OLD).expect("read");
    }),
    ("read_marks::unread", |db| {
        read_marks::unread(db, CONVERSATION, mark(db)).expect("counted");
    }),
    ("refused::chain", |db| {
        refused::chain(db, ROOM, first_waiting(db), &[8; 200]).expect("put");
    }),
    ("refused::set_event", |db| {
        let waiting = first_waiting(db);
        refused::set_event(db, ROOM, waiting, &name(1_000_001), 1, &[8; 200]).expect("put");
    }),
    ("unshown::any", |db| {
        unshown::any(db, ROOM, OLD, 1).expect("read");
    }),
    ("unshown::messages", |db| {
        // With each echo; the others read as much as waits, once in an epoch.
        unshown::before(db, ROOM, OLD).expect("read");
    }),
    ("unshown::wait_again", |db| {
        unshown::wait_again(db, ROOM, first_waiting(db), 1, 1).expect("it waits");
    }),
    ("refused::take_out", |db| {
        let waiting = first_waiting(db);
        outbox::set_refused(db, ROOM, waiting).expect("noted");
        refused::take_out(db, ROOM, waiting).expect("taken out");
    }),
    ("search::search", |db| {
        for words in ["soup", "rare", "nowhere", "药"] {
            let query = Query::of(words);
            let mut narrowed = [search::Only::default(); 5];
            narrowed[1].conversation = Some(CONVERSATION);
            // What is none of, and so is looked for among all.
            narrowed[2].person = Some(PersonId([9; 16]));
            narrowed[3].room = Some(RoomRow(2));
            narrowed[4].until = Some(1);
            for only in &narrowed {
                let part = search::search(db, only, &query, None, 50).expect("searched");
                search::search(db, only, &query, part.onward, 50).expect("searched");
            }
        }
    }),
    ("view::inbox", |db| {
        view::inbox(db, &|_| Reach::Unknown).expect("listed");
    }),
    ("view::details", |db| {
        view::details(db, OLD).expect("read");
    }),
    ("view::hits", |db| {
        let of = view::SearchQuery {
            words: "soup".into(),
            ..view::SearchQuery::default()
        };
        view::hits(db, &of, None, 20).expect("found");
    }),
];

/// How far the conversation was read.
fn mark(db: &ReadTx<'_>) -> read_marks::Mark {
    read_marks::mark(db, CONVERSATION).expect("read")
}

/// The first message that waits to be sent.
fn first_waiting(db: &ReadTx<'_>) -> EventRow {
    outbox::head(db, ROOM, 1).expect("read")[0].message
}
