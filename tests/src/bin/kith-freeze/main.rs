//! Freezes a store as today's schema writes it, and one as another version of today's schema leaves it:
//! `kith-freeze tests/frozen/schema-N tests/frozen-newer`. The first is made once for each released schema and
//! committed, the second once for each schema; `frozen::` opens all of them for ever after.
//! The people in them are invented, its key lies beside each.

#[cfg(feature = "crash-points")]
mod newer;

use std::{fmt::Write, fs, path::Path};

use kith_core::rights::table::Audience;
use kith_tests::{Person, World};

#[tokio::main]
async fn main() {
    let mut folders = std::env::args().skip(1);
    let to = folders.next().expect("kith-freeze FOLDER [FOLDER]");
    today(Path::new(&to)).await;
    if let Some(to) = folders.next() {
        #[cfg(feature = "crash-points")]
        newer::newer(Path::new(&to)).await;
        #[cfg(not(feature = "crash-points"))]
        panic!("{to}: only with the feature crash-points");
    }
}

async fn today(to: &Path) {
    let world = World::new().await;
    let circle = world.circle().await;
    for said in [
        "Guten Morgen, wie war die Nacht?",
        "Blood pressure 128 over 82.",
    ] {
        circle.nurse.writes(said).await;
    }
    circle.daughter.writes("I bring soup at noon. 🍲").await;
    circle.all_sync().await;
    let care = "Please do not tell Ana about the fall yet.";
    circle.patient.writes_to(Audience::Care, care).await;
    circle.patient.writes("Better, thank you.").await;
    circle.all_sync().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    // Still on its way when the app is closed.
    world.network.goes_down();
    circle.patient.writes("Written without a network.").await;

    let mut screen = String::new();
    for line in circle.patient.sees().await {
        let (kind, state) = (line.kind, line.state);
        writeln!(screen, "{kind:?} {state:?} {}: {}", line.who, line.body).expect("written");
    }
    let people = circle.patient.sees_people().await.join(" ");
    circle.patient.closes().await;
    freeze(&circle.patient, to);
    fs::write(to.join("screen"), screen).expect("written");
    fs::write(to.join("people"), people + "\n").expect("written");
}

/// Somebody's store, which is closed, and its key.
fn freeze(person: &Person, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    let key: String = person.key().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("written");
        hex
    });
    for file in ["kith.db", "kith.check"] {
        fs::copy(person.dir().join(file), to.join(file)).expect("copied");
    }
    fs::write(to.join("key"), key + "\n").expect("written");
}
