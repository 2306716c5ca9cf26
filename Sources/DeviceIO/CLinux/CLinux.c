// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"
#include <link.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <string.h>
#include <unistd.h>

int linux_peer_credentials(int descriptor, unsigned int *user, unsigned int *group) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *user = credentials.uid;
    *group = credentials.gid;
    return 0;
}

int linux_peer_groups(int descriptor, unsigned int *groups, int maximum) {
    socklen_t length = maximum * sizeof *groups;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0) return -1;
    return length / sizeof *groups;
}

int linux_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int linux_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int linux_close_on_exec_from(unsigned first) { return close_range(first, ~0U, CLOSE_RANGE_CLOEXEC); }

// Whether the loader wrote into the object's text, which is then not what its file has.
static int has_changed_text(const struct dl_phdr_info *object) {
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
        if (segment->p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + segment->p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_TEXTREL) return 1;
            if (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL) return 1;
        }
    }
    return 0;
}

static int let_go(struct dl_phdr_info *object, size_t size, void *page) {
    (void)size;
    if (has_changed_text(object)) return 0;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
        // What was never writable is what its file has. A page that the segment shares with the next one is left alone.
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
        uintptr_t mask = ~(*(uintptr_t *)page - 1);
        uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & mask;
        uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & mask;
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void linux_let_go_of_program_text(void) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(let_go, &page);
}

static void copy_name(char to[32], const char from[32]) {
    memcpy(to, from, 32);
    to[31] = 0;
}

int linux_gpio_chip(int chip, char label[32], unsigned *lines) {
    struct gpiochip_info info;
    memset(&info, 0, sizeof info);
    if (ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &info) < 0) return -1;
    copy_name(label, info.label);
    *lines = info.lines;
    return 0;
}

int linux_gpio_line(int chip, unsigned offset, char name[32], char consumer[32]) {
    struct gpio_v2_line_info info;
    memset(&info, 0, sizeof info);
    info.offset = offset;
    if (ioctl(chip, GPIO_V2_GET_LINEINFO_IOCTL, &info) < 0) return -1;
    copy_name(name, info.name);
    copy_name(consumer, info.consumer);
    return 0;
}

static void name_consumer(char to[32], const char *consumer) { strncpy(to, consumer, 31); }

int linux_gpio_request(int chip, unsigned offset, struct linux_gpio_settings settings, const char *consumer) {
    struct gpio_v2_line_request request;
    memset(&request, 0, sizeof request);
    request.offsets[0] = offset;
    request.num_lines = 1;
    name_consumer(request.consumer, consumer);
    __u64 flags = settings.is_output ? GPIO_V2_LINE_FLAG_OUTPUT : GPIO_V2_LINE_FLAG_INPUT;
    if (settings.is_active_low) flags |= GPIO_V2_LINE_FLAG_ACTIVE_LOW;
    if (settings.pull == LINUX_GPIO_PULL_UP) flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
    if (settings.pull == LINUX_GPIO_PULL_DOWN) flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN;
    if (settings.tells_edges) flags |= GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
    request.config.flags = flags;
    if (settings.debounce_us > 0) {
        request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
        request.config.attrs[0].attr.debounce_period_us = settings.debounce_us;
        request.config.attrs[0].mask = 1;
        request.config.num_attrs = 1;
    } else if (settings.is_output) {
        request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
        request.config.attrs[0].attr.values = settings.first_level ? 1 : 0;
        request.config.attrs[0].mask = 1;
        request.config.num_attrs = 1;
    }
    if (ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0) return -1;
    return request.fd;
}

int linux_gpio_get(int line) {
    struct gpio_v2_line_values values = {.bits = 0, .mask = 1};
    if (ioctl(line, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0) return -1;
    return values.bits & 1;
}

int linux_gpio_set(int line, int level) {
    struct gpio_v2_line_values values = {.bits = level ? 1 : 0, .mask = 1};
    return ioctl(line, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) < 0 ? -1 : 0;
}

int linux_gpio_line_v1(int chip, unsigned offset, char name[32], char consumer[32]) {
    struct gpioline_info info;
    memset(&info, 0, sizeof info);
    info.line_offset = offset;
    if (ioctl(chip, GPIO_GET_LINEINFO_IOCTL, &info) < 0) return -1;
    copy_name(name, info.name);
    copy_name(consumer, info.consumer);
    return 0;
}

int linux_gpio_request_v1(int chip, unsigned offset, struct linux_gpio_settings settings, const char *consumer) {
    __u32 flags = settings.is_active_low ? GPIOHANDLE_REQUEST_ACTIVE_LOW : 0;
    if (settings.pull == LINUX_GPIO_PULL_UP) flags |= GPIOHANDLE_REQUEST_BIAS_PULL_UP;
    if (settings.pull == LINUX_GPIO_PULL_DOWN) flags |= GPIOHANDLE_REQUEST_BIAS_PULL_DOWN;
    if (settings.is_output) {
        struct gpiohandle_request request;
        memset(&request, 0, sizeof request);
        request.lineoffsets[0] = offset;
        request.lines = 1;
        request.flags = flags | GPIOHANDLE_REQUEST_OUTPUT;
        request.default_values[0] = settings.first_level ? 1 : 0;
        name_consumer(request.consumer_label, consumer);
        return ioctl(chip, GPIO_GET_LINEHANDLE_IOCTL, &request) < 0 ? -1 : request.fd;
    }
    struct gpioevent_request request;
    memset(&request, 0, sizeof request);
    request.lineoffset = offset;
    request.handleflags = flags | GPIOHANDLE_REQUEST_INPUT;
    request.eventflags = GPIOEVENT_REQUEST_BOTH_EDGES;
    name_consumer(request.consumer_label, consumer);
    return ioctl(chip, GPIO_GET_LINEEVENT_IOCTL, &request) < 0 ? -1 : request.fd;
}

int linux_gpio_get_v1(int line) {
    struct gpiohandle_data data;
    memset(&data, 0, sizeof data);
    return ioctl(line, GPIOHANDLE_GET_LINE_VALUES_IOCTL, &data) < 0 ? -1 : data.values[0];
}

int linux_gpio_set_v1(int line, int level) {
    struct gpiohandle_data data;
    memset(&data, 0, sizeof data);
    data.values[0] = level ? 1 : 0;
    return ioctl(line, GPIOHANDLE_SET_LINE_VALUES_IOCTL, &data) < 0 ? -1 : 0;
}

int linux_gpio_events(int line, struct linux_gpio_event events[LINUX_GPIO_EVENTS]) {
    struct gpio_v2_line_event read_events[LINUX_GPIO_EVENTS];
    ssize_t bytes = read(line, read_events, sizeof read_events);
    if (bytes < 0) return -1;
    int count = bytes / sizeof read_events[0];
    for (int i = 0; i < count; i++) {
        events[i].timestamp_ns = read_events[i].timestamp_ns;
        events[i].sequence = read_events[i].line_seqno;
        events[i].is_rising = read_events[i].id == GPIO_V2_LINE_EVENT_RISING_EDGE;
    }
    return count;
}

int linux_gpio_events_v1(int line, struct linux_gpio_event events[LINUX_GPIO_EVENTS]) {
    struct gpioevent_data read_events[LINUX_GPIO_EVENTS];
    ssize_t bytes = read(line, read_events, sizeof read_events);
    if (bytes < 0) return -1;
    int count = bytes / sizeof read_events[0];
    for (int i = 0; i < count; i++) {
        events[i].timestamp_ns = read_events[i].timestamp;
        events[i].sequence = 0;
        events[i].is_rising = read_events[i].id == GPIOEVENT_EVENT_RISING_EDGE;
    }
    return count;
}
