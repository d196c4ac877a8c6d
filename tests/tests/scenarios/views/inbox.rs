use kith_core::{
    Error, Reach, Role,
    content::event::ContentError,
    hostile::Attack,
    rights::table::Audience,
    store::{account::settings::Settings, rows::EventRow, timeline::drafts::MAX_BYTES},
    view::{CircleRow, Inbox, Standing},
};
use kith_relay::clinic::{AdminError, ProfileChange};
use kith_tests::{Person, World};

async fn only(person: &Person) -> CircleRow {
    let mut circles = person.client.inbox().await.expect("listed").circles;
    assert_eq!(circles.len(), 1);
    circles.remove(0)
}

async fn last_row(person: &Person) -> EventRow {
    only(person).await.last.expect("a row").id
}

async fn drafts(person: &Person, body: &str) {
    let circle = person.circle().await;
    let kept = person.client.keep_draft(circle, Audience::Care, body).await;
    kept.expect("kept");
}

async fn draft(person: &Person) -> Option<(Audience, String)> {
    let draft = only(person).await.draft;
    draft.map(|draft| (draft.audience, draft.body))
}

#[tokio::test]
async fn a_draft_survives_a_restart_and_goes_with_what_is_sent() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    assert_eq!(draft(&circle.patient).await, None);
    drafts(&circle.patient, "I have not told").await;
    drafts(&circle.patient, "I have not told Ana").await;
    circle.patient.closes().await;
    circle.patient.reopens().await;
    let kept = Some((Audience::Care, "I have not told Ana".to_owned()));
    assert_eq!(draft(&circle.patient).await, kept);
    assert_eq!(circle.patient.finds("told").await, [""; 0], "not said yet");

    circle.patient.writes("Something else.").await;
    assert_eq!(draft(&circle.patient).await, kept, "it was not that");
    circle
        .patient
        .writes_to(Audience::Care, "I have not told Ana")
        .await;
    assert_eq!(draft(&circle.patient).await, None);

    drafts(&circle.patient, "Well").await;
    drafts(&circle.patient, "  \n").await;
    assert_eq!(draft(&circle.patient).await, None);
    let id = circle.patient.circle().await;
    let long = "x".repeat(MAX_BYTES + 1);
    let too_long = circle
        .patient
        .client
        .keep_draft(id, Audience::Circle, &long);
    assert!(matches!(
        too_long.await,
        Err(Error::Content(ContentError::TooLarge))
    ));
}

#[tokio::test]
async fn what_others_said_is_unread_until_it_was_seen() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("Good morning.").await;
    for text in ["One.", "Two.", "Three."] {
        circle.nurse.writes(text).await;
    }
    circle.all_sync().await;
    assert_eq!(only(&circle.patient).await.unread, 3, "one's own never is");
    let id = circle.patient.circle().await;
    let rows = circle.patient.client.timeline(id, None, 2).await;
    let rows = rows.expect("read");
    let seen = |row| circle.patient.client.mark_read(id, row);
    seen(rows[1].id).await.expect("noted");
    assert_eq!(only(&circle.patient).await.unread, 1);
    seen(rows[0].id).await.expect("noted");
    seen(rows[1].id).await.expect("noted");
    assert_eq!(only(&circle.patient).await.unread, 0, "it never goes back");

    circle.patient.closes().await;
    circle.patient.reopens().await;
    circle.patient.writes("On its way.").await;
    circle.nurse.writes("Four.").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(only(&circle.patient).await.unread, 1);
    // What waits to be sent stands last, and has no place that could be read up to.
    circle.patient.writes("Also on its way.").await;
    let waits = last_row(&circle.patient).await;
    let marked = circle.patient.client.mark_read(id, waits).await;
    marked.expect("noted");
    let row = only(&circle.patient).await;
    assert_eq!((row.unread, row.waiting), (0, 1));
    circle.patient.syncs().await;
    assert_eq!(only(&circle.patient).await.waiting, 0);
}

#[tokio::test]
async fn an_alarm_shows_in_the_list_until_it_was_seen() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.attacks(Attack::AddStranger).await;
    circle.patient.syncs().await;
    assert!(only(&circle.patient).await.alarm);
    let (id, row) = (
        circle.patient.circle().await,
        last_row(&circle.patient).await,
    );
    circle
        .patient
        .client
        .mark_read(id, row)
        .await
        .expect("noted");
    assert!(!only(&circle.patient).await.alarm);
}

#[tokio::test]
async fn the_list_says_who_waits_for_whom() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let start = patient.client.inbox().await.expect("listed");
    assert!(start.clinics[0].may_start && start.circles.is_empty());
    assert_eq!(start.clinics[0].my_name, "Marta");
    assert_eq!(start.clinics[0].emergency, "112");
    assert_eq!(start.clinics[0].telephone, "030 555 0100");
    patient.makes_circle("Marta's circle").await;

    let daughter = world.person("Ana").await;
    let link = patient.invites(Role::Family, "daughter").await;
    let said = daughter.client.read_link(&link).await.expect("readable");
    let circle = said.circle.expect("of a patient");
    assert_eq!(
        (circle.role, circle.relationship.as_str()),
        (Role::Family, "daughter")
    );
    assert_eq!(said.clinic, None, "not enrolled yet");
    assert!(
        daughter
            .client
            .inbox()
            .await
            .expect("listed")
            .clinics
            .is_empty()
    );

    daughter.redeems(&link).await;
    let waits = daughter.client.inbox().await.expect("listed");
    assert_eq!((waits.joining.len(), waits.circles.len()), (1, 0));
    assert!(!waits.clinics[0].may_start, "no patient");
    patient.syncs().await;
    let inbox = patient.client.inbox().await.expect("listed");
    assert!(!inbox.clinics[0].may_start, "one is enough");
    assert_eq!(inbox.circles[0].to_approve, 1);
    patient.approves_all().await;
    patient.syncs().await;
    daughter.syncs().await;
    assert_eq!(only(&patient).await.to_approve, 0);
    let is_in = daughter.client.inbox().await.expect("listed");
    assert!(is_in.joining.is_empty());
    assert_eq!(is_in.circles[0].audiences, [Audience::Circle]);
    assert_eq!(is_in.circles[0].standing, Standing::Member);

    patient.removes(&daughter).await;
    patient.syncs().await;
    daughter.syncs().await;
    let out = only(&daughter).await;
    assert_eq!((out.standing, out.audiences), (Standing::Removed, vec![]));
}

#[tokio::test]
async fn a_clinics_new_telephone_reaches_its_people() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let change = ProfileChange {
        telephone: Some("+49 30 555-01 99".to_owned()),
        ..ProfileChange::default()
    };
    let set = world.admin.set_profile(world.clinic, change).await;
    set.expect("changed");
    world.clock.advance_ms(24 * 60 * 60 * 1000);
    patient.syncs().await;
    let clinics = patient.client.inbox().await.expect("listed").clinics;
    assert_eq!(clinics[0].telephone, "+49 30 555-01 99");
    assert_eq!(clinics[0].emergency, "112", "as it was");
    // Nobody is told to call what no telephone dials.
    for number in [
        "",
        " ",
        "+",
        "call us",
        "*21*030#",
        "030 555 0100 x 12",
        "١١٢",
    ] {
        let change = ProfileChange {
            telephone: Some(number.to_owned()),
            ..ProfileChange::default()
        };
        let set = world.admin.set_profile(world.clinic, change).await;
        assert!(matches!(set, Err(AdminError::Telephone)), "{number}");
    }
}

#[tokio::test]
async fn settings_are_kept() {
    let world = World::new().await;
    let mut person = world.person("Marta").await;
    let settings = |person: &Person| {
        let client = person.client.clone();
        async move { client.settings().await.expect("read") }
    };
    assert_eq!(settings(&person).await, Settings::default());
    let chosen = Settings {
        language: Some("es".to_owned()),
        lock_after_ms: Some(60_000),
    };
    let kept = person.client.set_settings(chosen.clone()).await;
    kept.expect("kept");
    person.closes().await;
    person.reopens().await;
    assert_eq!(settings(&person).await, chosen);
    let none = Settings {
        language: Some(String::new()),
        ..Settings::default()
    };
    assert!(matches!(
        person.client.set_settings(none).await,
        Err(Error::Field)
    ));
}

fn reach(inbox: &Inbox) -> Reach {
    inbox.clinics[0].reach
}

#[tokio::test]
async fn a_watch_tells_once_of_what_came_meanwhile() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let mut watch = circle.patient.client.watch_inbox();
    let first = watch.next().await.expect("read").expect("open");
    assert_eq!(reach(&first), Reach::Online);
    for text in ["One.", "Two.", "Three."] {
        circle.nurse.writes(text).await;
    }
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.patient.writes("Four.").await;
    let next = watch.next().await.expect("read").expect("open");
    assert_eq!((next.circles[0].unread, next.circles[0].waiting), (3, 1));

    world.relay_dies().await;
    circle.patient.tries_to_sync().await.expect_err("away");
    let next = watch.next().await.expect("read").expect("open");
    assert_eq!(reach(&next), Reach::Offline);
    world.relay_returns().await;
    circle.patient.syncs().await;
    let next = watch.next().await.expect("read").expect("open");
    assert_eq!((reach(&next), next.circles[0].waiting), (Reach::Online, 0));

    // Without a network nothing is tried, and the screen says so at once.
    circle.patient.client.network(false);
    let next = watch.next().await.expect("read").expect("open");
    assert_eq!(reach(&next), Reach::Offline);
    circle.patient.writes("By the river.").await;
    circle
        .patient
        .tries_to_sync()
        .await
        .expect_err("no network");
    circle.patient.client.network(true);
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert!(
        circle
            .nurse
            .reads()
            .await
            .contains(&"Marta: By the river.".to_owned())
    );
    let next = watch.next().await.expect("read").expect("open");
    assert_eq!((reach(&next), next.circles[0].waiting), (Reach::Online, 0));

    // Whoever watches while the app is locked sees it again afterwards, and the end at the end.
    let key = kith_core::store::StoreKey::from_bytes(&circle.patient.key());
    circle.patient.client.lock().await.expect("locked");
    let client = circle.patient.client.clone();
    let opens = async move { client.unlock(key).await };
    let (again, opened) = tokio::join!(watch.next(), opens);
    opened.expect("unlocked");
    let again = again.expect("read").expect("open");
    assert_eq!(reach(&again), Reach::Unknown, "nobody has tried since");
    circle.patient.closes().await;
    assert!(watch.next().await.expect("no failure").is_none());
}

async fn as_of(person: &Person) -> Option<u64> {
    only(person).await.as_of
}

/// The clock stands still, so that a room that comes is never the first that one is told of.
#[tokio::test]
async fn what_has_come_is_not_denied_because_of_a_room_that_came_last() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    let now = Some(world.clock.now());
    for person in circle.everyone() {
        assert_eq!(as_of(person).await, now, "{}", person.name);
    }

    // Without a network: nothing was left anywhere then, and so not here.
    let rosa = world.patient("Rosa").await;
    world.network.goes_down();
    world.clock.advance_ms(60_000);
    let account = rosa.client.clinics().await.expect("listed")[0].account;
    rosa.client
        .create_circle(account, "Rosa's circle")
        .await
        .expect("made");
    assert_eq!(as_of(&rosa).await, now);
}

#[tokio::test]
async fn a_circle_that_is_over_says_as_of_when_and_holds_no_other_back() {
    let world = World::new().await;
    let circle = world.circle().await;
    let then = Some(world.clock.now());
    circle.patient.removes(&circle.nurse).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(only(&circle.nurse).await.standing, Standing::Removed);

    world.clock.advance_ms(60_000);
    circle.nurse.syncs().await;
    assert_eq!(as_of(&circle.nurse).await, then);
    let list = circle.nurse.client.inbox().await.expect("listed");
    assert_eq!(list.as_of, then, "there is nothing else");

    let rosa = world.patient("Rosa").await;
    rosa.makes_circle("Rosa's circle").await;
    rosa.lets_in(&circle.nurse, Role::Clinician, "").await;
    let list = circle.nurse.client.inbox().await.expect("listed");
    assert_eq!(list.as_of, Some(world.clock.now()));
    let over = list
        .circles
        .iter()
        .find(|circle| !circle.audiences.is_empty());
    assert_eq!(over.expect("Rosa's").as_of, Some(world.clock.now()));
}
