//! Nobody is led away by what is not the patient's newest word, nor by who hides it.

use kith_core::{
    circle::room_id::shared,
    circle::successor::{Reason, Successor},
    hostile::wire::welcome_item,
    rights::table::Audience,
};
use kith_protocol::{
    ids::{CircleId, GroupId, GroupSalt},
    signed::Signed,
};
use kith_tests::{Circle, World};

use super::{all_is_well, group, says, starts_anew, they_talk};

/// What the patient has signed, read.
async fn signed(circle: &Circle) -> (Signed<Successor>, Successor) {
    let id = circle.patient.circle().await;
    let document = circle.patient.client.signed_successor(id, Audience::Circle);
    let document = document.await.expect("it went on");
    let read = document.read_unverified().expect("her own");
    (document, read)
}

/// What she would sign next.
async fn next(circle: &Circle, of: &Successor) -> Successor {
    let patient = circle.patient.client.person_key().await.expect("enrolled");
    let generation = of.generation + 1;
    let salt = GroupSalt([7; 16]);
    Successor {
        salt,
        next: GroupId::of(&patient, &salt),
        group: of.next,
        reason: Reason::Asked,
        version: of.version + 1,
        generation,
        ..*of
    }
}

/// The nurse hands the daughter a word and something that looks like a Welcome.
async fn handed(circle: &Circle, document: &Signed<Successor>) {
    let id = circle.nurse.circle().await;
    let to = circle.daughter.client.person_key().await.expect("enrolled");
    let item = welcome_item(b"no welcome", Some(document.clone()));
    let client = &circle.nurse.client;
    circle.nurse.syncs().await;
    let handed = client.hands_out(id, Audience::Circle, to, item).await;
    handed.expect("the relay is blind and takes it");
    circle.patient.writes("and on").await;
    circle.all_sync().await;
}

#[tokio::test]
async fn only_the_patients_newest_word_on_this_circle_leads_anywhere() {
    let world = World::new().await;
    let circle = world.circle().await;
    starts_anew(&circle).await;
    let (old, first) = signed(&circle).await;
    starts_anew(&circle).await;
    let (same, now) = signed(&circle).await;
    assert_ne!(old, same);
    let here = group(&circle.daughter).await;
    assert_eq!(here, now.next);
    let nurse = &circle.nurse.client;
    let patient = &circle.patient.client;
    let later = next(&circle, &now).await;
    let forged = [
        // Shown once more, or from before.
        old,
        same,
        // By somebody else's key.
        nurse.signs(&later).await.expect("signed"),
        // By hers, but below what is known, or of another circle or group than it says.
        patient
            .signs(&Successor {
                version: first.version,
                ..later
            })
            .await
            .expect("signed"),
        patient
            .signs(&Successor {
                circle: CircleId([9; 16]),
                ..later
            })
            .await
            .expect("signed"),
        patient
            .signs(&Successor {
                room: shared(&first.circle, Audience::Care),
                ..later
            })
            .await
            .expect("signed"),
        patient
            .signs(&Successor {
                version: u64::MAX,
                ..later
            })
            .await
            .expect("signed"),
    ];
    for (at, document) in forged.iter().enumerate() {
        handed(&circle, document).await;
        assert_eq!(group(&circle.daughter).await, here, "forgery {at}");
        assert_eq!(says(&circle.daughter, "anew").await, 2);
    }
    they_talk(&circle.everyone(), "still here").await;
}

/// The control: her newest word does, and where the Welcome beside it does not open, the others there
/// can add the device.
#[tokio::test]
async fn her_newest_word_leads_on() {
    let world = World::new().await;
    let circle = world.circle().await;
    starts_anew(&circle).await;
    let (_, now) = signed(&circle).await;
    let later = next(&circle, &now).await;
    let document = circle.patient.client.signs(&later).await.expect("signed");
    handed(&circle, &document).await;
    let here = group(&circle.daughter).await;
    assert_eq!(here, now.next, "what lets her in may be on its way");
    world.clock.advance_ms(2 * 60 * 60 * 1000);
    circle.daughter.syncs().await;
    assert_eq!(group(&circle.daughter).await, later.next);
}

#[tokio::test]
async fn a_relay_that_hides_it_from_one_parts_them_until_it_shows_it() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let daughter = circle.daughter.device().await;
    let kept = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let keeps = std::sync::Arc::clone(&kept);
    relay.lies(move |exchange| {
        if exchange.device == Some(daughter) {
            let keeps = std::sync::Arc::clone(&keeps);
            exchange.in_sync(move |answer| keeps.lock().expect("kept").append(&mut answer.inbox));
        }
    });
    starts_anew(&circle).await;
    they_talk(&[&circle.patient, &circle.nurse], "without Ana").await;
    circle.daughter.writes("where is everyone?").await;
    circle.daughter.syncs().await;
    relay.stops_lying();
    // What it kept back it shows now.
    let shown = kept.lock().expect("kept").clone();
    let mut shown = Some(shown);
    relay.lies(move |exchange| {
        if exchange.device == Some(daughter) {
            exchange.in_sync(|answer| {
                if let Some(shown) = shown.take() {
                    answer.inbox = shown;
                }
            });
        }
    });
    circle.daughter.syncs().await;
    relay.stops_lying();
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&circle.everyone(), "together").await;
    for person in circle.everyone() {
        let read = person.reads().await;
        for said in ["Ana: where is everyone?", "Nadia: without Ana Nadia"] {
            let times = read.iter().filter(|line| *line == said).count();
            assert_eq!(times, 1, "{}: {said} of {read:?}", person.name);
        }
    }
    all_is_well(&circle.everyone()).await;
}
