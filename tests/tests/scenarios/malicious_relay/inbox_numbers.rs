//! The numbers of an inbox are the relay's word.

use kith_core::Role;
use kith_tests::World;

/// It was set back to a backup by an honest hand, or lies no more: what comes then is read, and what
/// was not read is not deleted.
#[tokio::test]
async fn one_lied_number_shuts_no_inbox_for_good() {
    for lie in [2, (1 << 62) - 1] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let circle = world.circle().await;
        let patient = circle.patient.device().await;
        relay.lies(move |exchange| {
            if exchange.device == Some(patient) {
                exchange.in_sync(|answer| {
                    for item in &mut answer.inbox {
                        item.seq = (item.seq + lie).min((1 << 62) - 1);
                    }
                });
            }
        });
        let guests = ["Rui", "Eve", "Tom", "Ida"];
        for (at, name) in guests.into_iter().enumerate() {
            let guest = world.person(name).await;
            guest
                .redeems(&circle.patient.invites(Role::Family, "friend").await)
                .await;
            circle.patient.syncs().await;
            if at == 0 {
                relay.stops_lying();
            }
            assert_eq!(circle.patient.consents().await.len(), at + 1, "{lie}");
        }
    }
}
