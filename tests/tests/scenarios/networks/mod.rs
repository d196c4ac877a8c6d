//! Networks as they are: proxies, logins first, connections that die, and what people are told of it.

mod broken;
mod limits;
mod portal;
mod proxy;
mod reach;
