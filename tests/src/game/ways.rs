//! The ways of a relay.

use kith_protocol::{
    api::{
        groups::Entry,
        inbox::{InboxItem, InboxKind},
    },
    problem::Code,
};

use crate::{Dice, Exchange, Fate, MaliciousRelay};

/// Disorder, repetition, holding back, denial, refusal; never another name for a commit: a
/// relay that shows two devices different commits under one number has its own scenario.
pub(super) fn change(relay: &MaliciousRelay, how: usize) {
    let mut dice = Dice::new(how as u64);
    match how % 28 {
        0 => relay.lies(in_page(dice, |_, page| page.reverse())),
        1 => relay.lies(in_page(dice, |_, page| page.extend(page.clone()))),
        2 => relay.lies(in_page(dice, |dice, page| {
            page.truncate(dice.below(page.len() + 1));
        })),
        3 => relay.lies(in_page(dice, |dice, page| {
            page.retain(|_| !dice.happens(20));
        })),
        4 => relay.lies(in_page(dice, |_, page| {
            page.retain(|entry| entry.commit.is_none());
        })),
        // Takes a commit and says that it does not.
        5 => relay.lies(move |exchange| {
            if exchange.path.ends_with("/commits") && exchange.status == 200 && dice.happens(50) {
                exchange.is_refused([Code::NotFound, Code::RateLimited][dice.below(2)]);
            }
        }),
        // Takes none.
        6 => relay.filters(move |exchange| {
            if exchange.path.ends_with("/commits") && dice.happens(50) {
                return exchange.is_refused([Code::NotFound, Code::RateLimited][dice.below(2)]);
            }
            Fate::Arrives
        }),
        // Loses what was asked, or hears it twice.
        7 => relay.filters(move |_| match dice.below(10) {
            0 => Fate::Lost,
            1 => Fate::ArrivesTwice,
            _ => Fate::Arrives,
        }),
        // Hands out no key packages.
        8 => relay.filters(|exchange| {
            if exchange.path.ends_with("/claim") {
                return exchange.is_refused(Code::NotFound);
            }
            Fate::Arrives
        }),
        // Letters come late, and come again.
        9 => relay.lies(move |exchange| {
            exchange.in_sync(|answer| answer.inbox.truncate(dice.below(2)));
        }),
        10 => relay.lies(|exchange| {
            exchange.in_sync(|answer| answer.inbox.extend(answer.inbox.clone()));
        }),
        // Says nothing new of the clinic.
        11 => relay.filters(|exchange| {
            if exchange.path == "/v1/clinic" {
                return exchange.is_refused(Code::Unavailable);
            }
            Fate::Arrives
        }),
        // Shows some of what lies in an inbox, or nothing, and what was not shown is gone.
        12 => relay.lies(in_inbox(dice, |dice, inbox| {
            inbox.retain(|_| !dice.happens(30));
        })),
        13 => relay.lies(in_inbox(dice, |dice, inbox| {
            if dice.happens(70) {
                inbox.clear();
            }
        })),
        // Keeps back where the rooms go on, and lets in whoever is let in.
        14 => relay.lies(in_inbox(dice, |_, inbox| {
            inbox.retain(|item| item.kind != InboxKind::Whereabouts);
        })),
        15 => relay.lies(in_inbox(dice, |_, inbox| {
            inbox.retain(|item| item.kind != InboxKind::Welcome);
        })),
        // Has no room, for a moment or for hours: whatever is brought, or commits alone.
        16 => relay.filters(move |exchange| {
            let brings = ["/commits", "/entries"].map(|end| exchange.path.ends_with(end));
            if brings.contains(&true) && dice.happens(50) {
                return exchange.is_refused(Code::Quota);
            }
            Fate::Arrives
        }),
        17 => relay.filters(move |exchange| {
            if exchange.path.ends_with("/commits") && dice.happens(70) {
                let codes = [Code::Quota, Code::TooManyBranches, Code::OverLimit];
                return exchange.is_refused(codes[dice.below(3)]);
            }
            Fate::Arrives
        }),
        // Takes a commit, and says that there was no room.
        18 => relay.lies(move |exchange| {
            if exchange.path.ends_with("/commits") && exchange.status == 200 && dice.happens(50) {
                let codes = [Code::Quota, Code::TooManyBranches, Code::OverLimit];
                exchange.is_refused(codes[dice.below(3)]);
            }
        }),
        // Shows what the clinic has signed up to now, and nothing newer.
        19 => {
            let mut old = None;
            relay.lies(move |exchange| {
                if exchange.path == "/v1/clinic" && exchange.status == 200 {
                    exchange
                        .answer
                        .clone_from(old.get_or_insert_with(|| exchange.answer.clone()));
                }
            });
        }
        _ => relay.behaves(),
    }
}

fn in_inbox(
    mut dice: Dice,
    change: fn(&mut Dice, &mut Vec<InboxItem>),
) -> impl FnMut(&mut Exchange) + Send {
    move |exchange| exchange.in_sync(|answer| change(&mut dice, &mut answer.inbox))
}

fn in_page(
    mut dice: Dice,
    change: fn(&mut Dice, &mut Vec<Entry>),
) -> impl FnMut(&mut Exchange) + Send {
    move |exchange| {
        exchange.in_sync(|answer| {
            for update in &mut answer.groups {
                change(&mut dice, &mut update.entries);
            }
        });
    }
}
