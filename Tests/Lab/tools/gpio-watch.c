// SPDX-License-Identifier: Apache-2.0
//
// gpio-watch CHIP OFFSET [DEBOUNCE_US]: prints what the kernel tells a program that waits for a button.
//
//   level 0|1                 pressed (1) or not, read once at the start
//   press|release LINE_SEQNO  each edge event
//   poll 0xREVENTS ERRNO      the line is gone; then it ends, the descriptor closed
//   asked again               and epoll had not told: Linux before 6.6 wakes nobody when a chip goes
//   refused ERRNO             the kernel would not give the line
#include "gpio-line.h"
#include <sys/epoll.h>

int main(int count, char **words) {
    if (count < 3) return 64;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int chip = open_chip(words[1]);
    int line = request_edges(chip, (unsigned)atoi(words[2]), count > 3 ? (unsigned)atoi(words[3]) : 0);
    close(chip);
    if (line < 0) {
        printf("refused %s\n", strerrorname_np(errno));
        return 1;
    }
    struct gpio_v2_line_values values = {.mask = 1};
    if (ioctl(line, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0) return 1;
    printf("level %d\n", (int)(values.bits & 1));
    int loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event interest = {.events = EPOLLIN};
    if (loop < 0 || epoll_ctl(loop, EPOLL_CTL_ADD, line, &interest) < 0) return 1;
    for (;;) {
        struct epoll_event happened;
        int woken = epoll_wait(loop, &happened, 1, 500);
        struct pollfd now = {.fd = line, .events = POLLIN};
        if (woken < 0 || (poll(&now, 1, 0) == 0 && woken == 0)) continue;
        if (woken == 0 && (now.revents & POLLERR)) puts("asked again");
        struct gpio_v2_line_event event;
        if (read(line, &event, sizeof event) != (ssize_t)sizeof event) {
            printf("poll 0x%x %s\n", (unsigned)now.revents, strerrorname_np(errno));
            return 0;
        }
        printf("%s %u\n", event.id == GPIO_V2_LINE_EVENT_RISING_EDGE ? "press" : "release", event.line_seqno);
    }
}
