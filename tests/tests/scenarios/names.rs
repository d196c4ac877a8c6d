//! Names, titles and relationships, on their way in and on everyone's screen.

use kith_core::{
    Error, NameError, Role, people::likeness::skeleton,
    store::circle::invitations::InvitationState, view::Resemblance,
};
use kith_tests::World;

#[test]
fn which_signs_look_alike_is_as_unicode_says() {
    // Many at once, each a word of its own: a look at one letter goes through the whole table.
    let letters: Vec<char> = ('\0'..=char::MAX).collect();
    for some in letters.chunks(256) {
        let text: String = some.iter().flat_map(|letter| [*letter, ' ']).collect();
        let known: String = unicode_security::skeleton(&text).collect();
        assert_eq!(skeleton(&text), known, "from U+{:04X}", u32::from(some[0]));
    }
}

#[tokio::test]
async fn a_name_is_cleaned_or_refused_where_it_is_typed() {
    let world = World::new().await;
    let person = world.person("Marta").await;
    let link = world.patient_link().await;
    for (typed, why) in [
        ("\u{3164}", NameError::Blank),
        ("\u{200b}\u{2028}", NameError::Blank),
        (&*format!("a{}", "\u{334}".repeat(240)), NameError::Unfit),
        (&*"a".repeat(600), NameError::TooLong),
    ] {
        let refused = person.client.redeem(&link, typed).await;
        assert!(matches!(refused, Err(Error::Name(found)) if found == why));
    }
    let typed = "\u{202e} Marta\u{2028}da\u{200b} Silva\u{202c}";
    let redeemed = person.client.redeem(&link, typed).await.expect("enrolled");
    let clinics = person.client.clinics().await.expect("listed");
    assert_eq!(clinics[0].my_name, "Marta da Silva");
    let blank = person.client.create_circle(redeemed.account, "\u{2800}");
    assert!(matches!(blank.await, Err(Error::Name(NameError::Blank))));
    let title = " Marta\u{2067}s\ncircle ";
    let circle = person.client.create_circle(redeemed.account, title).await;
    circle.expect("made");
    let circles = person.client.circles().await.expect("listed");
    assert_eq!(circles[0].title, "Martas circle");
}

#[tokio::test]
async fn what_a_patched_client_is_called_is_harmless_and_the_same_on_every_screen() {
    let world = World::new().await;
    let circle = world.circle().await;
    let eve = world.person("Eve").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    let name = format!("\u{202e}Ev{}e\u{2028}\u{1b}[31m", "\u{334}".repeat(200));
    eve.client.redeems_as(&link, &name).await.expect("redeemed");
    eve.syncs().await;
    circle.patient.syncs().await;
    let given = circle
        .patient
        .client
        .invitations(circle.patient.circle().await);
    let mut given = given.await.expect("listed");
    given.retain(|row| row.state == InvitationState::Consented);
    let shown = given.pop().expect("hers");
    let clean = "Ev\u{334}\u{334}\u{334}\u{334}e [31m";
    assert_eq!(shown.name.as_deref(), Some(clean));
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.all_sync().await;
    eve.syncs().await;
    for person in circle.everyone().into_iter().chain([&eve]) {
        assert!(person.sees_people().await.contains(&clean.to_owned()));
    }

    // Of one with nothing to be seen in it the patient hears nothing: no honest client says so.
    let link = circle.patient.invites(Role::Family, "friend").await;
    let ghost = world.person("Ghost").await;
    ghost
        .client
        .redeems_as(&link, "\u{3164}")
        .await
        .expect("sent");
    ghost.syncs().await;
    circle.patient.syncs().await;
    assert!(circle.patient.consents().await.is_empty());
}

#[tokio::test]
async fn a_patched_patients_title_turns_nothing() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    let account = patient.client.clinics().await.expect("listed")[0].account;
    let title = "\u{202e}Your clinic\u{2028}\u{200b}";
    let made = patient.client.makes_circle_as(account, title).await;
    made.expect("made");
    patient.syncs().await;
    patient.lets_in(&daughter, Role::Family, "daughter").await;
    for person in [&patient, &daughter] {
        let circles = person.client.circles().await.expect("listed");
        assert_eq!(circles[0].title, "Your clinic");
    }
}

#[tokio::test]
async fn whoever_looks_like_someone_in_the_circle_is_marked_before_the_patient_says_yes() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    for (name, like) in [
        // Cyrillic, but for the d.
        ("N\u{430}d\u{456}\u{430}", Some("Nadia")),
        ("NADIA", Some("Nadia")),
        // Like the patient herself.
        ("M\u{430}rta", Some("Marta")),
        ("Rui", None),
    ] {
        let stranger = world.person(name).await;
        let link = patient.invites(Role::Family, "friend").await;
        stranger.redeems(&link).await;
        patient.syncs().await;
        let id = patient.consents().await[0];
        let given = patient.client.invitations(patient.circle().await).await;
        let given = given.expect("listed");
        let row = given.iter().find(|row| row.id == id).expect("it is there");
        let found = row.resembles.as_ref();
        assert_eq!(found.map(|other| &*other.name), like);
        assert!(found.is_none_or(|other| other.at == Resemblance::Inside));
        patient.client.decline(id).await.expect("declined");
    }
}

#[tokio::test]
async fn two_who_wait_at_the_same_time_and_look_alike_are_both_marked() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let circle = patient.makes_circle("Marta's circle").await;
    for name in ["Nadia", "N\u{430}dia", "Rui"] {
        let link = patient.invites(Role::Family, "friend").await;
        world.person(name).await.redeems(&link).await;
    }
    patient.syncs().await;
    let like = async || {
        let given = patient.client.invitations(circle).await.expect("listed");
        let mut like: Vec<_> = given
            .into_iter()
            .map(|row| (row.name, row.resembles.map(|other| (other.name, other.at))))
            .collect();
        like.sort_by(|one, other| one.0.cmp(&other.0));
        like
    };
    let waits = |name: &str| Some((name.to_owned(), Resemblance::OnTheWay));
    let seen = |name: &str, of| (Some(name.to_owned()), of);
    assert_eq!(
        like().await,
        [
            seen("Nadia", waits("N\u{430}dia")),
            seen("N\u{430}dia", waits("Nadia")),
            seen("Rui", None),
        ]
    );
    // The yes to one does not hide from the other that they look alike.
    let given = patient.client.invitations(circle).await.expect("listed");
    let nadia = given
        .iter()
        .find(|row| row.name.as_deref() == Some("Nadia"));
    let id = nadia.expect("she waits").id;
    patient.client.approve(id).await.expect("approved");
    assert_eq!(like().await[1], seen("N\u{430}dia", waits("Nadia")));
    patient.syncs().await;
    let inside = Some(("Nadia".to_owned(), Resemblance::PerhapsTheSame));
    assert_eq!(like().await[1], seen("N\u{430}dia", inside));
}
