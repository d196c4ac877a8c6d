use kith_core::{
    Error,
    circle::room_id::shared,
    ids::RoomId,
    rights::table::Audience,
    view::{SearchQuery, Span},
};
use kith_tests::{Person, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_hit_stands_between_what_was_said_around_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Is she eating?").await;
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    circle
        .daughter
        .writes("Only soup 🍲, no other soups.")
        .await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    circle.patient.writes("I like soup.").await;

    let found = circle.patient.hits("sou").await;
    assert_eq!(found.len(), 2, "what waits to be sent is found as well");
    assert_eq!(found[0].row.body(), "I like soup.");
    assert!(found[0].after.is_none());
    let hit = &found[1];
    let (before, after) = (hit.before.as_ref(), hit.after.as_ref());
    assert_eq!(before.expect("a question").body(), "Is she eating?");
    assert_eq!(after.expect("an answer").body(), "I like soup.");
    assert_eq!(hit.circle_title, "Marta's circle");
    let spans = [Span { start: 5, end: 9 }, Span { start: 23, end: 28 }];
    assert_eq!(hit.matches, spans);
}

#[tokio::test]
async fn a_search_in_a_circle_finds_nothing_of_another() {
    let world = World::new().await;
    let marta = world.circle().await;
    let paul = world.patient("Paul").await;
    paul.makes_circle("Paul's circle").await;
    let link = paul.invites(kith_core::Role::Clinician, "").await;
    marta.nurse.redeems(&link).await;
    paul.syncs().await;
    paul.approves_all().await;
    paul.syncs().await;
    marta.nurse.syncs().await;
    paul.writes("Soup again.").await;
    paul.syncs().await;
    marta.patient.writes("Soup, please.").await;
    marta.patient.syncs().await;
    marta.nurse.syncs().await;

    assert_eq!(marta.nurse.hits("soup").await.len(), 2);
    let of = marta.patient.circle().await;
    let hers = marta.nurse.hits_in(Some(of.into()), "soup").await;
    assert_eq!(hers.len(), 1);
    assert_eq!(hers[0].row.body(), "Soup, please.");
    assert_eq!(hers[0].circle_title, "Marta's circle");
}

/// What a search finds, whole, in pages of `limit`.
async fn pages(person: &Person, of: &SearchQuery, limit: u32) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut onward = None;
    loop {
        let page = person.client.look_for(of.clone(), onward, limit).await;
        let page = page.expect("searched");
        let bodies = page.hits.iter().map(|hit| hit.row.body().to_owned());
        pages.push(bodies.collect());
        onward = page.onward;
        if onward.is_none() {
            return pages;
        }
    }
}

fn of(words: &str) -> SearchQuery {
    SearchQuery {
        words: words.into(),
        ..SearchQuery::default()
    }
}

#[tokio::test]
async fn a_search_is_narrowed_by_who_said_it_when_and_where() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia) = (&circle.patient, &circle.nurse);
    let id = marta.circle().await;
    marta.writes("Soup on Monday.").await;
    circle.all_sync().await;
    nadia.writes("Soup is fine.").await;
    // Of two rooms that are fetched at once either comes first.
    circle.all_sync().await;
    nadia
        .writes_to(Audience::Care, "No soup before the blood is taken.")
        .await;
    circle.all_sync().await;
    let noon = world.clock.now() + DAY_MS;
    world.clock.advance_ms(DAY_MS);
    let with = marta.person("Nadia").await;
    let alone = marta.client.talk_alone(id, with).await.expect("opened");
    let pair = RoomId(alone.0);
    marta
        .client
        .send(pair, "Soup for two.")
        .await
        .expect("kept");
    marta.writes("Soup on Tuesday.").await;
    circle.all_sync().await;
    // What waits to go out counts like the rest.
    marta.writes("Soup, always.").await;

    let all = [
        "Soup, always.",
        "Soup on Tuesday.",
        "Soup for two.",
        "No soup before the blood is taken.",
        "Soup is fine.",
        "Soup on Monday.",
    ];
    assert_eq!(pages(marta, &of("soup"), 50).await.concat(), all);
    let me = marta.person("Marta").await;
    let narrowed: [(SearchQuery, &[usize]); 9] = [
        (of("soup"), &[0, 1, 2, 3, 4, 5]),
        (
            SearchQuery {
                person: Some(me),
                ..of("soup")
            },
            &[0, 1, 2, 5],
        ),
        (
            SearchQuery {
                person: Some(with),
                ..of("sou")
            },
            &[3, 4],
        ),
        (
            SearchQuery {
                since: Some(noon),
                ..of("soup")
            },
            &[0, 1, 2],
        ),
        (
            SearchQuery {
                until: Some(noon),
                ..of("soup")
            },
            &[3, 4, 5],
        ),
        (
            SearchQuery {
                since: Some(noon),
                until: Some(noon),
                ..of("soup")
            },
            &[],
        ),
        (
            SearchQuery {
                room: Some(shared(&id, Audience::Care)),
                ..of("soup")
            },
            &[3],
        ),
        (
            SearchQuery {
                conversation: Some(alone),
                ..of("soup")
            },
            &[2],
        ),
        (
            SearchQuery {
                conversation: Some(id.into()),
                person: Some(me),
                until: Some(noon),
                ..of("soup")
            },
            &[5],
        ),
    ];
    for (at, (query, expected)) in narrowed.iter().enumerate() {
        let expected: Vec<_> = expected.iter().map(|row| all[*row]).collect();
        for limit in [1, 2, 50] {
            let found = pages(marta, query, limit).await;
            assert_eq!(found.concat(), expected, "{at}, by {limit}");
        }
    }
    // Without words there is nothing to look for, and nobody looks into a room that is not theirs.
    let person = Some(me);
    let nothing = SearchQuery { person, ..of(" ") };
    assert_eq!(pages(marta, &nothing, 50).await.concat(), [""; 0]);
    let room = Some(pair);
    let query = SearchQuery { room, ..of("soup") };
    let theirs = circle.daughter.client.look_for(query, None, 50).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
}

#[tokio::test]
async fn pages_follow_each_other_with_nothing_twice_and_nothing_left_out() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    for at in 0..30 {
        // What only begins so, among what is so whole.
        let word = ["soup", "soups", "bread"][at % 3];
        marta.writes(&format!("{word} {at}")).await;
    }
    marta.syncs().await;
    circle.nurse.syncs().await;
    let numbers = |page: &[String], word: &str| {
        let of = page.iter().filter_map(|body| body.strip_prefix(word));
        of.map(|at| at.trim().parse::<usize>().expect("a number"))
            .collect::<Vec<_>>()
    };
    for limit in [1, 3, 4, 10, 50] {
        let pages = pages(&circle.nurse, &of("soup"), limit).await;
        let whole = pages
            .iter()
            .rev()
            .skip(1)
            .all(|page| page.len() == limit as usize);
        assert!(whole, "all but the last are full: {pages:?}");
        let all = pages.concat();
        let (whole, begun) = (numbers(&all, "soup "), numbers(&all, "soups "));
        let newest_first = |of: &[usize]| of.len() == 10 && of.is_sorted_by(|a, b| a > b);
        assert!(newest_first(&whole) && newest_first(&begun), "{all:?}");
        assert_eq!(all.len(), 20);
    }
    // What comes meanwhile moves nothing that is still to be read.
    let first = circle.nurse.client.look_for(of("bread"), None, 6).await;
    let first = first.expect("searched");
    marta.writes("bread 99").await;
    circle.all_sync().await;
    let rest = circle
        .nurse
        .client
        .look_for(of("bread"), first.onward, 6)
        .await;
    let rest: Vec<String> = rest
        .expect("searched")
        .hits
        .iter()
        .map(|hit| hit.row.body().to_owned())
        .collect();
    assert_eq!(numbers(&rest, "bread "), [11, 8, 5, 2]);
}

#[tokio::test]
async fn what_is_rare_among_what_is_frequent_is_found_to_the_last() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.writes("Soup, mother?").await;
    circle.all_sync().await;
    for at in 0..1_200 {
        circle.patient.writes(&format!("soup {at}")).await;
    }
    circle.all_sync().await;
    let ana = circle.nurse.person("Ana").await;
    let person = Some(ana);
    let query = SearchQuery {
        person,
        ..of("soup")
    };
    let page = circle.nurse.client.look_for(query, None, 50).await;
    let page = page.expect("searched");
    assert_eq!(page.hits.len(), 1, "in one call");
    assert!(page.onward.is_none());
}
