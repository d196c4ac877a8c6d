//! What people paste, and what they call themselves: `tests/corpus`, block by block.

use std::{fs, path::Path};

use kith_protocol::{
    identity::Role,
    ids::{CircleId, Digest32, InvitationId},
    invitation::{CircleInvitation, Invitation, InvitationContent, InvitationSecret},
    link::LinkError,
    names::{self, NameError},
    signed::public_key,
};

fn corpus(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    fs::read_to_string(path.join(name)).expect("the corpus is there")
}

/// Each block's outcome, what it is, and its text.
fn blocks(corpus: &str) -> Vec<(&str, &str, &str)> {
    let blocks: Vec<_> = corpus.split("\n== ").skip(1).collect();
    assert_eq!(blocks.len(), corpus.matches("\n== ").count());
    blocks
        .into_iter()
        .map(|block| {
            let (head, text) = block.split_once('\n').unwrap_or((block, ""));
            let (outcome, what) = head.split_once(": ").expect("outcome: what");
            (outcome, what, text)
        })
        .collect()
}

/// `\u{…}`, `\r`, `\n`, `\t` as what they stand for.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("a closing bracket");
        let code = u32::from_str_radix(code, 16).expect("hexadecimal");
        plain.push(char::from_u32(code).expect("a sign"));
        plain.push_str(rest);
    }
    plain
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
}

fn invitation(circle: bool) -> Invitation {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let id = InvitationId([3; 16]);
    let signed = CircleInvitation {
        role: Role::Family,
        circle: CircleId([9; 16]),
        expires: 1_795_000_000_000,
        patient: public_key(&key),
        version: 1,
        invitation: id,
        relationship: "daughter".into(),
    };
    Invitation {
        relay: "https://relay.example:8443".into(),
        content: InvitationContent {
            name: None,
            id,
            pin: circle.then_some(Digest32([0xfb; 32])),
            circle: circle.then(|| Invitation::sign_circle(&signed, &key)),
            clinic: Digest32([0xff; 32]),
            secret: InvitationSecret::new([0xfe; 32]),
            expires: 1_795_000_000_000,
        },
    }
}

#[test]
fn a_link_is_found_in_what_people_paste_or_it_is_said_what_is_wrong() {
    let corpus = corpus("links");
    let mut wrong = Vec::new();
    for invitation in [invitation(true), invitation(false)] {
        let link = invitation.to_link();
        let (address, fragment) = link.split_once('#').expect("a fragment");
        let host = address.strip_prefix("kith://").expect("ours");
        let (head, tail) = fragment.split_at(fragment.len() / 2);
        for (outcome, what, text) in blocks(&corpus) {
            let text = unescaped(text)
                .replace("{link}", &link)
                .replace("{address}", address)
                .replace("{host}", host)
                .replace("{fragment}", fragment)
                .replace("{upper}", &fragment.to_uppercase())
                .replace("{head}", head)
                .replace("{tail}", tail);
            let found = match Invitation::from_link(&text) {
                Ok(read) if read == invitation => "found",
                Ok(_) => "another",
                Err(LinkError::NotALink) => "none",
                Err(LinkError::CutOff) => "cut-off",
                Err(LinkError::Altered) => "altered",
                Err(LinkError::Unreadable) => "newer",
                Err(LinkError::WebPage) => "web-page",
                Err(LinkError::Forged) => "forged",
            };
            if found != outcome {
                wrong.push(format!("{what}: {found}, not {outcome}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_text_of_any_length_is_answered_for() {
    let link = invitation(true).to_link();
    let words = "/join# kith://relay.example ".repeat(40_000);
    assert!(Invitation::from_link(&words).is_err());
    let behind = format!("{}{link}", " ".repeat(60_000));
    assert!(Invitation::from_link(&behind).is_ok());
    let escaped = "%25".repeat(400_000);
    assert_eq!(Invitation::from_link(&escaped), Err(LinkError::NotALink));
}

#[test]
fn what_is_called_a_name_is_fit_to_be_shown() {
    let corpus = corpus("names");
    let mut wrong = Vec::new();
    for (outcome, what, text) in blocks(&corpus) {
        let raw = unescaped(text.trim_end_matches('\n'));
        let raw = match raw.split_once('*') {
            Some((one, times)) => one.repeat(times.parse().expect("a number")),
            None => raw,
        };
        let (typed, shown) = (names::typed(&raw), names::shown(&raw));
        let holds = match outcome.split_once(' ') {
            Some(("kept", name)) => {
                let name = unescaped(name);
                typed.as_deref() == Ok(&name) && shown == name
            }
            None if outcome == "blank" => typed == Err(NameError::Blank) && shown == "?",
            None if outcome == "too-long" => typed == Err(NameError::TooLong) && shown.len() <= 512,
            Some(("unfit", name)) => typed == Err(NameError::Unfit) && shown == unescaped(name),
            _ => panic!("{outcome}: what is that?"),
        };
        if !holds {
            wrong.push(format!("{what}: {typed:?}, {shown:?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
