//! Who is in the circle, and who is to come.

use kith_core::{
    Client, NewInvitation, Role,
    ids::CircleId,
    store::circle::invitations::InvitationState,
    view::{InvitationRow, Resemblance},
};

use crate::{
    sorry::{Answer, Sorry},
    words,
};

/// How long an invitation is good for.
const A_WEEK_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// `invite ROLE WHAT` and its like.
pub async fn of(client: &Client, circle: CircleId, command: &str, rest: &str) -> Answer {
    match command {
        "invite" => invite(client, circle, rest).await,
        "invitations" => {
            let given = client.invitations(circle).await?;
            words::all(&given, words::invitation, "You have invited nobody.")
        }
        "approve" => approve(client, circle, rest).await,
        "speaks-for-me" => lets_speak(client, circle, rest).await,
        "renew" => renew(client, circle, rest).await,
        "decline" => decline(client, circle, rest).await,
        "remove" => remove(client, circle, rest).await,
        _ => {
            let people = client.people(circle).await?;
            words::all(&people, words::person, "Nobody is here.")
        }
    }
}

async fn invite(client: &Client, circle: CircleId, whom: &str) -> Answer {
    let (role, relationship) = whom.split_once(char::is_whitespace).unwrap_or((whom, ""));
    let whom = NewInvitation {
        role: words::role_named(role)?,
        relationship: relationship.trim().to_owned(),
        valid_for_ms: A_WEEK_MS,
    };
    let link = client.invite(circle, whom).await?;
    words::lines([
        "Hand this link to one person. It works once, for a week:",
        &link,
    ])
}

async fn approve(client: &Client, circle: CircleId, name: &str) -> Answer {
    let asked = invitation(client, circle, name, &[InvitationState::Consented]).await?;
    if asked.role == Role::Proxy {
        return words::speaks_for_you(&asked);
    }
    client.approve(asked.id).await?;
    words::say("Confirmed. They are let in as soon as the relay can be reached.")
}

/// A yes of its own: what it gives away is more than a place in the circle.
async fn lets_speak(client: &Client, circle: CircleId, name: &str) -> Answer {
    let asked = invitation(client, circle, name, &[InvitationState::Consented]).await?;
    if asked.role != Role::Proxy {
        return Err(Sorry::new(
            "Nobody of that name asks to speak for you. Look with `invitations`.",
        ));
    }
    client.approve(asked.id).await?;
    words::say("They speak for you as soon as the relay can be reached.")
}

async fn renew(client: &Client, circle: CircleId, name: &str) -> Answer {
    let asked = invitation(client, circle, name, &[InvitationState::Consented]).await?;
    let old = asked
        .resembles
        .filter(|other| other.at != Resemblance::OnTheWay)
        .ok_or_else(|| Sorry::new("Nobody of that name is here. Type `approve`."))?;
    client.approve_in_place_of(asked.id, old.person).await?;
    words::say("Confirmed. Their old phone is removed, the new one is let in.")
}

async fn decline(client: &Client, circle: CircleId, name: &str) -> Answer {
    let states = [
        InvitationState::Open,
        InvitationState::Consented,
        InvitationState::Approved,
    ];
    let asked = invitation(client, circle, name, &states).await?;
    client.decline(asked.id).await?;
    words::say("Declined. The link is good for nothing now.")
}

async fn remove(client: &Client, circle: CircleId, name: &str) -> Answer {
    let people = client.people(circle).await?;
    let person = words::the_one(&people, name, |person| &person.name)?;
    client.remove(circle, person.person).await?;
    words::say("Removed. From when the relay has heard of it, they get nothing more.")
}

async fn invitation(
    client: &Client,
    circle: CircleId,
    name: &str,
    states: &[InvitationState],
) -> Result<InvitationRow, Sorry> {
    let mut given = client.invitations(circle).await?;
    given.retain(|row| states.contains(&row.state));
    let row = words::the_one(&given, name, |row| {
        match row.name.as_deref().unwrap_or(&row.relationship) {
            "" => words::SOMEONE,
            called => called,
        }
    })?;
    Ok(row.clone())
}
