//! What people with patched clients do, and what honest ones can be asked about themselves.

use kith_core::{
    Error,
    hostile::{Attack, Crowd, RoomView, Saying},
    ids::DeviceId,
    rights::table::Audience,
};

use crate::Person;

impl Person {
    /// Wins the epoch of the circle's room at the real relay with a commit against the rules.
    pub async fn attacks(&self, attack: Attack) -> u64 {
        self.tries_attack(attack)
            .await
            .expect("the relay is blind and takes it")
    }

    /// Tries to.
    ///
    /// # Errors
    /// Where the relay refuses, or the attack cannot even be built.
    pub async fn tries_attack(&self, attack: Attack) -> Result<u64, Error> {
        let circle = self.circle().await;
        self.client.attack(circle, Audience::Circle, attack).await
    }

    /// Brings devices of their own into the circle's room, or takes them out, and follows that.
    pub async fn crowds(&self, crowd: Crowd) {
        let circle = self.circle().await;
        let crowds = self.client.crowds(circle, Audience::Circle, crowd).await;
        crowds.expect("it can be built");
        self.syncs().await;
    }

    /// Decides to renew the device's keys, as any honest member may; goes out at the next sync.
    pub async fn renews_keys(&self) {
        let circle = self.circle().await;
        self.client
            .renews_keys(circle, Audience::Circle)
            .await
            .expect("decided");
    }

    /// Says something against the rules to the whole circle.
    pub async fn says(&self, saying: Saying) -> u64 {
        let circle = self.circle().await;
        self.client
            .says(circle, Audience::Circle, saying)
            .await
            .expect("the relay is blind and takes it")
    }

    /// The circle's room as this device knows it.
    pub async fn room(&self) -> RoomView {
        self.rooms()
            .await
            .into_iter()
            .find(|room| room.audience == Audience::Circle)
            .expect("the room is there")
    }

    /// All rooms as this device knows them.
    pub async fn rooms(&self) -> Vec<RoomView> {
        let circle = self.circle().await;
        self.client.rooms(circle).await.expect("rooms are opened")
    }

    /// This phone, as the relay knows it.
    pub async fn device(&self) -> DeviceId {
        let devices = self.client.devices().await.expect("enrolled");
        devices.first().expect("enrolled").1
    }
}
