//! How Kith uses MLS (RFC 9420): one suite, handshakes as PrivateMessage, no external commits,
//! no proposals but by value, a policy in every group's context.

use openmls::{
    group::{MlsGroupCreateConfig, MlsGroupJoinConfig, PURE_CIPHERTEXT_WIRE_FORMAT_POLICY},
    prelude::{
        Capabilities, Extension, ExtensionType, Extensions, GroupContext, LeafNode, Lifetime,
        ProposalType, RequiredCapabilitiesExtension, SenderRatchetConfiguration, UnknownExtension,
    },
};

use super::{readd::READD_EXTENSION, suite::SUITE};
use crate::people::credential::CREDENTIAL_TYPE;

/// The policy's extension in the GroupContext, in the private range of RFC 9420 §17.3.
pub const POLICY_EXTENSION: u16 = 0xF0A1;

/// The log hands messages over in order, so nothing is late by more than a few; a sender may
/// have been ahead of a lost page by many. A message that says it is further ahead is not read: each
/// step costs every receiver a derivation.
const OUT_OF_ORDER: u32 = 16;
const FORWARD: u32 = 10_000;
/// After so many messages of an epoch their sender renews it: whoever sees none of them but the
/// last can read that one still.
pub const RENEW_AFTER: u32 = FORWARD / 2;

/// What every leaf says it can do.
pub fn capabilities() -> Capabilities {
    capable_of(ours())
}

/// The same for the leaf in a key package of last resort, which is marked by an extension that
/// the leaf has to name: otherwise nobody takes it (RFC 9420 §10.1).
pub fn capabilities_of_last_resort() -> Capabilities {
    let mut extensions = ours();
    extensions.push(ExtensionType::LastResort);
    capable_of(extensions)
}

/// Whether a leaf that is to come says what ours say and nothing more. What more it said, everybody
/// would have to carry: it stands in every later Welcome.
pub fn is_plain(leaf: &LeafNode) -> bool {
    let known = [capabilities(), capabilities_of_last_resort()];
    known.contains(leaf.capabilities())
        && leaf
            .extensions()
            .iter()
            .all(|extension| extension.extension_type() == ExtensionType::Unknown(READD_EXTENSION))
}

fn ours() -> Vec<ExtensionType> {
    [POLICY_EXTENSION, READD_EXTENSION]
        .map(ExtensionType::Unknown)
        .to_vec()
}

fn capable_of(extensions: Vec<ExtensionType>) -> Capabilities {
    Capabilities::builder()
        .ciphersuites(vec![SUITE])
        .extensions(extensions)
        .proposals(Vec::<ProposalType>::new())
        .credentials(vec![CREDENTIAL_TYPE])
        .build()
}

/// Lifetime of every key package: always. OpenMLS holds a newcomer's lifetime against the local
/// clock, so any end would let two honest devices disagree on one commit: the one that reads it
/// in time accepts, the one that was away refuses. The gate takes no other lifetime than this;
/// freshness is the committers' to judge when they claim.
pub fn lifetime() -> Lifetime {
    Lifetime::init(0, u64::MAX)
}

/// The GroupContext's extensions with this policy.
///
/// # Errors
/// Where OpenMLS does not take the extension here, which its tests exclude.
pub fn extensions(
    policy: Vec<u8>,
) -> Result<Extensions<GroupContext>, openmls::prelude::InvalidExtensionError> {
    Extensions::from_vec(vec![
        Extension::RequiredCapabilities(RequiredCapabilitiesExtension::new(
            &[ExtensionType::Unknown(POLICY_EXTENSION)],
            &[],
            &[CREDENTIAL_TYPE],
        )),
        Extension::Unknown(POLICY_EXTENSION, UnknownExtension(policy)),
    ])
}

/// The policy's bytes in a GroupContext.
pub fn policy_bytes(extensions: &Extensions<GroupContext>) -> Option<&[u8]> {
    extensions
        .unknown(POLICY_EXTENSION)
        .map(|extension| extension.0.as_slice())
}

fn ratchet() -> SenderRatchetConfiguration {
    SenderRatchetConfiguration::new(OUT_OF_ORDER, FORWARD)
}

/// Settings of a group that this device creates.
pub fn create_config(extensions: Extensions<GroupContext>) -> MlsGroupCreateConfig {
    MlsGroupCreateConfig::builder()
        .ciphersuite(SUITE)
        .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
        .capabilities(capabilities())
        .lifetime(lifetime())
        .max_past_epochs(0)
        .number_of_resumption_psks(0)
        .padding_size(0)
        .sender_ratchet_configuration(ratchet())
        .use_ratchet_tree_extension(true)
        .with_group_context_extensions(extensions)
        .build()
}

/// Settings of a group that this device joins.
pub fn join_config() -> MlsGroupJoinConfig {
    MlsGroupJoinConfig::builder()
        .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
        .max_past_epochs(0)
        .number_of_resumption_psks(0)
        .padding_size(0)
        .sender_ratchet_configuration(ratchet())
        .use_ratchet_tree_extension(true)
        .build()
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use kith_protocol::ids::GroupId;

    use crate::{
        mls::{
            Provider,
            key_package::{self, Purpose},
            readd::ReaddMark,
            seal,
        },
        people::identity::Identity,
    };

    #[test]
    fn a_key_package_of_last_resort_is_read_like_any_other() {
        let db = Connection::open_in_memory().expect("memory");
        let schema = db.execute_batch(include_str!("../store/schema/0001_mls.sql"));
        schema.expect("the schema");
        let provider = Provider::new(&db);
        let who = Identity::generate(0, seal::generate().expect("keys"));
        for purpose in [Purpose::OneTime, Purpose::LastResort] {
            let package = key_package::make(&provider, &who, purpose).expect("made");
            let read = key_package::read(&provider, &package, &who.person_key());
            assert!(read.is_ok(), "{purpose:?}");
        }
    }

    #[test]
    fn a_request_to_be_added_again_passes_for_nothing_else() {
        let db = Connection::open_in_memory().expect("memory");
        let schema = db.execute_batch(include_str!("../store/schema/0001_mls.sql"));
        schema.expect("the schema");
        let provider = Provider::new(&db);
        let who = Identity::generate(0, seal::generate().expect("keys"));
        let group = GroupId([7; 16]);
        let asked = Purpose::Readd(ReaddMark { at: 5, group });
        let request = key_package::make(&provider, &who, asked).expect("made");
        let (_, leaf, again) =
            key_package::read_request(&provider, &request).expect("it is genuine");
        assert_eq!(
            (leaf.device, again.at, again.group),
            (who.device_id(), 5, group)
        );
        assert!(key_package::read(&provider, &request, &who.person_key()).is_err());
        let plain = key_package::make(&provider, &who, Purpose::OneTime).expect("made");
        assert!(key_package::read_request(&provider, &plain).is_err());
    }
}
