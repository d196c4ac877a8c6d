//! When two addresses are one.

/// Whether two addresses are of one relay, however they are written.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    let parts = |address: &str| {
        let url = reqwest::Url::parse(address).ok()?;
        let port = url.port_or_known_default()?;
        Some((url.scheme().to_owned(), url.host_str()?.to_owned(), port))
    };
    parts(one).is_some_and(|one| Some(one) == parts(other))
}

/// Whether a list names an address.
pub(super) fn names(urls: &[String], relay: &str) -> bool {
    urls.iter().any(|url| is_same_address(url, relay))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let relay = "https://relay.example";
        for same in ["https://relay.example/", "https://RELAY.example:443"] {
            assert!(is_same_address(relay, same), "{same}");
        }
        for other in [
            "http://relay.example",
            "https://relay.example:8443",
            "https://relay.example.evil",
            "relay.example",
            "",
        ] {
            assert!(!is_same_address(relay, other), "{other}");
        }
    }
}
