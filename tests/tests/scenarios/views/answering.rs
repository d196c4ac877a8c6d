//! For whom words are that someone begins: never for more than read what they answer. What is for
//! the clinic only stands in no list.

use kith_core::{
    rights::table::Audience::{self, Care, Circle as Everyone},
    store::timeline::messages::RowKind,
    view::CircleRow,
};
use kith_tests::{Circle, Person, World};

async fn answers(person: &Person) -> Audience {
    let circle = person.circle().await;
    let answers = person.client.answers(circle).await.expect("read");
    let (mut watch, _) = person.client.watch_chat(circle);
    let chat = watch.next().await.expect("read").expect("open");
    assert_eq!(chat.answers, answers, "the screen says the same");
    answers.audience
}

async fn answered(person: &Person) -> Option<String> {
    let circle = person.circle().await;
    let row = person.client.answers(circle).await.expect("read").row?;
    Some(
        person
            .client
            .details(row)
            .await
            .expect("read")
            .row
            .body()
            .to_owned(),
    )
}

async fn say(from: &Person, to: Audience, text: &str, circle: &Circle) {
    from.writes_to(to, text).await;
    from.syncs().await;
    circle.all_sync().await;
}

async fn row(person: &Person) -> CircleRow {
    let mut circles = person.client.inbox().await.expect("listed").circles;
    circles.pop().expect("a circle")
}

#[tokio::test]
async fn words_begin_for_those_who_read_what_they_answer() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    assert_eq!(answers(patient).await, Everyone, "nobody said anything");
    assert_eq!(answered(patient).await, None);

    say(&circle.nurse, Care, "Is it the bladder again?", &circle).await;
    assert_eq!(answers(patient).await, Care);
    assert_eq!(
        answers(&circle.daughter).await,
        Everyone,
        "not hers to read"
    );
    say(patient, Care, "Yes.", &circle).await;
    assert_eq!(answers(patient).await, Care, "she goes on");

    say(&circle.daughter, Everyone, "Good morning!", &circle).await;
    assert_eq!(answers(patient).await, Everyone, "that is newer");
    assert_eq!(answered(patient).await.as_deref(), Some("Good morning!"));
    assert_eq!(answers(&circle.nurse).await, Everyone);
}

#[tokio::test]
async fn words_begin_for_no_more_than_the_last_ones_were() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    say(&circle.daughter, Everyone, "How are you?", &circle).await;
    // Nobody asked; it waits for the network.
    patient.writes_to(Care, "Please do not tell Ana.").await;
    assert_eq!(answers(patient).await, Care);
    // Once she says something to all, the question of the nurse is still for the clinic only.
    say(&circle.nurse, Care, "What should she not know?", &circle).await;
    say(patient, Everyone, "I am fine.", &circle).await;
    assert_eq!(answers(patient).await, Care);
    assert_eq!(
        answered(patient).await.as_deref(),
        Some("What should she not know?")
    );
}

#[tokio::test]
async fn words_from_elsewhere_are_for_those_whom_they_answer() {
    let world = World::new().await;
    let circle = world.circle().await;
    say(&circle.nurse, Care, "Send me the letter, please.", &circle).await;
    let (client, id) = (&circle.patient.client, circle.patient.circle().await);
    client.add_to_draft(id, "The letter").await.expect("kept");
    let draft = row(&circle.patient).await.draft.expect("begun");
    assert_eq!((draft.audience, draft.body.as_str()), (Care, "The letter"));
    // What was begun for everyone stays so: its writer chose that.
    client
        .keep_draft(id, Everyone, "Dear all")
        .await
        .expect("kept");
    client.add_to_draft(id, "hello").await.expect("kept");
    let draft = row(&circle.patient).await.draft.expect("begun");
    assert_eq!(draft.audience, Everyone);
}

#[tokio::test]
async fn a_list_shows_no_words_that_are_for_the_clinic_only() {
    let world = World::new().await;
    let circle = world.circle().await;
    say(&circle.nurse, Care, "The test is positive.", &circle).await;
    let (last, news) = {
        let row = row(&circle.patient).await;
        (row.last.expect("a row"), row.news.expect("news"))
    };
    for shown in [last, news] {
        assert_eq!((shown.kind(), shown.audience), (RowKind::Text, Care));
        assert_eq!(shown.sender_name.as_deref(), Some("Nadia"));
        assert_eq!(shown.body(), "");
    }
    circle.patient.writes_to(Care, "Are you sure?").await;
    let own = row(&circle.patient).await.last.expect("a row");
    assert_eq!((own.sender_is_me, own.body()), (true, ""));
    // Control: what is for everyone is shown.
    say(&circle.nurse, Everyone, "See you on Monday.", &circle).await;
    let seen = row(&circle.patient).await;
    assert_eq!(seen.news.expect("news").body(), "See you on Monday.");
}
