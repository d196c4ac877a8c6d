//! What was answered for is there after a crash; what is old goes; keys can be changed.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::people::Clinic,
    identity::{Revocations, verify_issuer},
    invitation::Invitation,
    problem::Code,
    signed::Signed,
};
use kith_relay::{
    clinic::{AdminError, ProfileChange},
    data_dir::DataDir,
};

use crate::support::{Device, NOW, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

#[tokio::test]
async fn a_relay_that_was_killed_keeps_what_it_had_answered_for() {
    let world = World::new().await;
    let mut patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "durable").await;
    let world = world.restart().await;
    patient.http.base = world.relay.url();
    assert_eq!(
        patient.http.get("/v1/clinic").await.code(),
        Code::Unauthenticated
    );
    patient.sign_in().await;
    patient.prove(&epoch).await;
    assert_eq!(patient.read(epoch.group, 0).await, ["durable"]);
    assert_eq!(patient.append(&epoch, "next").await, 2);
}

#[tokio::test]
async fn entries_go_with_age_and_the_log_says_so() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "old").await;
    world.clock.advance(31 * DAY_MS);
    let mut patient = patient;
    patient.sign_in().await;
    patient.prove(&epoch).await;
    patient.append(&epoch, "new").await;
    world.relay.run_retention().await.expect("runs");
    assert_eq!(patient.read(epoch.group, 0).await, ["new"]);
    let update = patient.sync(epoch.group, 0).await.groups.remove(0);
    assert_eq!((update.first, update.head), (2, 2));
}

/// Days pass, with a run of the retention on each; answers how many entries it took.
async fn days_pass(world: &World, days: u64) -> u64 {
    let mut taken = 0;
    for _ in 0..days {
        world.clock.advance(DAY_MS);
        taken += world.relay.run_retention().await.expect("runs").entries;
    }
    taken
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_deletes_nothing_that_was_not_kept_for_its_time() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "kept").await;
    world.clock.set(NOW + 40 * DAY_MS);
    let world = world.restart().await;
    assert_eq!(days_pass(&world, 4).await, 0);
    // A restart is no proof, and undoes none.
    let world = world.restart().await;
    assert_eq!(days_pass(&world, 25).await, 0);
    // It was the truth after a week; for a month in which the relay ran, it was kept.
    assert_eq!(days_pass(&world, 2).await, 1);
}

#[tokio::test]
async fn what_was_written_while_the_clock_was_far_behind_is_kept_for_its_time() {
    let world = World::new().await;
    // The battery of the machine's clock is dead.
    world.clock.set(DAY_MS);
    let world = world.restart().await;
    let mut patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "in 1970").await;
    world.clock.set(NOW);
    assert_eq!(days_pass(&world, 29).await, 0);
    patient.sign_in().await;
    patient.prove(&epoch).await;
    assert_eq!(patient.read(epoch.group, 0).await, ["in 1970"]);
    assert_eq!(days_pass(&world, 2).await, 1, "and no longer");
}

#[tokio::test]
async fn what_was_written_while_the_clock_was_far_ahead_is_dated_again_once_it_is_right() {
    let world = World::new().await;
    let mut patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "right").await;
    world.clock.set(NOW + 400 * DAY_MS);
    patient.append(&epoch, "ahead").await;
    world.relay.run_retention().await.expect("runs");
    world.clock.set(NOW);
    let times = async |patient: &Device| {
        let entries = patient.sync(epoch.group, 0).await.groups.remove(0).entries;
        let times: Vec<_> = entries.iter().map(|entry| entry.at).collect();
        times
    };
    // Set back a moment ago: it may be this that is wrong.
    world.relay.run_retention().await.expect("runs");
    let ahead = NOW + 400 * DAY_MS;
    assert_eq!(times(&patient).await, [NOW, ahead]);
    world.clock.advance(2 * 60 * 60 * 1000);
    world.relay.run_retention().await.expect("runs");
    let right = NOW + 2 * 60 * 60 * 1000;
    patient.sign_in().await;
    patient.prove(&epoch).await;
    patient.append(&epoch, "right again").await;
    assert_eq!(times(&patient).await, [NOW, right, right]);
    assert_eq!(days_pass(&world, 30).await, 1, "the first, after its month");
    assert_eq!(days_pass(&world, 1).await, 2, "and these after theirs");
}

#[tokio::test]
async fn the_issuing_key_is_changed_by_the_root_alone() {
    let world = World::new().await;
    let patient = world.someone().await;
    let serial = |clinic: Clinic| {
        verify_issuer(&clinic.issuer, &world.clinic)
            .expect("signed by the root")
            .serial
    };
    let before = serial(patient.http.get("/v1/clinic").await.ok());
    let admin = world.admin();
    admin.rotate(&world.root).await.expect("rotates");
    admin.close().await;
    let after = serial(patient.http.get("/v1/clinic").await.ok());
    assert!(after > before);
}

/// The issuing key of these documents, as a thief has it.
fn stolen(world: &World, documents: &Clinic) -> SigningKey {
    let issuer = documents.issuer.read_unverified().expect("read").issuer;
    let dir = DataDir::open(world.relay.data()).expect("the stolen folder");
    SigningKey::from_bytes(&dir.read_issuer(&issuer).expect("the stolen key"))
}

#[tokio::test]
async fn a_version_that_nothing_can_follow_is_not_brought_back_and_a_new_key_begins_below() {
    let world = World::new().await;
    let patient = world.someone().await;
    let documents: Clinic = patient.http.get("/v1/clinic").await.ok();
    let key = stolen(&world, &documents);
    let list = documents.revocations.read_unverified().expect("read");
    let issuer = documents.issuer.read_unverified().expect("read");
    let last = issuer.not_after / 1000;
    let signed = |version| Clinic {
        revocations: Signed::new(
            &Revocations {
                version,
                ..list.clone()
            },
            &key,
        ),
        ..documents.clone()
    };
    for version in [last + 1, 1 << 61, (1 << 62) - 1] {
        let refused = patient.http.post("/v1/clinic", &signed(version)).await;
        assert_eq!(refused.code(), Code::BadProof, "{version}");
    }
    // Control: the last that the root lets it sign is taken, and only a new key goes on from there.
    let taken: Clinic = patient.http.post("/v1/clinic", &signed(last)).await.ok();
    assert_eq!(taken.revocations, signed(last).revocations);
    let admin = world.admin();
    let person = patient.person_id();
    let more = admin.revoke(world.clinic, person).await;
    assert!(matches!(more, Err(AdminError::LastVersion)), "{more:?}");
    admin.rotate(&world.root).await.expect("rotates");
    let after: Clinic = patient.http.get("/v1/clinic").await.ok();
    let after = after.revocations.read_unverified().expect("read").version;
    assert!(after < last);
    admin.revoke(world.clinic, person).await.expect("revoked");
    admin.close().await;
}

#[tokio::test]
async fn a_profile_that_is_brought_back_moves_the_relay_only_where_the_root_said_so() {
    const AWAY: &str = "https://thief.example";
    let world = World::new().await;
    let patient = world.someone().await;
    let leads_to = || async {
        let link = Invitation::from_link(&world.patient_link().await).expect("a link");
        link.relay
    };
    let here = leads_to().await;
    let documents: Clinic = patient.http.get("/v1/clinic").await.ok();
    let key = stolen(&world, &documents);
    let mut profile = documents.profile.read_unverified().expect("read");
    profile.version += 1;
    let honest = Clinic {
        profile: Signed::new(&profile, &key),
        ..documents.clone()
    };
    profile.version += 1;
    profile.urls = vec![AWAY.to_owned()];
    let forged = Clinic {
        profile: Signed::new(&profile, &key),
        ..documents.clone()
    };
    let refused = patient.http.post("/v1/clinic", &forged).await;
    assert_ne!(refused.status, 200);
    assert_eq!(leads_to().await, here);
    // Control: what names the place that the root named is taken back.
    let taken: Clinic = patient.http.post("/v1/clinic", &honest).await.ok();
    assert_eq!(taken.profile, honest.profile);

    // What the root said before holds no more, whatever version somebody gives it.
    let change = ProfileChange {
        urls: vec!["https://new.example".to_owned()],
        root: Some(world.root.clone()),
        ..ProfileChange::default()
    };
    let admin = world.admin();
    admin
        .set_profile(world.clinic, change)
        .await
        .expect("moved");
    admin.close().await;
    let moved: Clinic = patient.http.get("/v1/clinic").await.ok();
    profile.version = moved.profile.read_unverified().expect("read").version + 1;
    profile.urls = vec![here];
    let old = Clinic {
        profile: Signed::new(&profile, &key),
        ..documents
    };
    let kept: Clinic = patient.http.post("/v1/clinic", &old).await.ok();
    assert_eq!(kept, moved);
    assert_eq!(leads_to().await, "https://new.example");
}
