//! Who may bring others in, how many, and what becomes of them.

use kith_protocol::{
    api::{
        Done,
        people::{Claim, Claimed, Devices, GuestInvitation, KeyPackages},
    },
    identity::Role,
    ids::{InvitationId, PersonId, RequestId},
    invitation::{InvitationSecret, token_hash},
    limits::MAX_GUESTS,
    problem::Code,
};
use reqwest::Method;
use serde_bytes::ByteBuf;

use crate::support::{Answer, Device, NOW, World, random};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Invites someone; answers with what they redeem.
async fn invites(host: &Device) -> (Answer, InvitationId, InvitationSecret) {
    let (id, secret) = (InvitationId(random()), InvitationSecret::new(random()));
    let invitation = GuestInvitation {
        id,
        expires: NOW + 30 * DAY_MS,
        replaces: None,
        token_hash: token_hash(&secret.relay_token()),
    };
    let answer = host.http.post("/v1/invitations", &invitation).await;
    (answer, id, secret)
}

async fn redeems(guest: &mut Device, id: InvitationId, secret: &InvitationSecret) -> Answer {
    let enrolment = guest.enrolment_with(id, secret);
    guest.http.post("/v1/enrolments", &enrolment).await
}

/// Someone whom `host` has invited, signed in.
pub async fn guest_of(world: &World, host: &Device) -> Device {
    let mut guest = Device::new(world.relay.url());
    comes_again(host, &mut guest).await;
    guest.sign_in().await;
    guest
}

pub async fn comes_again(host: &Device, guest: &mut Device) {
    let (answer, id, secret) = invites(host).await;
    answer.ok::<Done>();
    let enrolled = redeems(guest, id, &secret).await;
    assert_eq!(enrolled.status, 200, "{:?}", enrolled.problem());
}

pub async fn lets_go(host: &Device, guest: &Device) {
    let person = PersonId::of(&guest.person_key()).to_hex();
    let path = format!("/v1/guests/{person}");
    host.http.send(Method::DELETE, &path).await.ok::<Done>();
}

async fn is_known(asking: &Device, person: &Device) -> bool {
    let mut asking = asking.clone();
    asking.sign_in().await;
    let person = PersonId::of(&person.person_key()).to_hex();
    let answer = asking
        .http
        .get(&format!("/v1/people/{person}/devices"))
        .await;
    if answer.status == 200 {
        assert_eq!(answer.ok::<Devices>().devices.len(), 1);
        return true;
    }
    assert_eq!(answer.code(), Code::NotFound);
    false
}

/// A week passes, and retention looks twice: no clock is believed at one look.
pub async fn a_week_passes(world: &World) {
    for _ in 0..16 {
        world.clock.advance(DAY_MS / 2);
        world.relay.run_retention().await.expect("it runs");
    }
}

#[tokio::test]
async fn a_guest_invites_nobody() {
    let world = World::new().await;
    let patient = world.someone().await;
    let guest = guest_of(&world, &patient).await;
    let (answer, ..) = invites(&guest).await;
    assert_eq!(answer.code(), Code::Forbidden);
    // One who is enrolled by the clinic too, does.
    let mut nurse = Device::new(world.relay.url());
    comes_again(&patient, &mut nurse).await;
    nurse.enrol(&world.staff_link(Role::Clinician).await).await;
    nurse.sign_in().await;
    guest_of(&world, &nurse).await;
}

#[tokio::test]
async fn a_patient_has_so_many_guests_and_who_was_let_go_counts_until_they_are_gone() {
    let world = World::new().await;
    let mut patient = world.someone().await;
    let mut last = None;
    for _ in 0..MAX_GUESTS {
        let mut guest = Device::new(world.relay.url());
        comes_again(&patient, &mut guest).await;
        last = Some(guest);
    }
    let mut more = Device::new(world.relay.url());
    let (answer, id, secret) = invites(&patient).await;
    answer.ok::<Done>();
    assert_eq!(redeems(&mut more, id, &secret).await.code(), Code::Quota);
    // Who is there already is counted once.
    let mut last = last.expect("many");
    comes_again(&patient, &mut last).await;
    // Whom she lets go has a session and a share of the relay for a week more.
    lets_go(&patient, &last).await;
    assert_eq!(redeems(&mut more, id, &secret).await.code(), Code::Quota);
    a_week_passes(&world).await;
    patient.sign_in().await;
    assert!(!is_known(&patient, &last).await);
    assert_eq!(redeems(&mut more, id, &secret).await.status, 200);
}

#[tokio::test]
async fn whom_nobody_holds_any_more_is_enrolled_for_a_week_more() {
    let world = World::new().await;
    let (mut patient, other) = (world.someone().await, world.someone().await);
    let mut gone = guest_of(&world, &patient).await;
    let mut shared = guest_of(&world, &patient).await;
    comes_again(&other, &mut shared).await;
    let nurse = guest_of(&world, &patient).await;
    nurse.enrol(&world.staff_link(Role::Clinician).await).await;
    let stays = guest_of(&world, &patient).await;
    for guest in [&gone, &shared, &nurse] {
        lets_go(&patient, guest).await;
        // Whose guest they are not, nobody can end.
        lets_go(&other, &stays).await;
    }
    assert!(is_known(&patient, &gone).await, "to hear of it");
    a_week_passes(&world).await;
    assert!(!is_known(&other, &gone).await);
    for guest in [&shared, &nurse, &stays] {
        assert!(is_known(&other, guest).await);
    }
    assert_eq!(gone.try_sign_in().await.code(), Code::BadProof);
    // By a new link they come again.
    patient.sign_in().await;
    comes_again(&patient, &mut gone).await;
    gone.sign_in().await;
    assert!(is_known(&other, &gone).await);
    lets_go(&patient, &gone).await;
    comes_again(&patient, &mut gone).await;
    a_week_passes(&world).await;
    assert!(is_known(&other, &gone).await, "let go, and invited again");
}

#[tokio::test]
async fn a_revocation_takes_the_guests_with_it() {
    let world = World::new().await;
    let (patient, other) = (world.someone().await, world.someone().await);
    let alone = guest_of(&world, &patient).await;
    let mut shared = guest_of(&world, &patient).await;
    comes_again(&other, &mut shared).await;
    let (answer, id, secret) = invites(&patient).await;
    answer.ok::<Done>();
    let admin = world.admin();
    let person = PersonId::of(&patient.person_key());
    admin.revoke(world.clinic, person).await.expect("revoked");
    admin.close().await;
    assert!(!is_known(&other, &alone).await);
    assert!(is_known(&other, &shared).await);
    let mut late = Device::new(world.relay.url());
    let code = redeems(&mut late, id, &secret).await.code();
    assert_eq!(code, Code::InvitationRevoked);
}

/// Key packages of `of` that `by` is handed; none where the relay knows nobody of the kind.
async fn claims(by: &Device, of: &Device) -> Option<Vec<ByteBuf>> {
    let claim = Claim {
        id: RequestId(random()),
        person: of.person_id(),
    };
    let answer = by.http.post("/v1/key-packages/claim", &claim).await;
    if answer.status != 200 {
        assert_eq!(answer.code(), Code::NotFound);
        return None;
    }
    let packages = answer.ok::<Claimed>().packages.into_iter();
    Some(packages.map(|claimed| claimed.package).collect())
}

#[tokio::test]
async fn key_packages_go_to_who_may_let_their_owner_in_and_to_nobody_else() {
    let world = World::new().await;
    let (patient, other) = (world.someone().await, world.someone().await);
    let mut nurse = Device::new(world.relay.url());
    nurse.enrol(&world.staff_link(Role::Clinician).await).await;
    comes_again(&patient, &mut nurse).await;
    nurse.sign_in().await;
    let daughter = guest_of(&world, &patient).await;
    for person in [&patient, &nurse, &daughter] {
        let packages = KeyPackages {
            fresh: false,
            packages: vec![ByteBuf::from("one"), ByteBuf::from("two")],
            last_resort: None,
        };
        person
            .http
            .post("/v1/key-packages", &packages)
            .await
            .ok::<Done>();
    }
    for (by, of) in [
        (&daughter, &nurse),
        (&daughter, &patient),
        (&nurse, &patient),
        (&nurse, &daughter),
        (&other, &nurse),
        (&other, &daughter),
        (&other, &patient),
    ] {
        assert_eq!(claims(by, of).await, None, "without a reason");
    }
    for of in [&nurse, &daughter] {
        assert_eq!(claims(&patient, of).await.expect("invited"), ["one"]);
    }
    // Whom she let go she lets in by a new invitation only.
    lets_go(&patient, &daughter).await;
    assert_eq!(claims(&patient, &daughter).await, None);
    comes_again(&patient, &mut daughter.clone()).await;
    assert_eq!(claims(&patient, &daughter).await.expect("again"), ["two"]);
}

/// A letting go may come late. Control: who never came by a link of this host is not held by it.
#[tokio::test]
async fn who_was_let_go_is_held_again_by_whom_they_came() {
    let world = World::new().await;
    let (host, other) = (world.someone().await, world.someone().await);
    let guest = guest_of(&world, &host).await;
    let packages = KeyPackages {
        fresh: false,
        packages: vec![ByteBuf::from(b"one".to_vec())],
        last_resort: None,
    };
    let _: Done = guest.http.post("/v1/key-packages", &packages).await.ok();
    let person = PersonId::of(&guest.person_key());
    let claims = || async {
        let claim = Claim {
            id: RequestId(random()),
            person,
        };
        host.http.post("/v1/key-packages/claim", &claim).await
    };
    let path = format!("/v1/guests/{}", person.to_hex());
    lets_go(&host, &guest).await;
    assert_eq!(claims().await.code(), Code::NotFound);
    let stranger = other.http.send(Method::PUT, &path).await;
    assert_eq!(stranger.code(), Code::NotFound);
    assert_eq!(claims().await.code(), Code::NotFound);
    host.http.send(Method::PUT, &path).await.ok::<Done>();
    let claimed: Claimed = claims().await.ok();
    assert_eq!(claimed.packages.len(), 1);
}
