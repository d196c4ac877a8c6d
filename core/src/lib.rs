//! kith-core
