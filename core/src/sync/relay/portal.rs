//! Networks that want a login first (captive portals), told without asking anyone but the relay's own
//! address.
//!
//! Where such a network answers TLS in the relay's place, that shows by itself: another key, or no
//! TLS at all. Where it lets nothing through but plain HTTP, it is asked for: at the relay's host, on
//! port 80, nothing of ours in the request. A redirect to another host, or the status made for this
//! (511, RFC 6585), is a portal's answer; anything else may be the relay's machine. Where the relay
//! itself is asked in plain HTTP, as on one machine, a page for people in its place is a portal's as
//! well: a good answer that is text, a redirect, or 511. Other refusals are what stands before the relay
//! at the clinic, and within TLS nobody answers but who has the relay's key.
//!
//! Who attacks can do all of this too. What follows from it is therefore only what is safe in both
//! cases: nothing is sent, and it is said that someone else answers.

use reqwest::{Response, StatusCode, Url, header};

/// Where such networks answer plain HTTP.
pub(crate) const PORT: u16 = 80;

/// What a browser is to open so that the network shows its login: plain HTTP at the relay's host,
/// for over TLS the network could only be refused.
pub(crate) fn login_page(relay: &str) -> Option<String> {
    let url = Url::parse(relay).ok()?;
    Some(page(&url, PORT)?.into())
}

/// The page at a relay's host that a portal would answer.
pub(super) fn page(relay: &Url, port: u16) -> Option<Url> {
    let mut page = Url::parse(&format!("http://{}/", relay.host_str()?)).ok()?;
    page.set_port(Some(port)).ok()?;
    Some(page)
}

/// Whether this answer to [`page`] is one that only a portal gives.
pub(super) fn is_portal(page: &Url, answer: &Response) -> bool {
    if answer.status() == StatusCode::NETWORK_AUTHENTICATION_REQUIRED {
        return true;
    }
    let to = answer.headers().get(header::LOCATION);
    let to = to.and_then(|to| page.join(to.to_str().ok()?).ok());
    answer.status().is_redirection() && to.is_some_and(|to| to.host_str() != page.host_str())
}

/// Whether an answer over plain HTTP in the relay's place is a page for people, as networks that want a login give
/// it: the relay sends nobody elsewhere, and its good answers are never text.
pub(super) fn is_page(answer: &Response) -> bool {
    let status = answer.status();
    if status.is_redirection() || status == StatusCode::NETWORK_AUTHENTICATION_REQUIRED {
        return true;
    }
    let kind = answer.headers().get(header::CONTENT_TYPE);
    status.is_success()
        && kind.is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(b"text/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, to: &str) -> Response {
        let answer = http::Response::builder()
            .status(status)
            .header(header::LOCATION, to);
        answer.body("").expect("an answer").into()
    }

    #[test]
    fn a_portal_sends_elsewhere_a_relay_to_itself() {
        let relay = Url::parse("https://relay.example:8443").expect("an address");
        let page = page(&relay, PORT).expect("a page");
        assert_eq!(page.as_str(), "http://relay.example/");
        assert_eq!(login_page(relay.as_str()), Some(page.to_string()));
        for to in [
            "https://hotel.example/login",
            "//10.0.0.1/",
            "http://RELAY.example.evil/",
        ] {
            assert!(is_portal(&page, &answer(302, to)), "{to}");
        }
        for to in [
            "https://relay.example/",
            "https://RELAY.example:8443/x",
            "/login",
            "%%",
            "",
        ] {
            assert!(!is_portal(&page, &answer(301, to)), "{to}");
        }
        assert!(is_portal(&page, &answer(511, "")));
        for status in [200, 404, 502] {
            assert!(!is_portal(&page, &answer(status, "https://hotel.example/")));
        }
    }
}
