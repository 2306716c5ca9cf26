/* SPDX-License-Identifier: Apache-2.0 */
/* Stands between this program, SQLite in it, and the kernel: what is written to the files of one folder is written down, call by
 * call, and calls can be made to fail. The program has one thread that writes at a time. */
#ifndef MEDIUM_H
#define MEDIUM_H

#include <stddef.h>
#include <stdint.h>

enum {
    MEDIUM_WRITE = 1,    /* file, place, count, bytes */
    MEDIUM_TRUNCATE,     /* file, place: the new length */
    MEDIUM_SYNC,         /* file */
    MEDIUM_CREATE,       /* file, name */
    MEDIUM_RENAME,       /* name, other */
    MEDIUM_LINK,         /* name, other */
    MEDIUM_UNLINK,       /* name */
    MEDIUM_SYNC_FOLDER,
};

struct medium_call {
    int32_t kind;
    uint32_t file;       /* a number for each file that was made, from 1 on */
    int64_t place;
    int64_t count;
    size_t bytes;        /* where they begin among medium_bytes() */
    char name[64];
    char other[64];
};

/* Forgets what was written down, and begins with the calls on files right in this folder, which is empty. */
void medium_begin(const char *folder);
/* Goes on, and forgets the calls up to now. */
void medium_forget(void);
void medium_end(void);
size_t medium_count(void);
const struct medium_call *medium_calls(void);
const unsigned char *medium_bytes(void);
/* All bytes that write calls took since medium_begin. */
uint64_t medium_written(void);

/* From the next `after` calls on, each fails with this errno, until `failure` is 0. Half of a failing write is carried out
 * first, as a disk does that fills up. */
void medium_fail(int64_t after, int failure);
/* How many calls have failed since medium_fail. */
int64_t medium_failed(void);

/* The same of reads of the folder's files, which medium_fail leaves alone: from the next `after` reads on, so many `times` or,
 * for 0, each one fails. */
void medium_fail_reads(int64_t after, int64_t times, int failure);
int64_t medium_failed_reads(void);

/* libcrypto's random numbers in this program: the same for the same seed. Salts and nonces here protect nothing. */
void medium_seed(uint64_t seed);

#endif
