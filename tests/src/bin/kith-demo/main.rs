//! The demo: a real relay, one real client process a person, and a scene that they play.
//! `scripts/demo` builds what it needs and runs it.

#![forbid(unsafe_code)]

mod census;
mod failure;
mod gallery;
mod process;
mod scene;
mod search;
mod stage;
mod story;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use failure::{Done, Failure};
use gallery::Gallery;
use process::{Programs, Relay};
use stage::{Person, Played, Stage};
use story::Story;

/// The scene that is played if no other is asked for.
const SCENE: &str = include_str!("../../../../scripts/scenes/a-week-of-care.scene");
/// Only a folder that holds this file is ever deleted.
const MARK: &str = ".kith-demo";
/// What whoever sees the story first has to know.
const INTRODUCTION: &str = "
A demo of Kith. Everyone below runs a program of their own, a process of the operating system
with an encrypted database of its own. Between them stands one relay, a process too, which
passes on what it cannot read.

  »  what somebody does        ┌│└  what somebody's screen shows        ✓  what was expected

The clock on the screens is this machine's (UTC): a week passes in seconds here.";
const USAGE: &str = "\
kith-demo [--scene FILE] [--interactive] [--app PROGRAM] [--data DIR] [--programs DIR]

  --scene FILE    play your own scene (scripts/scenes/a-week-of-care.scene explains how)
  --interactive   leave the relay up and say how to go on by hand
  --app PROGRAM   what people use in place of the example chat; its screens are pictured
  --data DIR      where everything is left (default: the demo folder next to the programs')
  --programs DIR  where kith-relay and examples/chat are (default: where this program is)

Sentences of a scene:";

struct Arguments {
    scene: Option<PathBuf>,
    interactive: bool,
    app: Option<PathBuf>,
    data: PathBuf,
    programs: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{USAGE}");
            scene::language().for_each(|sentence| println!("  {sentence}"));
            return ExitCode::SUCCESS;
        }
        Err(failure) => {
            eprintln!("{failure}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("\nThe demo stopped: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Plays, counts, searches. Answers whether everything was as expected.
async fn run(arguments: &Arguments) -> Done<bool> {
    let text = match &arguments.scene {
        None => SCENE.to_owned(),
        Some(file) => fs::read_to_string(file)
            .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?,
    };
    let scene = scene::read(&text)?;
    let programs = Programs::find(&arguments.programs, arguments.app.clone())?;
    let folder = fresh(&arguments.data)?;
    let transcript = folder.join("transcript.txt");
    let screens = folder.join("screens");
    let gallery = match &programs.app {
        Some(_) => Some(Gallery::open(&screens)?),
        None => None,
    };
    let mut story = Story::begin(&transcript, gallery)?;
    story.plain(INTRODUCTION)?;
    let mut stage = Stage::set(programs.clone(), &folder, story)?;
    stage.play(&scene)?;
    let (relay, mut story, people, mut played) = stage.close()?;

    story.chapter("What is left, counted in the databases after all programs have ended")?;
    census::take(&people, &mut played, &mut story).await?;
    search::everything(
        &folder,
        &[&transcript, &screens],
        &people,
        &mut played,
        &mut story,
    )?;
    let as_expected = verdict(&played, &mut story)?;
    story.plain(&format!("  Everything is left in {}.", folder.display()))?;
    if let Some(page) = story.close_gallery()? {
        story.plain(&format!("  The screens: {}", page.display()))?;
    }
    if arguments.interactive {
        go_on(&relay, &programs, &people).await?;
    }
    Ok(as_expected)
}

fn verdict(played: &Played, story: &mut Story) -> Done<bool> {
    story.blank()?;
    for failed in &played.failed {
        story.plain(&format!("  NOT AS EXPECTED: {failed}"))?;
    }
    if played.failed.is_empty() {
        story.plain("  Everything was as expected.")?;
    }
    Ok(played.failed.is_empty())
}

/// Says how to take over from here, and keeps the relay up until Ctrl-C.
async fn go_on(relay: &Relay, programs: &Programs, people: &[Person]) -> Done {
    println!(
        "\nThe relay goes on at {} until you press Ctrl-C here.",
        relay.url
    );
    println!("In a terminal for each (type `help` there):\n");
    for person in people {
        println!(
            "{} --store {} --key {} --name {}",
            quoted(
                &programs
                    .app
                    .as_ref()
                    .unwrap_or(&programs.chat)
                    .to_string_lossy()
            ),
            quoted(&person.files.store.to_string_lossy()),
            quoted(&person.files.key.to_string_lossy()),
            quoted(&person.name)
        );
    }
    Ok(tokio::signal::ctrl_c().await?)
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// An empty folder. What an earlier demo left there is deleted, anything else never.
fn fresh(folder: &Path) -> Done<PathBuf> {
    if folder.exists() {
        let empty = fs::read_dir(folder)?.next().is_none();
        if !empty && !folder.join(MARK).exists() {
            let what = format!("{} holds something that is not a demo's", folder.display());
            return Err(Failure::new(what));
        }
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join(MARK),
        "Made by kith-demo, which deletes this folder at its start.\n",
    )?;
    Ok(folder.canonicalize()?)
}

impl Arguments {
    /// Reads the command line; nothing where help was asked for.
    fn read() -> Done<Option<Self>> {
        let here = std::env::current_exe()?;
        let here = here.parent().map(Path::to_owned).unwrap_or_default();
        let mut read = Self {
            scene: None,
            interactive: false,
            app: None,
            data: here.parent().unwrap_or(&here).join("demo"),
            programs: here,
        };
        let mut words = std::env::args_os().skip(1);
        while let Some(word) = words.next() {
            let mut folder = || {
                // What looks like another option is no path: no folder shall be called `--help`.
                let next = words.next().filter(|next| !next.to_string_lossy().starts_with("--"));
                next.map(PathBuf::from).ok_or_else(|| Failure::new(format!("{} needs a path", word.display())))
            };
            match word.to_str() {
                Some("--scene") => read.scene = Some(folder()?),
                Some("--app") => read.app = Some(folder()?),
                Some("--data") => read.data = folder()?,
                Some("--programs") => read.programs = folder()?,
                Some("--interactive") => read.interactive = true,
                Some("--help" | "-h") => return Ok(None),
                _ => {
                    return Err(Failure::new(format!(
                        "unknown: {}\n\n{USAGE}",
                        word.display()
                    )));
                }
            }
        }
        Ok(Some(read))
    }
}
