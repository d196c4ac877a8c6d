//! One complete exchange with the relay: errands, what is new, what waits to go out, and back
//! again until nothing is left.

use std::sync::atomic::Ordering;

use kith_protocol::problem::{Code, Problem};

use crate::{
    clock,
    error::Error,
    store::{
        Change,
        account::{accounts::Ended, enrolments},
        outgoing::outbox,
    },
    sync::{
        DeliveryError,
        healing::{anew, never_came, readd, resend, restored, whereabouts},
        jobs::{errands, last_resort},
        log::{fetch, removals},
        relay::{address, clinic, link::Link},
        send::{
            later,
            receipts::{self, Which},
            turns::{self, Tried},
            unsaid,
        },
    },
};

/// Rounds of one pass: a bound against a relay that always has something new to say.
const ROUNDS: usize = 64;

/// How a pass ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages that still wait here.
    pub waiting: u64,
    /// Whether anything came or went.
    pub progress: bool,
}

/// Runs one pass. What goes wrong with one thing stops nothing else: all else is done, and then it is an error.
pub(crate) async fn pass(link: &Link) -> Result<Report, Error> {
    let mut left = Left::default();
    left.aside(unsaid::end(link).await)?;
    let ended = if !clock::is_possible(&*link.clock) {
        Err(Error::Clock)
    } else if let Err(error) = left.aside(later::say_due(link).await) {
        Err(error)
    } else if link.has_network() {
        told_forgotten(link, exchange(link, &mut left).await).await
    } else {
        Err(DeliveryError::Unreachable.into())
    };
    link.ended(&ended);
    let ended = match ended {
        Err(error) if is_away(&error) && address::elsewhere(link).await? => {
            let ended = exchange(link, &mut left).await;
            link.ended(&ended);
            ended
        }
        ended => ended,
    };
    note_ended(link, &ended).await?;
    ended
}

/// Who was let go hears so when their enrolment is repeated. A relay has forgotten by which link they came a month after
/// that ran out; then it says that it does not know it, as one does that was set back. Where it was not, that is what it
/// means.
async fn told_forgotten(link: &Link, ended: Result<Report, Error>) -> Result<Report, Error> {
    match ended {
        Err(Error::Delivery(error)) if error.code() == Some(Code::InvitationUnknown) => {
            let met = link.met();
            if met.is_some() && link.delivery.incarnation().await.ok() == met {
                let forgotten = Box::new(Problem::new(Code::Forgotten));
                return Err(DeliveryError::Problem(forgotten).into());
            }
            Err(error.into())
        }
        ended => ended,
    }
}

/// What could not be done of a pass, and stops nothing else.
#[derive(Default)]
struct Left(Option<Error>);

impl Left {
    /// Leaves aside what went wrong with one thing here. What the relay says, and a store that cannot go on, is not.
    fn aside<T: Default>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        let is_the_relays = |error: &Error| {
            matches!(
                error,
                Error::Delivery(_) | Error::NotItsRelay | Error::NotTheClinic(_)
            )
        };
        match done {
            Err(error) if error.is_of_one_thing() && !is_the_relays(&error) => {
                tracing::error!(%error, "something of a pass was left aside");
                self.0.get_or_insert(error);
                Ok(T::default())
            }
            done => done,
        }
    }
}

/// Whether the relay does not answer where it was asked.
fn is_away(error: &Error) -> bool {
    matches!(
        error,
        Error::Delivery(
            DeliveryError::Unreachable | DeliveryError::Untrusted | DeliveryError::BadAnswer
        )
    )
}

/// Keeps whether the relay has ended this enrolment, and why: nothing goes out any more, and whoever
/// waits has to know.
async fn note_ended(link: &Link, pass: &Result<Report, Error>) -> Result<(), Error> {
    let ended = match pass {
        Ok(_) => None,
        Err(Error::Delivery(error)) => match error.code() {
            Some(Code::Revoked) => Some(Ended::Revoked),
            Some(Code::Forgotten) => Some(Ended::Forgotten),
            _ => return Ok(()),
        },
        Err(_) => return Ok(()),
    };
    if link.ended.load(Ordering::Relaxed) == Ended::code(ended) {
        return Ok(());
    }
    let account = link.account;
    link.db
        .write(move |tx| -> Result<(), Error> {
            enrolments::set_ended(tx, account, ended)?;
            tx.changed(Change::Account);
            Ok(())
        })
        .await?;
    link.ended.store(Ended::code(ended), Ordering::Relaxed);
    Ok(())
}

async fn exchange(link: &Link, left: &mut Left) -> Result<Report, Error> {
    let mut state = link.turn.lock().await;
    let mut limited = None;
    // No older than they were: nobody is told. And where the clinic does not name this relay any more,
    // nothing is taken of it, which is said; what was written goes, and who is to leave leaves.
    let refreshed = clinic::refresh(link, &mut state).await;
    let strange = matches!(&refreshed, Err(Error::NotItsRelay));
    if !strange {
        left.aside(unless_limited(refreshed, &mut None))?;
    }
    left.aside(resend::sweep(link, &mut state).await)?;
    left.aside(last_resort::renew(link, &mut state).await)?;
    left.aside(never_came::tell(link).await)?;
    let mut progress = left.aside(errands::run(link).await)?;
    // What cannot go now is tried again with the next pass.
    let mut tried = Tried::default();
    for _ in 0..ROUNDS {
        progress |= left.aside(unless_limited(fetch::fetch(link).await, &mut limited))?;
        left.aside(removals::mark(link).await)?;
        left.aside(unsaid::end(link).await)?;
        left.aside(later::say_due(link).await)?;
        left.aside(unless_limited(restored::hand_in(link).await, &mut limited))?;
        left.aside(readd::ask(link).await)?;
        let asked = whereabouts::ask(link, &mut state).await;
        left.aside(unless_limited(asked, &mut limited))?;
        left.aside(resend::ask(link).await)?;
        let errands = left.aside(errands::run(link).await)?;
        let sent = left.aside(turns::flush(link, &mut tried).await)?;
        // What had to be tried before has been.
        let anew = left.aside(anew::make_due(link, &tried.full).await)?;
        progress |= errands || sent || anew;
        if !errands && !sent && !anew {
            break;
        }
    }
    receipts::tell(link, Which::Due).await?;
    if let Some(left) = left.0.take() {
        return Err(left);
    }
    if let Some(limited) = limited {
        // What was to be read was not.
        return Err(limited);
    }
    if strange {
        return Err(Error::NotItsRelay);
    }
    let account = link.account;
    let waiting = link.db.read(move |tx| outbox::waiting(tx, account)).await?;
    Ok(Report { waiting, progress })
}

/// What came too often waits for its time; nothing else need wait for it, a removal least of all.
fn unless_limited<T: Default>(
    done: Result<T, Error>,
    limited: &mut Option<Error>,
) -> Result<T, Error> {
    match done {
        Err(Error::Delivery(error)) if error.code() == Some(Code::RateLimited) => {
            tracing::debug!(%error, "what came too often waits");
            limited.get_or_insert(error.into());
            Ok(T::default())
        }
        done => done,
    }
}

/// Whether nothing is known of how a request ended.
pub(super) fn is_unreachable(error: &Error) -> bool {
    matches!(error, Error::Delivery(DeliveryError::Unreachable))
}
