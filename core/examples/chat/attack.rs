//! What a patched client could try. No app is built with the feature that this needs.

use kith_core::{Client, hostile::Attack, ids::CircleId, rights::table::Audience};

use super::{sorry::Answer, words};

/// Adds a stranger to the circle. The relay cannot look inside, so it takes the change.
pub async fn stranger(client: &Client, circle: CircleId) -> Answer {
    let attack = Attack::AddStranger;
    client.attack(circle, Audience::Circle, attack).await?;
    words::say("The relay took the forged change into its log.")
}
