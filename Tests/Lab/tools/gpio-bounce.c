// SPDX-License-Identifier: Apache-2.0
//
// gpio-bounce PULL_FILE BOUNCES GAP_US up|down: a bad contact. Pulls the line down and up BOUNCES times with GAP_US
// between two changes, leaves it up or down, and prints how long that took in microseconds.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void pull(int file, const char *where) {
    char text[16];
    int size = snprintf(text, sizeof text, "pull-%s\n", where);
    if (pwrite(file, text, (size_t)size, 0) != size) {
        perror("pull");
        exit(1);
    }
}

static long long now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

// Waits without sleeping: a sleep would be rounded up to the next tick of the guest's 100 Hz clock.
static void spin(long long microseconds) {
    for (long long end = now_us() + microseconds; now_us() < end;) {
    }
}

int main(int count, char **words) {
    if (count != 5) return 64;
    int file = open(words[1], O_WRONLY | O_CLOEXEC);
    if (file < 0) {
        perror(words[1]);
        return 1;
    }
    int gap = atoi(words[3]);
    long long start = now_us();
    for (int bounce = atoi(words[2]); bounce > 0; bounce -= 1) {
        pull(file, "down");
        spin(gap);
        pull(file, "up");
        spin(gap);
    }
    if (strcmp(words[4], "down") == 0) pull(file, "down");
    printf("%lld\n", now_us() - start);
    return 0;
}
