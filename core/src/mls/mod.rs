//! Messaging Layer Security: OpenMLS on the store.

mod codec;
mod provider;
mod rows;
mod storage;
mod suite;
