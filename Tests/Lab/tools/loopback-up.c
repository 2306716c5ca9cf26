// SPDX-License-Identifier: Apache-2.0
//
// loopback-up: gives the guest its loopback network; the host need not have an `ip` program.
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(void) {
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int file = socket(AF_INET, SOCK_DGRAM, 0);
    if (file < 0 || ioctl(file, SIOCSIFFLAGS, &loopback) < 0) {
        perror("loopback");
        return 1;
    }
    return 0;
}
