//! What the patient's own patched client makes of a room of two: a group for other people.

use kith_protocol::{
    api::{
        endpoint,
        groups::{Commit, NewGroup, Welcome},
        inbox::InboxKind,
        session::Proof,
    },
    cbor,
    ids::{GroupId, GroupSalt, PublicKey, RequestId},
    signed::Signed,
};
use serde_bytes::ByteBuf;

use super::rooms::room_of;
use crate::{
    Client, Error,
    circle::{
        policy::{Policy, PolicyExtension},
        successor::{Reason, Successor},
        whereabouts::WhereaboutsItem,
    },
    ids::{RoomId, random},
    mls::{
        EpochKey, Provider,
        group::{self, Plan},
        key_package, seal,
    },
    rights::table::Audience,
    store::{account::accounts, circle::circles},
    sync::{claim, devices_of, post_letter},
};

/// Where a room is to go on.
pub struct LedOn {
    /// Her word.
    pub word: Signed<Successor>,
    /// Who is in the group.
    pub policy: Signed<Policy>,
    /// What lets somebody into it.
    pub welcome: Vec<u8>,
    /// The log that it is to have.
    pub log: NewLog,
}

/// What a group's log begins with.
pub struct NewLog {
    salt: GroupSalt,
    commit: Vec<u8>,
    next: EpochKey,
}

impl Client {
    /// Signs that a room goes on in a group whose policy is grown out of that of `like`, and makes that
    /// group, with `to` in it. Nothing of it is kept or sent.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room; as of any request.
    pub async fn leads_on(
        &self,
        room: RoomId,
        like: Audience,
        to: PublicKey,
    ) -> Result<LedOn, Error> {
        self.leads_on_at(room, like, to, None).await
    }

    /// The same with numbers of the attacker's choice: the node and the entry at which the old group ends,
    /// version and generation of the new one.
    ///
    /// # Errors
    /// As [`Self::leads_on`].
    pub async fn leads_on_at(
        &self,
        room: RoomId,
        like: Audience,
        to: PublicKey,
        numbers: Option<[u64; 4]>,
    ) -> Result<LedOn, Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        let link = self.link(account).await?;
        let claimed = claim(&link, RequestId(random()), &to).await?;
        self.inner
            .db
            .write(move |tx| {
                let room = circles::room(tx, &room)?.ok_or(Error::NotAMember)?;
                let identity = accounts::identity(tx, room.account)?;
                let model = match like {
                    Audience::Pair => room.clone(),
                    shared => room_of(tx, &room.circle, shared)?,
                };
                let provider = Provider::new(tx.connection());
                let before = group::policy(&group::load(&provider, &model.group)?)?;
                let salt = GroupSalt(random());
                let next = before.policy.version.max(room.policy_version) + 1;
                let rightly = [room.node, room.cursor, next, room.generation + 1];
                let [node, read, version, generation] = numbers.unwrap_or(rightly);
                let policy = Policy {
                    salt,
                    group: GroupId::of(&identity.person_key(), &salt),
                    generation,
                    version,
                    ..Policy::next(&before, before.policy.members.clone())
                };
                let extension = PolicyExtension {
                    out: Vec::new(),
                    policy: Signed::new(&policy, &identity.person),
                    revocations: None,
                };
                let encoded = cbor::encode(&extension);
                let mut mls = group::create(&provider, &identity, &policy.group, encoded)?;
                let packages = claimed.packages.iter();
                let packages = packages.map(|claimed| {
                    let (package, _) = key_package::read(&provider, &claimed.package, &to)?;
                    Ok::<_, Error>(package)
                });
                let plan = Plan {
                    add: packages.collect::<Result<_, _>>()?,
                    ..Plan::default()
                };
                let built = group::commit_unjudged(&mut mls, &provider, &identity, plan)?;
                provider.delete(mls)?;
                let word = Successor {
                    next: policy.group,
                    node,
                    read,
                    room: room.id,
                    salt,
                    group: room.group,
                    circle: room.circle,
                    reason: Reason::Asked,
                    version: policy.version,
                    generation: policy.generation,
                };
                Ok(LedOn {
                    word: Signed::new(&word, &identity.person),
                    policy: extension.policy,
                    welcome: built.welcome.unwrap_or_default(),
                    log: NewLog {
                        salt,
                        commit: built.commit,
                        next: built.next,
                    },
                })
            })
            .await
    }

    /// Makes the log of such a group at the relay, and hands these bytes to a person as the Welcome of its first
    /// commit.
    ///
    /// # Errors
    /// As of any submission.
    pub async fn begins_log(&self, to: PublicKey, log: NewLog, item: Vec<u8>) -> Result<(), Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        let link = self.link(account).await?;
        let first = EpochKey::from_seed(&random());
        let made = NewGroup::of(link.identity.person_key(), log.salt, first.public());
        let group = made.group;
        link.delivery
            .send(&endpoint::CREATE_GROUP.with(&made))
            .await?;
        let (session, _) = link.delivery.unproven(&[]).await?;
        let proof = Proof {
            node: 0,
            group,
            signature: first.prove(&session, &group, 0),
        };
        link.delivery.prove(&session, vec![proof]).await?;
        let mut welcomes = Vec::new();
        for (device, key) in devices_of(&link, &to).await? {
            let body = ByteBuf::from(seal::seal(InboxKind::Welcome, &device, &key, &item)?);
            welcomes.push(Welcome { body, device });
        }
        let commit = Commit {
            id: RequestId(random()),
            proof: log.next.begins(&group, &first.public(), &log.commit),
            next_key: log.next.public(),
            body: ByteBuf::from(log.commit),
            parent: 0,
            removal: false,
            welcomes,
            supersedes: Vec::new(),
        };
        let asked = endpoint::COMMIT.of_with(&group, &commit);
        link.delivery.send(&asked).await?;
        Ok(())
    }

    /// Leaves a person's devices her word, and who is said to be where it leads.
    ///
    /// # Errors
    /// [`Error::NotFound`] where this person is enrolled nowhere.
    pub async fn tells_word(
        &self,
        to: PublicKey,
        word: Signed<Successor>,
        policy: Signed<Policy>,
    ) -> Result<(), Error> {
        let account = *self.enrolled().await?.first().ok_or(Error::NotFound)?;
        let item = WhereaboutsItem {
            letter: None,
            policy: Some(policy),
            successor: Some(word),
        };
        let plain = cbor::encode(&item);
        self.inner
            .db
            .write(move |tx| {
                Ok(post_letter(
                    tx,
                    account,
                    (to, None),
                    InboxKind::Whereabouts,
                    plain,
                )?)
            })
            .await
    }
}
