//! CPU time of this process, all threads, user and system.

use rustix::time::{ClockId, clock_gettime};

/// Microseconds of CPU used so far.
pub fn used_us() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
