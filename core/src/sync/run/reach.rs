//! Whether the relay can be reached, as the last exchange showed.
//!
//! | Moment | What is known |
//! |---|---|
//! | the store was opened, unlocked or resumed | [`Reach::Unknown`], until the first exchange has ended |
//! | the clock says a time by which nothing can be judged | [`Reach::Clock`], until an exchange has ended |
//! | an exchange ended | what it showed; a problem that the relay answered with shows nothing |
//! | a wait at the relay was cut after seconds | what it was: the pass that follows shows how it is |
//! | a wait was not answered in time | [`Reach::Offline`] at once |
//! | it ended because this device's store cannot go on, or has no room | [`Reach::Stopped`], [`Reach::Full`], until one has ended well |
//! | all of it was done but something that no exchange gets past | [`Reach::Stopped`], until one has ended well |
//! | the platform: no network | [`Reach::Offline`] at once; nothing is tried |
//! | the platform: a network, again or another | what it was, until the try that begins at once has ended |

use std::sync::{Mutex, PoisonError};

use crate::{
    error::{Error, Recovery},
    mls::MlsError,
    store::StoreError,
    sync::DeliveryError,
};

/// How the relay is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// No exchange has ended since the store was opened.
    #[default]
    Unknown,
    /// The last exchange was answered.
    Online,
    /// The last exchange was not.
    Offline,
    /// Something else answered in the relay's place. A network that wants a login first does so, and
    /// so does who poses as the relay; they look alike. Nothing was sent.
    Intercepted,
    /// The network's proxy wants a name and a password, or others.
    ProxyLogin,
    /// This device's clock says a time before 1970, or one by which the relay's certificate does not
    /// hold and which is far from when the relay was last heard: until it is set nothing goes out or
    /// comes in. Then it goes on by itself.
    Clock,
    /// This device has no room left: what comes is not kept. Then it goes on by itself.
    Full,
    /// The store cannot go on, or something in it: not all comes in or goes out. Opening it again may help.
    Stopped,
}

/// What an account knows of it.
#[derive(Debug, Default)]
pub(crate) struct Reached(Mutex<Reach>);

impl Reached {
    /// What is known now.
    pub(crate) fn now(&self) -> Reach {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how an exchange ended. Answers whether that is news.
    pub(crate) fn note<T>(&self, ended: &Result<T, Error>) -> bool {
        shown(ended).is_some_and(|reach| self.is(reach))
    }

    /// Notes how it is. Answers whether that is news.
    pub(crate) fn is(&self, reach: Reach) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *known, reach) != reach
    }
}

/// What an exchange shows of the way to the relay, if anything.
fn shown<T>(ended: &Result<T, Error>) -> Option<Reach> {
    match ended {
        Ok(_) => Some(Reach::Online),
        Err(Error::Clock | Error::Mls(MlsError::Clock)) => Some(Reach::Clock),
        Err(Error::Delivery(error)) => match error {
            DeliveryError::Clock => Some(Reach::Clock),
            DeliveryError::Unreachable | DeliveryError::BadAnswer => Some(Reach::Offline),
            DeliveryError::Untrusted => Some(Reach::Intercepted),
            DeliveryError::ProxyLogin => Some(Reach::ProxyLogin),
            // The relay's own "not now", or that of what stands before it at the clinic.
            DeliveryError::Problem(problem) if problem.status >= 500 => Some(Reach::Offline),
            DeliveryError::Problem(_) | DeliveryError::BadAddress => None,
        },
        Err(Error::Store(StoreError::DiskFull)) => Some(Reach::Full),
        // It is closed, or locked, by whoever has it; and what a relay hands out that is not its own is no way to it.
        Err(
            Error::Store(StoreError::Closed | StoreError::KeyNeeded)
            | Error::NotItsRelay
            | Error::NotTheClinic(_),
        ) => None,
        Err(error) => match error.recovery() {
            Recovery::Fatal | Recovery::Reopen | Recovery::UserAction => Some(Reach::Stopped),
            // What fails in a group fails each time.
            Recovery::Retry => matches!(error, Error::Mls(_)).then_some(Reach::Stopped),
            Recovery::WaitForNetwork => None,
        },
    }
}

/// Whether this will not mend by itself.
pub(super) fn stops(error: &Error) -> bool {
    matches!(error.recovery(), Recovery::Fatal | Recovery::Reopen)
}

#[cfg(test)]
mod tests {
    use kith_protocol::problem::{Code, Problem};

    use super::*;
    use crate::content::event::ContentError;

    #[test]
    fn each_end_of_an_exchange_shows_what_it_shows_and_no_more() {
        let problem = |code| DeliveryError::Problem(Box::new(Problem::new(code)));
        let shown = |error: DeliveryError| shown::<()>(&Err(error.into()));
        for (error, reach) in [
            (DeliveryError::Unreachable, Some(Reach::Offline)),
            (DeliveryError::BadAnswer, Some(Reach::Offline)),
            (DeliveryError::Untrusted, Some(Reach::Intercepted)),
            (DeliveryError::ProxyLogin, Some(Reach::ProxyLogin)),
            (DeliveryError::Clock, Some(Reach::Clock)),
            (problem(Code::Unavailable), Some(Reach::Offline)),
            (problem(Code::RateLimited), None),
            (problem(Code::Unauthenticated), None),
            (problem(Code::Revoked), None),
            (problem(Code::Forgotten), None),
        ] {
            let named = error.to_string();
            assert_eq!(shown(error), reach, "{named}");
        }
        assert_eq!(super::shown::<()>(&Err(Error::Clock)), Some(Reach::Clock));
        for (error, reach) in [
            (StoreError::DiskFull, Some(Reach::Full)),
            (StoreError::Corrupt, Some(Reach::Stopped)),
            (StoreError::Panicked, Some(Reach::Stopped)),
            (StoreError::NotFound, Some(Reach::Stopped)),
            (StoreError::Closed, None),
            (StoreError::KeyNeeded, None),
            (StoreError::Suspended, None),
        ] {
            let named = error.to_string();
            assert_eq!(super::shown::<()>(&Err(error.into())), reach, "{named}");
        }
        for (error, reach) in [
            (Error::NotItsRelay, None),
            (Error::NotAMember, Some(Reach::Stopped)),
            (ContentError::Unreadable.into(), Some(Reach::Stopped)),
            (Error::Mls(MlsError::Crypto), Some(Reach::Stopped)),
            (Error::Mls(MlsError::Clock), Some(Reach::Clock)),
        ] {
            let named = error.to_string();
            assert_eq!(super::shown::<()>(&Err(error)), reach, "{named}");
        }
    }
}
