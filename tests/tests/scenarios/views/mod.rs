//! What screens show: the list of conversations, a window of one, a message, what was found.

mod answering;
mod attention;
mod chat;
mod inbox;
mod kept;
mod message;
mod search;
