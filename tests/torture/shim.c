/* Stands between a process and its disk (LD_PRELOAD): records what is done below one directory, or makes it fail.
 *
 * torture_watch(root, log)  from now on write every change below `root` into the file `log` (empty: keep no log)
 * torture_mark(text, size)  put a mark of the caller between the changes
 * torture_fault(at, number, lasting, kinds)  the at-th operation of these kinds fails with this errno; at < 0: none
 * torture_seen()            how many operations of these kinds were counted
 *
 * A log entry: one letter, two 64-bit numbers, two byte strings (32-bit length each). Files ending in "-shm" are left
 * out: SQLite maps them, and their content means nothing after a crash. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITES = 1, NAMES = 2, SYNCS = 4, READS = 8, OPENS = 16 };
#define MOST 4096

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static int journal = -1;
static int64_t serial_of[MOST];
static int64_t next_serial = 1;
static long fault_at = -1, seen = 0;
static int fault_number, fault_lasting, fault_kinds;

static void put(const void *bytes, size_t size) {
    const char *at = bytes;
    while (size) {
        ssize_t done = syscall(SYS_write, journal, at, size);
        if (done < 0) {
            if (errno == EINTR) continue;
            abort();
        }
        at += done;
        size -= (size_t)done;
    }
}

static void entry(char kind, int64_t a, int64_t b, const void *one, uint32_t size_one, const void *two,
                  uint32_t size_two) {
    if (journal < 0) return;
    int saved = errno;
    put(&kind, 1);
    put(&a, 8);
    put(&b, 8);
    put(&size_one, 4);
    put(one, size_one);
    put(&size_two, 4);
    put(two, size_two);
    errno = saved;
}

static void entry_paths(char kind, int64_t a, int64_t b, const char *one, const char *two) {
    entry(kind, a, b, one, (uint32_t)strlen(one), two ? two : "", two ? (uint32_t)strlen(two) : 0);
}

/* The absolute path of a name, or 0 when it is not below the watched directory. */
static int below(int directory, const char *name, char *out) {
    if (!root[0] || !name) return 0;
    if (name[0] == '/') {
        snprintf(out, PATH_MAX, "%s", name);
    } else {
        char base[PATH_MAX];
        if (directory == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
            ssize_t size = readlink(link, base, sizeof base - 1);
            if (size < 0) return 0;
            base[size] = 0;
        }
        if (snprintf(out, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
    }
    size_t size = strlen(root), whole = strlen(out);
    if (strncmp(out, root, size) || (out[size] && out[size] != '/')) return 0;
    return !(whole > 4 && !strcmp(out + whole - 4, "-shm"));
}

static int64_t watched(int fd) { return fd >= 0 && fd < MOST ? serial_of[fd] : 0; }

/* Whether this operation must fail; sets errno. */
static int refused(int kind) {
    if (!(kind & fault_kinds)) return 0;
    long number = seen++;
    if (fault_at < 0 || number < fault_at || (number > fault_at && !fault_lasting)) return 0;
    errno = fault_number;
    return 1;
}


void torture_watch(const char *directory, const char *log) {
    pthread_mutex_lock(&gate);
    snprintf(root, sizeof root, "%s", directory);
    if (journal >= 0) syscall(SYS_close, journal);
    journal = -1;
    if (log[0]) {
        int low = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        journal = fcntl(low, F_DUPFD_CLOEXEC, 900);
        syscall(SYS_close, low);
    }
    pthread_mutex_unlock(&gate);
}

void torture_mark(const char *text, long size) {
    pthread_mutex_lock(&gate);
    entry('K', 0, 0, text, (uint32_t)size, "", 0);
    pthread_mutex_unlock(&gate);
}

void torture_fault(long at, int number, int lasting, int kinds) {
    pthread_mutex_lock(&gate);
    fault_at = at;
    fault_number = number;
    fault_lasting = lasting;
    fault_kinds = kinds;
    pthread_mutex_unlock(&gate);
}

long torture_seen(void) { return seen; }

static int open_at(int directory, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    pthread_mutex_lock(&gate);
    int ours = below(directory, name, path), fd = -1;
    int changes = flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    if (ours && changes && refused(OPENS)) goto out;
    int created = ours && (flags & O_CREAT) && access(path, F_OK) && errno == ENOENT;
    if (created && refused(NAMES)) goto out;
    fd = (int)syscall(SYS_openat, directory, name, flags | O_LARGEFILE, mode);
    if (fd >= 0 && fd < MOST) {
        serial_of[fd] = ours ? next_serial++ : 0;
        if (ours) {
            /* a = handle; b = 1 created, 2 emptied */
            entry_paths('O', serial_of[fd], (created ? 1 : 0) | ((flags & O_TRUNC) && changes ? 2 : 0), path, 0);
        }
    }
out:
    pthread_mutex_unlock(&gate);
    return fd;
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = (mode_t)va_arg(rest, int); \
        va_end(rest); \
    }
int open(const char *name, int flags, ...) { MODE_OF(flags) return open_at(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE_OF(flags) return open_at(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE_OF(flags) return open_at(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE_OF(flags) return open_at(at, name, flags, mode); }
int __open_2(const char *name, int flags) { return open_at(AT_FDCWD, name, flags, 0); }
int __open64_2(const char *name, int flags) { return open_at(AT_FDCWD, name, flags, 0); }
int __openat_2(int at, const char *name, int flags) { return open_at(at, name, flags, 0); }
int __openat64_2(int at, const char *name, int flags) { return open_at(at, name, flags, 0); }
int creat(const char *name, mode_t mode) { return open_at(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return creat(name, mode); }

int close(int fd) {
    pthread_mutex_lock(&gate);
    if (fd >= 0 && fd < MOST) serial_of[fd] = 0;
    int result = fd == journal && journal >= 0 ? 0 : (int)syscall(SYS_close, fd);
    pthread_mutex_unlock(&gate);
    return result;
}

/* A disk that fills up takes a part of the write first. */
static ssize_t written(int fd, const void *bytes, size_t size, off64_t at) {
    size_t wanted = size;
    if (refused(WRITES)) {
        if (errno != ENOSPC || !fault_lasting || seen - 1 != fault_at || size < 2) return -1;
        wanted = size / 2;
    }
    ssize_t done = at >= 0 ? syscall(SYS_pwrite64, fd, bytes, wanted, at) : syscall(SYS_write, fd, bytes, wanted);
    if (done > 0) {
        off64_t start = at >= 0 ? at : lseek64(fd, 0, SEEK_CUR) - done;
        entry('W', serial_of[fd], start, bytes, (uint32_t)done, "", 0);
    }
    return done;
}

ssize_t write(int fd, const void *bytes, size_t size) {
    if (!watched(fd)) return syscall(SYS_write, fd, bytes, size);
    pthread_mutex_lock(&gate);
    ssize_t done = written(fd, bytes, size, -1);
    pthread_mutex_unlock(&gate);
    return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    if (!watched(fd)) return syscall(SYS_pwrite64, fd, bytes, size, at);
    pthread_mutex_lock(&gate);
    ssize_t done = written(fd, bytes, size, at);
    pthread_mutex_unlock(&gate);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!watched(fd)) return syscall(SYS_writev, fd, parts, count);
    ssize_t whole = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (done < 0) return whole ? whole : -1;
        whole += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return whole;
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t at) {
    if (watched(fd) && refused(READS)) return -1;
    return syscall(SYS_pread64, fd, bytes, size, at);
}
ssize_t pread(int fd, void *bytes, size_t size, off_t at) { return pread64(fd, bytes, size, at); }
ssize_t read(int fd, void *bytes, size_t size) {
    if (watched(fd) && refused(READS)) return -1;
    return syscall(SYS_read, fd, bytes, size);
}

int ftruncate64(int fd, off64_t size) {
    if (!watched(fd)) return (int)syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&gate);
    int result = refused(WRITES) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
    if (!result) entry('T', serial_of[fd], size, "", 0, "", 0);
    pthread_mutex_unlock(&gate);
    return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int synced(int fd, int how) {
    if (!watched(fd)) return (int)syscall(how, fd);
    pthread_mutex_lock(&gate);
    int result = refused(SYNCS) ? -1 : (int)syscall(how, fd);
    if (!result) entry('S', serial_of[fd], 0, "", 0, "", 0);
    pthread_mutex_unlock(&gate);
    return result;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int moved(char kind, int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    char one[PATH_MAX], two[PATH_MAX];
    pthread_mutex_lock(&gate);
    int ours = below(from_at, from, one) && below(to_at, to, two), result = -1;
    if (!(ours && refused(NAMES))) {
        result = (int)(kind == 'R' ? syscall(SYS_renameat2, from_at, from, to_at, to, flags)
                                   : syscall(SYS_linkat, from_at, from, to_at, to, flags));
        if (!result && ours) entry_paths(kind, 0, 0, one, two);
    }
    pthread_mutex_unlock(&gate);
    return result;
}
int rename(const char *from, const char *to) { return moved('R', AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return moved('R', a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned how) { return moved('R', a, from, b, to, how); }
int link(const char *from, const char *to) { return moved('L', AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int how) { return moved('L', a, from, b, to, (unsigned)how); }

static int removed(int at, const char *name, int flags) {
    char path[PATH_MAX];
    pthread_mutex_lock(&gate);
    int ours = below(at, name, path), result = -1;
    if (!(ours && !access(path, F_OK) && refused(NAMES))) {
        result = (int)syscall(SYS_unlinkat, at, name, flags);
        if (!result && ours) entry_paths(flags & AT_REMOVEDIR ? 'D' : 'U', 0, 0, path, 0);
    }
    pthread_mutex_unlock(&gate);
    return result;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int at, const char *name, int flags) { return removed(at, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    int result = removed(AT_FDCWD, name, 0);
    return result && errno == EISDIR ? rmdir(name) : result;
}

int mkdirat(int at, const char *name, mode_t mode) {
    char path[PATH_MAX];
    pthread_mutex_lock(&gate);
    int ours = below(at, name, path), result = -1;
    if (!(ours && access(path, F_OK) && refused(NAMES))) {
        result = (int)syscall(SYS_mkdirat, at, name, mode);
        if (!result && ours) entry_paths('M', 0, 0, path, 0);
    }
    pthread_mutex_unlock(&gate);
    return result;
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

/* What is copied inside the kernel would not be seen here: callers fall back to reading and writing. */
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    if (watched(to)) return errno = EINVAL, -1;
    return syscall(SYS_sendfile, to, from, at, size);
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) { return sendfile64(to, from, at, size); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    if (watched(to)) return errno = EXDEV, -1;
    return syscall(SYS_copy_file_range, from, a, to, b, size, flags);
}
int fallocate64(int fd, int mode, off64_t at, off64_t size) {
    if (watched(fd)) return errno = EOPNOTSUPP, -1;
    return (int)syscall(SYS_fallocate, fd, mode, at, size);
}
int fallocate(int fd, int mode, off_t at, off_t size) { return fallocate64(fd, mode, at, size); }
int posix_fallocate(int fd, off_t at, off_t size) { return watched(fd) ? EOPNOTSUPP : fallocate64(fd, 0, at, size) ? errno : 0; }
int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }

/* Whoever stands behind the shim talks to no network. */
int socket(int family, int kind, int protocol) {
    if (family != AF_UNIX) {
        static const char words[] = "a socket was opened\n";
        syscall(SYS_write, 2, words, sizeof words - 1);
        abort();
    }
    return (int)syscall(SYS_socket, family, kind, protocol);
}

/* A file that is written through memory cannot be recorded; the mark makes the test fail instead of looking away. */
void *mmap64(void *where, size_t size, int protection, int flags, int fd, off64_t at) {
    if ((flags & MAP_SHARED) && (protection & PROT_WRITE) && watched(fd)) {
        pthread_mutex_lock(&gate);
        entry('m', serial_of[fd], 0, "", 0, "", 0);
        pthread_mutex_unlock(&gate);
    }
    return (void *)syscall(SYS_mmap, where, size, protection, flags, fd, at);
}
void *mmap(void *where, size_t size, int protection, int flags, int fd, off_t at) {
    return mmap64(where, size, protection, flags, fd, at);
}
