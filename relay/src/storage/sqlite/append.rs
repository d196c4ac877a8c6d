//! Appending to a log: messages to an open epoch, and commits by compare and swap.

use kith_protocol::{
    api::groups::{Placed, commit_digest},
    api::inbox::InboxKind,
    ids::{GroupId, RequestId, digest},
    limits,
};

use super::{
    audit,
    inbox::{self, Item},
    logs::{Log, Node, Space, insert_node, is_copied, known, known_commit, room_for},
    people,
    requests::Request,
    write_tx::WriteTx,
};
use crate::{
    storage::{
        AppendRequest, CommitPlace, CommitRequest, Refusal, StorageError, crash, entry_bytes,
    },
    tree::Place,
};

pub(super) fn append(
    tx: &WriteTx<'_>,
    request: &AppendRequest,
) -> Result<Vec<Placed>, StorageError> {
    let mut log = Log::find(tx.conn, &request.group)?.ok_or(Refusal::Unproven)?;
    let sender = request.actor.device;
    let mut placed = Vec::with_capacity(request.entries.len());
    let mut added = None;
    for entry in &request.entries {
        // What the log has is answered as before, whatever happened to its epoch since.
        if let Some(known) = known(tx, log.gid, sender, entry.id, &entry.body)? {
            if !known.same_body || known.commit.is_some() {
                return Err(Refusal::Mismatch.into());
            }
            placed.push(Placed {
                at: known.at,
                seq: known.seq,
            });
            continue;
        }
        if added.is_none() {
            require_open(tx, &log, request)?;
        }
        let (seq, at) = log.push(tx, sender, entry.id, request.node, &entry.body)?;
        added = Some(added.unwrap_or(0) + entry_bytes(&entry.body) as u64);
        placed.push(Placed { at, seq });
    }
    if let Some(added) = added {
        room_for(tx, Space::Messages)?;
        log.save(tx, request.group, request.node, added, Space::Messages)?;
    }
    Ok(placed)
}

fn require_open(tx: &WriteTx<'_>, log: &Log, request: &AppendRequest) -> Result<(), StorageError> {
    if !request.proven {
        return Err(Refusal::Unproven.into());
    }
    let commits = log.children(tx.conn, request.node)?;
    if commits.is_empty() {
        Ok(())
    } else {
        Err(log.stale(tx.conn, request.node, commits)?)
    }
}

/// Of the branches of an epoch, those that the guests of one begin beside the others: so that where
/// one of them goes wrong another can mend it.
const GUESTS_BRANCHES: u64 = 2;

/// Someone begins one branch beside the others and then stands in it, with whichever device; and the
/// guests of one begin few. Who filled an epoch's branches would leave none for those who refuse
/// them, and anyone may give away an epoch's key.
fn supersede_once(tx: &WriteTx<'_>, request: &CommitRequest) -> Result<(), StorageError> {
    let device = request.actor.device;
    let Some(known) = people::device(tx.conn, device)? else {
        return begin(tx, request, &device.0, 0);
    };
    let place = Place::of(&known);
    begin(tx, request, &place.person.0, 0)?;
    if !place.is_shared() {
        return Ok(());
    }
    for turn in 0..GUESTS_BRANCHES {
        match begin(tx, request, &place.part.name(), turn) {
            Err(StorageError::Refused(Refusal::TooManyBranches)) => {}
            done => return done,
        }
    }
    Err(Refusal::TooManyBranches.into())
}

/// Notes that `who` begins a branch of an epoch, for the `turn`th time.
fn begin(
    tx: &WriteTx<'_>,
    request: &CommitRequest,
    who: &[u8],
    turn: u64,
) -> Result<(), StorageError> {
    let place = digest(
        "kith/v1/supersede",
        &[
            &request.group.0,
            &request.parent.to_be_bytes(),
            &turn.to_be_bytes(),
        ],
    );
    let mut id = RequestId([0; 16]);
    id.0.copy_from_slice(&place.0[..16]);
    let once = Request::of(who, "supersede", id, &[]);
    if once.answered(tx)?.is_some() {
        return Err(Refusal::TooManyBranches.into());
    }
    once.remember(tx, &[])
}

/// What names a Welcome: where it leads and what it is. Whoever brought its commit may hand it in again, or
/// another beside it: who gets one holds it against the keys of the log.
fn welcome_id(group: GroupId, body: &[u8]) -> RequestId {
    let digest = digest("kith/v1/welcome", &[&group.0, body]);
    let mut id = RequestId([0; 16]);
    id.0.copy_from_slice(&digest.0[..16]);
    id
}

/// Delivers a commit's Welcomes, each once.
fn invite(tx: &WriteTx<'_>, request: &CommitRequest, seq: u64) -> Result<(), StorageError> {
    for welcome in &request.welcomes {
        let id = welcome_id(request.group, &welcome.body);
        let once = Request::new(welcome.device, "welcome", id, &[]);
        if once.answered(tx)?.is_some() {
            continue;
        }
        let item = Item {
            to: welcome.device,
            kind: InboxKind::Welcome,
            body: &welcome.body,
            node: Some(seq),
        };
        inbox::put(tx, request.actor, &item)?;
        once.remember(tx, &[])?;
    }
    Ok(())
}

pub(super) fn commit(
    tx: &WriteTx<'_>,
    request: &CommitRequest,
) -> Result<CommitPlace, StorageError> {
    let mut log = Log::find(tx.conn, &request.group)?.ok_or(Refusal::Unproven)?;
    let sender = request.actor.device;
    let (id, body, key) = (request.id, &request.body, &request.next_key);
    if let Some(known) = known(tx, log.gid, sender, id, body)? {
        let same = known.same_body && known.node == request.parent && known.commit == Some(*key);
        if !same {
            return Err(Refusal::Mismatch.into());
        }
    }
    let known = known_commit(tx, log.gid, sender, (request.parent, key), body)?;
    if let Some(known) = known {
        // After a restore someone may have brought a commit again without its Welcomes, and who made it brings them;
        // else nobody but them has any.
        if request.proven && (!known.is_anothers || is_copied(tx.conn)?) {
            invite(tx, request, known.seq)?;
        }
        return Ok(CommitPlace {
            seq: known.seq,
            at: known.at,
            fresh: false,
        });
    }
    if !request.proven {
        return Err(Refusal::Unproven.into());
    }
    let children = log.children(tx.conn, request.parent)?;
    if children != request.supersedes {
        return Err(log.stale(tx.conn, request.parent, children)?);
    }
    if children.len() >= limits::MAX_BRANCHES {
        return Err(Refusal::TooManyBranches.into());
    }
    if !children.is_empty() {
        supersede_once(tx, request)?;
    }
    if log.has_key(tx.conn, key)? {
        return Err(Refusal::Exists.into());
    }
    let space = if request.exempt {
        Space::Removal
    } else {
        Space::Commit
    };
    room_for(tx, space)?;
    let epoch = log.epoch(tx.conn, request.parent)? + 1;
    let (seq, at) = log.push(tx, sender, request.id, request.parent, &request.body)?;
    let begun = Node {
        seq,
        parent: Some(request.parent),
        epoch,
        key: request.next_key,
        digest: Some(commit_digest(&request.body)),
        removal: request.removal,
    };
    insert_node(tx, log.gid, &begun)?;
    crash::point("relay.commit.placed");
    invite(tx, request, seq)?;
    log.save(
        tx,
        request.group,
        request.parent,
        entry_bytes(&request.body) as u64,
        space,
    )?;
    let action = match (request.removal, children.is_empty()) {
        (true, _) => "removal",
        (false, true) => "commit",
        (false, false) => "supersede",
    };
    audit::write(tx, Some(request.actor), action, &request.group.0, "done")?;
    Ok(CommitPlace {
        seq,
        at,
        fresh: true,
    })
}
