//! What is said before the other one can come waits for them; what waits when they do not come any more is
//! said to nobody, and whoever wrote it is told, and has the words.

use kith_core::{
    Error, Reach, Role,
    ids::ConversationId,
    present::{Act, WhyNot},
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::{api::people::Claimed, problem::Code};
use kith_tests::{Circle, Fate, Person, World};

use super::{
    DAY_MS, HOUR_MS, codes, comes_to_be_over, is_over, is_quiet, opens, pair_of, reads, row, rows,
    said, says, sync, they_begin, they_talk,
};
use crate::{
    old_documents::shows_nothing_new,
    unkept::{in_the_store, stops_and_goes_on},
};

#[tokio::test]
async fn what_is_said_before_the_other_one_can_come_waits_for_them() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    // On the clinic's old word nobody of its staff is let in.
    shows_nothing_new(&relay);
    world.clock.advance_ms(HOUR_MS);
    circle.patient.syncs().await;
    world.clock.advance_ms(8 * DAY_MS);
    circle.patient.syncs().await;
    let of = opens(&circle, "Nadia").await;
    says(&circle.patient, of, "Only you").await;
    sync(&circle).await;
    assert_eq!(said(&circle.patient, of).await, [MessageState::Queued]);
    assert!(circle.nurse.client.timeline(of, None, 10).await.is_err());
    relay.stops_lying();
    // Nor while the relay hands out nothing that lets her in.
    relay.lies(|exchange| {
        if exchange.path.ends_with("/claim") {
            exchange.rewrite(|claimed: &mut Claimed| claimed.packages.clear());
        }
    });
    world.clock.advance_ms(HOUR_MS);
    sync(&circle).await;
    assert_eq!(said(&circle.patient, of).await, [MessageState::Queued]);
    relay.stops_lying();
    world.clock.advance_ms(HOUR_MS);
    sync(&circle).await;
    assert_eq!(reads(&circle.nurse, of).await, ["Only you"]);
    they_talk(&circle, of, &circle.nurse).await;
}

/// Somebody is told that what waited was not sent, once, and has the words: to read and to copy, in no field.
async fn is_told(person: &Person, of: ConversationId, words: &[&str]) {
    let told = codes(person, of, RowKind::Healing).await;
    let times = told.iter().filter(|code| *code == "over-not-sent").count();
    assert_eq!(times, 1, "of {}: {told:?}", person.name);
    let rows = rows(person, of).await;
    let not_sent: Vec<_> = rows
        .iter()
        .filter(|row| row.state == MessageState::Refused)
        .collect();
    let bodies: Vec<&str> = not_sent.iter().map(|row| row.body()).collect();
    assert_eq!(bodies, words, "of {}", person.name);
    assert_eq!(pair_of(person).await.waiting, 0, "of {}", person.name);
    for row in not_sent {
        let again = person.client.write_again(row.id).await;
        assert!(matches!(again, Err(Error::NotAMember)));
        let why_not = person.client.may_with(row.id, Act::WriteAgain).await;
        assert_eq!(why_not.expect("judged"), Some(WhyNot::NotInRoom));
    }
    assert_eq!(reads(person, of).await.len(), said(person, of).await.len());
}

#[tokio::test]
async fn what_waits_when_the_other_one_goes_is_said_to_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    says(&circle.patient, of, "Only you").await;
    says(&circle.patient, of, "my girl").await;
    says(&circle.daughter, of, "Mother?").await;
    circle.patient.removes(&circle.daughter).await;
    sync(&circle).await;
    is_told(&circle.patient, of, &["Only you", "my girl"]).await;
    is_told(&circle.daughter, of, &["Mother?"]).await;
    is_over([&circle.patient, &circle.daughter], of).await;
    sync(&circle).await;
    is_told(&circle.patient, of, &["Only you", "my girl"]).await;
}

/// What is silent and waits is let go, and what she has changed is told. Of words that were not sent it stays with
/// those.
#[tokio::test]
async fn what_is_silent_and_waits_when_the_other_one_goes_is_let_go() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    let marta = &circle.patient;
    let own = row(marta, of, "How was it?").await;
    let hers = row(marta, of, "Fine.").await;
    marta.client.edit(own, "How was she?").await.expect("kept");
    marta.client.react(hers, "❤️", true).await.expect("kept");
    says(marta, of, "Only you").await;
    let last = row(marta, of, "Only you").await;
    let edits = marta.client.edit(last, "Only you, my girl").await;
    edits.expect("kept");
    marta.removes(&circle.daughter).await;
    sync(&circle).await;
    is_told(marta, of, &["Only you, my girl"]).await;
    let all = ["How was it?", "Fine.", "Only you, my girl"];
    assert_eq!(reads(marta, of).await, all);
    let signs = rows(marta, of).await.into_iter().map(|row| row.signs.len());
    assert_eq!(signs.sum::<usize>(), 0, "nobody has them");
    let told = codes(marta, of, RowKind::Healing).await;
    let times = told.iter().filter(|code| *code == "not-changed").count();
    assert_eq!(times, 1, "{told:?}");
    assert_eq!(marta.client.verify_derived().await.expect("read"), 0);
    sync(&circle).await;
    is_told(marta, of, &["Only you, my girl"]).await;
}

/// Of an edit that another one took the place of, its place in the chain is left. A relay that was set back is to be
/// told of both when the other one goes: they were said, and stay said.
#[tokio::test]
async fn what_is_left_of_an_edit_that_waits_ends_no_account() {
    for deletes in [false, true] {
        let mut world = World::new().await;
        let circle = world.circle().await;
        let of = they_begin(&circle, &circle.daughter).await;
        let backup = world.relay_is_backed_up();
        let edited = [
            (
                &circle.patient,
                "How was it?",
                ["How was she?", "How is she?"],
            ),
            (&circle.daughter, "Fine.", ["Not well.", "Better."]),
        ];
        for (person, words, others) in edited {
            let own = row(person, of, words).await;
            for words in others {
                person.client.edit(own, words).await.expect("hers");
                sync(&circle).await;
            }
            if deletes {
                let deleted = person.client.delete_for_everyone(own).await;
                deleted.expect("hers");
                sync(&circle).await;
            }
        }
        circle.patient.removes(&circle.daughter).await;
        world.relay_is_restored(&backup).await;
        comes_to_be_over(&circle, of).await;
        for person in [&circle.patient, &circle.daughter] {
            let read = reads(person, of).await;
            let now = ["How is she?", "Better."].map(|words| if deletes { "" } else { words });
            assert_eq!(read, now, "of {}", person.name);
            assert_eq!(pair_of(person).await.waiting, 0, "of {}", person.name);
            let told = codes(person, of, RowKind::Healing).await;
            for code in ["over-not-sent", "not-changed"] {
                assert!(!told.iter().any(|told| told == code), "{told:?}");
            }
            let derived = person.client.verify_derived().await;
            assert_eq!(derived.expect("read"), 0, "of {}", person.name);
        }
        circle.patient.writes("Good morning.").await;
        sync(&circle).await;
        assert_eq!(circle.nurse.reads().await, ["Marta: Good morning."]);
        assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
    }
}

/// What cannot be read of what waits is of one room: all others go on.
#[tokio::test]
async fn what_waits_and_cannot_be_read_ends_no_account() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    let own = row(&circle.patient, of, "How was it?").await;
    let edited = circle.patient.client.edit(own, "How was she?").await;
    edited.expect("kept");
    says(&circle.patient, of, "Only you").await;
    in_the_store(&mut circle.patient, "UPDATE outbox SET event = x'00'").await;
    circle.patient.removes(&circle.daughter).await;
    sync(&circle).await;
    is_told(&circle.patient, of, &["Only you"]).await;
    is_over([&circle.patient, &circle.daughter], of).await;
    world.clock.advance_ms(HOUR_MS);
    let marta = &circle.patient;
    marta
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    sync(&circle).await;
    assert_eq!(opens(&circle, "Ana").await, of, "the same");
    for _ in 0..2 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
}

#[tokio::test]
async fn without_a_network_too_she_is_told_that_nobody_hears_what_waits() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    world.relay_dies().await;
    says(&circle.patient, of, "Only you").await;
    circle.patient.removes(&circle.daughter).await;
    let _ = circle.patient.tries_to_sync().await;
    is_told(&circle.patient, of, &["Only you"]).await;
}

/// What the patient said to her daughter alone waits, and she has taken her out.
async fn waits_for_who_goes(circle: &Circle) -> ConversationId {
    let of = opens(circle, "Ana").await;
    sync(circle).await;
    says(&circle.patient, of, "Only you").await;
    circle.patient.removes(&circle.daughter).await;
    of
}

/// Before anything is exchanged.
#[tokio::test]
async fn a_store_that_cannot_even_say_so_is_not_called_online() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = waits_for_who_goes(&circle).await;
    let fault = "CREATE TRIGGER fault BEFORE UPDATE OF state ON message
                 BEGIN SELECT raise(ABORT, 'a fault'); END";
    stops_and_goes_on(&mut circle.patient, fault).await;
    is_told(&circle.patient, of, &["Only you"]).await;
}

/// One room of which it cannot even be said: that is shown, and all others go on.
#[tokio::test]
async fn what_no_pass_gets_past_is_shown_and_stops_nothing_else() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = waits_for_who_goes(&circle).await;
    let refused = MessageState::Refused as i64;
    let fault = format!(
        "CREATE TRIGGER fault BEFORE UPDATE OF state ON message WHEN new.state = {refused}
         BEGIN SELECT raise(ABORT, 'a fault'); END"
    );
    in_the_store(&mut circle.patient, &fault).await;
    circle.patient.writes("Good morning.").await;
    let synced = circle.patient.tries_to_sync().await;
    assert!(matches!(synced, Err(Error::Store(_))), "{synced:?}");
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Good morning."]);
    circle.nurse.writes("Good morning, Marta.").await;
    circle.nurse.syncs().await;
    let _ = circle.patient.tries_to_sync().await;
    let read = circle.patient.reads().await;
    assert_eq!(read.last().expect("read"), "Nadia: Good morning, Marta.");
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
    circle.patient.client.start().await.expect("it runs");
    circle.patient.shows(Reach::Stopped).await;
    in_the_store(&mut circle.patient, "DROP TRIGGER fault").await;
    circle.patient.syncs().await;
    is_told(&circle.patient, of, &["Only you"]).await;
}

#[tokio::test]
async fn what_waits_when_the_clinic_revokes_the_other_one_is_said_to_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.nurse).await;
    says(&circle.patient, of, "Only you").await;
    let nadia = circle.patient.person("Nadia").await;
    let revoked = world.admin.revoke(world.clinic, nadia).await;
    revoked.expect("revoked");
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..3 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    is_told(&circle.patient, of, &["Only you"]).await;
    let _ = circle.nurse.tries_to_sync().await;
    assert_eq!(reads(&circle.nurse, of).await, ["How was it?", "Fine."]);
}

#[tokio::test]
async fn what_waits_when_she_goes_on_without_the_other_one_is_said_to_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    says(&circle.patient, of, "Only you").await;
    let id = circle.patient.circle().await;
    let ana = circle.patient.person("Ana").await;
    let gone = circle.patient.client.go_on_without(id, ana).await;
    gone.expect("it is hers");
    for _ in 0..2 {
        sync(&circle).await;
    }
    is_told(&circle.patient, of, &["Only you"]).await;
    // She is not told, and what she says goes to nobody.
    assert_eq!(reads(&circle.daughter, of).await, [""; 0]);
    says(&circle.daughter, of, "Mother?").await;
    sync(&circle).await;
    assert_eq!(said(&circle.daughter, of).await, [MessageState::Sent]);
    assert_eq!(reads(&circle.patient, of).await, ["Only you"]);
}

/// The relay says for more than a day that it knows no such person, or has no key package of theirs.
#[tokio::test]
async fn who_cannot_come_is_waited_for_or_does_not_come_and_she_is_told() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    relay.lies(|exchange| {
        if exchange.path.ends_with("/claim") {
            exchange.rewrite(|claimed: &mut Claimed| claimed.packages.clear());
        }
    });
    let of = opens(&circle, "Ana").await;
    says(&circle.patient, of, "Only you!").await;
    let own = row(&circle.patient, of, "Only you!").await;
    let client = &circle.patient.client;
    client.edit(own, "Only you").await.expect("kept");
    client.react(own, "👍", true).await.expect("kept");
    for _ in 0..2 {
        world.clock.advance_ms(DAY_MS);
        sync(&circle).await;
        assert_eq!(said(&circle.patient, of).await, [MessageState::Queued]);
    }
    relay.stops_lying();
    relay.filters(|exchange| {
        if exchange.path.ends_with("/claim") {
            return exchange.is_refused(Code::NotFound);
        }
        Fate::Arrives
    });
    world.clock.advance_ms(DAY_MS);
    sync(&circle).await;
    is_told(&circle.patient, of, &["Only you"]).await;
    assert_eq!(circle.nurse.sees_people().await, ["Ana", "Marta", "Nadia"]);
    relay.stops_lying();
    // She tries again, and decides herself what becomes of the words.
    assert_eq!(opens(&circle, "Ana").await, of);
    let draft = pair_of(&circle.patient).await.draft.expect("kept");
    assert_eq!(draft.body, "Only you");
    they_talk(&circle, of, &circle.daughter).await;
    is_quiet([&circle.patient, &circle.daughter], of).await;
}
