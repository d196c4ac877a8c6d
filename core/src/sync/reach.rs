//! Whether the relay can be reached, as the last exchange showed.

use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Recovery};

/// How the relay is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Nobody has tried since the store was opened.
    #[default]
    Unknown,
    /// The last exchange was answered.
    Online,
    /// The last exchange was not.
    Offline,
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
        let reach = match ended {
            Ok(_) => Reach::Online,
            Err(error) if error.recovery() == Recovery::WaitForNetwork => Reach::Offline,
            // Says nothing of the network.
            Err(_) => return false,
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *known, reach) != reach
    }
}
