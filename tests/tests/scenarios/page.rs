//! What the demo leaves to be looked at, in a real browser. The demo's own page has pictures only where the app drew
//! them: `scripts/test` opens that one with `kith-look`; here is what that would find.

use std::{fs, path::Path};

use kith_tests::Page;

/// A PNG, three pixels wide.
const PICTURE: &str = "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d000000104944415478da6390565187\
    2006380b0017b402653e89f7890000000049454e44ae426082";

fn opened(folder: &Path, body: &str) -> Page {
    let picture = hex::decode(PICTURE).expect("bytes");
    fs::write(folder.join("001-nurse.png"), picture).expect("a picture");
    let page = folder.join("index.html");
    let head = "<!doctype html><meta charset=\"utf-8\"><title>Kith</title>";
    // Further down than a browser without a window looks.
    let down = "<p style=\"height: 20000px\">";
    fs::write(&page, format!("{head}{down}{body}")).expect("a page");
    Page::open(&page).expect("a browser opens it")
}

#[test]
fn a_page_with_its_pictures_beside_it_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = opened(
        folder.path(),
        "<img loading=\"lazy\" src=\"001-nurse.png\" alt=\"\">",
    );
    assert_eq!(page.pictures, [("001-nurse.png".to_owned(), 3)]);
    assert_eq!(page.faults(), [""; 0]);
}

#[test]
fn what_is_wrong_with_a_page_is_found() {
    for (body, fault) in [
        ("<img src=\"002-nurse.png\">", "002-nurse.png is not shown"),
        ("<script>console.error('no')</script>", "the console says"),
        (
            "<script>throw new Error('no')</script>",
            "a script failed: \"Error: no",
        ),
        (
            "<script src=\"https://127.0.0.1:1/more.js\"></script>",
            "it asks for https://127.0.0.1:1/more.js",
        ),
        (
            "<style>@import url('file:///etc/hostname')</style>",
            "it asks for file:///etc/hostname",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let faults = opened(folder.path(), body).faults();
        assert!(
            faults.iter().any(|found| found.contains(fault)),
            "{body}: {faults:?}"
        );
    }
}
