//! Three people, and a relay that may lie to any of them.

use kith_protocol::{
    api::{groups::Entry, sync::SyncAnswer},
    ids::DeviceId,
};
use kith_tests::{Circle, Exchange, MaliciousRelay, Person, World};

pub async fn scene() -> (World, Circle, MaliciousRelay) {
    let world = World::new().await;
    // Nobody notices: their sessions begin with it.
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    // Freshness is noted now and then.
    world.clock.advance_ms(60_000);
    circle.all_sync().await;
    (world, circle, relay)
}

/// To one device only.
pub fn to(
    device: DeviceId,
    mut lie: impl FnMut(&mut SyncAnswer) + Send + 'static,
) -> impl FnMut(&mut Exchange) + Send + 'static {
    move |exchange| {
        if exchange.device == Some(device) {
            exchange.in_sync(&mut lie);
        }
    }
}

pub fn entries(answer: &mut SyncAnswer) -> impl Iterator<Item = &mut Vec<Entry>> {
    answer.groups.iter_mut().map(|group| &mut group.entries)
}

pub async fn as_of(person: &Person) -> u64 {
    let circles = person.client.circles().await.expect("listed");
    circles[0].as_of.unwrap_or(0)
}

pub async fn talk_resumes(circle: &Circle) {
    for person in circle.everyone() {
        person.writes(&format!("{} is here.", person.name)).await;
    }
    circle.all_sync().await;
    let last = [
        "Marta: Marta is here.",
        "Nadia: Nadia is here.",
        "Ana: Ana is here.",
    ];
    for person in circle.everyone() {
        let read = person.reads().await;
        assert_eq!(read[read.len() - 3..], last, "as {} sees it", person.name);
    }
}
