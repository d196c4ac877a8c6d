//! Inputs that are kept: `tests/fuzz/corpus/<target>/<name>`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use kith_protocol::ids::digest;

use crate::Target;

/// The folder of a target.
pub fn folder(target: &Target) -> PathBuf {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    all.join(target.name)
}

/// What is kept for a target, in the order of its names.
pub fn kept(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder(target)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let read = |path: PathBuf| Some((path.clone(), fs::read(path).ok()?));
    paths.into_iter().filter_map(read).collect()
}

/// Keeps an input under a name that it gives itself; answers where.
///
/// # Errors
/// Of the file system.
pub fn keep(target: &Target, kind: &str, input: &[u8]) -> std::io::Result<PathBuf> {
    let folder = folder(target);
    fs::create_dir_all(&folder)?;
    let name = &digest("kith/fuzz", &[input]).to_hex()[..16];
    let path = folder.join(format!("{kind}-{name}"));
    fs::write(&path, input)?;
    Ok(path)
}
