//! Who watches reads anew only what they were told of: and sees all the same what a fresh look shows.

use kith_core::{
    ChatWatch, ChatWheel, Comparison, InboxWatch, Role,
    rights::table::Audience,
    store::rows::EventRow,
    view::{Chat, CircleRow},
};
use kith_tests::{Person, World};

/// Someone who has looked at the list and at the conversation since the beginning.
struct Looks {
    inbox: InboxWatch,
    chat: ChatWatch,
    wheel: ChatWheel,
}

impl Looks {
    async fn of(person: &Person) -> Self {
        let (mut chat, wheel) = person.client.watch_chat(person.circle().await);
        let mut inbox = person.client.watch_inbox();
        inbox.next().await.expect("read");
        chat.next().await.expect("read");
        Self { inbox, chat, wheel }
    }

    /// What was kept and what is fresh are the same.
    async fn agree(&mut self, person: &Person, after: &str) {
        person.client.stirs();
        let kept = self.inbox.next().await.expect("read").expect("open");
        let fresh = person.client.inbox().await.expect("read");
        for (kept, fresh) in kept.circles.iter().zip(&fresh.circles) {
            assert_eq!(told(kept), told(fresh), "{} after {after}", person.name);
        }
        assert!(kept == fresh, "{}'s list after {after}", person.name);

        self.wheel.newest();
        let kept = self.chat.next().await.expect("read").expect("open");
        let (mut watch, wheel) = person.client.watch_chat(person.circle().await);
        wheel.newest();
        let mut fresh = watch.next().await.expect("read").expect("open");
        // How far it was read stays as it was when it was opened, and the draft is the field's.
        let CircleRow {
            unread,
            news,
            alarm,
            draft,
            as_of,
            ..
        } = kept.circle.clone();
        fresh.circle = CircleRow {
            unread,
            news,
            alarm,
            draft,
            as_of,
            ..fresh.circle
        };
        fresh = Chat {
            unread_from: kept.unread_from,
            unread_then: kept.unread_then,
            ..fresh
        };
        assert!(
            kept == fresh,
            "{}'s conversation after {after}",
            person.name
        );
    }
}

/// What of a row may be printed.
fn told(row: &CircleRow) -> impl std::fmt::Debug + PartialEq {
    (
        (row.standing, row.unread, row.waiting, row.to_approve),
        (
            row.alarm,
            row.draft.is_some(),
            row.audiences.len(),
            row.as_of,
        ),
        row.last.as_ref().map(|last| last.id),
        row.news.as_ref().map(|news| news.id),
    )
}

/// The row that came last.
async fn last(person: &Person) -> EventRow {
    let circles = person.client.circles().await.expect("read");
    circles[0].last.as_ref().expect("a row").id
}

#[tokio::test]
async fn what_a_watch_has_kept_is_what_a_fresh_look_shows() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let everyone = circle.everyone();
    let mut looks = Vec::new();
    for person in everyone {
        looks.push(Looks::of(person).await);
    }
    let [marta, nadia, ana] = everyone;
    let mut said = EventRow::BEFORE_ALL;
    for step in 0.. {
        let deed = match step {
            0 => {
                nadia.writes("Good morning.").await;
                "words that wait"
            }
            1 => {
                circle.all_sync().await;
                said = last(marta).await;
                "words that came"
            }
            2 => {
                marta.client.react(said, "👍", true).await.expect("may");
                "a sign"
            }
            3 => {
                let edited = nadia.client.edit(last(nadia).await, "Good evening.");
                edited.await.expect("may");
                circle.all_sync().await;
                "an edit"
            }
            4 => {
                marta.client.mark_read(id, said).await.expect("noted");
                "what was read"
            }
            5 => {
                let kept = ana.client.keep_draft(id, Audience::Circle, "I am");
                kept.await.expect("kept");
                ana.client.add_to_draft(id, "here").await.expect("kept");
                "a draft"
            }
            6 => {
                let friend = world.person("Fritz").await;
                let link = marta.invites(Role::Family, "friend").await;
                friend.redeems(&link).await;
                marta.syncs().await;
                "a consent"
            }
            7 => {
                assert_eq!(marta.approves_all().await, 1);
                circle.all_sync().await;
                "someone who came"
            }
            8 => {
                let person = ana.person("Nadia").await;
                let seen = ana.client.number(id, person).await.expect("read").code;
                let said = ana
                    .client
                    .set_checked(id, person, &seen, Comparison::Different);
                said.await.expect("noted");
                "a number that was compared"
            }
            9 => {
                nadia.writes("A word too much.").await;
                nadia.syncs().await;
                let taken_back = nadia.client.delete_for_everyone(last(nadia).await);
                taken_back.await.expect("may");
                circle.all_sync().await;
                "what was taken back"
            }
            10 => {
                marta.removes(ana).await;
                circle.all_sync().await;
                "someone who was removed"
            }
            11 => {
                marta.client.start_anew(id).await.expect("may");
                circle.all_sync().await;
                "a room that goes on elsewhere"
            }
            12 => {
                nadia
                    .client
                    .lose_state(id, Audience::Circle)
                    .await
                    .expect("was there");
                nadia.tries_to_sync().await.ok();
                "a place that was lost"
            }
            _ => break,
        };
        for (person, looks) in everyone.into_iter().zip(&mut looks) {
            looks.agree(person, deed).await;
        }
    }
}
