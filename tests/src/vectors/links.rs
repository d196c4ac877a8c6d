//! Links, and what is derived from an invitation's secret.

use kith_protocol::{
    cbor,
    ids::Digest32,
    invitation::{Invitation, token_hash},
};

use super::{
    cast::{clinics_invitation, clinics_invitation_of_staff, daughter, nurse, patients_invitation},
    vector::Vector,
};

fn link(name: &str, invitation: &Invitation) -> Vector {
    Vector::new(name, 3)
        .says("relay", invitation.relay.as_str())
        .cbor(&cbor::encode(&invitation.content))
        .says("link", invitation.to_link())
}

pub(super) fn vectors() -> Vec<Vector> {
    let of_patient = patients_invitation();
    let secret = of_patient.content.secret.clone();
    let mac = |name: &str, person| {
        Vector::new(name, 3)
            .bytes("secret", secret.as_bytes())
            .bytes("person-key", person)
            .bytes("mac", secret.consent_mac(&person))
    };
    vec![
        link(
            "a clinic's link, with a pin",
            &clinics_invitation(Some(Digest32([0xb1; 32]))),
        ),
        link("a clinic's link, without a pin", &clinics_invitation(None)),
        link(
            "a clinic's link for its nurse",
            &clinics_invitation_of_staff(),
        ),
        link("a patient's link", &of_patient),
        Vector::new("relay token and token hash", 3)
            .bytes("secret", secret.as_bytes())
            .bytes("token", secret.relay_token())
            .bytes("token-hash", token_hash(&secret.relay_token())),
        mac("consent MAC of the daughter", daughter().person_key()),
        mac("consent MAC of the nurse", nurse().person_key()),
    ]
}
