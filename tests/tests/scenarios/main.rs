//! What must be true of Kith, a sentence each: real clients, a real relay, real HTTP, real
//! encrypted databases. One binary, because linking the whole of Kith takes longer than most of
//! these take to run; `cargo nextest run -p kith-tests membership::` plays one file of it.

mod addresses;
mod agreement;
mod anew;
mod annotations;
mod away;
mod came_meanwhile;
mod clocks;
mod coming_back;
mod coming_in;
mod composing;
mod content;
mod copied;
mod crowded;
mod decided;
mod deleted_words;
mod demo;
#[cfg(feature = "crash-points")]
mod disk;
mod documents;
mod example;
mod false_copies;
mod forwarding;
mod frozen;
mod gate;
mod group_ids;
mod guests;
mod healing;
mod holding_up;
mod invitations;
mod kept_back;
#[cfg(feature = "crash-points")]
mod kill;
mod later;
mod led_apart;
mod led_away;
mod malicious_member;
mod malicious_relay;
mod many;
mod may;
mod membership;
mod memory;
mod named;
mod names;
mod nettlesome;
mod network;
mod networks;
mod news;
mod nobody_counts;
mod odd_messages;
mod offline;
mod old_documents;
mod order;
mod page;
mod pairs;
#[cfg(feature = "crash-points")]
mod power;
mod privacy;
#[cfg(feature = "crash-points")]
mod processes;
mod published;
mod put_back;
mod ratchet;
mod receipts;
mod refused;
mod replies;
mod restoring;
mod said_again;
mod search;
mod several;
mod shelf;
mod stolen_key;
mod store;
mod taken_along;
mod tls;
mod turned;
mod turned_down;
mod undoing;
mod unkept;
mod vectors;
mod views;
mod walking;
mod who;
mod whose_words;
mod withdrawn;
