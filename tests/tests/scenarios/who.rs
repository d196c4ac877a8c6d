//! Who is it? One number for each two people, the same on both sides, and what is kept of it.

use kith_core::{
    Comparison, Error, NumberCheck, Role,
    ids::PersonId,
    store::timeline::{messages::RowKind, notice::Notice},
    view::{Doubt, InvitationRow, PersonRow},
};
use kith_tests::{Person, World};

/// The row of someone in their circle, by name.
async fn row(of: &Person, name: &str) -> PersonRow {
    let people = of.client.people(of.circle().await).await.expect("listed");
    let mut named = people.into_iter().filter(|row| row.name == name);
    named.next().unwrap_or_else(|| panic!("no {name}"))
}

/// The one invitation that somebody has answered.
async fn answered(by: &Person) -> InvitationRow {
    let given = by.client.invitations(by.circle().await).await;
    let mut given = given.expect("listed");
    given.retain(|row| row.person.is_some());
    given.pop().expect("answered")
}

/// The digits of two people, as one of them sees them.
async fn digits(of: &Person, with: PersonId) -> Vec<String> {
    let number = of.client.number(of.circle().await, with).await;
    number.expect("known").groups
}

/// Says of the digits that their device shows what came of comparing them with the other one.
async fn says(one: &Person, with: PersonId, came: Comparison) {
    let circle = one.circle().await;
    let shown = one.client.number(circle, with).await.expect("known");
    let kept = one.client.set_checked(circle, with, &shown.code, came);
    kept.await.expect("kept");
}

/// Compares the codes of two devices: the first one scans the second's.
async fn scans(one: &Person, with: PersonId, code: &str) -> NumberCheck {
    let circle = one.circle().await;
    let said = one.client.check_number(circle, with, code).await;
    said.expect("known")
}

#[tokio::test]
async fn two_people_have_one_number_from_the_yes_on_and_nobody_else_has_it() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let circle = patient.makes_circle("Marta's circle").await;
    let nurse = world.clinician("Nadia").await;
    let daughter = world.person("Ana").await;

    // Before the patient's yes: she has the nurse's key by the consent, the nurse hers by the link.
    let link = patient.invites(Role::Clinician, "").await;
    nurse.redeems(&link).await;
    patient.syncs().await;
    let hers = answered(&patient).await.person.expect("known");
    let inbox = nurse.client.inbox().await.expect("read");
    let joining = &inbox.joining[0];
    assert_eq!(joining.circle, circle);
    let seen = nurse.client.number(circle, joining.patient).await;
    let before = seen.expect("the patient is known by the link");
    assert_eq!(before.groups, digits(&patient, hers).await);
    assert_eq!((before.groups.len(), before.checked), (12, None));
    let code = patient.client.number(circle, hers).await;
    let code = code.expect("known").code;
    let checked = nurse.client.check_number(circle, joining.patient, &code);
    assert_eq!(checked.await.expect("known"), NumberCheck::Same);

    // It stays when she is in, and what was checked before is kept.
    assert_eq!(patient.approves_all().await, 1);
    patient.syncs().await;
    nurse.syncs().await;
    patient.lets_in(&daughter, Role::Family, "daughter").await;
    nurse.syncs().await;
    let marta = nurse.person("Marta").await;
    assert_eq!(digits(&nurse, marta).await, before.groups);
    assert!(row(&nurse, "Marta").await.checked.is_some());
    assert_eq!(row(&patient, "Nadia").await.checked, None, "she did not");

    // Each two have their own.
    let others = digits(&patient, patient.person("Ana").await).await;
    assert_ne!(others, before.groups);
    let theirs = digits(&nurse, nurse.person("Ana").await).await;
    assert_eq!(
        theirs,
        digits(&daughter, daughter.person("Nadia").await).await
    );
    assert_ne!(theirs, others);
    let code = daughter
        .client
        .number(circle, daughter.person("Nadia").await);
    let code = code.await.expect("known").code;
    assert_eq!(scans(&patient, hers, &code).await, NumberCheck::Different);
    assert_eq!(scans(&patient, hers, &link).await, NumberCheck::NotOfKith);
    assert_eq!(row(&patient, "Nadia").await.checked, None);
    let oneself = patient.client.number(circle, patient.person("Marta").await);
    assert!(matches!(oneself.await, Err(Error::Oneself)));
}

#[tokio::test]
async fn whoever_swaps_keys_between_two_people_has_another_number_with_each() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    // Eve gets at the patient's link on its way, uses it herself under the daughter's name, and gives
    // the daughter one of her own, to a circle that looks like the patient's.
    let stolen = patient.invites(Role::Family, "daughter").await;
    let (eve, daughter) = (world.person("Eve").await, world.person("Ana").await);
    eve.client.redeem(&stolen, "Ana").await.expect("redeemed");
    eve.syncs().await;
    let posing = world.patient("Marta.").await;
    posing.makes_circle("Marta's circle").await;
    posing.lets_in(&daughter, Role::Family, "daughter").await;
    patient.syncs().await;
    let shown = answered(&patient).await;
    assert_eq!(
        shown.name.as_deref(),
        Some("Ana"),
        "nothing else tells them"
    );

    let with_marta = digits(&patient, shown.person.expect("known")).await;
    let with_ana = digits(&daughter, daughter.person("Marta.").await).await;
    assert_ne!(with_marta, with_ana, "they notice");
    let circle = daughter.circle().await;
    let marta = daughter
        .client
        .number(circle, daughter.person("Marta.").await);
    let code = marta.await.expect("known").code;
    let said = scans(&patient, shown.person.expect("known"), &code).await;
    assert_eq!(said, NumberCheck::Different);
    assert_eq!(answered(&patient).await.checked, None);
}

#[tokio::test]
async fn who_comes_with_another_key_than_was_checked_is_told_apart_aloud() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (patient, nurse) = (&circle.patient, &circle.nurse);
    let ana = patient.person("Ana").await;
    for checks in [patient, nurse] {
        says(checks, ana, Comparison::Same).await;
        let row = row(checks, "Ana").await;
        assert!(row.checked.is_some() && row.doubt.is_none());
    }
    assert_eq!(row(&circle.daughter, "Nadia").await.checked, None);

    // She has a new phone; or someone says so.
    let again = world.person("Ana's new phone").await;
    let link = patient.invites(Role::Family, "daughter").await;
    again.client.redeem(&link, "Ana").await.expect("redeemed");
    again.syncs().await;
    patient.syncs().await;
    let given = patient.client.invitations(patient.circle().await).await;
    let given = given.expect("listed");
    let comes = given.iter().find(|row| row.resembles.is_some());
    let comes = comes.expect("she waits");
    assert!(comes.other_key, "it is not the key that was checked");
    assert_eq!(comes.checked, None);
    let resembled = comes.resembles.clone().expect("the old phone");
    let yes = patient
        .client
        .approve_in_place_of(comes.id, resembled.person);
    yes.await.expect("in place of the old one");
    patient.syncs().await;
    nurse.syncs().await;
    again.syncs().await;
    circle.nurse.syncs().await;
    patient.syncs().await;
    for sees in [patient, nurse] {
        let new = row(sees, "Ana").await;
        assert_eq!((new.doubt, new.checked), (Some(Doubt::OtherKey), None));
        assert_eq!(new.person, comes.person.expect("known"));
        let alarms = sees.codes(RowKind::Alarm).await;
        assert_eq!(alarms, [Notice::OtherKey.code()], "{}", sees.name);
        let list = sees.client.circles().await.expect("listed");
        assert!(list[0].alarm, "the list says so too");
    }
    assert_eq!(again.codes(RowKind::Alarm).await.len(), 0);

    // Compared anew: that ends it, and nothing of the old one counts for the new.
    says(patient, comes.person.expect("known"), Comparison::Same).await;
    let new = row(patient, "Ana").await;
    assert!(new.doubt.is_none() && new.checked.is_some());
    // It can be taken back.
    says(patient, new.person, Comparison::Unsure).await;
    let new = row(patient, "Ana").await;
    assert_eq!((new.doubt, new.checked), (Some(Doubt::OtherKey), None));
}

#[tokio::test]
async fn where_nobody_was_checked_nobody_is_told_apart() {
    let world = World::new().await;
    let circle = world.circle().await;
    let again = world.person("Ana's new phone").await;
    let link = circle.patient.invites(Role::Family, "daughter").await;
    again.client.redeem(&link, "Ana").await.expect("redeemed");
    circle.patient.syncs().await;
    circle.patient.approves_all().await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.codes(RowKind::Alarm).await.len(), 0);
        let people = person.client.people(person.circle().await).await;
        assert!(
            people
                .expect("listed")
                .iter()
                .all(|row| row.doubt.is_none())
        );
    }
}

#[tokio::test]
async fn what_was_checked_is_kept_through_closing_and_a_copy() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let nadia = circle.patient.person("Nadia").await;
    says(&circle.patient, nadia, Comparison::Same).await;
    let copy = circle.patient.is_copied().await;
    assert!(row(&circle.patient, "Nadia").await.checked.is_some());
    circle.patient.is_put_back(&copy).await;
    assert!(row(&circle.patient, "Nadia").await.checked.is_some());
}

/// The one invitation that waits for the patient's yes.
async fn waits_for_yes(patient: &Person) -> InvitationRow {
    let waiting = patient.consents().await;
    let given = patient.client.invitations(patient.circle().await).await;
    let mut given = given.expect("listed").into_iter();
    let waits = given.find(|row| waiting.contains(&row.id));
    waits.expect("somebody agreed")
}

/// Otto was compared once, and went. He gets hold of the link that was meant for Lina.
#[tokio::test]
async fn who_was_checked_as_one_comes_back_as_nobody_else() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let otto = world.person("Otto").await;
    patient.lets_in(&otto, Role::Family, "friend").await;
    let his = patient.person("Otto").await;
    says(patient, his, Comparison::Same).await;
    patient.removes(&otto).await;
    patient.syncs().await;
    otto.syncs().await;
    let link = patient.invites(Role::Family, "sister").await;
    otto.client.redeem(&link, "Lina").await.expect("redeemed");
    otto.syncs().await;
    patient.syncs().await;
    let comes = waits_for_yes(patient).await;
    assert_eq!(comes.name.as_deref(), Some("Lina"));
    assert_eq!((comes.checked, comes.other_key), (None, true));
    // Nor is he checked when she said yes all the same, and she is told once more.
    patient.approves_all().await;
    for person in [patient, &otto, patient] {
        person.syncs().await;
    }
    let lina = row(patient, "Lina").await;
    assert_eq!((lina.checked, lina.doubt), (None, Some(Doubt::OtherKey)));
}

#[tokio::test]
async fn who_was_turned_down_and_is_invited_as_something_else_has_one_number() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (patient, lina) = (&circle.patient, world.person("Lina").await);
    for (role, words) in [(Role::Proxy, "sister"), (Role::Family, "sister")] {
        let link = patient.invites(role, words).await;
        lina.redeems(&link).await;
        patient.syncs().await;
        let waits = waits_for_yes(patient).await;
        let hers = waits.person.expect("she agreed");
        let joining = lina.client.inbox().await.expect("read").joining;
        let marta = joining.last().expect("it waits").patient;
        let seen = lina.client.number(patient.circle().await, marta).await;
        assert_eq!(
            seen.expect("known").groups,
            digits(patient, hers).await,
            "{role:?}"
        );
        if role == Role::Proxy {
            patient.client.decline(waits.id).await.expect("declined");
            patient.syncs().await;
            lina.syncs().await;
        }
    }
}

/// "Stop" is said once; it has to stand there the next day too.
#[tokio::test]
async fn numbers_that_were_different_stay_so_until_they_are_the_same() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (patient, nurse) = (&circle.patient, &circle.nurse);
    let ana = patient.person("Ana").await;
    says(patient, ana, Comparison::Same).await;
    let code = |of: &'static str, with: &'static str| {
        let circle = &circle;
        async move {
            let everyone = circle.everyone().into_iter();
            let who = everyone.into_iter().find(|person| person.name == of);
            let who = who.expect("one of the three");
            let number = who
                .client
                .number(who.circle().await, who.person(with).await);
            number.await.expect("known").code
        }
    };
    // Whoever stands there has another number than hers.
    let theirs = code("Nadia", "Ana").await;
    assert_eq!(scans(patient, ana, &theirs).await, NumberCheck::Different);
    let seen = row(patient, "Ana").await;
    assert_eq!((seen.checked, seen.doubt), (None, Some(Doubt::Different)));
    let id = patient.circle().await;
    let number = patient.client.number(id, ana).await.expect("known");
    assert!(number.checked.is_none() && number.different.is_some());
    assert_eq!(row(patient, "Nadia").await.doubt, None);
    assert_eq!(
        row(nurse, "Ana").await.doubt,
        None,
        "it is the patient's alone"
    );
    // Nothing but the same number ends it: to be unsure does not.
    says(patient, ana, Comparison::Unsure).await;
    assert_eq!(row(patient, "Ana").await.doubt, Some(Doubt::Different));
    let nothing = scans(patient, ana, "no number").await;
    assert_eq!(nothing, NumberCheck::NotOfKith);
    assert_eq!(row(patient, "Ana").await.doubt, Some(Doubt::Different));
    let hers = code("Ana", "Marta").await;
    assert_eq!(scans(patient, ana, &hers).await, NumberCheck::Same);
    let seen = row(patient, "Ana").await;
    assert!(seen.checked.is_some() && seen.doubt.is_none());
}

/// A desk reads no codes: who looks at the digits there has to be able to say what they see.
#[tokio::test]
async fn digits_that_are_different_are_said_to_be_by_who_sees_them() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let ana = patient.person("Ana").await;
    says(patient, ana, Comparison::Same).await;
    says(patient, ana, Comparison::Different).await;
    let seen = row(patient, "Ana").await;
    assert_eq!((seen.checked, seen.doubt), (None, Some(Doubt::Different)));
    assert_eq!(row(patient, "Nadia").await.doubt, None);
    says(patient, ana, Comparison::Unsure).await;
    assert_eq!(row(patient, "Ana").await.doubt, Some(Doubt::Different));
    says(patient, ana, Comparison::Same).await;
    let seen = row(patient, "Ana").await;
    assert!(seen.checked.is_some() && seen.doubt.is_none());
}

#[tokio::test]
async fn numbers_that_were_different_before_the_yes_are_told_at_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (patient, lina) = (&circle.patient, world.person("Lina").await);
    let link = patient.invites(Role::Family, "sister").await;
    lina.redeems(&link).await;
    patient.syncs().await;
    let waits = waits_for_yes(patient).await;
    assert!(!waits.different);
    let ana = circle.daughter.person("Nadia").await;
    let other = circle.daughter.client.number(patient.circle().await, ana);
    let other = other.await.expect("known").code;
    let hers = waits.person.expect("she agreed");
    assert_eq!(scans(patient, hers, &other).await, NumberCheck::Different);
    let waits = waits_for_yes(patient).await;
    assert!(waits.different && waits.checked.is_none());
    // It goes with her into the circle.
    patient.approves_all().await;
    for person in [patient, &lina, patient] {
        person.syncs().await;
    }
    assert_eq!(row(patient, "Lina").await.doubt, Some(Doubt::Different));
}

/// Between the look at a page and the touch somebody else may be there.
#[tokio::test]
async fn what_was_seen_is_said_of_no_other_number() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    let (ana, nadia) = (patient.person("Ana").await, patient.person("Nadia").await);
    let id = patient.circle().await;
    let shown = patient.client.number(id, nadia).await.expect("known").code;
    let kept = patient
        .client
        .set_checked(id, ana, &shown, Comparison::Same)
        .await;
    assert!(matches!(kept, Err(Error::NotFound)));
    assert_eq!(row(patient, "Ana").await.checked, None);
}

#[tokio::test]
async fn a_nurses_new_phone_takes_her_out_of_nowhere_while_the_clinics_word_is_old() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (patient, nadia) = (&circle.patient, circle.patient.person("Nadia").await);
    let phone = world.person("Nadia's new phone").await;
    let link = world.staff_link(Role::Clinician, "Nadia").await;
    phone.redeems(&link).await;
    phone
        .redeems(&patient.invites(Role::Clinician, "").await)
        .await;
    patient.syncs().await;
    let waits = waits_for_yes(patient).await;
    world.clock.advance_ms(20 * 24 * 60 * 60 * 1000);
    let tried = patient.client.approve_in_place_of(waits.id, nadia).await;
    assert!(matches!(tried, Err(Error::OldWord)));
    patient.syncs().await;
    circle.all_sync().await;
    assert_eq!(patient.person("Nadia").await, nadia, "she is there");
    let renewed = patient.client.approve_in_place_of(waits.id, nadia).await;
    renewed.expect("the clinic was heard");
    for person in [patient, &phone, patient] {
        person.syncs().await;
    }
    assert_eq!(patient.person("Nadia").await, waits.person.expect("known"));
}
