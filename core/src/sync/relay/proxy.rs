//! The proxy of a network: asked with `CONNECT`, it carries TLS that ends at the relay.

use std::fmt;

use reqwest::Url;
use zeroize::Zeroizing;

use crate::error::Error;

/// Longest address or list of exceptions in bytes that is read.
const MAX: usize = 4096;

/// An HTTP proxy, as the platform or the environment names it. Only what goes to a relay over TLS
/// passes through it; it learns the relay's name and port, times and amounts.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// With the login in it, where there is one.
    url: Zeroizing<String>,
    /// Hosts that are reached without it, comma between.
    except: String,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy(…)")
    }
}

impl Proxy {
    /// A proxy at `host:port` or `http://user:password@host:port` (user and password percent-encoded).
    ///
    /// `except` lists hosts that are reached without it, as `NO_PROXY` does: names with all that ends
    /// in them, addresses, networks (`10.0.0.0/8`), `*`; commas, semicolons, bars or spaces between. A
    /// leading `*.`, as the platforms write it, is read as well.
    ///
    /// # Errors
    /// [`Error::Field`] for what is no such address. Proxies that are themselves spoken to over TLS
    /// are refused: the platforms name none, and they would be held to the relay's pins.
    pub fn new(address: &str, except: &str) -> Result<Self, Error> {
        let address = address.trim();
        if address.is_empty() || address.len() > MAX || except.len() > MAX {
            return Err(Error::Field);
        }
        let address = if address.contains("://") {
            Zeroizing::new(address.to_owned())
        } else {
            Zeroizing::new(format!("http://{address}"))
        };
        let url = Url::parse(&address).map_err(|_| Error::Field)?;
        if url.scheme() != "http" || url.host_str().is_none_or(str::is_empty) {
            return Err(Error::Field);
        }
        let separates = |c: char| matches!(c, ',' | ';' | '|') || c.is_whitespace();
        let except: Vec<&str> = except
            .split(separates)
            .filter(|host| !host.is_empty())
            .map(|host| host.strip_prefix("*.").unwrap_or(host))
            .collect();
        Ok(Self {
            url: Zeroizing::new(url.into()),
            except: except.join(","),
        })
    }

    /// The one that the environment names, if any: `HTTPS_PROXY`, else `ALL_PROXY`, but for the hosts
    /// in `NO_PROXY`; in capital or small letters.
    ///
    /// # Errors
    /// [`Error::Field`] where it names what is no proxy's address.
    pub fn from_environment() -> Result<Option<Self>, Error> {
        Self::named(|name| std::env::var(name).ok())
    }

    fn named(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Error> {
        let read = |name: &str| {
            let value = variable(name).or_else(|| variable(&name.to_lowercase()))?;
            (!value.is_empty()).then(|| Zeroizing::new(value))
        };
        let Some(address) = read("HTTPS_PROXY").or_else(|| read("ALL_PROXY")) else {
            return Ok(None);
        };
        let except = read("NO_PROXY").unwrap_or_default();
        Self::new(&address, &except).map(Some)
    }

    /// As the HTTP client takes it.
    pub(super) fn rule(&self) -> Result<reqwest::Proxy, reqwest::Error> {
        // Plain HTTP is for this machine: it never leaves by a proxy.
        let except = reqwest::NoProxy::from_string(&self.except);
        Ok(reqwest::Proxy::https(self.url.as_str())?.no_proxy(except))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(variables: &[(&str, &str)]) -> Result<Option<Proxy>, Error> {
        Proxy::named(|asked| {
            let found = variables.iter().find(|(name, _)| *name == asked);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_the_platforms_write_is_read() {
        for (address, url) in [
            ("proxy.example:3128", "http://proxy.example:3128/"),
            (" 10.0.0.1:8080 ", "http://10.0.0.1:8080/"),
            ("[fd00::1]:8080", "http://[fd00::1]:8080/"),
            (
                "http://ana:s%40fe@proxy:3128",
                "http://ana:s%40fe@proxy:3128/",
            ),
        ] {
            let proxy = Proxy::new(address, "").expect(address);
            assert_eq!(proxy.url.as_str(), url);
            assert!(proxy.rule().is_ok(), "{address}");
        }
        let proxy = Proxy::new("proxy:1", "*.corp.example; localhost,10.0.0.0/8 | *");
        let except = proxy.expect("a proxy").except;
        assert_eq!(except, "corp.example,localhost,10.0.0.0/8,*");
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        let long = "a".repeat(MAX + 1);
        for address in [
            "",
            " ",
            ":3128",
            "https://proxy:3128",
            "socks5://proxy:1",
            "a b:1",
            "proxy:99999",
            &long,
        ] {
            assert!(Proxy::new(address, "").is_err(), "{address}");
        }
        assert!(Proxy::new("proxy:1", &long).is_err());
    }

    #[test]
    fn the_environment_is_read_as_other_programs_read_it() {
        let proxy = |address, except| Proxy::new(address, except).expect("a proxy");
        assert_eq!(named(&[]).expect("none"), None);
        assert_eq!(named(&[("HTTPS_PROXY", "")]).expect("none"), None);
        assert_eq!(named(&[("HTTP_PROXY", "a:1")]).expect("none"), None);
        let both = [
            ("ALL_PROXY", "b:2"),
            ("https_proxy", "a:1"),
            ("no_proxy", "x"),
        ];
        assert_eq!(named(&both).expect("read"), Some(proxy("a:1", "x")));
        assert_eq!(named(&both[..1]).expect("read"), Some(proxy("b:2", "")));
        assert!(named(&[("HTTPS_PROXY", "https://a:1")]).is_err());
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let proxy = Proxy::new("http://ana:secret@proxy:1", "").expect("a proxy");
        assert_eq!(format!("{proxy:?}"), "Proxy(…)");
    }
}
