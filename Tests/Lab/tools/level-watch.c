// SPDX-License-Identifier: Apache-2.0
//
// level-watch FILE: looks at a number in a file of /sys every 10 ms and prints "MILLISECONDS NUMBER" (monotonic time)
// for the first look and for each change. Ends when the file is gone.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count != 2) return 64;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int file = open(words[1], O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        perror(words[1]);
        return 1;
    }
    for (long last = -1;;) {
        char text[32];
        ssize_t size = pread(file, text, sizeof text - 1, 0);
        if (size <= 0) return 0;
        text[size] = 0;
        long level = strtol(text, NULL, 10);
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (level != last) printf("%lld %ld\n", now.tv_sec * 1000LL + now.tv_nsec / 1000000, level);
        last = level;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
}
