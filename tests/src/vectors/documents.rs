//! Signed documents, the policy among them, and a commit's authenticated data.

use kith_core::{
    circle::{
        consent::{Consent, consent_digest},
        group_id::GroupName,
        policy::{Member, Policy, PolicyExtension, RevocationProof, VerifiedPolicy, no_previous},
    },
    hostile::wire,
    people::{identity::Identity, number::Number},
    rights::table::Audience,
};
use kith_protocol::{
    cbor,
    identity::{AttestationChain, InboxKey, Role, verify_device},
    ids::{PersonId, digest},
    signed::Signed,
};

use super::cast::room;
use super::{
    cast::{
        CIRCLE, DAY, ISSUER, NOW, OF_PATIENT, OF_PATIENT_TO_STAFF, ROOT, attestation, chain,
        circle_invitation, clinic, daughter, group, issuer, key, nurse, nurses_name, patient,
        patients_invitation, profile, receipt, redemption, revocations, salt, successor,
    },
    vector::Vector,
};

/// A digest of two parts.
fn of_digest() -> Vector {
    let parts: [&[u8]; 2] = [b"one", b""];
    Vector::new("digest(\"kith/v1/example\", \"one\", \"\")", 1)
        .bytes("digest", digest("kith/v1/example", &parts))
}

pub(super) fn consent_of(who: &Identity, attested: Option<AttestationChain>) -> Consent {
    let of_nurse = attested.is_some();
    let invitation = if of_nurse {
        OF_PATIENT_TO_STAFF
    } else {
        OF_PATIENT
    };
    let secret = patients_invitation().content.secret;
    Consent {
        at: NOW + 1,
        mac: secret.consent_mac(&who.person_key()),
        name: if of_nurse {
            "Example Nurse"
        } else {
            "Example Daughter"
        }
        .to_owned(),
        salt: of_nurse.then(|| nurses_name().salt),
        circle: CIRCLE,
        person: who.person_key(),
        receipt: receipt(who, invitation),
        invitation,
        attestation: attested,
    }
}

/// The number of two people, by which they find out in person that nobody stands between them.
fn number() -> Vector {
    let (one, other) = (patient().person_key(), nurse().person_key());
    let number = Number::of((one, Role::Patient), (other, Role::Clinician));
    Vector::new("the number of the patient and the nurse", 13)
        .bytes("person-key", one)
        .says("role", Role::Patient.word())
        .bytes("other-key", other)
        .says("other-role", Role::Clinician.word())
        .says("digits", number.groups().join(" "))
        .says("code", number.code())
}

fn member(who: &Identity, role: Role, name: &str) -> Member {
    Member {
        key: who.person_key(),
        name: name.to_owned(),
        role,
        salt: None,
        since: NOW,
        consent: None,
        attestation: None,
        relationship: String::new(),
    }
}

/// What the patient's key signs of her first group, and shows to nobody.
fn first_group() -> GroupName {
    GroupName {
        room: room(),
        generation: 0,
    }
}

fn first_policy() -> Policy {
    Policy {
        room: room(),
        salt: salt(),
        group: group(),
        title: "Example Patient".to_owned(),
        circle: CIRCLE,
        clinic: clinic(),
        members: vec![member(&patient(), Role::Patient, "Example Patient")],
        patient: patient().person_key(),
        version: 1,
        audience: Audience::Circle,
        previous: no_previous(),
        generation: 0,
    }
}

fn extension(policy: &Policy, revocations: Option<RevocationProof>) -> VerifiedPolicy {
    let extension = PolicyExtension {
        out: Vec::new(),
        policy: Signed::new(policy, &patient().person),
        revocations,
    };
    VerifiedPolicy::verify(extension, &patient().person_key()).expect("it holds")
}

fn policies() -> Vec<Vector> {
    let key = &patient().person;
    let first = first_policy();
    let verified = extension(&first, None);
    let family = Signed::new(&consent_of(&daughter(), None), &daughter().person);
    let staff = Signed::new(&consent_of(&nurse(), Some(chain())), &nurse().person);
    let mut members = first.members.clone();
    members.push(Member {
        since: NOW + DAY,
        consent: Some(consent_digest(&family)),
        relationship: "daughter".to_owned(),
        ..member(&daughter(), Role::Family, "Example Daughter")
    });
    members.push(Member {
        consent: Some(consent_digest(&staff)),
        attestation: Some(chain()),
        salt: Some(nurses_name().salt),
        ..member(&nurse(), Role::Clinician, "Example Nurse")
    });
    let next = Policy::next(&verified, members);
    let proof = RevocationProof {
        list: Signed::new(&revocations(), &super::cast::key(ISSUER)),
        issuer: Signed::new(&issuer(), &super::cast::key(ROOT)),
    };
    let with_revocations = extension(&next, Some(proof));
    let staying_out = PolicyExtension {
        out: vec![PersonId::of(&nurse().person_key())],
        ..with_revocations.extension.clone()
    };
    vec![
        Vector::document("policy: the patient alone", 11, &first, key)
            .bytes("policy-digest", verified.digest()),
        Vector::document("policy: its successor, with three people", 11, &next, key)
            .bytes("policy-digest", with_revocations.digest()),
        Vector::encoding(
            "policy-extension: without revocations",
            11,
            &verified.extension,
        ),
        Vector::encoding(
            "policy-extension: with revocations",
            11,
            &with_revocations.extension,
        ),
        Vector::encoding(
            "policy-extension: with somebody whom an earlier list named",
            11,
            &staying_out,
        ),
    ]
}

pub(super) fn vectors() -> Vec<Vector> {
    let (root, issuing) = (key(ROOT), key(ISSUER));
    let device = patient();
    let certificate = verify_device(&device.certificate).expect("it holds");
    let inbox = InboxKey {
        key: device.inbox_public.clone(),
        device: device.device_key(),
    };
    let family = consent_of(&daughter(), None);
    let staff = consent_of(&nurse(), Some(chain()));
    let digest_of =
        |consent: &Consent, by: &Identity| consent_digest(&Signed::new(consent, &by.person));
    let mut all = vec![
        of_digest(),
        Vector::document("issuer-certificate", 2, &issuer(), &root),
        Vector::document("attestation: of the nurse", 2, &attestation(), &issuing),
        Vector::encoding("attestation-chain: of the nurse", 2, &chain()),
        Vector::encoding("attested-name: of the nurse", 2, &nurses_name())
            .bytes("name-digest", nurses_name().digest()),
        Vector::document(
            "redemption: by the daughter",
            2,
            &redemption(&daughter(), OF_PATIENT),
            &issuing,
        ),
        Vector::encoding(
            "receipt: of the daughter",
            2,
            &receipt(&daughter(), OF_PATIENT),
        ),
        Vector::document("clinic-profile", 2, &profile(), &issuing),
        Vector::document("revocations", 2, &revocations(), &issuing),
        Vector::document("device-certificate", 2, &certificate, &device.person),
        Vector::new("credential: what an MLS leaf carries", 9)
            .cbor(&cbor::encode(&device.certificate)),
        Vector::document("inbox-key", 2, &inbox, &device.device),
        Vector::document("circle-invitation", 3, &circle_invitation(), &device.person),
        Vector::document("consent: of the daughter", 13, &family, &daughter().person)
            .bytes("consent-digest", digest_of(&family, &daughter())),
        Vector::document("consent: of the nurse", 13, &staff, &nurse().person)
            .bytes("consent-digest", digest_of(&staff, &nurse())),
        number(),
    ];
    all.extend(policies());
    all.push(
        Vector::document("group-name", 2, &first_group(), &patient().person).bytes("salt", salt()),
    );
    all.push(Vector::document(
        "successor",
        15,
        &successor(),
        &patient().person,
    ));
    let data = |name, chain| {
        let data = wire::commit_data(false, chain, [Some([0xd1; 16]), Some([0xd2; 16])]);
        Vector::new(name, 12).cbor(&data)
    };
    all.push(data("authenticated data of a commit", None));
    all.push(data(
        "authenticated data of a commit: the chain goes on elsewhere",
        Some((NOW, 41, [0xd3; 16])),
    ));
    all.push(
        Vector::new(
            "the leaf extension of a device that asks to be added again",
            15,
        )
        .cbor(&wire::readd_mark(NOW, group())),
    );
    all
}
