// SPDX-License-Identifier: Apache-2.0
//
// gpio-hog CHIP: asks for the edges of the chip's lines, one after the other, until the kernel has no interrupt left
// for the next one; prints "hogged COUNT ERRNO" and keeps what it has. From then on every other program's edge
// request is answered with ENXIO, as on a chip that has no interrupts.
#include "gpio-line.h"

int main(int count, char **words) {
    if (count != 2) return 64;
    int chip = open_chip(words[1]);
    struct gpiochip_info info;
    if (ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &info) < 0) return 1;
    unsigned taken = 0;
    while (taken < info.lines && request_edges(chip, taken, 0) >= 0) taken += 1;
    printf("hogged %u %s\n", taken, taken < info.lines ? strerrorname_np(errno) : "none");
    fflush(stdout);
    for (;;) pause();
}
