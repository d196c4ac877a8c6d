/* A clock that can be moved under a running program: preloaded into it, this shifts the time of
 * day by as many milliseconds as the file $KITH_CLOCK says at that moment (eight bytes, little
 * endian, signed). The clocks that nobody sets are left alone. */

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *off;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void look(void) {
    const char *path = getenv("KITH_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *at = mmap(NULL, sizeof *off, PROT_READ, MAP_SHARED, file, 0);
    if (at != MAP_FAILED) off = at;
    close(file);
}

static int shifted(struct timespec *time) {
    int failed = (int)syscall(SYS_clock_gettime, CLOCK_REALTIME, time);
    pthread_once(&once, look);
    if (failed || !off) return failed;
    int64_t ms = *off;
    time->tv_sec += ms / 1000;
    time->tv_nsec += (ms % 1000) * 1000000;
    if (time->tv_nsec < 0) {
        time->tv_nsec += 1000000000;
        time->tv_sec -= 1;
    } else if (time->tv_nsec >= 1000000000) {
        time->tv_nsec -= 1000000000;
        time->tv_sec += 1;
    }
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) return shifted(time);
    return (int)syscall(SYS_clock_gettime, clock, time);
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    if (shifted(&now)) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *into) {
    struct timespec now;
    if (shifted(&now)) return -1;
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}
