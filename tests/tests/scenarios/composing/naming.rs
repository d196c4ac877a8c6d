//! Who is named in the field: offered behind an @, whole in the words, seen where those are drawn.

use super::*;

#[tokio::test]
async fn who_is_named_is_offered_written_out_and_drawn() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = opens(&circle.patient).await;
    assert!(composer.write("Can you come".into()).naming.is_empty());
    let field = composer.write("Can you come, @a".into());
    let names: Vec<_> = field.naming.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Ana"]);
    let ana = field.naming[0].person;
    let field = composer.name(ana);
    assert_eq!(field.text, "Can you come, @Ana ");
    assert!(field.naming.is_empty(), "she is named");
    composer.write("Can you come, @Ana?".into());
    composer.send();
    comes_to_keep(&circle.patient, None, &["Can you come, @Ana?"]).await;
    circle.all_sync().await;
    for person in circle.everyone() {
        let (mut watch, _) = person.client.watch_chat(person.circle().await);
        let chat = watch.next().await.expect("read").expect("open");
        let named = chat.rows.iter().find(|row| !row.mentions.is_empty());
        let named = named.expect("it came");
        let places: Vec<_> = named.named.iter().map(|at| (at.start, at.end)).collect();
        assert_eq!(places, [(14, 18)], "{}", person.name);
        let own = named.sender_is_me.then_some(named.id);
        assert_eq!(chat.reached_row, own, "{}", person.name);
    }
    // Who does not read it is neither offered nor named.
    composer.write_to(Care);
    assert!(composer.write("Not for @a".into()).naming.is_empty());
    assert_eq!(composer.name(ana).text, "Not for @a");
}

#[tokio::test]
async fn an_answer_that_could_not_go_out_is_kept_for_the_same_people_alone() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let id = patient.circle().await;
    let keeps = async |audience, words| {
        let kept = patient.client.keep_unsent(id, audience, words).await;
        kept.expect("the store is open")
    };
    assert!(keeps(Care, "It burns.").await);
    assert!(!keeps(Everyone, "Hello!").await, "others would read both");
    assert!(keeps(Care, "At night.").await);
    let begun = Some((Care, "It burns.\nAt night.".to_owned()));
    assert_eq!(kept(patient).await, begun);
    let daughter = &circle.daughter;
    let hers = daughter.client.keep_unsent(id, Care, "Mum?").await;
    assert!(
        !hers.expect("the store is open"),
        "she does not write there"
    );
    assert_eq!(kept(daughter).await, None);
}
