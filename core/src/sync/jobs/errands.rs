//! Requests that are not about a group's log: done in order, each repeatable.

use std::sync::{Arc, atomic::Ordering};

use kith_protocol::{
    api::{
        endpoint,
        groups::NewGroup,
        inbox::{Deposit, InboxKind},
        people::{Devices, Enrolment, GuestInvitation, KeyPackages},
    },
    cbor,
    identity::{InboxKey, verify_device},
    ids::{DeviceId, InvitationId, PublicKey, RequestId, digest},
    limits::MAX_BODY,
    problem::{Code, Problem},
};
use serde_bytes::ByteBuf;

use super::letters::{ConsentErrand, LetterErrand};
use crate::{
    crash,
    error::Error,
    ids::PersonId,
    mls::seal,
    receive::is_held,
    store::{
        Change, StoreError, WriteTx,
        circle::{invitations, joining},
        healing::readds,
        outgoing::errands::{self, Errand, ErrandClass, ErrandKind},
        rows::ErrandId,
    },
    sync::{
        DeliveryError,
        healing::{made_twice, readd},
        relay::link::Link,
    },
};

/// Does all errands; stops at the first that the relay cannot be asked for now. What the relay
/// has no room for waits, and with it what has to come after it.
pub(crate) async fn run(link: &Link) -> Result<bool, Error> {
    let account = link.account;
    let (mut any, mut after) = (false, ErrandId::BEFORE_ALL);
    let mut held = Vec::new();
    while let Some(errand) = link
        .db
        .read(move |tx| errands::next(tx, account, after))
        .await?
    {
        let (mut refused, mut taken) = (None, None);
        after = errand.id;
        let class = errand.kind.class();
        if held.contains(&class) {
            continue;
        }
        match perform(link, &errand).await {
            Ok(()) => {}
            // A relay that says so each time must not have one group after the other made.
            Err(Error::Delivery(error))
                if errand.creates().is_some()
                    && error.code() == Some(Code::Exists)
                    && link.made_again_lately() =>
            {
                held.push(class);
                continue;
            }
            Err(Error::Delivery(error)) if error.code().is_some_and(is_full) => {
                // One full inbox says nothing of another.
                if class != ErrandClass::Letters || error.code() != Some(Code::Quota) {
                    held.push(class);
                }
                continue;
            }
            // Whoever invited has yet to tell the relay of it again.
            Err(Error::Delivery(error))
                if class == ErrandClass::Enrolments
                    && error.code() == Some(Code::InvitationUnknown) =>
            {
                continue;
            }
            Err(Error::Delivery(error)) if !is_final(&error) => return Err(error.into()),
            Err(error) => {
                // Repeating it would not help.
                tracing::warn!(kind = ?errand.kind, %error, "an errand was given up");
                refused = errand.registration().filter(|body| is_dead(body, &error));
                taken = errand.creates().filter(|_| is_taken(&error));
            }
        }
        if taken.is_some() {
            link.made_again
                .store(link.clock.now_ms(), Ordering::Relaxed);
        }
        any = true;
        crash::point("errand.done");
        let (identity, now) = (Arc::clone(&link.identity), link.now());
        link.db
            .write(move |tx| {
                if let Some(group) = &taken {
                    made_twice::again(tx, account, &identity, group, now)?;
                }
                // Who made the link must not wait for an answer to it.
                if let Some(GuestInvitation { id, replaces, .. }) = &refused {
                    invitations::refused(tx, id, replaces.as_ref())?;
                }
                if let Some(invitation) = errand.registers()
                    && let Some(circle) = invitations::circle_of(tx, &invitation)?
                {
                    tx.changed(Change::Invitations(circle));
                }
                Ok::<_, Error>(errands::finish(tx, errand.id)?)
            })
            .await?;
        crash::point("errand.finished");
    }
    Ok(any)
}

/// Whether the relay's no to an invitation leaves it good for nothing: one that it knows already,
/// or that someone has used, is not.
fn is_dead(body: &GuestInvitation, error: &Error) -> bool {
    match error {
        Error::Delivery(error) => match error.code() {
            Some(Code::Exists) => false,
            Some(Code::InvitationUsed) => body.replaces.is_some(),
            _ => true,
        },
        _ => true,
    }
}

fn is_taken(error: &Error) -> bool {
    matches!(error, Error::Delivery(error) if error.code() == Some(Code::Exists))
}

fn is_full(code: Code) -> bool {
    matches!(code, Code::RateLimited | Code::Quota)
}

fn is_final(error: &DeliveryError) -> bool {
    match error {
        DeliveryError::Problem(problem) => {
            // A clinic's revocation is told as such, and what was begun waits; so it does until a relay that was set
            // back knows again by which link this device came.
            (400..500).contains(&problem.status)
                && !matches!(
                    problem.code(),
                    Some(
                        Code::Unauthenticated
                            | Code::Revoked
                            | Code::Forgotten
                            | Code::InvitationUnknown
                    )
                )
        }
        _ => false,
    }
}

async fn perform(link: &Link, errand: &Errand) -> Result<(), Error> {
    match errand.kind {
        ErrandKind::RegisterInvitation => {
            let body: GuestInvitation = payload(errand)?;
            link.delivery.send(&endpoint::INVITE.with(&body)).await?;
        }
        ErrandKind::WithdrawInvitation => {
            let id: InvitationId = payload(errand)?;
            link.delivery.send(&endpoint::WITHDRAW.of(&id)).await?;
        }
        ErrandKind::LetGuestGo => {
            let person: PublicKey = payload(errand)?;
            let account = link.account;
            let held = link
                .db
                .read(move |tx| is_held(tx, account, &person))
                .await?;
            if !held {
                let guest = PersonId::of(&person);
                link.delivery.send(&endpoint::LET_GO.of(&guest)).await?;
            }
        }
        ErrandKind::RedeemAgain => {
            let body: Enrolment = payload(errand)?;
            let account = link.account;
            let waits = link
                .db
                .read(move |tx| joining::waiting_consents(tx, account))
                .await?;
            // Whoever is in needs it no more.
            if !waits.is_empty() {
                link.delivery
                    .anonymous(&endpoint::ENROL.with(&body))
                    .await?;
            }
        }
        ErrandKind::PublishKeyPackages => {
            let body: KeyPackages = payload(errand)?;
            link.delivery.send(&endpoint::PUBLISH.with(&body)).await?;
        }
        ErrandKind::CreateGroup => {
            let body: NewGroup = payload(errand)?;
            link.delivery
                .send(&endpoint::CREATE_GROUP.with(&body))
                .await?;
        }
        ErrandKind::SendConsent => {
            let ConsentErrand { patient, consent } = payload(errand)?;
            let letter = LetterErrand {
                to: patient,
                device: None,
                kind: InboxKind::Consent,
                plain: ByteBuf::from(cbor::encode(&consent)),
                about: None,
            };
            send_letter(link, &letter).await?;
        }
        ErrandKind::SendLetter => {
            let letter: LetterErrand = payload(errand)?;
            let left = send_letter(link, &letter).await?;
            if left && letter.kind == InboxKind::Readd {
                let (account, now) = (link.account, link.now());
                let note = move |tx: &mut WriteTx<'_>| match readd::group_of(tx, &letter.plain) {
                    Some(group) => readds::set_sent(tx, account, &group, now),
                    None => Ok(()),
                };
                link.db.write(note).await?;
            }
        }
    }
    Ok(())
}

fn payload<T: serde::de::DeserializeOwned>(errand: &Errand) -> Result<T, Error> {
    Ok(cbor::decode(&errand.payload, MAX_BODY).map_err(|_| StoreError::Unreadable)?)
}

/// Answers whether it was left with a device.
async fn send_letter(link: &Link, letter: &LetterErrand) -> Result<bool, Error> {
    let (mut full, mut left) = (false, false);
    for (device, key) in devices_of(link, &letter.to).await? {
        if device == link.identity.device_id() || letter.device.is_some_and(|to| to != device) {
            continue;
        }
        let id = digest("kith/v1/letter", &[&letter.plain, &device.0]);
        let mut request = RequestId([0; 16]);
        request.0.copy_from_slice(&id.0[..16]);
        let body = Deposit {
            id: request,
            body: ByteBuf::from(seal::seal(letter.kind, &device, &key, &letter.plain)?),
            kind: letter.kind,
        };
        match link
            .delivery
            .send(&endpoint::DEPOSIT.of_with(&device, &body))
            .await
        {
            // Sealed anew it is another body: the letter is there, its answer was lost.
            Err(error) if error.code() == Some(Code::IdempotencyMismatch) => left = true,
            // Nobody empties that inbox: the person's other devices must not wait for it.
            Err(error) if error.code() == Some(Code::Quota) => full = true,
            other => {
                other?;
                left = true;
            }
        }
    }
    if full && !left {
        return Err(DeliveryError::Problem(Box::new(Problem::new(Code::Quota))).into());
    }
    Ok(left)
}

/// A person's devices with the keys of their inboxes. What the relay says counts only with the
/// signatures of the person and of each device.
pub(crate) async fn devices_of(
    link: &Link,
    person: &PublicKey,
) -> Result<Vec<(DeviceId, Vec<u8>)>, Error> {
    let asked = endpoint::DEVICES.of(&PersonId::of(person));
    let Devices { devices } = link.delivery.send(&asked).await?;
    Ok(devices
        .iter()
        .filter_map(|record| {
            let certificate = verify_device(&record.device).ok()?;
            let InboxKey { key, device } = record.inbox_key.verify(&certificate.device).ok()?;
            (certificate.person == *person && device == certificate.device)
                .then(|| (DeviceId::of(&device), key))
        })
        .collect())
}
