//! What is answered where something is not there, has been before, or is asked for again:
//! `docs/protocol.md`, sections 5 to 8.

use kith_protocol::{
    api::{
        Done,
        groups::{Commit, Committed, EpochName, FindNodes, FoundNode, FoundNodes, MarkRemoval},
        inbox::{Deposit, InboxKind},
        people::{Claim, Claimed, KeyPackages},
        session::{
            Nonce, NonceRequest, PROOF_CONTEXT, Proof, ProofResults, Proofs, SESSION_CONTEXT,
            SessionRequest, proof_payload, session_payload,
        },
        sync::Access,
    },
    ids::{GroupId, RequestId},
    problem::Code,
    signed::{self, public_key},
};
use serde_bytes::ByteBuf;

use crate::{
    crowds::{comes_again, guest_of},
    support::{Device, Epoch, Http, World, entry, random, request},
};

const YEAR_MS: u64 = 366 * 24 * 60 * 60 * 1_000;

fn proof(device: &Device, epoch: &Epoch) -> Proof {
    let payload = proof_payload(&device.session, &epoch.group, epoch.node);
    Proof {
        node: epoch.node,
        group: epoch.group,
        signature: signed::sign(PROOF_CONTEXT, &payload, &epoch.key),
    }
}

async fn proven(device: &Device, epochs: &[&Epoch]) -> Vec<bool> {
    let proofs = epochs.iter().map(|epoch| proof(device, epoch)).collect();
    let results: ProofResults = device
        .http
        .post("/v1/proofs", &Proofs { proofs })
        .await
        .ok();
    results.held
}

#[tokio::test]
async fn a_session_remembers_the_highest_64_nodes_of_a_group_and_says_so() {
    let world = World::new().await;
    let (patient, reader) = (world.someone().await, world.someone().await);
    let mut epochs = vec![patient.create_group().await];
    for n in 0..64 {
        epochs.push(patient.commit(&epochs[n]).await);
    }
    let all: Vec<&Epoch> = epochs.iter().collect();
    let held = proven(&reader, &all).await;
    assert!(!held[0], "65 nodes are one too many");
    assert!(held[1..].iter().all(|held| *held));
    // Proven alone it is lower than all that are remembered.
    assert_eq!(proven(&reader, &all[..1]).await, [false]);
    // And so it is: the group is read from the second epoch on.
    assert_eq!(reader.read(epochs[0].group, 0).await.len(), 63);
}

#[tokio::test]
async fn a_nonce_is_used_up_by_the_session_that_it_opens_and_by_nothing_else() {
    let world = World::new().await;
    let (patient, stranger) = (world.someone().await, world.someone().await);
    let device = patient.id();
    let ask = NonceRequest { device };
    let Nonce { nonce } = patient.http.post("/v1/nonces", &ask).await.ok();
    let payload = session_payload(&nonce, &device);
    let tries = [
        (&stranger.key, false),
        (&patient.key, true),
        (&patient.key, false),
    ];
    for (key, opens) in tries {
        let request = SessionRequest {
            nonce: nonce.clone(),
            device,
            signature: signed::sign(SESSION_CONTEXT, &payload, key),
        };
        let answer = patient.http.post("/v1/sessions", &request).await;
        if opens {
            assert_eq!(answer.status, 200);
        } else {
            assert_eq!(answer.code(), Code::BadProof);
        }
    }
}

#[tokio::test]
async fn supersedes_is_a_set() {
    let world = World::new().await;
    let (first, second) = (world.someone().await, world.someone().await);
    let third = world.someone().await;
    let epoch = first.create_group().await;
    second.prove(&epoch).await;
    third.prove(&epoch).await;
    let a = first.commit(&epoch).await.node;
    let (commit, _) = epoch.commit(&[a, a]);
    let b = second.try_commit(&epoch, &commit).await.ok::<Committed>();
    let (commit, _) = epoch.commit(&[b.seq, a, b.seq]);
    third.try_commit(&epoch, &commit).await.ok::<Committed>();
}

#[tokio::test]
async fn a_stale_epoch_says_where_its_log_stands() {
    let world = World::new().await;
    let patient = world.someone().await;
    let root = patient.create_group().await;
    patient.append(&root, "before").await;
    let epoch = patient.commit(&root).await;
    patient.append(&epoch, "after").await;
    let next = patient.commit(&epoch).await;
    patient.append(&next, "later").await;

    let stale = patient.try_append(&epoch, vec![entry("late")]).await;
    let members: serde_json::Value = serde_json::from_slice(&stale.body).expect("JSON");
    let expected = serde_json::json!({
        "type": "urn:kith:problem:stale-epoch",
        "title": "The epoch has ended",
        "status": 412,
        // The depth of the node that was named, which is no node.
        "epoch": 1,
        "commits": [next.node],
    });
    assert_eq!(members, expected);

    // What names commits that are not there is stale too: there are none to name.
    let (commit, _) = next.commit(&[3]);
    let stale = patient.try_commit(&next, &commit).await;
    let members: serde_json::Value = serde_json::from_slice(&stale.body).expect("JSON");
    assert_eq!(members["epoch"], 2);
    assert_eq!(members.get("commits"), None);
}

#[tokio::test]
async fn of_what_is_not_there_each_endpoint_has_its_answer() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let nowhere = epoch.next(99, epoch.key.clone());
    let elsewhere = Epoch {
        group: GroupId(random()),
        ..epoch.clone()
    };

    assert_eq!(
        proven(&patient, &[&nowhere, &elsewhere, &epoch]).await,
        [false, false, true]
    );
    for unknown in [&nowhere, &elsewhere] {
        let append = patient.try_append(unknown, vec![entry("lost")]).await;
        assert_eq!(append.code(), Code::BadProof);
        let commit: Commit = unknown.commit(&[]).0;
        let refused = patient.try_commit(unknown, &commit).await;
        assert_eq!(refused.code(), Code::BadProof);
    }
    let path = format!("/v1/groups/{}/removals", epoch.group.to_hex());
    for (node, code) in [(99, Code::BadProof), (0, Code::NotFound)] {
        let answer = patient.http.post(&path, &MarkRemoval { node }).await;
        assert_eq!(answer.code(), code, "node {node}");
    }
    let name = |epoch: &Epoch, key| EpochName {
        key,
        group: epoch.group,
    };
    let known = public_key(&epoch.key);
    let find = FindNodes {
        epochs: vec![
            name(&epoch, known),
            name(&epoch, patient.person_key()),
            name(&elsewhere, known),
        ],
    };
    let found: FoundNodes = patient.http.post("/v1/nodes", &find).await.ok();
    let first = FoundNode {
        node: 0,
        commit: None,
    };
    assert_eq!(found.nodes, [Some(first), None, None]);
    let update = patient.sync(elsewhere.group, 0).await.groups.remove(0);
    assert_eq!(
        (update.access, update.head, update.first, update.more),
        (Access::Unknown, 0, 1, false)
    );
}

async fn leave(from: &Device, to: &Device, id: RequestId, body: &str) -> crate::support::Answer {
    let deposit = Deposit {
        id,
        body: ByteBuf::from(body),
        kind: InboxKind::Consent,
    };
    let path = format!("/v1/inbox/{}", to.id().to_hex());
    from.http.post(&path, &deposit).await
}

/// Nothing here is for a browser: a link's secret would be read by whoever serves the page.
#[tokio::test]
async fn the_relay_has_no_page() {
    let world = World::new().await;
    let browser = Http::new(world.relay.url());
    for path in ["/", "/join", "/join/", "/index.html", "/favicon.ico"] {
        let answer = browser.get(path).await;
        assert_eq!(
            (answer.status, answer.code()),
            (404, Code::NotFound),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_id_of_a_deposit_is_its_senders() {
    let world = World::new().await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let daughter = world.someone().await;
    let id = RequestId(random());
    for (from, body) in [(&nurse, "one"), (&nurse, "one"), (&daughter, "two")] {
        leave(from, &patient, id, body).await.ok::<Done>();
    }
    for (to, body) in [(&patient, "other"), (&daughter, "one")] {
        let other = leave(&nurse, to, id, body).await;
        assert_eq!(other.code(), Code::IdempotencyMismatch);
    }
    let answer: kith_protocol::api::sync::SyncAnswer = patient.try_sync(&request(&[])).await.ok();
    let bodies: Vec<_> = answer.inbox.iter().map(|item| &item.body[..]).collect();
    assert_eq!(bodies, [b"one", b"two"]);
}

#[tokio::test]
async fn the_id_of_a_claim_is_its_senders_and_an_empty_one_is_not_kept() {
    let world = World::new().await;
    let (patient, daughter) = (world.someone().await, world.someone().await);
    let mut nurse = guest_of(&world, &patient).await;
    comes_again(&daughter, &mut nurse).await;
    let (id, person) = (RequestId(random()), nurse.person_id());
    let claim = |by: &Device| {
        let http = by.http.clone();
        async move {
            let claimed: Claimed = http
                .post("/v1/key-packages/claim", &Claim { id, person })
                .await
                .ok();
            let packages = claimed.packages.into_iter();
            packages
                .map(|claimed| claimed.package.into_vec())
                .collect::<Vec<_>>()
        }
    };
    assert!(claim(&patient).await.is_empty(), "nothing is published");
    let packages = KeyPackages {
        fresh: false,
        packages: vec![ByteBuf::from("first"), ByteBuf::from("second")],
        last_resort: None,
    };
    let _: Done = nurse.http.post("/v1/key-packages", &packages).await.ok();
    assert_eq!(claim(&patient).await, [b"first"], "the same request, later");
    assert_eq!(claim(&daughter).await, [b"second"], "another device's");
    assert_eq!(claim(&patient).await, [b"first"]);
}

#[tokio::test]
async fn whom_nobody_can_attest_now_is_told_when_to_come_again() {
    let world = World::new().await;
    let link = world.patient_link().await;
    world.clock.advance(2 * YEAR_MS);
    let late = Device::new(world.relay.url());
    let enrolment = late.enrolment(&link);
    let refused = late.http.post("/v1/enrolments", &enrolment).await;
    let problem = refused.problem();
    assert_eq!(problem.code(), Some(Code::Unavailable));
    assert_eq!(problem.retry_after_ms, Some(60_000));
}
