//! What an app does with Kith, as the README shows it.

use std::path::Path;

use kith_core::{
    Client, Error, Options, circle::room_id::shared, rights::table::Audience, store::StoreKey,
    view::TimelineRow,
};

/// Redeems a clinic's invitation, makes the patient's circle, and says something in it.
///
/// # Errors
/// Those of the calls.
pub async fn morning(dir: &Path, key: StoreKey, link: &str) -> Result<Vec<TimelineRow>, Error> {
    // README
    let kith = Client::open(Options::new(dir), key).await?; // the key: kept by the platform
    let account = kith.redeem(link, "Marta").await?.account; // once
    let circle = kith.start_circle(account, "Marta's circle").await?;
    kith.start().await?; // in step with the relay from now on
    let everyone = shared(&circle, Audience::Circle);
    kith.send(everyone, "Good morning").await?; // stored; goes out by itself
    let rows = kith.timeline(circle, None, 20).await?;
    kith.close().await;
    // README
    Ok(rows)
}
