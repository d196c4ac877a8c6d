/* A disk whose power can fail, and that can be full: preloaded into a process under test.
 *
 * What a process wrote to files below KITH_DISK reaches the copy below KITH_DISK_KEPT only when
 * it is synced (fsync, fdatasync). Whoever kills the process finds in the copy what a disk would
 * have kept that loses everything unsynced. Names (rename, link, unlink) are kept at once: a
 * limit of this model.
 *
 * While the file KITH_DISK_FULL exists, nothing below KITH_DISK can be written: ENOSPC.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Where `path` lies below the disk, or NULL. */
static const char *below(const char *path) {
    const char *disk = getenv("KITH_DISK");
    size_t length = disk ? strlen(disk) : 0;
    if (!length || strncmp(path, disk, length) || path[length] != '/') return NULL;
    return path + length;
}

static int path_of(int fd, char path[PATH_MAX]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return 1;
}

/* The name of the kept copy of `path`; 0 where it is not on the disk, or nothing is kept. */
static int kept_name(const char *path, char kept[PATH_MAX]) {
    const char *name = below(path), *root = getenv("KITH_DISK_KEPT");
    return name && root && snprintf(kept, PATH_MAX, "%s%s", root, name) < PATH_MAX;
}

/* Copies the file behind `fd`; another descriptor of a database would lose its locks when
 * closed, so one is opened only where this one cannot be read (which no database's is). */
static void keep(int fd) {
    char path[PATH_MAX], kept[PATH_MAX], part[PATH_MAX + 32], buffer[1 << 16];
    struct stat status;
    if (!path_of(fd, path) || fstat(fd, &status) || !S_ISREG(status.st_mode)) return;
    if (!kept_name(path, kept)) return;
    int from = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY ? open(path, O_RDONLY) : fd;
    snprintf(part, sizeof part, "%s.%ld.part", kept, (long)syscall(SYS_gettid));
    int to = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (from < 0 || to < 0) abort();
    ssize_t got;
    for (off_t at = 0; (got = pread(from, buffer, sizeof buffer, at)) > 0; at += got)
        if (REAL(write)(to, buffer, (size_t)got) != got) abort();
    close(to);
    if (from != fd) close(from);
    /* Whole or not at all, even if the process dies right here. */
    if (REAL(rename)(part, kept)) abort();
}

int fsync(int fd) {
    int result = REAL(fsync)(fd);
    if (!result) keep(fd);
    return result;
}

int fdatasync(int fd) {
    int result = REAL(fdatasync)(fd);
    if (!result) keep(fd);
    return result;
}

int rename(const char *from, const char *to) {
    char kept_from[PATH_MAX], kept_to[PATH_MAX];
    int result = REAL(rename)(from, to);
    if (!result && kept_name(from, kept_from) && kept_name(to, kept_to))
        REAL(rename)(kept_from, kept_to);
    return result;
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags) {
    char kept_from[PATH_MAX], kept_to[PATH_MAX];
    int result = REAL(linkat)(from_dir, from, to_dir, to, flags);
    if (!result && kept_name(from, kept_from) && kept_name(to, kept_to))
        REAL(linkat)(AT_FDCWD, kept_from, AT_FDCWD, kept_to, 0);
    return result;
}

int unlink(const char *path) {
    char kept[PATH_MAX];
    int result = REAL(unlink)(path);
    if (!result && kept_name(path, kept)) REAL(unlink)(kept);
    return result;
}

/* Whether `fd` is on the disk and the disk is full. */
static int full(int fd) {
    const char *sign = getenv("KITH_DISK_FULL");
    char path[PATH_MAX];
    if (!sign || access(sign, F_OK) || !path_of(fd, path) || !below(path)) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    return full(fd) ? -1 : REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return full(fd) ? -1 : REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    return full(fd) ? -1 : REAL(pwrite64)(fd, bytes, count, at);
}
