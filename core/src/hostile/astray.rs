//! Putting a device out of its group, or into another one, by way of being added again.

use kith_protocol::{
    api::{
        endpoint,
        groups::{Append, Commit, NewEntry},
        session::Proof,
    },
    ids::{PublicKey, RequestId},
    problem::Code,
};
use openmls_rust_crypto::OpenMlsRustCrypto;
use serde_bytes::ByteBuf;

use super::{
    Attack,
    forged::{Forged, proof},
    outside::Apart,
    rooms::room_of,
};
use crate::{
    Client, Error, MlsError,
    ids::{CircleId, random},
    mls::{
        EpochKey, Provider,
        group::{self, Plan},
        key_package::{self, Purpose},
        readd::ReaddMark,
    },
    people::identity::Identity,
    rights::table::Audience,
    store::{
        account::accounts,
        circle::{
            circles::{self, Room},
            refusals,
        },
        healing::epochs,
    },
    sync::{claim, devices_of, welcomes},
};

/// An epoch on a dead branch.
pub struct Beside {
    node: u64,
    seed: [u8; 32],
}

impl Client {
    /// A key package of this device, as the relay hands it out to whoever may let it in: a
    /// relay that sides with an attacker, or a member who let it in elsewhere, passes it on.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody is enrolled.
    pub async fn package(&self) -> Result<Vec<u8>, Error> {
        self.inner
            .db
            .write(|tx| {
                let account = accounts::all(tx)?.into_iter().next();
                let identity = accounts::identity(tx, account.ok_or(Error::NotFound)?.id)?;
                let provider = Provider::new(tx.connection());
                Ok(key_package::make(&provider, &identity, Purpose::OneTime)?)
            })
            .await
    }

    /// Asks the relay for key packages of a member.
    ///
    /// # Errors
    /// As of any request: [`Error::Delivery`] where this person may not let that one in.
    pub async fn claims_package(
        &self,
        circle: CircleId,
        audience: Audience,
        person: PublicKey,
    ) -> Result<(), Error> {
        let room = self.room_for_attack(circle, audience).await?;
        let link = self.link(room.account).await?;
        claim(&link, RequestId(random()), &person).await?;
        Ok(())
    }

    /// The request to be added again that this device makes, or made, at a time.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn request_of(
        &self,
        circle: CircleId,
        audience: Audience,
        at: u64,
    ) -> Result<Vec<u8>, Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let identity = accounts::identity(tx, room.account)?;
                let purpose = Purpose::Readd(ReaddMark {
                    at,
                    group: room.group,
                });
                let provider = Provider::new(tx.connection());
                Ok(key_package::make(&provider, &identity, purpose)?)
            })
            .await
    }

    /// Answers a request to be added again with a group of the attacker's making: the same
    /// name, the same policy, a later epoch, and nobody in it who listens but the attacker: the
    /// patient's place is taken with a key package of theirs that the attacker came by. The
    /// relay is told of a commit that nobody else can read. Without a decoy they are two there.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn leads_astray(
        &self,
        circle: CircleId,
        audience: Audience,
        asks: PublicKey,
        request: Vec<u8>,
        decoy: impl Into<Option<Vec<u8>>>,
    ) -> Result<u64, Error> {
        let decoy = decoy.into();
        let room = self.room_for_attack(circle, audience).await?;
        let link = self.link(room.account).await?;
        let patient = self
            .inner
            .db
            .read(move |tx| circles::get(tx, &circle))
            .await?
            .patient;
        let inboxes = devices_of(&link, &asks).await?;
        let room = room.clone();
        let identity = std::sync::Arc::clone(&link.identity);
        let commit = self
            .inner
            .db
            .write(move |tx| {
                let provider = Provider::new(tx.connection());
                let (asks, ..) = key_package::read_request(&provider, &request)?;
                let mut add = vec![asks];
                if let Some(decoy) = decoy {
                    add.push(key_package::read(&provider, &decoy, &patient)?.0);
                }
                let policy = group::policy(&group::load(&provider, &room.group)?)?.to_bytes();
                let (forged, welcome) = of_own_making(&identity, &room, policy, add)?;
                Ok::<_, Error>(Commit {
                    id: RequestId(random()),
                    proof: proof(tx, &room, &forged.next, &forged.body)?,
                    next_key: forged.next.public(),
                    body: ByteBuf::from(forged.body),
                    parent: room.node,
                    removal: forged.removal,
                    welcomes: welcomes(welcome, None, &inboxes)?,
                    supersedes: refusals::all(tx, room.row)?,
                })
            })
            .await?;
        let room = self.room_for_attack(circle, audience).await?;
        self.submits(&room, &commit).await
    }

    /// The same with no commit at all: hands in once more the one that began the attacker's epoch, whoever made
    /// it, with a Welcome into a group of their own making.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn leads_under_anothers_commit(
        &self,
        circle: CircleId,
        audience: Audience,
        asks: PublicKey,
        request: Vec<u8>,
    ) -> Result<u64, Error> {
        let room = self.room_for_attack(circle, audience).await?;
        let link = self.link(room.account).await?;
        let inboxes = devices_of(&link, &asks).await?;
        let identity = std::sync::Arc::clone(&link.identity);
        let of = room.clone();
        let commit = self
            .inner
            .db
            .write(move |tx| {
                let provider = Provider::new(tx.connection());
                let (asks, ..) = key_package::read_request(&provider, &request)?;
                let policy = group::policy(&group::load(&provider, &of.group)?)?.to_bytes();
                let (_, welcome) = of_own_making(&identity, &of, policy, vec![asks])?;
                let newest = epochs::newest(tx, of.row, 1)?.pop();
                let known = newest.and_then(|epoch| epoch.request);
                Ok::<_, Error>(Commit {
                    id: RequestId(random()),
                    welcomes: welcomes(welcome, None, &inboxes)?,
                    ..known.ok_or(Error::NotFound)?
                })
            })
            .await?;
        self.submits(&room, &commit).await
    }

    /// Begins an epoch that nobody follows, beside whatever ended the one that is known here.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn begins_beside(
        &self,
        circle: CircleId,
        audience: Audience,
    ) -> Result<Beside, Error> {
        let seed = random();
        let (room, request) = self.begins_with(circle, audience, seed).await?;
        let node = self.submits_beside(&room, request).await?;
        Ok(Beside { node, seed })
    }

    /// Ends the epoch that this device stands in, and says that this begins the epoch of another commit's key: with
    /// its seed, where the attacker has it.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn takes_key(
        &self,
        circle: CircleId,
        audience: Audience,
        key: PublicKey,
        seed: Option<[u8; 32]>,
    ) -> Result<u64, Error> {
        let (room, mut request) = self
            .begins_with(circle, audience, seed.unwrap_or_else(random))
            .await?;
        request.next_key = key;
        let taken = self.submits_beside(&room, request.clone()).await;
        match taken {
            // A session that the relay has forgotten is another after the first try.
            Err(Error::Delivery(error)) if error.code() == Some(Code::BadProof) => {
                self.submits_beside(&room, request).await
            }
            done => done,
        }
    }

    async fn begins_with(
        &self,
        circle: CircleId,
        audience: Audience,
        seed: [u8; 32],
    ) -> Result<(Room, Commit), Error> {
        let (room, mut request) = self.forges(circle, audience, Attack::Update).await?;
        let (next, at) = (EpochKey::from_seed(&seed), room.clone());
        self.inner
            .db
            .read(move |tx| {
                request.proof = proof(tx, &at, &next, &request.body)?;
                request.next_key = next.public();
                Ok::<_, Error>((room, request))
            })
            .await
    }

    /// The newest epoch of a room that this device has been in: its key, which whoever reads the log is told, and its
    /// seed, which they are not.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn newest_key(
        &self,
        circle: CircleId,
        audience: Audience,
    ) -> Result<(PublicKey, [u8; 32]), Error> {
        let room = self.room_for_attack(circle, audience).await?;
        self.inner
            .db
            .read(move |tx| {
                let newest = epochs::newest(tx, room.row, 1)?.pop();
                let newest = newest.ok_or(Error::NotFound)?;
                Ok((newest.key, *newest.secret))
            })
            .await
    }

    /// Says something there, which nobody can read.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn says_beside(
        &self,
        circle: CircleId,
        audience: Audience,
        beside: &Beside,
    ) -> Result<(), Error> {
        let room = self.room_for_attack(circle, audience).await?;
        let link = self.link(room.account).await?;
        let node = beside.node;
        let key = EpochKey::from_seed(&beside.seed);
        // A session that the relay has forgotten is another after the first try.
        for last in [false, true] {
            let (session, _) = link.delivery.unproven(&[]).await?;
            let signature = key.prove(&session, &room.group, node);
            let group = room.group;
            let proof = Proof {
                node,
                group,
                signature,
            };
            link.delivery.prove(&session, vec![proof]).await?;
            let entries = vec![NewEntry {
                id: RequestId(random()),
                body: ByteBuf::from(vec![0]),
            }];
            let asked = endpoint::APPEND.of_with(&group, &Append { node, entries });
            match link.delivery.send(&asked).await {
                Err(error) if !last && error.code() == Some(Code::BadProof) => {}
                said => return Ok(said.map(drop)?),
            }
        }
        Ok(())
    }

    /// Notes that this device refuses a commit, so that what it hands in next is put in its place.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn refuses(
        &self,
        circle: CircleId,
        audience: Audience,
        commit: u64,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                Ok(refusals::add(tx, room.row, commit, false)?)
            })
            .await
    }

    async fn room_for_attack(&self, circle: CircleId, audience: Audience) -> Result<Room, Error> {
        self.inner
            .db
            .read(move |tx| room_of(tx, &circle, audience))
            .await
    }
}

fn of_own_making(
    identity: &Identity,
    room: &Room,
    policy: Vec<u8>,
    add: Vec<openmls::prelude::KeyPackage>,
) -> Result<(Forged, Option<Vec<u8>>), Error> {
    let elsewhere = OpenMlsRustCrypto::default();
    let apart = Apart(&elsewhere);
    let mut mls = group::create(&apart, identity, &room.group, policy)?;
    while mls.epoch().as_u64() <= room.epoch {
        group::commit_unjudged(&mut mls, &apart, identity, Plan::default())?;
        mls.merge_pending_commit(&apart).map_err(MlsError::mls)?;
    }
    let plan = Plan {
        add,
        ..Plan::default()
    };
    let built = group::commit_unjudged(&mut mls, &apart, identity, plan)?;
    let forged = Forged {
        body: built.commit,
        next: built.next,
        removal: built.removal,
    };
    Ok((forged, built.welcome))
}
