//! For whom the words of a field are: never for more people than they were begun for.

use super::*;

/// Somebody writes, and somebody else has read it.
async fn comes(from: &Person, to: &Person, audience: Audience, text: &str) {
    from.writes_to(audience, text).await;
    from.syncs().await;
    to.syncs().await;
}

#[tokio::test]
async fn private_words_never_fall_back_to_everyone() {
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = &circle.daughter;
    let id = daughter.circle().await;
    // When she began them she could write to the clinic alone.
    let begun = daughter.client.keep_draft(id, Care, "She drinks.").await;
    begun.expect("kept");
    let composer = opens(daughter).await;
    let field = composer.field();
    assert_eq!(shown(&field), ("She drinks.", Care));
    assert_eq!(field.choices, [Everyone, Care], "she can choose others");
    assert!(field.readers.is_empty(), "nobody reads it as it is");
    composer.send();
    let trouble = runs_into(&composer).await;
    assert!(matches!(trouble.error, Error::NotAMember));
    assert_eq!(shown(&composer.field()), ("She drinks.", Care));
    assert_eq!(own(daughter).await, [""; 0]);

    // What she begins anew is for those whom she can write to.
    composer.write(String::new());
    circle.nurse.writes("Good morning.").await;
    circle.nurse.syncs().await;
    daughter.syncs().await;
    let field = becomes(&composer, |field| field.audience == Everyone).await;
    assert_eq!(field.choices, [Everyone]);
    // Control: for everyone, it goes out.
    composer.write("She drinks.".into());
    composer.send();
    comes_to_keep(daughter, None, &["She drinks."]).await;
}

#[tokio::test]
async fn words_begin_for_those_who_read_what_they_answer_until_one_chooses() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia) = (&circle.patient, &circle.nurse);
    let hears = async |audience, text: &str| comes(nadia, marta, audience, text).await;
    let composer = opens(marta).await;
    let start = composer.field();
    assert_eq!(start.audience, Everyone);
    assert_eq!(start.choices, [Everyone, Care]);
    let names: Vec<_> = start.readers.iter().map(|person| &person.name).collect();
    assert_eq!(names.len(), 2, "not she herself");
    hears(Care, "Is it the bladder again?").await;
    let asked = becomes(&composer, |field| field.audience == Care).await;
    assert_eq!(asked.readers.len(), 1);
    composer.write("Yes.".into());
    assert_eq!(composer.send().audience, Care, "she goes on");

    // She turns to everyone; the question is still for the clinic only.
    assert_eq!(composer.write_to(Everyone).readers.len(), 2);
    composer.write("Good night, all.".into());
    assert_eq!(composer.send().audience, Everyone);
    becomes(&composer, |field| field.audience == Care).await;

    // What is for all is answered to all; what is begun stays for whom it was begun.
    marta.syncs().await;
    nadia.syncs().await;
    hears(Everyone, "Good night.").await;
    becomes(&composer, |field| field.audience == Everyone).await;
    composer.write("Tomorrow".into());
    hears(Care, "One more thing.").await;
    let begun = Some((Everyone, "Tomorrow"));
    comes_to_keep(marta, begun, &["Yes.", "Good night, all."]).await;
    changes(&composer).await;
    assert_eq!(shown(&composer.field()), ("Tomorrow", Everyone));
}

#[tokio::test]
async fn what_comes_does_not_widen_for_whom_one_chose_to_write() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = circle.patient.client.compose(circle.patient.circle().await);
    // Before anything of the conversation was read.
    composer.write_to(Care);
    circle.nurse.writes("Good evening, all.").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    changes(&composer).await;
    assert_eq!(composer.field().audience, Care);
    // Control: who chose nothing answers everyone.
    let other = opens(&circle.patient).await;
    assert_eq!(other.field().audience, Everyone);
}

#[tokio::test]
async fn words_that_begin_while_something_comes_are_for_whom_the_field_showed() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia) = (&circle.patient, &circle.nurse);
    let hears = async |audience, text: &str| comes(nadia, marta, audience, text).await;
    let composer = opens(marta).await;
    hears(Care, "Is it the bladder again?").await;
    becomes(&composer, |field| field.audience == Care).await;
    hears(Everyone, "Good evening, all.").await;
    // The core knows, and nobody has seen it.
    changes(&composer).await;
    assert_eq!(composer.write("Y".into()).audience, Care);
    let begun = Some((Care, "Y"));
    comes_to_keep(marta, begun, &[]).await;
    // Control: who has seen it writes to all.
    composer.write(String::new());
    hears(Everyone, "Did you sleep?").await;
    becomes(&composer, |field| field.audience == Everyone).await;
    assert_eq!(composer.write("Y".into()).audience, Everyone);
}

#[tokio::test]
async fn whom_one_chose_and_cannot_reach_any_more_is_nobody_else() {
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = &circle.daughter;
    let composer = opens(daughter).await;
    // As one whom the clinic's room was taken from meanwhile.
    composer.write_to(Care);
    circle.nurse.writes("Good evening, all.").await;
    circle.nurse.syncs().await;
    daughter.syncs().await;
    changes(&composer).await;
    assert_eq!(composer.write("She drinks.".into()).audience, Care);
    composer.send();
    assert!(matches!(
        runs_into(&composer).await.error,
        Error::NotAMember
    ));
    // Control: it is theirs to choose others.
    composer.write_to(Everyone);
    composer.send();
    comes_to_keep(daughter, None, &["She drinks."]).await;
}
