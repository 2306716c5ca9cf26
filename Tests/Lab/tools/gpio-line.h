// SPDX-License-Identifier: Apache-2.0
//
// What gpio-watch and gpio-hog share: an edge request on one line, exactly as linux/gpio.h describes it.
#pragma once
#define _GNU_SOURCE // strerrorname_np
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Asks for both edges of a line that is low when pressed, without touching its bias; a descriptor, or -1 and errno.
static inline int request_edges(int chip, unsigned offset, unsigned debounce_us) {
    struct gpio_v2_line_request request = {.offsets = {offset}, .num_lines = 1, .consumer = "room-lab"};
    request.config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_ACTIVE_LOW | GPIO_V2_LINE_FLAG_EDGE_RISING |
                           GPIO_V2_LINE_FLAG_EDGE_FALLING;
    if (debounce_us > 0) {
        request.config.num_attrs = 1;
        request.config.attrs[0].mask = 1;
        request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
        request.config.attrs[0].attr.debounce_period_us = debounce_us;
    }
    return ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? -1 : request.fd;
}

static inline int open_chip(const char *path) {
    int chip = open(path, O_RDWR | O_CLOEXEC);
    if (chip < 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    return chip;
}
