//! What an older version kept and did not know, read once more.

use crate::{
    content::registry::{self, Content},
    store::{
        StoreError, WriteTx,
        timeline::{
            derived::{self, Derived},
            events::{self, Verdict},
            messages,
        },
    },
};

/// Events that are looked at together.
const BATCH: u32 = 500;

/// Where another version has read the events, those whose kind it did not know are read by this one. In
/// one transaction.
pub(crate) fn understand(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    if derived::version(tx, Derived::Content)? == registry::version() {
        return Ok(());
    }
    for room in events::rooms_of_newer(tx)? {
        read_again(tx, room)?;
    }
    derived::set_version(tx, Derived::Content, registry::version())
}

fn read_again(tx: &WriteTx<'_>, room: i64) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let newer = events::newer(tx, room, after, BATCH)?;
        let Some(last) = newer.last() else {
            return Ok(());
        };
        after = last.event;
        for event in newer {
            match registry::read(event.kind, &event.content) {
                // What is not what its kind prescribes stays what it was.
                Err(_) | Ok(Content::Newer { .. }) => {}
                Ok(content) => {
                    events::set_verdict(tx, event.event, Verdict::Allowed)?;
                    let fallback = registry::fallback(&event.content);
                    messages::understood(tx, event.event, &fallback, content.words())?;
                }
            }
        }
    }
}
