//! A relay in a temporary directory, and people who talk to it over real HTTP.

mod client;
mod person;
mod world;

pub use client::{Answer, Http, builder};
pub use person::{Device, Epoch, entry, random, request};
pub use world::{NOW, World, until};
