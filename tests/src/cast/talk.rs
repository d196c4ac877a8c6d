//! Talk in two rooms at once, which everyone has to see in the order in which each said it.

use kith_core::rights::table::Audience::{self, Care, Circle as Everyone};

use crate::{Circle, Dice, Person, World};

const ROOMS: [Audience; 2] = [Everyone, Care];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The numbers that someone said, as another one's screen shows them.
pub async fn said(by: &Person, on: &Person) -> Vec<u32> {
    let name = format!("{}: ", by.name);
    let rows = on.reads().await;
    rows.iter()
        .filter_map(|row| row.strip_prefix(&name)?.parse().ok())
        .collect()
}

/// Everyone talks, to whom the dice want, with clocks that are set while they do; the relay is
/// slow with one room or the other. On every screen, at any time, what each has said stands as it
/// was said.
///
/// # Errors
/// Who sees whose words in another order.
pub async fn talk(seed: u64, turns: usize) -> Result<(), String> {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let id = circle.nurse.circle().await;
    let rooms = [
        circle
            .nurse
            .client
            .group_of(id, Everyone)
            .await
            .expect("hers"),
        circle.nurse.client.group_of(id, Care).await.expect("hers"),
    ];
    let mut dice = Dice::new(seed);
    let mut count = 0;
    for _ in 0..turns {
        world.clock.advance_ms(dice.roll() % 3);
        let who = *dice.pick(&circle.everyone());
        match dice.below(8) {
            0..4 => {
                let to = match who.name.as_str() {
                    "Ana" => Everyone,
                    _ => *dice.pick(&ROOMS),
                };
                who.writes_to(to, &count.to_string()).await;
                count += 1;
            }
            4 => {
                let long_ago = -56 * 365 * DAY_MS;
                let off = *dice.pick(&[0, 400 * DAY_MS, -1, -DAY_MS, -400 * DAY_MS, long_ago]);
                who.clock().is_off_by(off);
            }
            5 => {
                let late = *dice.pick(&rooms);
                relay.lies(move |exchange| {
                    exchange.in_sync(|answer| answer.groups.retain(|update| update.group != late));
                });
            }
            _ => {
                who.syncs().await;
            }
        }
        in_order(&circle).await?;
    }
    relay.lies(|_| ());
    for _ in 0..3 {
        circle.all_sync().await;
        in_order(&circle).await?;
    }
    let everything = (0..count).collect::<Vec<_>>();
    for reader in [&circle.patient, &circle.nurse] {
        let mut read = Vec::new();
        for speaker in circle.everyone() {
            read.append(&mut said(speaker, reader).await);
        }
        read.sort_unstable();
        assert_eq!(read, everything, "as {} sees it", reader.name);
    }
    Ok(())
}

async fn in_order(circle: &Circle) -> Result<(), String> {
    for reader in circle.everyone() {
        for speaker in circle.everyone() {
            let read = said(speaker, reader).await;
            if !read.is_sorted() {
                return Err(format!("{} sees {}: {read:?}", reader.name, speaker.name));
            }
        }
    }
    Ok(())
}
