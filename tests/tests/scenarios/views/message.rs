use kith_core::{
    Role,
    circle::room_id::shared,
    rights::table::Audience,
    view::{MessageDetails, PersonRow},
};
use kith_tests::{Person, World};

fn names(people: &[PersonRow]) -> Vec<&str> {
    let mut names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    names.sort_unstable();
    names
}

async fn details(person: &Person, body: &str) -> MessageDetails {
    let circle = person.circle().await;
    let rows = person.client.timeline(circle, None, 500).await;
    let row = rows
        .expect("read")
        .into_iter()
        .find(|row| row.body() == body);
    let row = row.expect("it was said").id;
    person.client.details(row).await.expect("known")
}

#[tokio::test]
async fn who_reads_this_is_said_before_it_is_sent() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    for (audience, expected) in [
        (Audience::Circle, vec!["Ana", "Marta", "Nadia"]),
        (Audience::Care, vec!["Marta", "Nadia"]),
    ] {
        let readers = circle.patient.client.readers(shared(&id, audience)).await;
        assert_eq!(names(&readers.expect("listed")), expected);
    }
}

#[tokio::test]
async fn a_message_says_who_has_it_then_and_now() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let nurse = world.clinician("Nadia").await;
    let daughter = world.person("Ana").await;
    patient.makes_circle("Marta's circle").await;
    patient.lets_in(&nurse, Role::Clinician, "").await;
    world.clock.advance_ms(60_000);
    patient.writes("Before Ana.").await;
    let waits = details(&patient, "Before Ana.").await;
    assert_eq!(
        (waits.relay_at, names(&waits.readers)),
        (None, vec!["Nadia"])
    );
    patient.syncs().await;
    nurse.writes("I read it.").await;
    nurse.syncs().await;
    world.clock.advance_ms(60_000);
    patient.lets_in(&daughter, Role::Family, "daughter").await;
    patient.syncs().await;
    nurse.syncs().await;
    world.clock.advance_ms(60_000);
    patient.writes("With Ana.").await;
    patient.writes_to(Audience::Care, "Not for Ana.").await;
    patient.syncs().await;
    patient.syncs().await;
    world.clock.advance_ms(60_000);
    patient.removes(&daughter).await;
    patient.syncs().await;
    world.clock.advance_ms(60_000);
    patient.writes("After Ana.").await;
    patient.syncs().await;
    patient.syncs().await;

    let before = details(&patient, "Before Ana.").await;
    assert!(before.relay_at.is_some());
    assert_eq!(names(&before.readers), ["Nadia"]);
    // Her own words are no question to her; what the nurse said she finds by the times.
    let answer = details(&patient, "I read it.").await;
    assert_eq!(
        (answer.relay_at, names(&answer.readers)),
        (None, vec!["Marta"])
    );
    let with = details(&patient, "With Ana.").await;
    assert_eq!(names(&with.readers), ["Ana", "Nadia"]);
    let ana = with.readers.iter().find(|person| person.name == "Ana");
    assert!(ana.expect("she has it").until.is_some(), "and left since");
    let care = details(&patient, "Not for Ana.").await;
    assert_eq!(names(&care.readers), ["Nadia"]);
    assert_eq!(
        names(&care.others),
        [""; 0],
        "who left is nobody to be told of"
    );
    let after = details(&patient, "After Ana.").await;
    assert_eq!(names(&after.readers), ["Nadia"]);
}
