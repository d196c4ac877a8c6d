//! What the process as a whole must not do, and what its stacks must not keep.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use zeroize::Zeroize;

/// From now on this process leaves no core file when it crashes: it would hold every key. For
/// good, and for what it starts: the hard limit goes with the soft one.
pub(crate) fn leaves_no_core() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Only ever lowered, which the system refuses to nobody; and where it did, an app that
    // cannot open its store would help nobody either.
    if getrlimit(Resource::Core) != none && setrlimit(Resource::Core, none).is_err() {
        tracing::warn!("core files could not be switched off");
    }
}

/// Wipes what the calls before left on this thread's stack, 256 KiB deep: curve arithmetic and
/// hashing copy keys there, in code that is not ours.
///
/// Costs some ten microseconds; for the end of a thread, or of something rare.
#[inline(never)]
pub(crate) fn wipe_stack() {
    // Lies where the frames lay of whatever the caller called before.
    let mut stack = [0u64; (256 << 10) / size_of::<u64>()];
    stack.zeroize();
}
