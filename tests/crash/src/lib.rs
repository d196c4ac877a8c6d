//! Crash hooks. The product names the places where it is most delicate, `point("send.sealed")`;
//! a test arms one of them in a process of its own, and that process kills itself there with
//! SIGKILL: nothing is flushed, closed or unwound. Compiled into core and relay by their feature
//! `crash-points` only, which no app's build has.
//!
//! A [`flaw`] is a mistake that the product makes on purpose when a test asks for it: it shows
//! that the checks can fail.

#![forbid(unsafe_code)]

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use rustix::process::{Signal, getpid, kill_process};

struct State {
    armed: Option<(String, u32)>,
    flaws: Vec<String>,
}

static STATE: Mutex<State> = Mutex::new(State {
    armed: None,
    flaws: Vec::new(),
});
/// So that an idle hook costs one load.
static IDLE: AtomicBool = AtomicBool::new(true);

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The process dies when it passes the point of this name for the `pass`-th time from now,
/// counted from 1. Replaces what was armed before.
pub fn arm(name: &str, pass: u32) {
    state().armed = Some((name.to_owned(), pass));
    IDLE.store(false, Ordering::SeqCst);
}

/// No point kills any more.
pub fn disarm() {
    state().armed = None;
}

/// From now on the product makes the mistake of this name.
pub fn make(flaw: &str) {
    state().flaws.push(flaw.to_owned());
    IDLE.store(false, Ordering::SeqCst);
}

/// The product does not make the mistake of this name any more.
pub fn mend(flaw: &str) {
    state().flaws.retain(|made| made != flaw);
}

/// Passes a point; does not come back if it is this one's turn.
#[inline]
pub fn point(name: &'static str) {
    if !IDLE.load(Ordering::Relaxed) {
        pass(name);
    }
}

/// Whether a test asked for this mistake.
#[inline]
pub fn flaw(name: &'static str) -> bool {
    !IDLE.load(Ordering::Relaxed) && state().flaws.iter().any(|made| made == name)
}

/// Panics where a test asked for it: for the flaw "NAME WORD", over bytes that hold the word. What a fault of
/// the program, or of a library, does with what somebody else sent.
///
/// # Panics
/// Then.
#[inline]
pub fn trip(name: &'static str, over: &[u8]) {
    if !IDLE.load(Ordering::Relaxed) {
        let trips = state().flaws.iter().any(|made| {
            let word = made
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix(' '));
            word.is_some_and(|word| over.windows(word.len()).any(|part| part == word.as_bytes()))
        });
        assert!(!trips, "a test asked for it");
    }
}

fn pass(name: &str) {
    let mut state = state();
    let Some((armed, left)) = &mut state.armed else {
        return;
    };
    if armed != name {
        return;
    }
    *left = left.saturating_sub(1);
    if *left == 0 {
        die();
    }
}

fn die() -> ! {
    // It cannot fail on oneself; and the signal may arrive a moment after the call.
    let _ = kill_process(getpid(), Signal::KILL);
    loop {
        thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_that_is_not_armed_or_not_yet_due_lets_pass() {
        point("nobody.armed.this");
        arm("due.later", 3);
        point("due.later");
        point("due.now.elsewhere");
        point("due.later");
        disarm();
        point("due.later");
    }

    #[test]
    fn a_flaw_is_made_only_when_asked_for() {
        assert!(!flaw("split"));
        make("split");
        assert!(flaw("split"));
        assert!(!flaw("other"));
    }
}
