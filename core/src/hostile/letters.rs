//! Letters that are rightly signed and say what no honest device would.

use std::sync::atomic::AtomicUsize;

use kith_protocol::{api::inbox::InboxKind, cbor};
use serde_bytes::ByteBuf;

use super::{
    room_of,
    saboteur::{Sabotage, Saboteur},
};
use crate::{
    Client, Error,
    circle::healing::{Again, ResendItem, events_digest},
    content::{
        event::{ContentKind, Event},
        stamp::Stamp,
        text::Text,
    },
    ids::{CircleId, PersonId},
    mls::{
        Provider, group,
        key_package::{self, Purpose},
        readd::ReaddMark,
    },
    people::{credential, letter},
    rights::table::Audience,
    store::{WriteTx, account::accounts, circle::participants, healing::missing},
    sync::post_letter,
};

/// A public key in a request that nobody made for it.
#[derive(Clone, Copy, Debug)]
pub enum FalseKey {
    /// No key at all, of the right length.
    None,
    /// A member's.
    Of(PersonId),
}

/// What a patched client says again.
#[derive(Clone, Debug, Default)]
pub struct SaidAgain {
    /// The counter from which it was asked for.
    pub first: u64,
    /// The counter up to which it is to be complete.
    pub through: u64,
    /// There is more.
    pub more: bool,
    /// Counters, digests of the event before, and words.
    pub events: Vec<(u64, [u8; 16], String)>,
    /// Counters of what was said, which is said again behind those as if it was taken back: the first of
    /// them names the last of those, if there is any.
    pub erased: Vec<u64>,
}

impl Client {
    /// Says something again to a person's devices, whether they asked or not.
    ///
    /// # Errors
    /// [`Error::NotAMember`], [`Error::NotFound`].
    pub async fn says_again(
        &self,
        circle: CircleId,
        audience: Audience,
        person: PersonId,
        again: SaidAgain,
    ) -> Result<(), Error> {
        let stamp = 1_700_000_000_000;
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let identity = accounts::identity(tx, room.account)?;
                let to = participants::all(tx, room.row)?
                    .into_iter()
                    .find(|p| p.person == person)
                    .ok_or(Error::NotFound)?
                    .key;
                let mut events = Vec::new();
                let mut last = None;
                for (counter, previous, words) in again.events {
                    let event = Event {
                        kind: ContentKind::TEXT,
                        counter,
                        previous,
                        said: Stamp(stamp),
                        content: Text::new(&words)?.encode(),
                    };
                    last = Some(event.hash());
                    events.push(ByteBuf::from(event.encode()));
                }
                for counter in again.erased {
                    let said = missing::said(tx, room.row, (counter, counter), 1)?;
                    let said = said.first().ok_or(Error::NotFound)?;
                    let mut left = Event::decode(&said.event)?.erased();
                    left.previous = last.take().unwrap_or(left.previous);
                    events.push(ByteBuf::from(left.encode()));
                }
                let letter = Again {
                    at: stamp,
                    group: room.group,
                    more: again.more,
                    first: again.first,
                    through: again.through,
                    events: events_digest(&events),
                };
                let item = ResendItem {
                    letter: ByteBuf::from(letter::write(&letter, &identity, to)),
                    events: Some(events),
                };
                let (to, item) = ((to, None), cbor::encode(&item));
                Ok(post_letter(tx, room.account, to, InboxKind::Resend, item)?)
            })
            .await
    }

    /// Asks everyone in a room to be added again, with a request of this time.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn asks_to_return(
        &self,
        circle: CircleId,
        audience: Audience,
        at: u64,
    ) -> Result<(), Error> {
        let package = self.request_of(circle, audience, at).await?;
        self.posts_request(circle, audience, package).await
    }

    /// The same with keys that were not made for it: of a member, or none at all.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn asks_to_return_by_key(
        &self,
        circle: CircleId,
        audience: Audience,
        at: u64,
        key: FalseKey,
    ) -> Result<(), Error> {
        let read = move |tx: &mut WriteTx<'_>| -> Result<_, Error> {
            let room = room_of(tx, &circle, audience)?;
            let identity = accounts::identity(tx, room.account)?;
            let provider = Provider::new(tx.connection());
            let key = match key {
                FalseKey::None => vec![0xff; 1216],
                FalseKey::Of(person) => group::load(&provider, &room.group)?
                    .members()
                    .find(|member| {
                        credential::read_member(&member.credential)
                            .is_ok_and(|leaf| leaf.person == person)
                    })
                    .map(|member| member.encryption_key)
                    .ok_or(Error::NotFound)?,
            };
            let provider = Saboteur::new(&provider, Sabotage::LeafKey(key, AtomicUsize::new(0)));
            let asked = ReaddMark {
                at,
                group: room.group,
            };
            Ok(key_package::make(
                &provider,
                &identity,
                Purpose::Readd(asked),
            )?)
        };
        let package = self.inner.db.write(read).await?;
        self.posts_request(circle, audience, package).await
    }

    async fn posts_request(
        &self,
        circle: CircleId,
        audience: Audience,
        package: Vec<u8>,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                for member in participants::all(tx, room.row)? {
                    let to = (member.key, None);
                    post_letter(tx, room.account, to, InboxKind::Readd, package.clone())?;
                }
                Ok(())
            })
            .await
    }
}
