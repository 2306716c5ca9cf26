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
#include <malloc.h>  // mallopt, malloc_trim

// SO_PEERCRED's struct ucred is behind _GNU_SOURCE (socket(7)): who is at the other end of a Unix socket, 0 or -1.
int linux_peer_credentials(int descriptor, unsigned int *user, unsigned int *group);
// SO_PEERGROUPS (asm-generic/socket.h, Linux 4.13), which the C library's headers leave out: the supplementary groups
// of who is at the other end; how many, or -1 (ERANGE where there are more than `maximum`).
int linux_peer_groups(int descriptor, unsigned int *groups, int maximum);

// prctl(2) is variadic. PR_SET_DUMPABLE 0: 0, or -1 with errno.
int linux_set_undumpable(void);
// PR_SET_NO_NEW_PRIVS: 0, or -1 with errno.
int linux_no_new_privileges(void);
// CLOSE_RANGE_CLOEXEC of close_range(2) is behind _GNU_SOURCE: every descriptor from `first` on is closed on exec.
int linux_close_on_exec_from(unsigned first);

// The GPIO character device (linux/gpio.h). Its structures are arrays of arrays and its request numbers are computed
// macros, neither of which Swift sees well. Each returns a descriptor, a value or 0, or -1 with errno.
int linux_gpio_chip(int chip, char label[32], unsigned *lines);
int linux_gpio_line(int chip, unsigned offset, char name[32], char consumer[32]);
// A line as input with both edges (`edges`) and kernel debouncing (`debounce_us`, 0 for none), uAPI v2.
int linux_gpio_input(int chip, unsigned offset, int active_low, int pull, int edges, unsigned debounce_us);
// A line as output with its first level set together with its direction, uAPI v2.
int linux_gpio_output(int chip, unsigned offset, int active_low, int level);
int linux_gpio_get(int line);
int linux_gpio_set(int line, int level);
// The same by uAPI v1, for kernels before 5.10.
int linux_gpio_line_v1(int chip, unsigned offset, char name[32], char consumer[32]);
int linux_gpio_input_v1(int chip, unsigned offset, int active_low);
int linux_gpio_output_v1(int chip, unsigned offset, int active_low, int level);
int linux_gpio_get_v1(int line);
int linux_gpio_set_v1(int line, int level);
// Reads waiting edge events: how many, with the level after each (1 rising) in `levels`; 0 if none; -1 with errno.
int linux_gpio_events(int line, int levels[16]);
int linux_gpio_events_v1(int line, int levels[16]);
