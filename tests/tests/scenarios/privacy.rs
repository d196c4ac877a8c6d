//! Nothing of what people say, are called or hold secret is found where it does not belong:
//! in files, in logs, in errors, on the wire.

use std::error::Error as _;

use kith_core::{
    Error, NewInvitation, Role,
    circle::room_id::shared,
    circle::{consent::Consent, policy::VerifiedPolicy},
    content::{
        event::{ContentKind, Event},
        stamp::Stamp,
        text::Text,
    },
    hostile::Attack,
    ids::{DeviceId, GroupId, MessageId},
    rights::table::Audience,
    store::Mode,
};
use kith_protocol::invitation::Invitation;
use kith_tests::{Circle, Files, Logs, Needles, Person, Wire, World, secrets_of};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const PATIENT: &str = "Xanthippe Quagmire";
const NURSE: &str = "Ignatius Zwetschge";
const DAUGHTER: &str = "Wilhelmina Quokka";
const TITLE: &str = "Zeppelin circle";
const RELATIONSHIP: &str = "granddaughter-in-law";
const WORDS: [&str; 3] = ["Pterodactyl jam", "Fluegelhorn at noon", "Quixotic sneezes"];
/// What is said of what was said, taken back, undone, said at a time, and said to one alone.
const MORE: [&str; 7] = [
    "Ophicleide at dawn",
    "Sousaphone at dusk",
    "Theremin, never mind",
    "Bandoneon, or not",
    "Glockenspiel on Thursday",
    "Vibraphone for your ears only",
    "Harmonium, I think",
];
const SIGN: &str = "👨‍👩‍👧‍👦";

/// What people say and are called.
fn words() -> Needles {
    let mut needles = Needles::default();
    for name in [PATIENT, NURSE, DAUGHTER] {
        for part in name.split(' ') {
            needles.word("a name", part);
        }
    }
    needles.word("the title", "Zeppelin");
    needles.word("a relationship", RELATIONSHIP);
    needles.word("a sign", SIGN);
    for sentence in WORDS.into_iter().chain(MORE) {
        for word in sentence.split(' ').filter(|word| word.len() > 6) {
            needles.word("a message", word);
        }
    }
    needles
}

/// Every failure that the scenario met, as an app might print it.
#[derive(Default)]
struct Failures(String);

impl Failures {
    fn meet<T>(&mut self, result: Result<T, Error>) {
        let Err(error) = result else {
            panic!("nothing failed");
        };
        self.0 += &format!("{error} {error:#} {error:?} {error:#?}\n");
        let mut source = error.source();
        while let Some(inner) = source {
            self.0 += &format!("{inner} {inner:?}\n");
            source = inner.source();
        }
    }

    fn may_meet<T>(&mut self, result: Result<T, Error>) {
        if result.is_err() {
            self.meet(result);
        }
    }
}

/// A circle whose people, title and relationships are canaries. Everyone's folder is named by
/// their part in it.
async fn canary_circle(world: &World) -> Circle {
    let mut patient = world.person("patient").await;
    patient.name = PATIENT.to_owned();
    patient.redeems(&world.patient_link().await).await;
    let mut nurse = world.person("nurse").await;
    nurse.name = NURSE.to_owned();
    nurse
        .redeems(&world.staff_link(Role::Clinician, NURSE).await)
        .await;
    let mut daughter = world.person("daughter").await;
    daughter.name = DAUGHTER.to_owned();
    Circle {
        patient,
        nurse,
        daughter,
    }
}

async fn gathers(circle: &Circle) {
    circle.patient.makes_circle(TITLE).await;
    circle
        .patient
        .lets_in(&circle.nurse, Role::Clinician, "")
        .await;
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, RELATIONSHIP)
        .await;
    circle.all_sync().await;
}

async fn talks(circle: &Circle) {
    for (person, words) in circle.everyone().into_iter().zip(WORDS) {
        person.writes(words).await;
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        assert_eq!(person.reads().await.len(), WORDS.len());
        assert_eq!(person.finds("pterodactyl").await.len(), 1);
    }
}

/// Says something of what was said, changes it, takes it back, answers it, says it later, and to one alone.
async fn says_more(world: &World, circle: &Circle) {
    let [edited, others, deleted, undone, later, alone, begun] = MORE;
    let (patient, nurse) = (&circle.patient, &circle.nurse);
    let client = &patient.client;
    for words in [edited, deleted] {
        patient.writes(words).await;
    }
    circle.all_sync().await;
    let row = patient.row(edited).await;
    client.edit(row.id, others).await.expect("edited");
    let taken = client.delete_for_everyone(patient.row(deleted).await.id);
    taken.await.expect("taken back");
    patient.writes(undone).await;
    client
        .undo(patient.row(undone).await.id)
        .await
        .expect("undone");
    let id = patient.circle().await;
    client
        .keep_draft(id, Audience::Circle, begun)
        .await
        .expect("kept");
    let due = world.clock.now() + 1_000;
    let waits = client.say_later(row.room, later, due, Some(row.id)).await;
    waits.expect("kept");
    world.clock.advance_ms(2_000);
    circle.all_sync().await;
    let heard = nurse.row(others).await.id;
    nurse.client.react(heard, SIGN, true).await.expect("put");
    nurse.client.pin(heard, true).await.expect("put there");
    nurse.client.mark_read(id, heard).await.expect("noted");
    let ignatius = patient.person(NURSE).await;
    let talk = client.talk_alone(id, ignatius).await.expect("hers");
    let said = client.send(kith_core::ids::RoomId(talk.0), alone).await;
    said.expect("kept");
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let read = nurse.client.timeline(talk, None, 10).await.expect("read");
    assert!(read.iter().any(|row| row.body() == alone));
    for person in circle.everyone() {
        assert_eq!(person.finds("sousaphone").await.len(), 1);
        assert_eq!(person.finds("glockenspiel").await.len(), 1);
        assert_eq!(person.finds("ophicleide").await.len(), 0);
    }
}

/// Whatever can go wrong with words in it.
async fn goes_wrong(world: &mut World, circle: &mut Circle, failures: &mut Failures) {
    let daughter = &circle.daughter;
    let room = daughter.circle().await;
    daughter
        .client
        .attack(room, Audience::Circle, Attack::AddStranger)
        .await
        .expect("the relay is blind");
    circle.all_sync().await;

    let patient = &circle.patient;
    patient.writes(WORDS[0]).await;
    world.network.loses_answers(3);
    for _ in 0..3 {
        failures.may_meet(patient.tries_to_sync().await);
    }
    world.network.loses_answers(0);
    world.network.goes_down();
    failures.meet(patient.tries_to_sync().await);
    world.network.comes_back();

    let long = WORDS[1].repeat(20_000);
    let sent = patient
        .client
        .send(shared(&room, Audience::Circle), &long)
        .await;
    failures.meet(sent);
    failures.meet(
        patient
            .client
            .create_circle(account(patient).await, &long)
            .await,
    );
    let strange = kith_core::ids::CircleId([9; 16]);
    failures.meet(patient.client.timeline(strange, None, 10).await);
    for query in ["\"Pterodactyl", "Pterodactyl* OR (", "NEAR(Quixotic"] {
        failures.may_meet(patient.client.search(query, 10).await);
    }

    let link = world.patient_link().await;
    for bad in [
        // Whole ones are found among words, so these are cut off.
        format!("{}{}", WORDS[0], &link[..link.len() - 3]),
        format!("{}Quixotic", &link[..link.len() - 40]),
        link.replace("join#", "join#Fluegelhorn"),
        format!("https://{}.example/join#AAAA", "Quixotic"),
        WORDS[2].to_owned(),
    ] {
        failures.meet(patient.tries_link(&bad).await);
    }
    let used = patient.invites(Role::Family, RELATIONSHIP).await;
    let newcomer = world.person("newcomer").await;
    newcomer.redeems(&used).await;
    failures.meet(circle.nurse.tries_link(&used).await);

    let nonsense = nonsense(world).await;
    assert!(nonsense.contains("problem"), "{nonsense}");
    assert!(words().found_in(nonsense.as_bytes()).is_empty());

    circle.nurse.closes().await;
    let mut wrong = circle.nurse.key();
    wrong[3] ^= 1;
    failures.meet(circle.nurse.opens_as(Mode::App, &wrong).await);
    failures.meet(circle.nurse.client.search(WORDS[1], 10).await);
    circle.nurse.reopens().await;

    world.relay_dies().await;
    failures.meet(circle.nurse.tries_to_sync().await);
    world.relay_returns().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
}

async fn account(person: &Person) -> kith_core::ids::AccountId {
    person.client.clinics().await.expect("listed")[0].account
}

/// Canaries in every part of a request that the relay refuses; its answer.
async fn nonsense(world: &World) -> String {
    let mut line = tokio::net::TcpStream::connect(world.relay().address())
        .await
        .expect("the relay");
    let body = "\u{7f}Pterodactyl";
    let request = format!(
        "POST /v1/groups/Quixotic/entries?Fluegelhorn=1 HTTP/1.1\r\nhost: x\r\n\
         authorization: Bearer Quixotic\r\nx-Fluegelhorn: Pterodactyl\r\nconnection: close\r\n\
         content-type: application/cbor\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    line.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.expect("answered");
    answer
}

/// The secrets of every store, and of every invitation.
async fn secrets(circle: &Circle) -> Vec<(String, Vec<u8>)> {
    let mut secrets = Vec::new();
    for person in circle.everyone() {
        person.closes().await;
        secrets.extend(secrets_of(person.dir(), &person.key()));
    }
    secrets
}

#[tokio::test]
async fn no_file_log_or_error_holds_a_word_a_name_or_a_key() {
    let logs = Logs::capture();
    let mut world = World::new().await;
    let wire = Wire::to(world.relay().address()).await;
    world.network.leads_to(wire.address());
    let mut failures = Failures::default();
    let mut circle = canary_circle(&world).await;
    let link = world.staff_link(Role::Clinician, NURSE).await;
    gathers(&circle).await;
    talks(&circle).await;
    says_more(&world, &circle).await;
    goes_wrong(&mut world, &mut circle, &mut failures).await;

    let mut needles = words();
    let invitation = Invitation::from_link(&link).expect("a link");
    let secret = &invitation.content.secret;
    needles.secret("a link's secret", secret.as_bytes());
    needles.secret("a relay token", &secret.relay_token().0);
    let (_, fragment) = link.split_once('#').expect("a fragment");
    needles.word("a link", &fragment[..64]);
    let tokens = wire.tokens();
    assert!(tokens.len() > 3, "every session has its token");
    for token in &tokens {
        needles.word("a session's token", token);
    }
    let secrets = secrets(&circle).await;
    assert!(secrets.len() > 50, "{} secrets are known", secrets.len());
    for (name, secret) in &secrets {
        needles.secret(name, secret);
    }

    let text = logs.text();
    assert!(
        text.len() > 100_000,
        "TRACE says much: {} bytes",
        text.len()
    );
    let found = needles.found_in(&text);
    assert!(
        found.is_empty(),
        "in the logs: {found:?}, said by {:?}",
        kith_tests::speakers(&needles, &text)
    );
    let found = needles.found_in(failures.0.as_bytes());
    assert!(found.is_empty(), "in errors: {found:?}");
    let files = Files::of(world.dir());
    assert!(files.iter().count() > 10);
    for (path, bytes) in files.iter() {
        let found = needles.found_in(bytes);
        let place = path.strip_prefix(world.dir()).expect("below it");
        assert!(found.is_empty(), "in {}: {found:?}", place.display());
    }

    // And each of these would have been noticed.
    tracing::trace!(word = WORDS[0], key = ?secrets[0].1, "negative control");
    let found = needles.found_in(&logs.text());
    assert!(found.contains("a message (raw)"), "{found:?}");
    assert!(found.contains("store key (list)"), "{found:?}");
    std::fs::write(world.dir().join("leak"), tokens[0].as_bytes()).expect("written");
    let files = Files::of(world.dir());
    assert!(
        files
            .iter()
            .any(|(_, bytes)| !needles.found_in(bytes).is_empty())
    );
}

#[tokio::test]
async fn the_wire_carries_no_word_no_name_and_no_role() {
    let mut needles = words();
    for role in ["clinician", "family", "coordinator", "Marta", "circle"] {
        needles.word("a role", role);
    }
    let world = World::new().await;
    let circle = canary_circle(&world).await;
    // From here on: at enrolment the clinic's service tells a person in what role it vouches
    // for them, and the clinic's public profile passes.
    let wire = Wire::to(world.relay().address()).await;
    world.network.leads_to(wire.address());
    for person in [&circle.patient, &circle.nurse] {
        while person.tries_to_sync().await.is_err() {}
    }
    gathers(&circle).await;
    talks(&circle).await;
    says_more(&world, &circle).await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;

    let heard = wire.heard();
    assert!(heard.len() > 100_000, "{} bytes", heard.len());
    let found = needles.found_in(&heard);
    assert!(found.is_empty(), "on the wire: {found:?}");

    // The tap hears whatever passes.
    let mut line = tokio::net::TcpStream::connect(wire.address())
        .await
        .expect("the wire");
    line.write_all(b"GET /Pterodactyl HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .expect("sent");
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.expect("answered");
    assert_eq!(needles.found_in(&wire.heard()).len(), 1);
}

/// Whoever prints what the client gives out, in a log or in a failure, prints no word and no
/// name. Each of these types would print all of its fields if it could.
#[tokio::test]
async fn nothing_that_is_printed_holds_a_word_or_a_name() {
    let world = World::new().await;
    let circle = canary_circle(&world).await;
    gathers(&circle).await;
    talks(&circle).await;
    says_more(&world, &circle).await;
    let patient = &circle.patient;
    let link = patient.invites(Role::Family, RELATIONSHIP).await;
    let newcomer = world.person("newcomer").await;
    let named = newcomer.client.redeem(&link, DAUGHTER).await;
    named.expect("redeemed");
    newcomer.syncs().await;
    patient.syncs().await;

    let (client, room) = (&patient.client, patient.circle().await);
    let circles = client.circles().await.expect("listed");
    let timeline = client.timeline(room, None, 50).await.expect("read");
    let found = client.search("pterodactyl", 5).await.expect("found");
    let row = patient.row(MORE[1]).await.id;
    let details = client.details(row).await.expect("read");
    let shelf = client.shelf(room).await.expect("read");
    let news = client.news(Vec::new(), true, false).await.expect("read");
    let (mut watch, _wheel) = client.watch_chat(room);
    let chat = watch.next().await.expect("read");
    let people = client.people(room).await.expect("listed");
    let invitations = client.invitations(room).await.expect("listed");
    let policy = client.policy_bytes(room, Audience::Circle).await;
    let policy = VerifiedPolicy::read_own(&policy.expect("a policy")).expect("its own");
    let text = Text::new(WORDS[0]).expect("words");
    let event = Event {
        kind: ContentKind::TEXT,
        counter: 1,
        previous: [0; 16],
        said: Stamp::at(1),
        content: text.encode(),
    };
    let invitation = Invitation::from_link(&link).expect("a link");
    let of_patient = invitation.circle().expect("signed").expect("hers");
    let receipt = newcomer.client.receipt().await.expect("redeemed");
    let consent = Consent {
        at: 1,
        mac: kith_protocol::ids::Digest32([0; 32]),
        name: DAUGHTER.to_owned(),
        circle: room,
        person: of_patient.patient,
        receipt,
        invitation: invitation.content.id,
        attestation: None,
        salt: None,
    };
    let whom = NewInvitation {
        role: Role::Family,
        relationship: RELATIONSHIP.to_owned(),
        valid_for_ms: 1,
    };
    assert!(invitations.iter().any(|row| row.name.is_some()));

    let said = (details, shelf, news, chat);
    let rows = (circles, timeline, found, people, invitations, said);
    let wire = (policy, text, event, invitation, of_patient, consent, whom);
    let printed = format!("{rows:?} {rows:#?} {wire:?} {wire:#?}");
    let found = words().found_in(printed.as_bytes());
    assert!(found.is_empty(), "printed: {found:?}");
    // The same search finds what is told.
    let told = format!(
        "{:?}",
        rows.1.iter().map(|row| row.body()).collect::<Vec<_>>()
    );
    assert!(!words().found_in(told.as_bytes()).is_empty());
}

/// Who knows groups and devices, as the relay does and each who was ever in, tries all counters.
#[tokio::test]
async fn the_ids_at_the_relay_tell_nobody_who_said_how_much() {
    let world = World::new().await;
    let circle = world.circle().await;
    let mut names = Vec::new();
    for person in circle.everyone() {
        names.push(person.writes("one").await.0.to_vec());
        names.push(person.writes("two").await.0.to_vec());
    }
    circle.all_sync().await;
    let ids = world.relay_holds("id", "entries");
    assert!(ids.len() >= names.len());
    let mut tried = std::collections::BTreeSet::new();
    for group in world.relay_holds("id", "groups") {
        for device in world.relay_holds("device", "devices") {
            let group = GroupId::from_slice(&group).expect("a group");
            let device = DeviceId::from_slice(&device).expect("a device");
            for counter in 0..100 {
                tried.insert(MessageId::derive(&group, &device, counter).0.to_vec());
            }
        }
    }
    assert!(names.iter().all(|name| tried.contains(name)), "control");
    assert!(!ids.iter().any(|id| tried.contains(id)));
}
