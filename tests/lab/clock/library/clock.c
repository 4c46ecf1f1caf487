/* A wall clock that is wrong by what a file says: eight bytes, nanoseconds, little endian. What measures spans (CLOCK_MONOTONIC) stays
 * right, as on a machine whose clock somebody sets. Loaded in front of the C library; the file is named by LAB_CLOCK. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define BILLION 1000000000LL

static const int64_t right = 0;
static const volatile int64_t *wrong_by = &right;
static int (*machine)(clockid_t, struct timespec *);

extern void *dlsym(void *, const char *);

__attribute__((constructor)) static void find_file(void) {
    const char *path = getenv("LAB_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
        if (page != MAP_FAILED) wrong_by = page;
        close(file);
    }
    machine = (int (*)(clockid_t, struct timespec *))dlsym((void *)-1L /* RTLD_NEXT */, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    int failed = machine ? machine(clock, at) : (int)syscall(SYS_clock_gettime, clock, at);
    if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI)) {
        int64_t nanos = at->tv_nsec + *wrong_by % BILLION;
        at->tv_sec += *wrong_by / BILLION + (nanos >= BILLION) - (nanos < 0);
        at->tv_nsec = nanos < 0 ? nanos + BILLION : nanos % BILLION;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
