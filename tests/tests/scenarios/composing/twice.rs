//! Two fields of one conversation: in two windows, or in one that was left a moment ago.

use super::*;

#[tokio::test]
async fn what_one_writes_the_other_field_shows_and_it_is_sent_once() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let (here, there) = (opens(marta).await, opens(marta).await);
    here.write("Hello".into());
    becomes(&there, |field| field.text == "Hello").await;
    there.write_to(Care);
    becomes(&here, |field| field.audience == Care).await;
    let seen = there.field().number;
    there.write_on(seen, "Hello Nadia".into());
    let shown_here = becomes(&here, |field| field.text == "Hello Nadia").await;
    assert_eq!(here.send_of(shown_here.number).text, "");
    comes_to_keep(marta, None, &["Hello Nadia"]).await;
    becomes(&there, |field| field.text.is_empty()).await;
    assert_eq!(there.send().text, "");
    there.write("Later".into());
    comes_to_keep(marta, Some((Care, "Later")), &["Hello Nadia"]).await;
    // What is thrown away here is thrown away there.
    becomes(&here, |field| field.text == "Later").await;
    here.write(String::new());
    becomes(&there, |field| field.text.is_empty()).await;
    comes_to_keep(marta, None, &["Hello Nadia"]).await;
}

#[tokio::test]
async fn who_writes_in_two_fields_that_have_not_heard_of_each_other_loses_none_of_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let (here, there) = (opens(marta).await, opens(marta).await);
    let keeps = async |audience, words| comes_to_keep(marta, Some((audience, words)), &[]).await;
    here.write("Hello".into());
    keeps(Everyone, "Hello").await;
    there.write("Bye".into());
    becomes(&there, |field| field.text == "Bye\nHello").await;
    keeps(Everyone, "Bye\nHello").await;
    here.write("Hello Ana".into());
    keeps(Everyone, "Hello Ana\nBye").await;
    there.write("Bye now\nHello".into());
    let whole = "Bye now\nHello\nHello Ana";
    keeps(Everyone, whole).await;
    // Where they hear of each other they show the same, and that is what is kept.
    let both = becomes(&here, |field| field.text.contains("Bye now")).await;
    assert_eq!(shown(&both), (whole, Everyone));
    becomes(&there, |field| field.text == whole).await;
    keeps(Everyone, whole).await;
    // What one field is for fewer for is for fewer in the other, whatever is typed there meanwhile.
    here.write_to(Care);
    keeps(Care, whole).await;
    let longer = format!("{whole}!");
    there.write(longer.clone());
    keeps(Care, &longer).await;
}
