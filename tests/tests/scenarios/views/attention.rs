//! What this person has set for a conversation, and finding a day in it.

use std::time::Duration;

use kith_core::view::Chat;
use kith_tests::World;
use tokio::time::timeout;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_conversation_is_muted_and_marked_on_this_device_until_it_is_read() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    let id = circle.patient.circle().await;
    let client = &circle.patient.client;
    let rows = client.timeline(id, None, 1).await.expect("read");
    client.mark_read(id, rows[0].id).await.expect("read");
    client.mark_unread(id).await.expect("marked");
    client.set_muted(id, true).await.expect("muted");
    circle.patient.reopens_after_closing().await;
    let client = &circle.patient.client;
    let row = client.inbox().await.expect("read").circles.remove(0);
    assert_eq!((row.muted, row.marked_unread, row.unread), (true, true, 0));
    client.mark_read(id, rows[0].id).await.expect("read");
    client.set_muted(id, false).await.expect("heard");
    let row = client.inbox().await.expect("read").circles.remove(0);
    assert_eq!((row.muted, row.marked_unread), (false, false));
    // Nobody else knows.
    circle.all_sync().await;
    let others = circle.nurse.client.inbox().await.expect("read");
    assert!(!others.circles[0].muted && !others.circles[0].marked_unread);
}

#[tokio::test]
async fn one_goes_to_the_beginning_of_a_day() {
    let world = World::new().await;
    let circle = world.circle().await;
    world.clock.advance_ms(60_000);
    let first = world.clock.now();
    for day in 0..20 {
        for nth in 0..10 {
            circle.patient.writes(&format!("day {day}, {nth}")).await;
            world.clock.advance_ms(1_000);
        }
        circle.patient.syncs().await;
        world.clock.advance_ms(DAY_MS - 10_000);
    }
    let (mut watch, wheel) = circle
        .patient
        .client
        .watch_chat(circle.patient.circle().await);
    let mut next = async || -> Chat {
        let next = timeout(Duration::from_secs(60), watch.next()).await;
        next.expect("it moves").expect("read").expect("open")
    };
    next().await;
    let marked = |chat: &Chat| {
        let target = chat.target?;
        let row = chat.rows.iter().find(|row| row.id == target);
        row.map(|row| row.body().to_owned())
    };
    // Whoever goes to the same day again goes there again, wherever they had scrolled to.
    let mut turns = Vec::new();
    for day in [7, 0, 0, 19] {
        wheel.day(first + day * DAY_MS);
        let chat = next().await;
        assert_eq!(marked(&chat), Some(format!("day {day}, 0")));
        turns.push(chat.target_turn);
    }
    assert_eq!(turns, [1, 2, 3, 4]);
    wheel.day(first + 7 * DAY_MS + 5_000);
    assert_eq!(marked(&next().await).as_deref(), Some("day 7, 5"));
    wheel.day(first + 50 * DAY_MS);
    let chat = next().await;
    assert_eq!((marked(&chat), chat.has_newer), (None, false));
}
