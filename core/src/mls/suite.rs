//! The one ciphersuite. An upgrade is a successor group, never a choice within one.

use openmls_traits::types::Ciphersuite;

/// X-Wing (X25519 and ML-KEM-768), ChaCha20-Poly1305, SHA-256, Ed25519. Its code point, 0x004D,
/// is provisional. There is no other to fall back to: that would be a way down.
pub(crate) const SUITE: Ciphersuite = Ciphersuite::MLS_256_XWING_CHACHA20POLY1305_SHA256_Ed25519;
