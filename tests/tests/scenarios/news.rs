//! What a device tells while nobody looks: each message once, as it stands, and nothing of what was taken back.

use kith_core::{
    ids::ConversationId,
    present::{News, NewsRow, Says},
    rights::table::Audience,
};
use kith_tests::{Circle, Person, World};

/// What a device shows, as its platform would.
#[derive(Default)]
struct Device {
    shown: Vec<NewsRow>,
    /// How often something was to be heard.
    heard: usize,
}

impl Device {
    async fn asks(&self, person: &Person, words: bool, seen: bool) -> News {
        let shown: Vec<_> = self.shown.iter().map(|row| row.conversation).collect();
        let news = person.client.news(shown, words, seen).await;
        news.expect("read")
    }

    async fn looks(&mut self, person: &Person, seen: bool) {
        let news = self.asks(person, true, seen).await;
        self.shown
            .retain(|row| !news.remove.contains(&row.conversation));
        for row in news.post {
            self.shown
                .retain(|shown| shown.conversation != row.conversation);
            let told = person.client.told(row.conversation, row.row.id, row.mark);
            told.await.expect("noted");
            self.heard += usize::from(!row.quietly);
            self.shown.push(row);
        }
    }

    fn says(&self) -> Vec<(Says, &str)> {
        let rows = self.shown.iter();
        rows.map(|row| (row.says, row.row.body())).collect()
    }
}

async fn changes(circle: &Circle, was: &str, words: &str) {
    let row = circle.nurse.row(was).await.id;
    circle.nurse.client.edit(row, words).await.expect("edited");
    circle.all_sync().await;
}

async fn takes_back(circle: &Circle, words: &str) {
    let row = circle.nurse.row(words).await.id;
    let gone = circle.nurse.client.delete_for_everyone(row).await;
    gone.expect("taken back");
    circle.all_sync().await;
}

#[tokio::test]
async fn a_message_is_told_once_and_changes_with_what_is_said_of_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let mut device = Device::default();
    circle.nurse.writes("Come at six.").await;
    circle.all_sync().await;
    // Control: as long as nobody says that it was told, it is to be told.
    for _ in 0..2 {
        assert_eq!(device.asks(patient, true, false).await.post.len(), 1);
    }
    for _ in 0..2 {
        device.looks(patient, false).await;
        assert_eq!(device.says(), [(Says::Said, "Come at six.")]);
        assert!(device.shown[0].may_reply && !device.shown[0].quietly);
    }
    assert_eq!(device.asks(patient, true, false).await.post.len(), 0);
    changes(&circle, "Come at six.", "Come at seven.").await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Changed, "Come at seven.")]);
    changes(&circle, "Come at seven.", "Come at eight.").await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Changed, "Come at eight.")]);
    takes_back(&circle, "Come at eight.").await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Deleted, "")]);
    assert_eq!(device.heard, 1);
    // What one says oneself takes nothing away; what is read is gone.
    patient.writes("At what time?").await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Deleted, "")]);
    let (conversation, row) = (device.shown[0].conversation, device.shown[0].row.id);
    let read = patient.client.mark_read(conversation, row).await;
    read.expect("noted");
    device.looks(patient, false).await;
    assert_eq!(device.says(), []);
}

#[tokio::test]
async fn what_was_wiped_away_or_seen_is_not_told_later() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let mut device = Device::default();
    circle.nurse.writes("One").await;
    circle.all_sync().await;
    device.looks(patient, false).await;
    device.shown.clear();
    changes(&circle, "One", "Won").await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), []);
    // Somebody looks at the app, at another page of it.
    circle.nurse.writes("Two").await;
    circle.all_sync().await;
    for seen in [true, false] {
        device.looks(patient, seen).await;
        assert_eq!(device.says(), []);
    }
    circle.nurse.writes("Three").await;
    circle.all_sync().await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Said, "Three")]);
    // What is shown is kept true while they look, and nothing is heard.
    takes_back(&circle, "Three").await;
    device.looks(patient, true).await;
    assert_eq!(device.says(), [(Says::Deleted, "")]);
    circle.nurse.writes("Four").await;
    circle.all_sync().await;
    device.looks(patient, true).await;
    assert_eq!(device.says(), [(Says::Said, "Four")]);
    assert_eq!(device.heard, 2);
    // A conversation that is not here any more is shown nowhere.
    let news = patient
        .client
        .news(vec![ConversationId([7; 16])], true, false)
        .await;
    assert!(news.expect("read").remove == [ConversationId([7; 16])]);
}

#[tokio::test]
async fn a_muted_conversation_is_not_heard_of_and_tells_nothing_old_when_it_is_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let id = patient.circle().await;
    let mut device = Device::default();
    circle.nurse.writes("One").await;
    circle.all_sync().await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Said, "One")]);
    patient.client.set_muted(id, true).await.expect("muted");
    device.looks(patient, false).await;
    circle.nurse.writes("Two").await;
    circle.all_sync().await;
    device.looks(patient, false).await;
    patient.client.set_muted(id, false).await.expect("heard");
    device.looks(patient, false).await;
    assert_eq!(device.says(), []);
    circle.nurse.writes("Three").await;
    circle.all_sync().await;
    device.looks(patient, false).await;
    assert_eq!(device.says(), [(Says::Said, "Three")]);
}

/// What the relay held back stands above what was told already, and is told all the same.
#[tokio::test]
async fn what_comes_late_is_told_when_it_comes() {
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = &circle.daughter;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    let row = daughter.row("Good morning.").await;
    let read = daughter.client.mark_read(daughter.circle().await, row.id);
    read.await.expect("noted");
    for words in ["Do not give her the drops.", "I come at six."] {
        circle.nurse.writes(words).await;
        circle.nurse.syncs().await;
    }
    circle.patient.syncs().await;
    world.relay_withholds(1);
    daughter.syncs().await;
    let mut device = Device::default();
    device.looks(daughter, false).await;
    assert_eq!(device.says(), [(Says::Said, "I come at six.")]);
    assert_eq!((device.heard, device.shown[0].unread), (1, 1));
    // Nadia's device says again what was withheld.
    circle.all_sync().await;
    assert_eq!(daughter.reads().await.len(), 3);
    for _ in 0..2 {
        device.looks(daughter, false).await;
        assert_eq!(device.says(), [(Says::Said, "Do not give her the drops.")]);
        assert_eq!((device.heard, device.shown[0].unread), (2, 2), "once");
    }
}

#[tokio::test]
async fn words_for_a_few_are_told_nowhere_and_others_words_not_where_others_use_the_device() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle
        .nurse
        .writes_to(Audience::Care, "It may be the heart.")
        .await;
    circle.all_sync().await;
    let mut device = Device::default();
    device.looks(&circle.patient, false).await;
    assert_eq!(device.says(), [(Says::Hidden, "")]);
    assert_eq!(device.shown[0].row.sender_name.as_deref(), Some("Nadia"));
    assert!(!device.shown[0].may_reply);

    circle.nurse.writes("Ten drops.").await;
    circle.all_sync().await;
    let device = Device::default();
    let mut news = device.asks(&circle.daughter, false, false).await;
    let told = news.post.remove(0);
    assert_eq!(
        (told.says, told.row.body(), told.title.as_str()),
        (Says::Said, "", "")
    );
    assert!(told.row.sender.is_none() && told.row.sender_name.is_none() && !told.may_reply);
    // Control: where words may be told, these are.
    let news = device.asks(&circle.daughter, true, false).await;
    assert_eq!(news.post[0].row.body(), "Ten drops.");
}
