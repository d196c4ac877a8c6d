//! The circle of most scenarios.

use kith_core::{Role, store::timeline::messages::RowKind};

use crate::{Person, World};

/// A patient's circle with her nurse and her daughter.
pub struct Circle {
    /// Runs it.
    pub patient: Person,
    /// A clinician of the clinic.
    pub nurse: Person,
    /// Family; no enrolment of her own at the clinic.
    pub daughter: Person,
}

impl Circle {
    pub(crate) async fn of_three(world: &World) -> Self {
        let patient = world.patient("Marta").await;
        let nurse = world.clinician("Nadia").await;
        let daughter = world.person("Ana").await;
        patient.makes_circle("Marta's circle").await;
        patient.lets_in(&nurse, Role::Clinician, "").await;
        patient.lets_in(&daughter, Role::Family, "daughter").await;
        let circle = Self {
            patient,
            nurse,
            daughter,
        };
        circle.all_sync().await;
        circle
    }

    /// Everyone, the patient first.
    pub fn everyone(&self) -> [&Person; 3] {
        [&self.patient, &self.nurse, &self.daughter]
    }

    /// Nothing is shown of an attack or a loss, what was derived is right, and nothing waits to go out.
    ///
    /// # Panics
    /// Where it is not so.
    pub async fn is_quiet(&self) {
        for person in self.everyone() {
            for kind in [
                RowKind::Alarm,
                RowKind::Unknown,
                RowKind::Undecryptable,
                RowKind::Withheld,
            ] {
                assert_eq!(person.codes(kind).await, [""; 0], "{}", person.name);
            }
            assert_eq!(person.client.verify_derived().await.expect("read"), 0);
            assert_eq!(person.syncs().await.waiting, 0);
        }
    }

    /// Everyone exchanges everything, twice, so that what one brings reaches the others.
    pub async fn all_sync(&self) {
        for _ in 0..2 {
            for person in self.everyone() {
                person.syncs().await;
            }
        }
    }
}
