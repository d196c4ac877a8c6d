//! Who does not keep to the rules: patched members, a relay that lies, an impostor.

pub(super) mod attacker;
pub(super) mod impostor;
pub(super) mod malicious;
