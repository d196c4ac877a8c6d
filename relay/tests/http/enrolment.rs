//! Invitations and their fates, each told apart; and what ends with a revocation.

use std::time::Duration;

use kith_protocol::{
    api::{
        Done,
        people::{Clinic, Devices, Enrolled, GuestInvitation},
    },
    cbor,
    identity::{DeviceCertificate, Role},
    ids::{Digest32, InvitationId, PublicKey},
    invitation::{InvitationSecret, token_hash},
    limits::{MAX_DEVICES, MAX_GUEST_INVITATIONS},
    problem::Code,
    signed::{Document, Signed, public_key},
};
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::support::{Device, NOW, World, random, until};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn redeem(device: &Device, link: &str) -> crate::support::Answer {
    let enrolment = device.enrolment(link);
    device.http.post("/v1/enrolments", &enrolment).await
}

#[tokio::test]
async fn the_clinic_vouches_for_whom_it_invites() {
    let world = World::new().await;
    for (link, role) in [
        (world.patient_link().await, Role::Patient),
        (world.staff_link(Role::Clinician).await, Role::Clinician),
    ] {
        let device = Device::new(world.relay.url());
        let enrolled = device.enrol(&link).await;
        let chain = enrolled.attestation.expect("attested");
        let attestation = chain.verify(&world.clinic).expect("down from the root");
        assert_eq!(attestation.role, role);
        assert_eq!(attestation.person, device.person_key());
    }
}

#[tokio::test]
async fn a_lost_answer_heals_and_anyone_else_is_told_that_it_was_used() {
    let world = World::new().await;
    let link = world.patient_link().await;
    let patient = Device::new(world.relay.url());
    let first = patient.enrol(&link).await;
    world.clock.advance(2 * DAY_MS);
    assert_eq!(
        patient.enrol(&link).await,
        first,
        "expired since, all the same"
    );
    let thief = Device::new(world.relay.url());
    assert_eq!(redeem(&thief, &link).await.code(), Code::InvitationUsed);
}

#[tokio::test]
async fn each_fate_of_an_invitation_has_its_own_answer() {
    let world = World::new().await;
    let device = Device::new(world.relay.url());
    let admin = world.admin();
    let invite = || async {
        admin
            .invite_patient(world.clinic, DAY)
            .await
            .expect("issues")
    };

    let lost = invite().await;
    let found = admin
        .reissue(lost.id, None, DAY)
        .await
        .expect("issues again");
    let code = redeem(&device, &lost.link).await.code();
    assert_eq!(code, Code::InvitationReplaced);

    let regretted = invite().await;
    admin
        .revoke_invitation(regretted.id)
        .await
        .expect("revokes");
    let code = redeem(&device, &regretted.link).await.code();
    assert_eq!(code, Code::InvitationRevoked);

    let mut guessed = device.enrolment(&found.link);
    guessed.token = Digest32(random());
    let code = device.http.post("/v1/enrolments", &guessed).await.code();
    assert_eq!(code, Code::InvitationUnknown, "a wrong secret");
    guessed.invitation = InvitationId(random());
    let code = device.http.post("/v1/enrolments", &guessed).await.code();
    assert_eq!(code, Code::InvitationUnknown);

    device.enrol(&found.link).await;
    assert!(
        admin.reissue(found.id, None, DAY).await.is_err(),
        "it was used"
    );

    let late = invite().await;
    world.clock.advance(DAY_MS);
    let device = Device::new(world.relay.url());
    let code = redeem(&device, &late.link).await.code();
    assert_eq!(code, Code::InvitationExpired);
    admin.close().await;
}

#[tokio::test]
async fn a_device_that_the_person_did_not_certify_is_refused() {
    let world = World::new().await;
    let link = world.patient_link().await;
    let (patient, thief) = (
        Device::new(world.relay.url()),
        Device::new(world.relay.url()),
    );
    let mut enrolment = patient.enrolment(&link);
    let certificate = DeviceCertificate {
        device: public_key(&patient.key),
        person: patient.person_key(),
        created_at: 1,
    };
    enrolment.device = Signed::new(&certificate, &thief.person);
    let answer = patient.http.post("/v1/enrolments", &enrolment).await;
    assert_eq!(answer.code(), Code::BadProof);
    let mut enrolment = patient.enrolment(&link);
    enrolment.inbox_key = thief.enrolment(&link).inbox_key;
    let answer = patient.http.post("/v1/enrolments", &enrolment).await;
    assert_eq!(answer.code(), Code::BadProof, "another device's inbox key");
    patient.enrol(&link).await;
}

/// A device certificate that says more than others read.
#[derive(Serialize, Deserialize)]
struct Wordy {
    device: PublicKey,
    person: PublicKey,
    created_at: u64,
    remarks_of_no_use: String,
}

impl Document for Wordy {
    const CONTEXT: &'static str = DeviceCertificate::CONTEXT;
    const MAX: usize = 1 << 20;
}

#[tokio::test]
async fn a_certificate_is_as_long_as_it_may_be_and_no_longer() {
    let world = World::new().await;
    let link = world.patient_link().await;
    let patient = Device::new(world.relay.url());
    let enrolment = |words: usize| {
        let wordy = Wordy {
            device: public_key(&patient.key),
            person: patient.person_key(),
            created_at: 1,
            remarks_of_no_use: "x".repeat(words),
        };
        let signed = cbor::encode(&Signed::new(&wordy, &patient.person));
        let mut enrolment = patient.enrolment(&link);
        enrolment.device = cbor::decode(&signed, signed.len()).expect("it reads");
        enrolment
    };
    let (long, short) = (enrolment(1 << 10), enrolment(100));
    let refused = patient.http.post("/v1/enrolments", &long).await;
    assert_eq!(refused.code(), Code::OverLimit);
    let taken = patient.http.post("/v1/enrolments", &short).await;
    assert_eq!(taken.status, 200, "what is not known is let be");
}

#[tokio::test]
async fn a_person_has_many_devices_but_not_any_number() {
    let world = World::new().await;
    let mut first = Device::new(world.relay.url());
    first.enrol(&world.patient_link().await).await;
    for _ in 1..MAX_DEVICES {
        let device = Device::of(first.person.clone(), world.relay.url());
        device.enrol(&world.patient_link().await).await;
    }
    let one_more = Device::of(first.person.clone(), world.relay.url());
    let refused = redeem(&one_more, &world.patient_link().await).await;
    assert_eq!(refused.code(), Code::Quota);
    first.sign_in().await;
    let path = format!("/v1/people/{}/devices", first.person_id().to_hex());
    let devices: Devices = first.http.get(&path).await.ok();
    assert_eq!(devices.devices.len(), MAX_DEVICES);
}

struct Guest {
    secret: InvitationSecret,
    invitation: GuestInvitation,
}

fn guest(expires: u64) -> Guest {
    let secret = InvitationSecret::new(random());
    let invitation = GuestInvitation {
        id: InvitationId(random()),
        expires,
        replaces: None,
        token_hash: token_hash(&secret.relay_token()),
    };
    Guest { secret, invitation }
}

#[tokio::test]
async fn a_patients_guest_is_enrolled_without_the_clinics_word() {
    let world = World::new().await;
    let patient = world.someone().await;
    let guest = guest(NOW + DAY_MS);
    for _ in 0..2 {
        let answer = patient
            .http
            .post("/v1/invitations", &guest.invitation)
            .await;
        let _: Done = answer.ok();
    }
    let daughter = Device::new(world.relay.url());
    let mut enrolment = daughter.enrolment(&world.patient_link().await);
    enrolment.invitation = guest.invitation.id;
    enrolment.token = guest.secret.relay_token();
    let enrolled: Enrolled = daughter.http.post("/v1/enrolments", &enrolment).await.ok();
    assert!(enrolled.attestation.is_none());
    let theirs: Clinic = patient.http.get("/v1/clinic").await.ok();
    assert_eq!(enrolled.clinic, theirs);
}

#[tokio::test]
async fn a_device_closes_its_own_invitations_only_and_has_a_bounded_number() {
    let world = World::new().await;
    let (patient, other) = (world.someone().await, world.someone().await);
    let first = guest(NOW + DAY_MS).invitation;
    let _: Done = patient.http.post("/v1/invitations", &first).await.ok();
    let path = format!("/v1/invitations/{}", first.id.to_hex());
    let not_hers = other.http.send(Method::DELETE, &path).await;
    assert_eq!(not_hers.code(), Code::NotFound);
    let mut theft = guest(NOW + DAY_MS).invitation;
    theft.replaces = Some(first.id);
    let not_hers = other.http.post("/v1/invitations", &theft).await;
    assert_eq!(not_hers.code(), Code::NotFound);

    for _ in 1..MAX_GUEST_INVITATIONS {
        let more = guest(NOW + DAY_MS).invitation;
        let _: Done = patient.http.post("/v1/invitations", &more).await.ok();
    }
    let mut more = guest(NOW + DAY_MS).invitation;
    let refused = patient.http.post("/v1/invitations", &more).await;
    assert_eq!(refused.code(), Code::Quota);
    more.replaces = Some(first.id);
    let _: Done = patient.http.post("/v1/invitations", &more).await.ok();
    let replaced = patient.http.send(Method::DELETE, &path).await;
    assert_eq!(replaced.code(), Code::InvitationReplaced);
}

#[tokio::test]
async fn a_revoked_person_is_out_at_once_and_for_good() {
    let world = World::new().await;
    let (nurse, patient) = (world.someone().await, world.someone().await);
    let link = world.patient_link().await;
    let admin = world.admin();
    admin
        .revoke(world.clinic, nurse.person_id())
        .await
        .expect("revokes");
    admin.close().await;
    until(|| async { nurse.http.get("/v1/clinic").await.status == 403 }).await;
    assert_eq!(nurse.http.get("/v1/clinic").await.code(), Code::Revoked);
    assert_eq!(nurse.try_sign_in().await.code(), Code::Revoked);
    let again = Device::of(nurse.person.clone(), world.relay.url());
    assert_eq!(redeem(&again, &link).await.code(), Code::Revoked);
    let path = format!("/v1/people/{}/devices", nurse.person_id().to_hex());
    assert_eq!(patient.http.get(&path).await.code(), Code::NotFound);
    let clinic: Clinic = patient.http.get("/v1/clinic").await.ok();
    let revocations = clinic.revocations.read_unverified().expect("a document");
    assert_eq!(revocations.people, [nurse.person_id()]);
}
