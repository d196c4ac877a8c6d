use std::{
    future::{Future, poll_fn},
    task::Poll,
};

use kith_core::{
    ChatWatch, Error,
    ids::CircleId,
    rights::table::Audience,
    store::rows::EventRow,
    view::{Chat, PAGE, WINDOW},
};
use kith_tests::{Circle, World};

async fn next(watch: &mut ChatWatch) -> Chat {
    watch.next().await.expect("read").expect("open")
}

fn bodies(chat: &Chat) -> Vec<&str> {
    chat.rows.iter().map(|row| row.body()).collect()
}

fn edges(chat: &Chat) -> (String, String) {
    let (first, last) = (chat.rows.first(), chat.rows.last());
    let body = |row: Option<&kith_core::view::TimelineRow>| row.expect("rows").body().to_owned();
    (body(first), body(last))
}

fn row(chat: &Chat, body: &str) -> EventRow {
    let row = chat.rows.iter().find(|row| row.body() == body);
    row.expect("it is in the window").id
}

/// Says "1" to the number, and brings it to the patient, who has seen all of it.
async fn many(circle: &Circle, number: u32) -> CircleId {
    for n in 1..=number {
        circle.nurse.writes(&n.to_string()).await;
    }
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let id = circle.patient.circle().await;
    let inbox = circle.patient.client.inbox().await.expect("listed");
    let last = inbox.circles[0].last.as_ref().expect("rows").id;
    circle
        .patient
        .client
        .mark_read(id, last)
        .await
        .expect("noted");
    id
}

#[tokio::test]
async fn who_stops_waiting_loses_no_move() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = many(&circle, 120).await;
    let (mut watch, wheel) = circle.patient.client.watch_chat(id);
    let seventy_first = row(&next(&mut watch).await, "71");
    // It has taken the move and reads; then nobody waits for it any more. Where it has read before
    // it could be asked: once more, from where it began.
    while let Some(chat) = begins(&mut watch, || wheel.older(seventy_first)).await {
        assert_eq!(edges(&chat), ("21".into(), "120".into()));
        wheel.newest();
        let chat = next(&mut watch).await;
        assert_eq!(edges(&chat), ("71".into(), "120".into()));
    }
    assert_eq!(edges(&next(&mut watch).await), ("21".into(), "120".into()));
}

/// What one look at the watch shows after a move; nothing where it would have had to wait.
async fn begins(watch: &mut ChatWatch, moves: impl FnOnce()) -> Option<Chat> {
    moves();
    let mut waiting = std::pin::pin!(next(watch));
    let looked = poll_fn(|cx| Poll::Ready(waiting.as_mut().poll(cx))).await;
    match looked {
        Poll::Ready(chat) => Some(chat),
        Poll::Pending => None,
    }
}

#[tokio::test]
async fn what_one_says_oneself_is_in_the_window_and_takes_nothing_out_of_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = many(&circle, 400).await;
    let (mut watch, wheel) = circle.patient.client.watch_chat(id);
    let chat = next(&mut watch).await;
    wheel.older(row(&chat, "351"));
    assert_eq!(edges(&next(&mut watch).await), ("301".into(), "400".into()));
    circle.patient.writes("401").await;
    wheel.said();
    assert_eq!(edges(&next(&mut watch).await), ("301".into(), "401".into()));

    wheel.to(EventRow(row(&chat, "351").0 - 200));
    assert!(next(&mut watch).await.has_newer, "far from the end");
    circle.patient.writes("402").await;
    wheel.said();
    assert_eq!(edges(&next(&mut watch).await), ("353".into(), "402".into()));
}

#[tokio::test]
async fn a_window_moves_by_pages_and_its_rows_keep_their_ids() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = many(&circle, 400).await;
    let (mut watch, wheel) = circle.patient.client.watch_chat(id);
    let chat = next(&mut watch).await;
    assert_eq!(chat.rows.len(), PAGE as usize);
    assert_eq!(edges(&chat), ("351".into(), "400".into()));
    assert!(chat.has_older && !chat.has_newer);
    let stays = row(&chat, "351");

    wheel.older(stays);
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("301".into(), "400".into()));
    assert_eq!(row(&chat, "351"), stays);
    wheel.older(row(&chat, "301"));
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("251".into(), "400".into()));
    wheel.older(row(&chat, "251"));
    // Said twice, as a screen does that was not quick enough: nothing more moves.
    wheel.older(row(&chat, "251"));
    let chat = next(&mut watch).await;
    assert_eq!(chat.rows.len(), WINDOW as usize);
    assert_eq!(edges(&chat), ("201".into(), "350".into()));
    assert!(chat.has_older && chat.has_newer);

    // What comes now is beyond the window.
    circle.nurse.writes("401").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("201".into(), "350".into()));
    wheel.newer(row(&chat, "350"));
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("251".into(), "400".into()));
    assert!(chat.has_newer);
    wheel.newer(row(&chat, "400"));
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("301".into(), "401".into()));
    assert!(!chat.has_newer);

    // At the end it stays there.
    circle.patient.writes("402").await;
    assert_eq!(edges(&next(&mut watch).await).1, "402");
    wheel.older(EventRow(i64::MAX));
    assert_eq!(
        edges(&next(&mut watch).await).1,
        "402",
        "there is no such row"
    );
    wheel.newest();
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("353".into(), "402".into()));
}

#[tokio::test]
async fn the_beginning_is_reached_and_a_found_row_is_shown_in_its_place() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = many(&circle, 120).await;
    let everything = circle.patient.client.timeline(id, None, 500).await;
    let everything = everything.expect("read");
    let (mut watch, wheel) = circle.patient.client.watch_chat(id);
    wheel.to(everything[60].id);
    let chat = next(&mut watch).await;
    assert_eq!(chat.target, Some(everything[60].id));
    assert_eq!(edges(&chat), ("35".into(), "84".into()));
    assert!(chat.has_older && chat.has_newer);
    wheel.older(row(&chat, "35"));
    let chat = next(&mut watch).await;
    assert!(!chat.has_older, "all before it fits into a page");
    assert_eq!(chat.target, Some(everything[60].id), "still marked");
    wheel.newest();
    assert_eq!(next(&mut watch).await.target, None);
}

#[tokio::test]
async fn a_conversation_opens_at_what_was_not_read() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = many(&circle, 100).await;
    for n in 101..=300 {
        circle.nurse.writes(&n.to_string()).await;
    }
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let (mut watch, _wheel) = circle.patient.client.watch_chat(id);
    let chat = next(&mut watch).await;
    assert_eq!(edges(&chat), ("51".into(), "200".into()));
    assert_eq!(chat.unread_from, Some(row(&chat, "101")));
    assert_eq!((chat.unread_then, chat.circle.unread), (200, 200));
    let seen = row(&chat, "150");
    circle
        .patient
        .client
        .mark_read(id, seen)
        .await
        .expect("noted");
    circle.nurse.writes("301").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let chat = next(&mut watch).await;
    assert_eq!(chat.unread_from, Some(row(&chat, "101")), "the mark stays");
    assert_eq!((chat.unread_then, chat.circle.unread), (200, 151));
}

#[tokio::test]
async fn a_conversation_says_who_is_in_it_and_whom_it_is_about() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.writes("Hello.").await;
    circle.all_sync().await;
    let id = circle.patient.circle().await;
    let (mut watch, _wheel) = circle.patient.client.watch_chat(id);
    let chat = next(&mut watch).await;
    assert_eq!(chat.people.len(), 3);
    assert_eq!(chat.clinic.name, "Riverside Clinic");
    let hello = chat.rows.last().expect("rows");
    assert_eq!(hello.sender_relationship, "daughter");
    assert!(!hello.sender_is_me);
    circle.patient.writes("Hello, Ana.").await;
    let chat = next(&mut watch).await;
    assert_eq!(bodies(&chat).last(), Some(&"Hello, Ana."));
    assert!(chat.rows.last().expect("rows").sender_is_me);

    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    let chat = next(&mut watch).await;
    assert_eq!(chat.people.len(), 2);
    let (mut nowhere, _wheel) = circle.patient.client.watch_chat(CircleId([7; 16]));
    assert!(matches!(
        nowhere.next().await,
        Err(Error::Store(kith_core::store::StoreError::NotFound))
    ));
}

#[tokio::test]
async fn a_conversation_is_not_read_anew_for_a_draft_or_a_mark() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = many(&circle, 3).await;
    let client = &circle.patient.client;
    let (mut watch, _wheel) = client.watch_chat(id);
    let chat = next(&mut watch).await;
    client
        .keep_draft(id, Audience::Circle, "I am")
        .await
        .expect("kept");
    client.mark_read(id, chat.rows[0].id).await.expect("noted");
    {
        let mut waiting = std::pin::pin!(watch.next());
        let polled = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context))).await;
        assert!(polled.is_pending(), "nothing of it is another");
    }
    client.add_to_draft(id, "here").await.expect("kept");
    let draft = next(&mut watch).await.circle.draft.expect("a draft");
    assert_eq!(draft.body, "I am\nhere");
}
