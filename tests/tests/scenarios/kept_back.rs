//! What is said again as taken back: it stands for what was said, and for nothing else.

use kith_core::{
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        head::Target,
        relation::edit::Edit,
        stamp::Stamp,
        stand::Stand,
        text::Text,
    },
    hostile::{SaidAgain, Saying},
    store::timeline::messages::RowKind,
    view::{RowContent, TimelineRow},
};
use kith_tests::{Circle, Person, World};

use crate::{
    healing::about,
    said_again::{answers, forged},
};

/// The daughter says four things; of the second and the third the patient knows only that they were said.
async fn two_are_missing(world: &World, circle: &Circle) {
    for text in ["one", "two", "three", "four"] {
        circle.daughter.writes(text).await;
        circle.daughter.syncs().await;
        if text == "one" {
            circle.all_sync().await;
        }
    }
    circle.nurse.syncs().await;
    for newer in [2, 1] {
        world.relay_withholds(newer);
    }
    circle.patient.syncs().await;
    assert_eq!(circle.patient.reads().await, ["Ana: one", "Ana: four"]);
}

/// What is said again as taken back stands for what was said, and for nothing else.
#[tokio::test]
async fn who_says_that_it_was_taken_back_slips_nothing_in_before_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    two_are_missing(&world, &circle).await;
    let lie = SaidAgain {
        through: 3,
        erased: vec![3],
        ..forged(2)
    };
    answers(&circle.daughter, &circle.patient, lie).await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(
        circle.patient.reads().await,
        ["Ana: one", "Ana: two", "Ana: three", "Ana: four"],
        "what she said to all"
    );
}

/// Who keeps something from one reader alone as if it was taken back leaves a row that says so.
#[tokio::test]
async fn what_is_kept_from_one_as_taken_back_is_seen_to_be_gone() {
    let world = World::new().await;
    let circle = world.circle().await;
    two_are_missing(&world, &circle).await;
    let kept_back = SaidAgain {
        first: 2,
        through: 3,
        erased: vec![2, 3],
        ..SaidAgain::default()
    };
    answers(&circle.daughter, &circle.patient, kept_back).await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    let id = circle.patient.circle().await;
    let rows = circle.patient.client.timeline(id, None, 100).await;
    let rows = rows.expect("read");
    let deleted = |row: &&TimelineRow| row.content == RowContent::Deleted;
    assert_eq!(
        rows.iter().filter(deleted).count(),
        2,
        "she sees that there was something"
    );
    assert_eq!(
        circle.patient.client.verify_derived().await.expect("read"),
        0
    );
}

/// Time for what explains it to come.
const PATIENCE_MS: u64 = 11 * 60 * 1000;

/// Other words for something, kept from one reader alone, are told to be gone, whatever else their author changes.
#[tokio::test]
async fn other_words_that_are_kept_from_one_are_seen_to_be_gone() {
    for changes_another in [false, true] {
        let world = World::new().await;
        let circle = world.circle().await;
        let daughter = &circle.daughter;
        daughter.writes("Two drops.").await;
        for _ in 0..2 {
            circle.all_sync().await;
        }
        let row = daughter.row("Two drops.").await.id;
        let edited = daughter.client.edit(row, "One drop.").await;
        edited.expect("edited");
        daughter.syncs().await;
        daughter.writes("That is all.").await;
        daughter.syncs().await;
        if changes_another {
            let row = daughter.row("That is all.").await.id;
            let edited = daughter.client.edit(row, "That is all for today.").await;
            edited.expect("edited");
            daughter.syncs().await;
        }
        circle.nurse.syncs().await;
        world.relay_withholds(if changes_another { 2 } else { 1 });
        circle.patient.syncs().await;
        let kept_back = SaidAgain {
            first: 2,
            through: 2,
            erased: vec![2],
            ..SaidAgain::default()
        };
        answers(daughter, &circle.patient, kept_back).await;
        daughter.syncs().await;
        circle.patient.syncs().await;
        world.clock.advance_ms(PATIENCE_MS);
        for _ in 0..2 {
            circle.patient.syncs().await;
        }
        assert_eq!(about(&circle.patient, "gone").await, ["Ana"]);
        let derived = circle.patient.client.verify_derived().await;
        assert_eq!(derived.expect("read"), 0);
    }
}

/// What a patched daughter says, in a chain as it has to be.
struct Chain<'a> {
    daughter: &'a Person,
    last: Option<Event>,
}

impl Chain<'_> {
    fn next(&self, kind: ContentKind, content: Vec<u8>) -> Event {
        let counter = self.last.as_ref().map_or(1, |last| last.counter + 1);
        Event {
            kind,
            counter,
            previous: self.last.as_ref().map_or(NONE_BEFORE, Event::hash),
            said: Stamp::at(1_790_000_000_000 + counter),
            content,
        }
    }

    /// Says it as it is, or as if it had other words by now.
    async fn says(&mut self, event: Event, whole: bool) {
        let bytes = if whole {
            event.encode()
        } else {
            event.erased().encode()
        };
        let said = Saying::Plain(Stand::before(None, &bytes));
        self.daughter.says(said).await;
        self.last = Some(event);
    }
}

/// A correction that is said to all as if it had other words by now, and has none.
#[tokio::test]
async fn an_erased_correction_that_nothing_replaced_is_told() {
    for (replaced, shown) in [
        (false, ["Ana: Ten drops.", "Ana: Good night, all."]),
        (true, ["Ana: Twenty drops.", "Ana: Good night."]),
    ] {
        let world = World::new().await;
        let circle = world.circle().await;
        let mut chain = Chain {
            daughter: &circle.daughter,
            last: None,
        };
        for words in ["Ten drops.", "Good night."] {
            let words = Text::new(words).expect("words").encode();
            let said = chain.next(ContentKind::TEXT, words);
            chain.says(said, true).await;
        }
        let device = circle.daughter.device().await;
        let edit = |counter, parents, body: &str| {
            let edit = Edit {
                target: Target { device, counter },
                parents,
                body: body.to_owned(),
            };
            edit.encode()
        };
        let correction = chain.next(ContentKind::EDIT, edit(1, Vec::new(), "Fifty drops."));
        let named = correction.hash();
        chain.says(correction, false).await;
        for person in [&circle.patient, &circle.nurse] {
            person.syncs().await;
        }
        let other = if replaced {
            edit(1, vec![named], "Twenty drops.")
        } else {
            edit(2, Vec::new(), "Good night, all.")
        };
        let other = chain.next(ContentKind::EDIT, other);
        chain.says(other, true).await;
        for told in [0, 1, 1] {
            for person in [&circle.patient, &circle.nurse] {
                person.syncs().await;
                assert_eq!(person.reads().await, shown, "as {} sees it", person.name);
                let gone = about(person, "gone").await;
                let told: &[&str] = if told > 0 && !replaced { &["Ana"] } else { &[] };
                assert_eq!(gone, told, "{}", person.name);
                assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
                let derived = person.client.verify_derived().await;
                assert_eq!(derived.expect("read"), 0, "of {}", person.name);
            }
            world.clock.advance_ms(PATIENCE_MS);
        }
    }
}
