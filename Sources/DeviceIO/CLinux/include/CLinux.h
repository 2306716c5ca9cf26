// SPDX-License-Identifier: Apache-2.0
// The Linux kernel interfaces that Swift's Glibc module does not show, and calls that Swift cannot make by itself
// (variadic functions, function-like macros). Each line says why it is here.
#pragma once
#include <linux/gpio.h>       // GPIO character device, uAPI v1 and v2
#include <sys/epoll.h>        // the event loop
#include <sys/eventfd.h>      // waking the loop from another thread
#include <sys/inotify.h>      // a device node coming back
#include <sys/ioctl.h>        // GPIO, terminals
#include <sys/pidfd.h>       // following processes
#include <sys/signalfd.h>     // signals as descriptors
#include <sys/socket.h>
#include <sys/syscall.h>      // pidfd_open, pidfd_send_signal
#include <sys/timerfd.h>      // timers as descriptors
#include <sys/timex.h>        // is the clock set?
#include <sys/un.h>           // the control socket

// SO_PEERCRED's struct ucred is behind _GNU_SOURCE (socket(7)): who is at the other end of a Unix socket, 0 or -1.
int linux_peer_credentials(int descriptor, unsigned int *user, unsigned int *group);
