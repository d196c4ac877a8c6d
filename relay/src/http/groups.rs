//! Group logs.

use std::sync::Arc;

use axum::extract::{Path, State};
use kith_protocol::{
    api::{
        Done,
        groups::{
            Append, Appended, Commit, Committed, FindNodes, FoundNodes, MarkRemoval,
            NEXT_EPOCH_CONTEXT, NewGroup, next_epoch_payload,
        },
    },
    ids::{GroupId, Signature64},
    limits::{
        MAX_APPEND, MAX_BRANCHES, MAX_COMMIT, MAX_ENTRY, MAX_INBOX_ITEM, MAX_SYNC_GROUPS,
        MAX_WELCOMES,
    },
    problem::Code,
    signed,
};

use super::{Caller, Cbor, Failure, Reply, answer::Encoded};
use crate::{
    app::App,
    rates::CommitSize,
    storage::{Actor, AppendRequest, CommitPlace, CommitRequest, entry_bytes},
};

/// What a mark of a removal looks at, as [`Rates::looks`] counts.
///
/// [`Rates::looks`]: crate::rates::Rates
const MARK_LOOKS: usize = 200;

fn late(ms: u64) -> Failure {
    Failure::later(Code::RateLimited, ms)
}

/// The group of a path, and what the caller has proven of it.
fn member(caller: &Caller, path: &str) -> Result<(GroupId, Vec<u64>), Failure> {
    let group = GroupId::from_hex(path).ok_or(Code::NotFound)?;
    let proven = caller.0.proven(&group);
    if proven.is_empty() {
        return Err(Code::BadProof.into());
    }
    Ok((group, proven))
}

pub(super) async fn create(
    caller: Caller,
    State(app): State<Arc<App>>,
    Cbor { value: new, .. }: Cbor<NewGroup>,
) -> Reply<Done> {
    let actor = caller.actor();
    app.rates.creates(&caller.0).map_err(late)?;
    // A group's id is its maker's: whoever hears of it before can take nothing.
    let device = app.storage.device(actor.device).await?;
    if !device.is_some_and(|device| new.is_of(&device.person)) {
        return Err(Code::Forbidden.into());
    }
    let group = new.group;
    // Whoever repeats someone's creation has proven nothing by it.
    if app.storage.create_group(actor, new).await? {
        caller.0.prove(group, 0);
    }
    Ok(Encoded(Done {}))
}

pub(super) async fn find_nodes(
    caller: Caller,
    State(app): State<Arc<App>>,
    Cbor { value, .. }: Cbor<FindNodes>,
) -> Reply<FoundNodes> {
    if value.epochs.len() > MAX_SYNC_GROUPS {
        return Err(Code::OverLimit.into());
    }
    let Actor { device, tenant } = caller.actor();
    app.rates
        .looks
        .take(device, value.epochs.len())
        .map_err(late)?;
    let nodes = app.storage.find_nodes(tenant, value.epochs).await?;
    Ok(Encoded(FoundNodes { nodes }))
}

pub(super) async fn append(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Cbor { value, .. }: Cbor<Append>,
) -> Reply<Appended> {
    let (group, proven) = member(&caller, &path)?;
    let Append { node, entries } = value;
    let fits = |body: &[u8]| body.len() <= MAX_ENTRY;
    if entries.len() > MAX_APPEND || !entries.iter().all(|entry| fits(&entry.body)) {
        return Err(Code::OverLimit.into());
    }
    let actor = caller.actor();
    let bytes = entries.iter().map(|entry| entry_bytes(&entry.body)).sum();
    app.rates
        .appends(&caller.0, group, (entries.len(), bytes))?;
    let request = AppendRequest {
        actor,
        group,
        node,
        proven: proven.contains(&node),
        entries,
    };
    let placed = app.storage.append(request).await?;
    Ok(Encoded(Appended { placed }))
}

/// Places a commit whose maker has the key of the epoch that it begins. Who was removed may have read of one that the
/// relay has forgotten since; an epoch under it would be taken for that one.
async fn place(
    app: &App,
    request: CommitRequest,
    proof: Signature64,
) -> Result<CommitPlace, Failure> {
    let CommitRequest { group, parent, .. } = request;
    let tenant = request.actor.tenant;
    let keys = app
        .storage
        .epoch_keys(tenant, vec![(group, parent)])
        .await?;
    let ends = keys.into_iter().flatten().next().ok_or(Code::BadProof)?;
    let payload = next_epoch_payload(&group, &ends, &request.body);
    signed::verify(NEXT_EPOCH_CONTEXT, &payload, &proof, &request.next_key)
        .map_err(|_| Code::BadProof)?;
    Ok(app.storage.commit_cas(request).await?)
}

pub(super) async fn commit(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Cbor { value: commit, .. }: Cbor<Commit>,
) -> Reply<Committed> {
    let (group, proven) = member(&caller, &path)?;
    let fits = commit.body.len() <= MAX_COMMIT
        && commit.welcomes.len() <= MAX_WELCOMES
        && commit
            .welcomes
            .iter()
            .all(|welcome| welcome.body.len() <= MAX_INBOX_ITEM)
        && commit.supersedes.len() <= MAX_BRANCHES;
    if !fits {
        return Err(Code::OverLimit.into());
    }
    let actor = caller.actor();
    let welcomes = commit.welcomes.iter().map(|welcome| welcome.body.len());
    let size = CommitSize {
        body: entry_bytes(&commit.body),
        welcomes: welcomes.sum(),
        removal: commit.removal,
    };
    let exempt = app.rates.commits(&caller.0, group, size)?;
    let mut supersedes = commit.supersedes;
    supersedes.sort_unstable();
    supersedes.dedup();
    let request = CommitRequest {
        actor,
        group,
        parent: commit.parent,
        proven: proven.contains(&commit.parent),
        id: commit.id,
        body: commit.body.into_vec(),
        removal: commit.removal,
        exempt,
        next_key: commit.next_key,
        welcomes: commit.welcomes,
        supersedes,
    };
    let place = place(&app, request, commit.proof).await;
    let is_news = place.as_ref().is_ok_and(|place| place.fresh);
    if exempt && !is_news {
        app.rates.gives_back(&caller.0, group, size);
    }
    let place = place?;
    // A repetition proves nothing: whoever may read a commit could repeat it.
    if place.fresh {
        caller.0.prove(group, place.seq);
    }
    Ok(Encoded(Committed {
        at: place.at,
        seq: place.seq,
    }))
}

pub(super) async fn mark_removal(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Cbor { value, .. }: Cbor<MarkRemoval>,
) -> Reply<Done> {
    let (group, proven) = member(&caller, &path)?;
    let device = caller.actor().device;
    // It stands in the audit, as a commit does; whether they may is looked up in the log's tree.
    app.rates.commits.has(device, 1).map_err(late)?;
    app.rates.looks.take(device, MARK_LOOKS).map_err(late)?;
    app.rates.commits.owe(device, 1);
    app.storage
        .mark_removal(caller.actor(), group, value.node, proven)
        .await?;
    Ok(Encoded(Done {}))
}
