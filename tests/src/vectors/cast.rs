//! Who is in the vectors, with keys that anyone can make again: nobody of them exists.

use super::vector::Vector;
use ed25519_dalek::SigningKey;
use kith_core::{
    circle::{
        group_id::group_salt,
        room_id,
        successor::{Reason, Successor},
    },
    hostile::wire,
    people::identity::Identity,
    rights::table::Audience,
};
use kith_protocol::{
    identity::{
        Attestation, AttestationChain, AttestedName, ClinicProfile, DeviceCertificate,
        IssuerCertificate, Receipt, Redemption, Revocations, Role, root_fingerprint,
    },
    ids::{
        CircleId, DeviceId, Digest32, GroupId, GroupSalt, InvitationId, NameSalt, PersonId, RoomId,
    },
    invitation::{CircleInvitation, Invitation, InvitationContent, InvitationSecret},
    signed::{Signed, public_key},
};

pub(super) const NOW: u64 = 1_800_000_000_000;
pub(super) const DAY: u64 = 24 * 60 * 60 * 1_000;
pub(super) const RELAY: &str = "https://relay.example:8443";
pub(super) const CIRCLE: CircleId = CircleId([0xa2; 16]);
pub(super) const OF_CLINIC: InvitationId = InvitationId([0xa3; 16]);
pub(super) const OF_PATIENT: InvitationId = InvitationId([0xa4; 16]);
pub(super) const OF_PATIENT_TO_STAFF: InvitationId = InvitationId([0xa5; 16]);

/// The key whose seed is 32 times this byte.
pub(super) fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub(super) const ROOT: u8 = 1;
pub(super) const ISSUER: u8 = 2;
const PATIENT: u8 = 3;
const NURSE: u8 = 6;
const DAUGHTER: u8 = 9;
pub(super) const EPOCH: u8 = 12;

/// Person key, device key and inbox seed follow each other.
fn identity(person: u8) -> Identity {
    let (person, device) = (key(person), key(person + 1));
    let certificate = DeviceCertificate {
        device: public_key(&device),
        person: public_key(&person),
        created_at: NOW,
    };
    let seed = [device.to_bytes()[0] + 1; 32];
    let (secret, public) = wire::inbox_key(&seed);
    Identity {
        certificate: Signed::new(&certificate, &person),
        person: Box::new(person),
        device: Box::new(device),
        inbox_secret: secret.into(),
        inbox_public: public,
    }
}

pub(super) fn patient() -> Identity {
    identity(PATIENT)
}

/// The patient's first group.
pub(super) fn group() -> GroupId {
    GroupId::of(&patient().person_key(), &salt())
}

/// The first group of the patient has gone on in a second.
pub(super) fn successor() -> Successor {
    let salt = group_salt(&patient().person, room(), 1);
    Successor {
        room: room(),
        salt,
        next: GroupId::of(&patient().person_key(), &salt),
        node: 7,
        read: 42,
        group: group(),
        circle: CIRCLE,
        reason: Reason::Asked,
        version: 3,
        generation: 1,
    }
}

/// The room for everyone.
pub(super) fn room() -> RoomId {
    room_id::shared(&CIRCLE, Audience::Circle)
}

pub(super) fn salt() -> GroupSalt {
    group_salt(&patient().person, room(), 0)
}

pub(super) fn nurse() -> Identity {
    identity(NURSE)
}

pub(super) fn daughter() -> Identity {
    identity(DAUGHTER)
}

pub(super) fn clinic() -> Digest32 {
    root_fingerprint(&public_key(&key(ROOT)))
}

pub(super) fn issuer() -> IssuerCertificate {
    IssuerCertificate {
        root: public_key(&key(ROOT)),
        place: profile().place(),
        issuer: public_key(&key(ISSUER)),
        serial: 1,
        not_after: NOW + 730 * DAY,
    }
}

/// The nurse's name, as the clinic knows it.
pub(super) fn nurses_name() -> AttestedName {
    AttestedName {
        name: "Example Nurse".to_owned(),
        salt: NameSalt([0xd7; 16]),
    }
}

pub(super) fn attestation() -> Attestation {
    Attestation {
        name: Some(nurses_name().digest()),
        role: Role::Clinician,
        clinic: clinic(),
        person: nurse().person_key(),
        issued_at: NOW,
    }
}

pub(super) fn chain() -> AttestationChain {
    AttestationChain {
        issuer: Signed::new(&issuer(), &key(ROOT)),
        attestation: Signed::new(&attestation(), &key(ISSUER)),
    }
}

pub(super) fn redemption(by: &Identity, invitation: InvitationId) -> Redemption {
    Redemption {
        at: NOW,
        clinic: clinic(),
        person: by.person_key(),
        invitation,
    }
}

pub(super) fn receipt(by: &Identity, invitation: InvitationId) -> Receipt {
    Receipt {
        issuer: Signed::new(&issuer(), &key(ROOT)),
        redemption: Signed::new(&redemption(by, invitation), &key(ISSUER)),
    }
}

pub(super) fn profile() -> ClinicProfile {
    ClinicProfile {
        at: NOW,
        urls: vec![RELAY.to_owned()],
        name: "Example Clinic".to_owned(),
        pins: vec![Digest32([0xb1; 32])],
        hours: "Mon–Fri 8–17".to_owned(),
        clinic: clinic(),
        version: 1,
        emergency: "112".to_owned(),
        telephone: "+1 202 555 0100".to_owned(),
    }
}

pub(super) fn revocations() -> Revocations {
    Revocations {
        at: NOW,
        clinic: clinic(),
        people: vec![PersonId([0xb2; 16]), PersonId([0xb3; 16])],
        version: 2,
    }
}

pub(super) fn circle_invitation() -> CircleInvitation {
    CircleInvitation {
        role: Role::Family,
        circle: CIRCLE,
        expires: NOW + 7 * DAY,
        patient: patient().person_key(),
        version: 1,
        invitation: OF_PATIENT,
        relationship: "daughter".to_owned(),
    }
}

fn content(id: InvitationId, pin: Option<Digest32>) -> InvitationContent {
    InvitationContent {
        id,
        pin,
        name: None,
        circle: None,
        clinic: clinic(),
        secret: InvitationSecret::new([0xc1; 32]),
        expires: NOW + 7 * DAY,
    }
}

/// Of the clinic, for its nurse.
pub(super) fn clinics_invitation_of_staff() -> Invitation {
    Invitation {
        relay: RELAY.to_owned(),
        content: InvitationContent {
            name: Some(nurses_name()),
            ..content(OF_CLINIC, None)
        },
    }
}

/// Of the clinic, with a pin and without.
pub(super) fn clinics_invitation(pin: Option<Digest32>) -> Invitation {
    Invitation {
        relay: RELAY.to_owned(),
        content: content(OF_CLINIC, pin),
    }
}

pub(super) fn patients_invitation() -> Invitation {
    let circle = Invitation::sign_circle(&circle_invitation(), &patient().person);
    Invitation {
        relay: RELAY.to_owned(),
        content: InvitationContent {
            circle: Some(circle),
            ..content(OF_PATIENT, None)
        },
    }
}

/// The keys, and what is derived from them.
pub(super) fn vectors() -> Vec<Vector> {
    let signing = |name: &str, seed: u8| {
        Vector::new(name, 2)
            .bytes("seed", [seed; 32])
            .bytes("public", public_key(&key(seed)))
    };
    let root = signing("the clinic's root key", ROOT).bytes("clinic", clinic());
    let issuer = signing("the clinic's issuing key", ISSUER);
    let epoch = signing("the key of an epoch", EPOCH);
    let mut all = vec![root, issuer];
    for (who, seed, identity) in [
        ("patient", PATIENT, patient()),
        ("nurse", NURSE, nurse()),
        ("daughter", DAUGHTER, daughter()),
    ] {
        let person = identity.person_key();
        all.push(
            signing(&format!("the person key of the {who}"), seed)
                .bytes("person", PersonId::of(&person)),
        );
        all.push(
            signing(&format!("the device key of the {who}"), seed + 1)
                .bytes("device", DeviceId::of(&identity.device_key())),
        );
        all.push(
            Vector::new(&format!("the inbox key of the {who}"), 14)
                .bytes("seed", [seed + 2; 32])
                .bytes("secret", identity.inbox_secret.as_slice())
                .bytes("public", &identity.inbox_public),
        );
    }
    all.push(epoch);
    all
}
