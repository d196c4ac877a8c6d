//! For benches: groups larger than anyone gathers by hand, and what of a commit's cost the gate
//! is. Everything done here is honest; only no product needs it.

use std::time::{Duration, Instant};

use kith_protocol::{cbor, identity::Role, signed::Signed};

use super::{
    forge,
    rooms::{room_of, stage},
};
use crate::{
    Client, Error,
    circle::policy::{Member, Policy, PolicyExtension},
    ids::CircleId,
    mls::{
        EpochKey, MlsError, Provider, crypto, gate,
        group::{self, Plan, Processed},
        profile, seal,
    },
    people::identity::Identity,
    rights::table::Audience,
    store::{StoreError, WriteTx, account::accounts},
};

/// What a commit of someone else costs here.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommitCost {
    /// Everything, from the envelope to the merged group in the store.
    pub whole: Duration,
    /// The gate's part, with the check of the epoch's key at the relay.
    pub gate: Duration,
}

impl Client {
    /// Stages a commit of the patient's that lets in `count` people whose devices nobody holds.
    /// The next sync submits it.
    ///
    /// # Errors
    /// As of any commit.
    pub async fn admits(
        &self,
        circle: CircleId,
        audience: Audience,
        count: usize,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| admit(tx, &circle, audience, count))
            .await
    }

    /// Processes a commit of our current epoch `times` over, and leaves everything as it was.
    ///
    /// # Errors
    /// As of any commit; [`Error::NotFound`] where `body` is none.
    pub async fn weighs(
        &self,
        circle: CircleId,
        audience: Audience,
        body: Vec<u8>,
        times: u32,
    ) -> Result<CommitCost, Error> {
        let mut sum = CommitCost::default();
        for _ in 0..times {
            let body = body.clone();
            let weighed = self
                .inner
                .db
                .write(move |tx| Err::<(), _>(weigh(tx, &circle, audience, &body)))
                .await;
            match weighed {
                Err(Weighed::Cost(cost)) => {
                    sum.whole += cost.whole;
                    sum.gate += cost.gate;
                }
                Err(Weighed::Failed(error)) => return Err(error),
                Ok(()) => {}
            }
        }
        Ok(CommitCost {
            whole: sum.whole / times,
            gate: sum.gate / times,
        })
    }
}

fn admit(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    audience: Audience,
    count: usize,
) -> Result<(), Error> {
    let room = room_of(tx, circle, audience)?;
    let identity = accounts::identity(tx, room.account)?;
    let provider = Provider::new(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let before = group::policy(&mls)?;
    let mut members = before.policy.members.clone();
    let mut plan = Plan::default();
    for n in 0..count {
        let newcomer = Identity::generate(0, seal::generate()?);
        plan.add
            .push(forge::package(&provider, &newcomer, profile::lifetime())?);
        members.push(Member {
            key: newcomer.person_key(),
            role: Role::Family,
            name: format!("relative {n}"),
            since: 0,
            consent: None,
            attestation: None,
            salt: None,
            relationship: String::new(),
        });
    }
    plan.policy = Some(cbor::encode(&PolicyExtension {
        policy: Signed::new(&Policy::next(&before, members), &identity.person),
        ..before.extension.clone()
    }));
    let built = group::commit(&mut mls, &provider, &identity, plan)?;
    Ok(stage(tx, &room, built)?)
}

/// Always an error, so that the transaction is rolled back.
enum Weighed {
    Cost(CommitCost),
    Failed(Error),
}

impl From<StoreError> for Weighed {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

fn weigh(tx: &mut WriteTx<'_>, circle: &CircleId, audience: Audience, body: &[u8]) -> Weighed {
    weigh_once(tx, circle, audience, body).map_or_else(Weighed::Failed, Weighed::Cost)
}

fn weigh_once(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    audience: Audience,
    body: &[u8],
) -> Result<CommitCost, Error> {
    let room = room_of(tx, circle, audience)?;
    let provider = Provider::deferring(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let start = Instant::now();
    let Processed::Commit {
        staged,
        sender,
        data,
    } = group::process(&mut mls, &provider, body)?
    else {
        return Err(Error::NotFound);
    };
    let judging = Instant::now();
    gate::judge(&mls, &staged, &sender, &data).map_err(MlsError::Refused)?;
    EpochKey::next(&staged, crypto())?;
    let gate = judging.elapsed();
    provider.flush(&mut mls)?;
    mls.merge_staged_commit(&provider, *staged)
        .map_err(MlsError::mls)?;
    provider.flush(&mut mls)?;
    provider.finish()?;
    Ok(CommitCost {
        whole: start.elapsed(),
        gate,
    })
}
