//! The least that a program with Kith in it is made of: `embed DIR LINK`, where DIR is for the store and
//! LINK is a clinic's invitation of a patient. The key is thrown away when it ends.

use std::path::Path;

use kith_core::{Error, store::StoreKey};

#[path = "embed/morning.rs"]
mod morning;

/// Memory is wiped when it is freed (docs/storage.md).
#[global_allocator]
static WIPES: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (Some(dir), Some(link)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: embed DIR LINK");
        return Ok(());
    };
    for row in morning::morning(Path::new(&dir), StoreKey::generate(), &link).await? {
        println!("{}", row.body());
    }
    Ok(())
}
