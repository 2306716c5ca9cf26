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

// Lets go of the pages of program text and constants that this process has mapped, its own and its libraries'; they are
// read from their files again where they are needed. dl_iterate_phdr(3) calls a function for each of them.
void linux_let_go_of_program_text(void);

// The GPIO character device (linux/gpio.h). Its structures are arrays of arrays and its request numbers are computed
// macros, neither of which Swift sees well. Each returns a descriptor, a value or 0, or -1 with errno.
int linux_gpio_chip(int chip, char label[32], unsigned *lines);
int linux_gpio_line(int chip, unsigned offset, char name[32], char consumer[32]);
// How a line is asked for. Zero is an input without anything else.
enum linux_gpio_pull { LINUX_GPIO_PULL_NONE, LINUX_GPIO_PULL_UP, LINUX_GPIO_PULL_DOWN };
struct linux_gpio_settings {
    int is_output;             // else an input
    int is_active_low;         // 1 is the low level, in and out
    enum linux_gpio_pull pull; // of an input
    int tells_edges;           // of an input: both edges become events to read
    unsigned debounce_us;      // of an input, microseconds; 0 for none
    int first_level;           // of an output, set together with its direction
};
// The line by uAPI v2: its descriptor. EBUSY: somebody has it; EINVAL, ENXIO, ENOTSUP: line or chip cannot.
// `consumer` is the name that others see; 31 bytes of it.
int linux_gpio_request(int chip, unsigned offset, struct linux_gpio_settings settings, const char *consumer);
// The level: 0 or 1, by `is_active_low`; -1 with errno.
int linux_gpio_get(int line);
int linux_gpio_set(int line, int level);
// The same by uAPI v1, for kernels before 5.10.
int linux_gpio_line_v1(int chip, unsigned offset, char name[32], char consumer[32]);
// Without debouncing. EINVAL also where the kernel is older than 5.5 and a pull was asked for. An input tells its
// edges.
int linux_gpio_request_v1(int chip, unsigned offset, struct linux_gpio_settings settings, const char *consumer);
int linux_gpio_get_v1(int line);
int linux_gpio_set_v1(int line, int level);
// An edge that the kernel saw.
struct linux_gpio_event {
    unsigned long long timestamp_ns; // CLOCK_MONOTONIC, in the interrupt handler; CLOCK_REALTIME before Linux 5.7
    unsigned sequence;               // of the line, from 1 on; a gap where edges were dropped; 0 by v1, which has none
    int is_rising;                   // to the active level; else to the inactive one
};
enum { LINUX_GPIO_EVENTS = 16 }; // what the kernel keeps of a line
// Reads waiting edges, oldest first: how many; -1 with errno (EAGAIN: there are none; ENODEV: the chip is gone).
int linux_gpio_events(int line, struct linux_gpio_event events[LINUX_GPIO_EVENTS]);
int linux_gpio_events_v1(int line, struct linux_gpio_event events[LINUX_GPIO_EVENTS]);
