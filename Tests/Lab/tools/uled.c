// SPDX-License-Identifier: Apache-2.0
//
// uled NAME MAX: makes an LED of the LED class that lives as long as this process, and prints "MILLISECONDS
// BRIGHTNESS" (monotonic time) whenever the kernel lights it differently. Source: drivers/leds/uleds.c.
#include <fcntl.h>
#include <linux/uleds.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count != 3) return 64;
    setvbuf(stdout, NULL, _IOLBF, 0);
    struct uleds_user_dev led = {.max_brightness = atoi(words[2])};
    strncpy(led.name, words[1], sizeof led.name - 1);
    int file = open("/dev/uleds", O_RDWR | O_CLOEXEC);
    if (file < 0 || write(file, &led, sizeof led) != (ssize_t)sizeof led) {
        perror("/dev/uleds");
        return 1;
    }
    for (;;) {
        int brightness;
        if (read(file, &brightness, sizeof brightness) != (ssize_t)sizeof brightness) return 1;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        printf("%lld %d\n", now.tv_sec * 1000LL + now.tv_nsec / 1000000, brightness);
    }
}
