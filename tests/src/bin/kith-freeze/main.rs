//! Freezes a store as today's schema writes it: `kith-freeze tests/frozen/schema-N`. Made once
//! for each released schema and committed; `tests/frozen.rs` opens all of them for ever after.
//! The people in it are invented, its key lies beside it.

use std::{fmt::Write, fs, path::Path};

use kith_core::rights::table::Audience;
use kith_tests::World;

#[tokio::main]
async fn main() {
    let to = std::env::args().nth(1).expect("kith-freeze FOLDER");
    let to = Path::new(&to);
    fs::create_dir_all(to).expect("a folder");
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
    let key: String = circle
        .patient
        .key()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("written");
            hex
        });
    circle.patient.closes().await;
    for file in ["kith.db", "kith.check"] {
        fs::copy(circle.patient.dir().join(file), to.join(file)).expect("copied");
    }
    fs::write(to.join("key"), key + "\n").expect("written");
    fs::write(to.join("screen"), screen).expect("written");
    fs::write(to.join("people"), people + "\n").expect("written");
}
