//! Whether a sender used a key twice, as the one sees who receives: a ratchet gives out the key of
//! each generation once.

use super::rooms::room_of;
use crate::{
    Client, Error,
    ids::CircleId,
    mls::{
        Provider,
        group::{self, Processed},
    },
    rights::table::Audience,
    store::{StoreError, WriteTx},
};

enum Undone {
    Counted(usize),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Client {
    /// How many of these envelopes of our current epoch open alone, but not after those before
    /// them. Leaves everything as it was.
    ///
    /// # Errors
    /// As of any reading.
    pub async fn keys_used_twice(
        &self,
        circle: CircleId,
        audience: Audience,
        envelopes: Vec<Vec<u8>>,
    ) -> Result<usize, Error> {
        self.inner
            .db
            .write(move |tx| {
                let opening: Vec<Vec<u8>> = envelopes
                    .into_iter()
                    .filter_map(|body| {
                        match opened(tx, &circle, audience, std::slice::from_ref(&body)) {
                            Ok(1) => Some(Ok(body)),
                            Ok(_) => None,
                            Err(error) => Some(Err(error)),
                        }
                    })
                    .collect::<Result<_, Error>>()?;
                let all = opened(tx, &circle, audience, &opening)?;
                Ok(opening.len() - all)
            })
            .await
    }
}

/// How many open, one after the other.
fn opened(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    audience: Audience,
    bodies: &[Vec<u8>],
) -> Result<usize, Error> {
    let undone = tx.savepoint(|tx| -> Result<(), Undone> {
        let room = room_of(tx, circle, audience)?;
        let provider = Provider::new(tx.connection());
        let mut mls = group::load(&provider, &room.group)?;
        let mut count = 0;
        for body in bodies {
            let processed = group::process(&mut mls, &provider, body)?;
            count += usize::from(matches!(processed, Processed::Application { .. }));
        }
        Err(Undone::Counted(count))
    });
    match undone {
        Err(Undone::Counted(count)) => Ok(count),
        Err(Undone::Failed(error)) => Err(error),
        Ok(()) => Err(StoreError::TransactionLost.into()),
    }
}
