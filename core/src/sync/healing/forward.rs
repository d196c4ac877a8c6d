//! Bringing a relay forward that was set back: where our epochs stand there now, and the commits that it has
//! forgotten.

use kith_protocol::{
    api::{
        endpoint,
        groups::{Commit, Committed, FoundNode, NewGroup, commit_digest},
        session::Proof,
    },
    problem::Code,
};

use crate::{
    circle::group_id::group_salt,
    error::Error,
    mls::EpochKey,
    store::{
        circle::circles::Room,
        healing::epochs::{self, Epoch},
    },
    sync::{DeliveryError, log::keys, relay::link::Link},
};

/// Where our epochs stand at the relay now, oldest first.
pub(super) struct Places {
    all: Vec<(Epoch, Option<u64>)>,
    /// The newest before one that another commit began there: whoever was in that epoch has its key, and may have
    /// put something else under it before anybody brought ours. Of that and what follows none stands there.
    taken_after: Option<u64>,
}

impl Places {
    /// Where an epoch stands.
    pub(super) fn node_of(&self, number: u64) -> Option<u64> {
        let place = self.all.iter().find(|(epoch, _)| epoch.number == number);
        place.and_then(|(_, node)| *node)
    }

    /// The newest epoch that stands where it stood; 0 where none does.
    pub(super) fn kept(&self) -> u64 {
        let kept = self
            .all
            .iter()
            .filter(|(epoch, node)| *node == Some(epoch.node));
        kept.map(|(epoch, _)| epoch.number).max().unwrap_or(0)
    }

    /// All that stand there, with their nodes.
    pub(super) fn found(&self) -> Vec<(u64, u64)> {
        let found = self.all.iter();
        found
            .filter_map(|(epoch, node)| node.map(|node| (epoch.number, node)))
            .collect()
    }
}

/// Asks the relay.
pub(super) async fn find(link: &Link, room: &Room) -> Result<Places, Error> {
    let row = room.row;
    let known = link
        .db
        .read(move |tx| epochs::newest(tx, row, epochs::KEPT))
        .await?;
    let keys = known.iter().map(|epoch| epoch.key).collect();
    let found = keys::found_of(link, room, keys).await?;
    Ok(hold(known.into_iter().zip(found)))
}

/// Holds what stands under the keys of our epochs against the commits that we know.
fn hold(found: impl Iterator<Item = (Epoch, Option<FoundNode>)>) -> Places {
    let mut places = Places {
        all: Vec::new(),
        taken_after: None,
    };
    for (epoch, found) in found {
        // The store counts to 2^63.
        let mut found = found.filter(|found| i64::try_from(found.node).is_ok());
        if found
            .as_ref()
            .is_some_and(|found| !is_begun_by(found, &epoch))
        {
            let before = places.found().last().map(|(number, _)| *number);
            let before = before.unwrap_or(epoch.number.saturating_sub(1));
            places.taken_after.get_or_insert(before);
        }
        if places.taken_after.is_some() {
            found = None;
        }
        places.all.push((epoch, found.map(|found| found.node)));
    }
    places
}

/// Whether it is our commit that stands there. Of the epoch in which we came we know none; and the patient may have
/// begun a log that the relay forgot at any that she knew, with none.
fn is_begun_by(found: &FoundNode, epoch: &Epoch) -> bool {
    match (&found.commit, &epoch.request) {
        (Some(there), Some(ours)) => *there == commit_digest(&ours.body),
        _ => true,
    }
}

/// The relay knows none of our epochs. If it has no log of the group at all, the patient begins it
/// anew, at the oldest epoch that she knows: nobody else can.
async fn found_anew(
    link: &Link,
    room: &Room,
    places: &mut [(Epoch, Option<u64>)],
) -> Result<(), Error> {
    let me = link.identity.person_key();
    let person = &link.identity.person;
    let salt = group_salt(person, room.id, room.generation);
    let Some((oldest, node)) = places.first_mut() else {
        return Ok(());
    };
    let body = NewGroup::of(me, salt, oldest.key);
    if body.group != room.group {
        return Ok(());
    }
    match link
        .delivery
        .send(&endpoint::CREATE_GROUP.with(&body))
        .await
    {
        Ok(_) => *node = Some(0),
        // It has one, at an epoch before ours: whoever was in then brings it forward.
        Err(error) if error.code() == Some(Code::Exists) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn prove(link: &Link, room: &Room, epoch: &Epoch, node: u64) -> Result<(), Error> {
    let (session, _) = link.delivery.unproven(&[]).await?;
    let proof = Proof {
        node,
        group: room.group,
        signature: EpochKey::from_seed(&epoch.secret).prove(&session, &room.group, node),
    };
    Ok(link.delivery.prove(&session, vec![proof]).await?)
}

/// Submits the commits that the relay has forgotten, in order. Any member may: they are the same
/// bytes under the same name. Answers the epoch after which the log took another way, if it did.
pub(super) async fn bring(
    link: &Link,
    room: &Room,
    places: &mut Places,
) -> Result<Option<u64>, Error> {
    if let Some(after) = places.taken_after {
        tracing::warn!("another commit stands under the key of ours");
        return Ok(Some(after));
    }
    let places = &mut places.all;
    if places.iter().all(|(_, node)| node.is_none()) {
        found_anew(link, room, places).await?;
    }
    let Some(newest) = places.iter().rposition(|(_, node)| node.is_some()) else {
        return Ok(None);
    };
    for at in newest + 1..places.len() {
        let Some([(parent, Some(node)), (epoch, _)]) = places.get(at - 1..=at) else {
            break;
        };
        // A time out of the room leaves a hole that only others can fill.
        let follows = epoch.number == parent.number + 1;
        let Some(request) = epoch.request.as_ref().filter(|_| follows) else {
            break;
        };
        prove(link, room, parent, *node).await?;
        let refused = request.supersedes.clone();
        let mut request = Commit {
            parent: *node,
            supersedes: Vec::new(),
            ..request.clone()
        };
        let mut placed = submit(link, room, &mut request).await;
        if let Err(DeliveryError::Problem(problem)) = &placed
            && problem.code() == Some(Code::StaleEpoch)
        {
            if !problem.commits.iter().all(|seq| refused.contains(seq)) {
                tracing::warn!("the relay's log went another way");
                return Ok(Some(parent.number));
            }
            request.supersedes = problem.commits.clone();
            placed = submit(link, room, &mut request).await;
        }
        let seq = placed?.seq;
        if let Some((_, node)) = places.get_mut(at) {
            *node = Some(seq);
        }
    }
    Ok(None)
}

async fn submit(
    link: &Link,
    room: &Room,
    request: &mut Commit,
) -> Result<Committed, DeliveryError> {
    match link.delivery.commit(&room.group, request).await {
        // Who was invited is not known to the relay yet: the Welcomes follow when they are.
        Err(error)
            if matches!(error.code(), Some(Code::NotFound | Code::Quota))
                && !request.welcomes.is_empty() =>
        {
            request.welcomes.clear();
            link.delivery.commit(&room.group, request).await
        }
        other => other,
    }
}

/// Hands in again what our own commits invite to; the relay delivers each once.
pub(super) async fn hand_in_welcomes(
    link: &Link,
    room: &Room,
    places: &Places,
) -> Result<(), Error> {
    for pair in places.all.windows(2) {
        let [(parent, Some(before)), (epoch, Some(_))] = pair else {
            continue;
        };
        let Some(request) = epoch.request.as_ref().filter(|_| epoch.owed) else {
            continue;
        };
        prove(link, room, parent, *before).await?;
        let request = Commit {
            parent: *before,
            ..request.clone()
        };
        match link.delivery.commit(&room.group, &request).await {
            Err(error) if matches!(error.code(), Some(Code::NotFound | Code::Quota)) => continue,
            other => other?,
        };
        let (row, number) = (room.row, epoch.number);
        link.db
            .write(move |tx| epochs::paid(tx, row, number))
            .await?;
    }
    Ok(())
}
