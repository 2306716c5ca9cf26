// SPDX-License-Identifier: Apache-2.0
//
// halt: ends the guest at once. Only as the guest's process 1: the host's own must never run it.
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void) {
    struct utsname name;
    if (uname(&name) < 0 || strstr(name.release, "-room-lab") == NULL) {
        fputs("halt: this is not the lab's kernel\n", stderr);
        return 77;
    }
    sync();
    reboot(RB_POWER_OFF);
    perror("reboot");
    return 1;
}
