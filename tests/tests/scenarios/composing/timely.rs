//! The field, and what is said later, or was said just now.

use super::*;

const HOUR_MS: u64 = 60 * 60 * 1000;

#[tokio::test]
async fn what_stands_in_the_field_is_sent_later() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let composer = opens(marta).await;
    composer.write_to(Care);
    composer.write("It burns at night.".into());
    let at = world.clock.now() + HOUR_MS;
    assert_eq!(composer.send_later(at).text, "", "at once");
    composer.write("And now".into());
    comes_to_keep(marta, Some((Care, "And now")), &[]).await;
    let (mut watch, _wheel) = marta.client.watch_chat(marta.circle().await);
    let waits = watch.next().await.expect("read").expect("open").later;
    assert_eq!(waits.len(), 1);
    assert_eq!((waits[0].audience, waits[0].due), (Care, at));
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: It burns at night."]);
    // What cannot be kept stands in the field again.
    assert_eq!(composer.send_later(u64::MAX).text, "");
    let trouble = runs_into(&composer).await;
    assert!(matches!(trouble.error, Error::Field));
    assert_eq!(composer.field().text, "And now");
}

#[tokio::test]
async fn what_was_just_sent_comes_back_behind_what_is_typed() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = opens(&circle.patient).await;
    composer.write("Ten drosp at night.".into());
    composer.send();
    comes_to_keep(&circle.patient, None, &["Ten drosp at night."]).await;
    let row = circle.patient.row("Ten drosp at night.").await.id;
    composer.write("And soup.".into());
    composer.take_back(row);
    let whole = "And soup.\nTen drosp at night.";
    becomes(&composer, |field| field.text == whole).await;
    comes_to_keep(&circle.patient, Some((Everyone, whole)), &[]).await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, [""; 0]);
}
