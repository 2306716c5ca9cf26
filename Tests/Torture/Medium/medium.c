/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "include/medium.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t folder_length;
static int is_on;
static struct medium_call *calls;
static size_t call_count, call_room;
static unsigned char *bytes;
static size_t byte_count, byte_room;
static uint64_t written;
/* Inode numbers come back after a file is gone: the newest file of a number is meant. */
static ino_t *inodes;
static uint32_t file_count, file_room;
static int64_t calls_left, failures;
static int failure;
static int64_t reads_left, read_times, failed_reads;
static int read_failure;
static uint64_t dice = 1;

static void *grown(void *array, size_t *room, size_t needed, size_t size) {
    if (needed <= *room) return array;
    while (*room < needed) *room = *room ? *room * 2 : 1024;
    array = realloc(array, *room * size);
    if (!array) abort();
    return array;
}

void medium_begin(const char *path) {
    if (!realpath(path, folder)) abort();
    folder_length = strlen(folder);
    call_count = byte_count = 0;
    written = file_count = 0;
    failure = read_failure = 0;
    is_on = 1;
}

void medium_forget(void) { call_count = byte_count = 0; written = 0; }
void medium_end(void) { is_on = 0; failure = read_failure = 0; }
size_t medium_count(void) { return call_count; }
const struct medium_call *medium_calls(void) { return calls; }
const unsigned char *medium_bytes(void) { return bytes; }
uint64_t medium_written(void) { return written; }

void medium_fail(int64_t after, int number) {
    calls_left = after;
    failure = number;
    failures = 0;
}

int64_t medium_failed(void) { return failures; }

void medium_fail_reads(int64_t after, int64_t times, int number) {
    reads_left = after;
    read_times = times;
    read_failure = number;
    failed_reads = 0;
}

int64_t medium_failed_reads(void) { return failed_reads; }

/* The name of a file right in the folder, or NULL. */
static const char *name_of(const char *path) {
    if (!is_on || strncmp(path, folder, folder_length) || path[folder_length] != '/') return NULL;
    const char *name = path + folder_length + 1;
    return strchr(name, '/') || strlen(name) >= sizeof calls->name ? NULL : name;
}

static struct medium_call *note(int kind, uint32_t file, const char *name) {
    calls = grown(calls, &call_room, call_count + 1, sizeof *calls);
    struct medium_call *call = &calls[call_count++];
    memset(call, 0, sizeof *call);
    call->kind = kind;
    call->file = file;
    if (name) strcpy(call->name, name);
    return call;
}

/* 0: none of the folder's. */
static uint32_t file_of(int descriptor) {
    struct stat status;
    if (!is_on || syscall(SYS_fstat, descriptor, &status)) return 0;
    if (!S_ISREG(status.st_mode)) return 0;
    for (uint32_t number = file_count; number > 0; number--)
        if (inodes[number - 1] == status.st_ino) return number;
    return 0;
}

static int is_folder(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = is_on ? syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path) : -1;
    return count == (ssize_t)folder_length && !memcmp(path, folder, folder_length);
}

static int fails(void) {
    if (!failure || calls_left-- > 0) return 0;
    failures++;
    errno = failure;
    return 1;
}

static ssize_t put(int descriptor, const void *from, size_t count, int64_t place, int is_at) {
    uint32_t file = file_of(descriptor);
    int is_failing = file && fails();
    if (is_failing) count /= 2;
    if (!is_at) place = syscall(SYS_lseek, descriptor, 0, SEEK_CUR);
    ssize_t done = is_at ? syscall(SYS_pwrite64, descriptor, from, count, place)
                         : syscall(SYS_write, descriptor, from, count);
    if (!file || done < 0) return done;
    struct medium_call *call = note(MEDIUM_WRITE, file, NULL);
    call->place = place;
    call->count = done;
    call->bytes = byte_count;
    bytes = grown(bytes, &byte_room, byte_count + done, 1);
    memcpy(bytes + byte_count, from, done);
    byte_count += done;
    written += done;
    if (!is_failing) return done;
    errno = failure;
    return -1;
}

ssize_t write(int descriptor, const void *from, size_t count) {
    if (!is_on) return syscall(SYS_write, descriptor, from, count);
    return put(descriptor, from, count, 0, 0);
}

ssize_t pwrite64(int descriptor, const void *from, size_t count, off64_t place) {
    return put(descriptor, from, count, place, 1);
}

ssize_t pwrite(int descriptor, const void *from, size_t count, off_t place) {
    return put(descriptor, from, count, place, 1);
}

static int fails_to_read(int descriptor) {
    if (!read_failure || !file_of(descriptor) || reads_left-- > 0) return 0;
    if (read_times && failed_reads >= read_times) return 0;
    failed_reads++;
    errno = read_failure;
    return 1;
}

ssize_t read(int descriptor, void *to, size_t count) {
    return fails_to_read(descriptor) ? -1 : syscall(SYS_read, descriptor, to, count);
}

ssize_t pread64(int descriptor, void *to, size_t count, off64_t place) {
    return fails_to_read(descriptor) ? -1 : syscall(SYS_pread64, descriptor, to, count, place);
}

ssize_t pread(int descriptor, void *to, size_t count, off_t place) { return pread64(descriptor, to, count, place); }

static int cut(int descriptor, int64_t length) {
    uint32_t file = file_of(descriptor);
    if (file && fails()) return -1;
    int status = syscall(SYS_ftruncate, descriptor, length);
    if (file && !status) note(MEDIUM_TRUNCATE, file, NULL)->place = length;
    return status;
}

int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }
int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }

static int settle(int descriptor, long number) {
    uint32_t file = file_of(descriptor);
    int is_its_folder = !file && is_folder(descriptor);
    if ((file || is_its_folder) && fails()) return -1;
    /* On a file system in memory the real one does nothing. */
    int status = syscall(number, descriptor);
    if (file && !status) note(MEDIUM_SYNC, file, NULL);
    if (is_its_folder && !status) note(MEDIUM_SYNC_FOLDER, 0, NULL);
    return status;
}

int fsync(int descriptor) { return settle(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return settle(descriptor, SYS_fdatasync); }

static int enter(const char *path, int flags, mode_t mode) {
    const char *name = name_of(path);
    int is_new = name && flags & O_CREAT && syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
    if (is_new && fails()) return -1;
    int descriptor = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    struct stat status;
    if (!is_new || descriptor < 0 || syscall(SYS_fstat, descriptor, &status)) return descriptor;
    size_t room = file_room;
    inodes = grown(inodes, &room, file_count + 1, sizeof *inodes);
    file_room = room;
    inodes[file_count++] = status.st_ino;
    note(MEDIUM_CREATE, file_count, name);
    return descriptor;
}

int open(const char *path, int flags, ...) {
    va_list words;
    va_start(words, flags);
    mode_t mode = flags & O_CREAT ? va_arg(words, mode_t) : 0;
    va_end(words);
    return enter(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list words;
    va_start(words, flags);
    mode_t mode = flags & O_CREAT ? va_arg(words, mode_t) : 0;
    va_end(words);
    return enter(path, flags, mode);
}

static int move(const char *from, const char *to, int kind) {
    const char *name = name_of(from), *other = name_of(to);
    if (name && other && fails()) return -1;
    int status = kind == MEDIUM_LINK ? syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)
                                     : syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (name && other && !status) strcpy(note(kind, 0, name)->other, other);
    return status;
}

int rename(const char *from, const char *to) { return move(from, to, MEDIUM_RENAME); }
int link(const char *from, const char *to) { return move(from, to, MEDIUM_LINK); }

int unlink(const char *path) {
    const char *name = name_of(path);
    if (name && fails()) return -1;
    int status = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (name && !status) note(MEDIUM_UNLINK, 0, name);
    return status;
}

void medium_seed(uint64_t seed) { dice = seed * 2 + 1; }

/* libcrypto's function of that name; SplitMix64. */
int RAND_bytes(unsigned char *to, int count) {
    for (int place = 0; place < count; place++) {
        uint64_t mixed = dice += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        to[place] = (mixed ^ mixed >> 31) & 0xFF;
    }
    return 1;
}
