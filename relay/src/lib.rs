//! kith-relay
