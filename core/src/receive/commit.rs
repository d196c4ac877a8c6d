//! Commits: ours come back as an echo, others' pass the gate or raise an alarm.

use kith_protocol::api::groups::{self, CommitInfo, Entry};
use openmls::{group::StagedCommit, prelude::Sender};

use super::{
    batch::Batch,
    devices::Before,
    guests, membership,
    obligation::oblige,
    put_back::{Proof, Whose},
};
use crate::{
    circle::policy::VerifiedPolicy,
    crash,
    error::Error,
    ids::{PersonId, RequestId, random},
    mls::{
        Engine as _, EpochKey, MlsError, crypto,
        gate::{self, Accepted, Refusal},
        group::{self, Processed},
    },
    store::{
        Change, StoreError, WriteTx,
        circle::{awaited, circles, refusals},
        healing::{
            asked_keys,
            epochs::{self, Epoch},
            stand::Standing,
        },
        outgoing::{
            denied::{self, Denied},
            intents, outbox,
        },
    },
};

impl Batch<'_> {
    pub(super) fn take_commit(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        info: &CommitInfo,
    ) -> Result<(), Error> {
        // Byte for byte: an own echo carries no proof of its own. The request's id is the relay's
        // word only.
        let ours = self
            .pending
            .as_ref()
            .is_some_and(|pending| pending.request.body == entry.body);
        // What is opened from here on can be opened again, should the commit have to wait.
        self.provider.flush(&mut self.mls)?;
        let denied = if ours {
            None
        } else {
            denied::find(tx, self.room.row, &entry.body)?
        };
        if ours || denied.is_some() {
            if self.looks_again(tx, entry)? {
                return self.halt();
            }
            if let Some(denied) = denied {
                self.take_up(tx, denied)?;
            }
            return self.merge_own(tx, entry, info);
        }
        match group::process(&mut self.mls, &self.provider, &entry.body)? {
            Processed::Commit {
                staged,
                sender,
                data,
            } => self.judge(tx, entry, info, *staged, &sender, &data),
            Processed::Broken(maker) => {
                self.not_opened_here(tx, entry, maker.map(|leaf| leaf.person))
            }
            Processed::Own(mark) if self.whose(tx, entry, mark, true)? == Whose::AnotherCopy => {
                self.was_put_back(tx, entry, Proof::Commit)
            }
            Processed::Application { .. }
            | Processed::Own(_)
            | Processed::OtherEpoch
            | Processed::Unreadable => self.refuse(tx, entry, None, Refusal::Unreadable),
        }
    }

    /// The relay took what it said it would not have: it is followed, as everybody else does, and not
    /// what was made in its place.
    fn take_up(&mut self, tx: &WriteTx<'_>, denied: Denied) -> Result<(), Error> {
        tracing::warn!("the log shows a commit that the relay denied");
        if self
            .pending
            .take()
            .is_some_and(|instead| instead.intent.is_some())
        {
            intents::forget_all_packages(tx, self.room.row)?;
        }
        outbox::clear_pending(tx, self.room.row)?;
        let id = self.mls.group_id().clone();
        self.provider.flush(&mut self.mls)?;
        self.mls = self
            .provider
            .stage_again(&id, &denied.state)?
            .ok_or(MlsError::NoGroup)?;
        self.pending = Some(denied.commit);
        Ok(())
    }

    fn merge_own(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        info: &CommitInfo,
    ) -> Result<(), Error> {
        let pending = self.pending.as_ref().map(|pending| &pending.request);
        let people = pending.is_some_and(|own| own.removal || !own.welcomes.is_empty());
        let before = Before::of(&self.mls, people)?;
        let comers = self.comers(&before.policy);
        self.provider.flush(&mut self.mls)?;
        self.mls
            .merge_pending_commit(&self.provider)
            .map_err(|error| self.provider.failed(error))?;
        self.provider.flush(&mut self.mls)?;
        crash::point("receive.merged.own");
        let intent = self.pending.as_ref().and_then(|pending| pending.intent);
        let removal = self.pending.as_ref().is_some_and(|p| p.request.removal);
        let after = group::policy(&self.mls)?;
        if let Some(intent) = intent {
            match intents::intent(tx, intent)?.map(|i| i.change) {
                Some(intents::Change::Readd(done)) => {
                    self.device_came_again(tx, entry, &done.person, &done.device, done.at)?;
                }
                Some(_) => {}
                None => guests::take_back(tx, self.room.row, &before.policy, &after)?,
            }
            intents::finish_intent(tx, intent)?;
        }
        self.await_them(tx, entry, &comers)?;
        // Several may have come by one commit.
        for person in intents::comers(tx, self.room.row)? {
            if !group::leaves_of(&self.mls, &person).is_empty() {
                for comes in intents::additions(tx, self.room.row, &person)? {
                    intents::finish_intent(tx, comes)?;
                }
            }
        }
        if removal && !info.removal {
            self.outcome.unmarked_removals.push(entry.seq);
        }
        let request = self.pending.as_ref().map(|pending| pending.request.clone());
        if let Some(request) = request {
            let next = EpochKey::current(&self.mls, crypto())?;
            self.keep_epoch(tx, entry, &next, request)?;
        }
        self.enter_epoch(tx, entry, &before, &after)
    }

    /// Keeps what it takes to bring a relay to this epoch again.
    fn keep_epoch(
        &mut self,
        tx: &WriteTx<'_>,
        entry: &Entry,
        here: &EpochKey,
        request: groups::Commit,
    ) -> Result<(), Error> {
        let epoch = Epoch {
            number: self.mls.epoch().as_u64(),
            node: entry.seq,
            key: here.public(),
            secret: here.seed(),
            request: Some(request),
            owed: false,
        };
        epochs::put(tx, self.room.row, &epoch, entry.at)?;
        Ok(())
    }

    fn judge(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        info: &CommitInfo,
        staged: StagedCommit,
        sender: &Sender,
        data: &[u8],
    ) -> Result<(), Error> {
        let verdict = gate::judge(&self.mls, &staged, sender, data);
        let derived = EpochKey::next(&staged, crypto()).map(|key| key.public());
        let verdict = match (verdict, derived) {
            (Ok(accepted), _) if accepted.self_removed => Ok((accepted, info.next_key)),
            (Ok(accepted), Ok(key)) if key == info.next_key => Ok((accepted, key)),
            // The log's word alone is no proof of what the committer told the relay.
            (Ok(accepted), Ok(key)) => {
                match asked_keys::held(tx, self.room.row, entry.seq, &key)? {
                    Some(true) => Ok((accepted, key)),
                    Some(false) => Err(Refusal::EpochKey),
                    None => {
                        self.outcome.asks = Some((entry.seq, key));
                        return self.halt();
                    }
                }
            }
            (Ok(_), Err(_)) => Err(Refusal::EpochKey),
            (Err(refusal), _) => Err(refusal),
        };
        match verdict {
            Ok((accepted, next_key)) => {
                if !accepted.self_removed {
                    self.compare_commit(entry, &accepted);
                    if self.looks_again(tx, entry)? {
                        return self.halt();
                    }
                }
                let info = CommitInfo {
                    next_key,
                    removal: info.removal,
                };
                self.merge(tx, entry, &info, staged, &accepted)
            }
            Err(refusal) => {
                let offender = match sender {
                    Sender::Member(index) => self
                        .mls
                        .member(*index)
                        .and_then(|c| crate::people::credential::read_member(c).ok()),
                    _ => None,
                };
                if refusal == Refusal::EpochKey {
                    // Should the relay come to know the key, it is judged once more.
                    self.not_opened()?;
                }
                self.refuse(tx, entry, offender.map(|leaf| leaf.person), refusal)
            }
        }
    }

    fn merge(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        info: &CommitInfo,
        staged: StagedCommit,
        accepted: &Accepted,
    ) -> Result<(), Error> {
        let people = !accepted.added.is_empty() || !accepted.removed.is_empty();
        let before = Before::of(&self.mls, people)?;
        let ends = EpochKey::current(&self.mls, crypto())?.public();
        // A merge that fails half-way must find the group as it was.
        self.provider.flush(&mut self.mls)?;
        self.mls
            .merge_staged_commit(&self.provider, staged)
            .map_err(|error| self.provider.failed(error))?;
        if accepted.self_removed {
            let me = self.identity.device_id();
            return if let Some((_, request)) = accepted.again.filter(|(leaf, _)| leaf.device == me)
            {
                self.provider.flush(&mut self.mls)?;
                self.pushed_out(tx, entry, request)
            } else if accepted.added.iter().any(|leaf| leaf.device == me) {
                self.provider.flush(&mut self.mls)?;
                self.broken(tx, entry)
            } else {
                // No Welcome from before takes this person back.
                let (epoch, version) = (self.room.epoch + 1, accepted.policy.policy.version);
                circles::set_least(tx, self.room.row, epoch, version)?;
                self.removed(tx, entry)
            };
        }
        self.provider.flush(&mut self.mls)?;
        if let Some((leaf, request)) = &accepted.again {
            self.device_came_again(tx, entry, &leaf.person_key, &leaf.device, *request)?;
        }
        self.heard(tx, entry, accepted.committer.person)?;
        awaited::came(tx, self.room.row, &accepted.committer.person_key)?;
        if let Some(restart) = accepted.chain {
            self.chain_restarts(tx, entry, &accepted.committer, restart)?;
        }
        crash::point("receive.merged");
        let next = EpochKey::current(&self.mls, crypto())?;
        let request = groups::Commit {
            // What a commit is at the relay, its body says.
            id: entry.id.unwrap_or_else(|| RequestId(random())),
            body: entry.body.clone(),
            // Whoever is in may bring it to a relay that forgot it.
            proof: next.begins(&self.room.group, &ends, &entry.body),
            parent: entry.node,
            removal: info.removal || !accepted.removed.is_empty(),
            next_key: info.next_key,
            welcomes: Vec::new(),
            supersedes: refusals::all(tx, self.room.row)?,
        };
        self.keep_epoch(tx, entry, &next, request)?;
        if !accepted.removed.is_empty() && !info.removal {
            self.outcome.unmarked_removals.push(entry.seq);
        }
        self.enter_epoch(tx, entry, &before, &accepted.policy)
    }

    fn enter_epoch(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        before: &Before,
        after: &VerifiedPolicy,
    ) -> Result<(), Error> {
        if self.recently_restored(entry.at)
            && let Some(since) = self.room.restored
        {
            epochs::may_be_lost(tx, self.room.row, self.room.epoch, since)?;
            if !self.room.reread {
                epochs::say_lost_again(tx, self.room.row)?;
            }
        }
        let ended = self.room.epoch;
        self.room.node = entry.seq;
        self.room.epoch = self.mls.epoch().as_u64();
        self.standing = Standing::from(&self.room);
        circles::set_epoch(tx, self.room.row, self.room.node, self.room.epoch, after)?;
        outbox::drop_stale(tx, self.room.row, self.room.node)?;
        if let Some(lost) = self.pending.take() {
            outbox::clear_pending(tx, self.room.row)?;
            if lost.intent.is_some() {
                // Its key packages went into a commit that may have been seen.
                intents::forget_all_packages(tx, self.room.row)?;
            }
        }
        self.outcome.epoch_changed = true;
        let changed = before.policy.extension != after.extension;
        if changed {
            let room = circles::room_by_row(tx, self.room.row)?;
            oblige(tx, room.account, &room)?;
            let before = &before.policy;
            membership::note_people(tx, &self.room, &mut self.places, before, after, entry)?;
            guests::let_go_of_who_left(tx, &room, before, after)?;
        }
        self.note_devices(tx, entry, before)?;
        if changed {
            self.shown();
        }
        self.never_shown(tx, ended, entry.at)
    }

    /// Others go on where this device refused a commit for a key that the relay did not know: it is
    /// asked once more.
    pub(super) fn goes_on_beside(
        &mut self,
        tx: &WriteTx<'_>,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        if entry.node > self.room.node && self.outcome.asks.is_none() {
            let key = asked_keys::denied(tx, self.room.row, entry.node)?;
            self.outcome.asks = key.map(|key| (entry.node, key));
        }
        Ok(())
    }

    /// The gate said no. The group stays as it is; whoever sends next supersedes the commit.
    fn refuse(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        offender: Option<PersonId>,
        refusal: Refusal,
    ) -> Result<(), Error> {
        // Of the key that it begins with the log alone tells.
        let signed = offender.is_some() && refusal != Refusal::EpochKey;
        refusals::add(tx, self.room.row, entry.seq, signed)?;
        if self.room.reread {
            // It was shown when it was read first.
            return Ok(());
        }
        self.note(tx, refusal.into(), entry, offender)?;
        tx.changed(Change::Circle(self.room.circle));
        Ok(())
    }
}
