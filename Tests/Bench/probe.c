// SPDX-License-Identifier: Apache-2.0
// The join program of the benchmark: writes the moment at which it runs to the FIFO named by PROBE_FIFO.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const char *path = getenv("PROBE_FIFO");
    int fifo = path ? open(path, O_WRONLY | O_NONBLOCK) : -1;
    if (fifo < 0) return 1;
    dprintf(fifo, "%lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
    return 0;
}
