//! The key package of last resort is the one that stays at the relay, to be handed out again and
//! again: whoever comes to have its private half opens every Welcome that was made with it. So it
//! is renewed weekly, leads into each group once, and its private half goes when nobody can hold the
//! public one any more.

use std::sync::Arc;

use super::key_packages::publish_last_resort;
use crate::{
    clock::{Moment, passed},
    error::Error,
    mls::Provider,
    store::account::{accounts, last_resorts},
    sync::relay::link::{Link, LinkState},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const WEEK_MS: u64 = 7 * DAY_MS;
/// Private halves that are kept, the newest: whoever decided to let someone in may have claimed a
/// key package weeks ago.
const KEPT: usize = 5;
/// Where they have led is known for a year: longer than any of them is kept, however seldom the device
/// renews them.
const LED_MS: u64 = 52 * WEEK_MS;

/// Renews it, where it is time to.
pub(crate) async fn renew(link: &Link, state: &mut LinkState) -> Result<(), Error> {
    let looked = state.renewed_at;
    if looked.is_some_and(|at| !at.passed(DAY_MS, &*link.clock)) {
        return Ok(());
    }
    let (account, now) = (link.account, link.now());
    let identity = Arc::clone(&link.identity);
    link.db
        .write(move |tx| -> Result<(), Error> {
            let made = accounts::last_resort(tx, account)?;
            if made.is_some_and(|at| !passed(at, WEEK_MS, now)) {
                return Ok(());
            }
            // The first was made when this person enrolled.
            if made.is_some() {
                publish_last_resort(tx, account, &identity)?;
                Provider::new(tx.connection()).forget_last_resorts(KEPT)?;
                last_resorts::forget(tx, account, now.saturating_sub(LED_MS))?;
            }
            Ok(accounts::set_last_resort(tx, account, now)?)
        })
        .await?;
    state.renewed_at = Some(Moment::now(&*link.clock));
    Ok(())
}
