//! What stands in `tests/vectors`, for whoever writes another client, is what Kith writes today.

use std::{collections::BTreeSet, fs};

use kith_core::content::registry::{self, Content};
use kith_protocol::{cbor, ids::PublicKey, invitation::Invitation, signed};
use kith_tests::vectors::{Vector, as_json, content_of, folder, opened, vector_files};

fn stored(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    fs::read_to_string(&path).expect("a file of vectors: cargo run --bin kith-vectors")
}

#[test]
fn the_vectors_are_what_kith_writes() {
    let mut names = BTreeSet::new();
    for (name, vectors) in vector_files() {
        names.insert(format!("{name}.json"));
        // Sealing is random.
        if name != "sealed" {
            assert!(stored(name) == as_json(&vectors), "{name}.json is another");
        }
    }
    let files = fs::read_dir(folder()).expect("a folder");
    let files = files.map(|file| file.expect("a file").file_name());
    let files: BTreeSet<_> = files
        .map(|name| name.into_string().expect("a name"))
        .collect();
    names.insert("README.md".to_owned());
    assert_eq!(files, names, "no file is left over");
}

#[test]
fn what_was_sealed_once_opens_for_ever() {
    let file = serde_json::from_str(&stored("sealed")).expect("JSON");
    assert!(opened(&file).iter().all(Option::is_some));
    // The control: another kind, or another device.
    let mut other: serde_json::Value = file.clone();
    other.as_array_mut().expect("a list").rotate_left(1);
    assert!(opened(&other).iter().all(Option::is_none));
}

fn all() -> Vec<Vector> {
    let files = vector_files().into_iter();
    files.flat_map(|(_, vectors)| vectors).collect()
}

#[test]
fn each_kind_of_content_has_a_vector() {
    let all = all();
    for kind in registry::KINDS {
        let name = content_of(*kind);
        let mut such = all.iter().filter(|vector| {
            let named = vector.get("name").and_then(|named| named.as_str());
            named == Some(name)
        });
        let vector = such.next().expect(name);
        let content = vector.hex("cbor").expect("its content");
        let read = registry::read(*kind, &content).expect(name);
        assert!(!matches!(read, Content::Newer { .. }), "{name}");
    }
}

#[test]
fn everything_that_kith_writes_is_deterministic() {
    for vector in all() {
        for key in ["cbor", "payload"] {
            if let Some(bytes) = vector.hex(key) {
                let name = vector.get("name");
                assert!(cbor::is_deterministic(&bytes), "{name:?}: {key}");
            }
        }
    }
}

#[test]
fn every_signature_of_a_vector_holds_in_its_context_and_in_no_other() {
    let mut contexts = BTreeSet::new();
    for vector in all() {
        let Some(context) = vector.get("context").and_then(|context| context.as_str()) else {
            continue;
        };
        let signs = vector.hex("payload").or_else(|| vector.hex("signs"));
        let (signs, signature) = (signs.expect("what"), vector.hex("signature").expect("how"));
        let signature = kith_protocol::ids::Signature64::from_slice(&signature).expect("64 bytes");
        let signer = PublicKey::from_slice(&vector.hex("signer").expect("who")).expect("a key");
        signed::verify(context, &signs, &signature, &signer).expect("it holds");
        assert!(signed::verify("kith/v1/other", &signs, &signature, &signer).is_err());
        contexts.insert(context.to_owned());
    }
    // Those of section 1's table, but for letters that have a vector as a whole and for the
    // audit's checkpoint, which is not on the wire.
    let page = include_str!("../../../docs/protocol.md");
    let table = page
        .split("| Context of a signature")
        .nth(1)
        .expect("a table");
    let table = table.split("\n\n").next().expect("its rows");
    let quoted = table.split('`').filter(|word| word.starts_with("kith/v1/"));
    let mut expected: BTreeSet<_> = quoted.map(str::to_owned).collect();
    for elsewhere in [
        "kith/v1/declined",
        "kith/v1/let-in",
        "kith/v1/audit-checkpoint",
    ] {
        assert!(
            expected.remove(elsewhere),
            "{elsewhere} stands in the table"
        );
    }
    assert_eq!(contexts, expected);
}

#[test]
fn every_link_of_a_vector_is_read() {
    let links = all();
    let links = links.iter().filter_map(|vector| vector.get("link"));
    let links: Vec<_> = links.filter_map(|link| link.as_str()).collect();
    assert_eq!(links.len(), 4);
    for link in links {
        let invitation = Invitation::from_link(link).expect("a link");
        invitation.circle().expect("its signature holds");
        assert_eq!(invitation.to_link(), link);
    }
}
