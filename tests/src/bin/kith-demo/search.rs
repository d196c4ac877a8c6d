//! Searches every file that the demo left for what no file may hold.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    census,
    failure::Done,
    stage::{Person, Played},
    story::Story,
};

/// Whether finding a text in a file means anything: a short one turns up in random bytes, a
/// single common word in a database's schema or a log.
fn telling(text: &str) -> bool {
    text.len() >= 12 || (text.len() >= 6 && text.contains(' '))
}

/// Something to search for, and the one file that may hold it.
struct Needle {
    bytes: Vec<u8>,
    home: Option<PathBuf>,
}

impl Needle {
    fn nowhere(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            home: None,
        }
    }
}

/// Searches, prints what it did, and notes what it found. What tells the story (`told`, the
/// transcript first) may hold its words.
pub fn everything(
    folder: &Path,
    told: &[&Path],
    people: &[Person],
    played: &mut Played,
    story: &mut Story,
) -> Done {
    let said = played.secrets.iter().chain(&played.texts);
    let said = said.filter(|text| telling(text));
    let words: Vec<&String> = played.canaries.iter().chain(said).collect();
    // Whatever the capitals: the index of a database keeps words in small letters.
    let spellings = |word: &&String| [word.to_ascii_lowercase(), word.to_lowercase()];
    let mut needles: Vec<Needle> = words
        .iter()
        .flat_map(spellings)
        .map(Needle::nowhere)
        .collect();
    let texts = needles.len();
    for file in people.iter().map(|person| &person.files.key) {
        needles.extend(key_needles(file, &census::key_bytes(file)?));
    }
    let root = folder.join("clinic-root.key");
    if let Ok(key) = fs::read(&root) {
        needles.extend(key_needles(&root, &key));
    }
    let (mut files, mut bytes, mut found) = (0, 0, 0);
    for file in files_below(folder)? {
        if told.iter().any(|told| file.starts_with(told)) {
            continue;
        }
        let content = fs::read(&file)?;
        files += 1;
        bytes += content.len();
        let small = content.to_ascii_lowercase();
        for (at, needle) in needles.iter().enumerate() {
            let haystack = if at < texts { &small } else { &content };
            if needle.home.as_ref() != Some(&file) && holds(haystack, &needle.bytes) {
                found += 1;
                // Which file says enough; what was found stays unsaid.
                let name = file
                    .strip_prefix(folder)
                    .unwrap_or(&file)
                    .display()
                    .to_string();
                played
                    .failed
                    .push(format!("something secret stands in {name}"));
            }
        }
    }
    let story_told = match told.first() {
        Some(transcript) => fs::read(transcript)?,
        None => Vec::new(),
    };
    let story_told = story_told.to_ascii_lowercase();
    let canaries = &played.canaries;
    let seen = canaries
        .iter()
        .filter(|word| holds(&story_told, word.to_ascii_lowercase().as_bytes()))
        .count();
    if seen != canaries.len() {
        played
            .failed
            .push("the search does not find what is in the transcript".into());
    }
    let kilobytes = bytes / 1000;
    story.plain(&format!(
        "  Searched {files} files ({kilobytes} kB) that all this has left, logs included,"
    ))?;
    let (words, keys) = (words.len(), people.len() + 1);
    story.plain(&format!(
        "  for {words} words, texts, names and links and for {keys} keys: found {found}."
    ))?;
    let canaries = canaries.len();
    story.plain(&format!(
        "  (Not in this story itself: there the same search finds {seen} of {canaries} canary words.)"
    ))?;
    Ok(())
}

/// A key as bytes and in both spellings of its hex digits, the store's key without its salt too.
fn key_needles(file: &Path, key: &[u8]) -> Vec<Needle> {
    let key = key.get(..32).unwrap_or(key);
    [
        key.to_vec(),
        hex::encode(key).into_bytes(),
        hex::encode_upper(key).into_bytes(),
    ]
    .into_iter()
    .map(|bytes| Needle {
        bytes,
        home: Some(file.to_owned()),
    })
    .collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else {
        return false;
    };
    let mut from = haystack;
    while let Some(at) = from.iter().position(|byte| byte == first) {
        from = from.get(at + 1..).unwrap_or_default();
        if from.starts_with(rest) {
            return true;
        }
    }
    false
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}
