// What two processors do together of what one does: for each line of seconds that it reads, two
// ratios of rates, of arithmetic in registers and of reading memory. Four measurements take as long as
// the line says, each.

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { lanes = 4, chains = 12, rounds = 4096, threads = 2 };
/// Of each thread's memory, which no cache holds.
enum { bytes = 64 << 20 };
typedef float vector __attribute__((vector_size(lanes * sizeof(float))));

static vector *memory[threads];
/// What each thread computed; nobody reads it, but then it is computed.
static volatile float results[threads];
static double done[threads];
static double ending;
static void (*work)(size_t thread);
static pthread_barrier_t meeting;

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static float sum(const vector *vectors, size_t count) {
    float all = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t lane = 0; lane < lanes; lane++) all += vectors[i][lane];
    return all;
}

/// As many independent chains as keep both processors' arithmetic busy.
static void compute(size_t thread) {
    const vector factor = 0.999f - (vector){0};
    vector values[chains];
    for (size_t i = 0; i < chains; i++) values[i] = (float)i - (vector){0};
    while (seconds_now() < ending) {
        for (size_t n = 0; n < rounds; n++)
#pragma GCC unroll 12
            for (size_t i = 0; i < chains; i++) values[i] = values[i] * factor + factor;
        done[thread] += rounds;
    }
    results[thread] = sum(values, chains);
}

static void read_memory(size_t thread) {
    const vector *const all = memory[thread];
    vector values[chains] = {0};
    for (size_t start = 0; seconds_now() < ending; start += rounds * chains) {
        if (start + rounds * chains > bytes / sizeof(vector)) start = 0;
        for (size_t n = 0; n < rounds; n++)
#pragma GCC unroll 12
            for (size_t i = 0; i < chains; i++) values[i] += all[start + n * chains + i];
        done[thread] += rounds;
    }
    results[thread] = sum(values, chains);
}

static void *help(void *argument) {
    for (;;) {
        pthread_barrier_wait(&meeting);
        work(1);
        pthread_barrier_wait(&meeting);
    }
    return argument;
}

/// Rounds a second, on one processor or on both.
static double rate(void (*kind)(size_t), bool on_both, double seconds) {
    work = kind;
    done[0] = done[1] = 0;
    const double start = seconds_now();
    ending = start + seconds;
    if (on_both) pthread_barrier_wait(&meeting);
    work(0);
    if (on_both) pthread_barrier_wait(&meeting);
    return (done[0] + done[1]) / (seconds_now() - start);
}

static double ratio(void (*kind)(size_t), double seconds) {
    const double alone = rate(kind, false, seconds);
    return rate(kind, true, seconds) / alone;
}

int main(void) {
    for (size_t thread = 0; thread < threads; thread++) {
        memory[thread] = aligned_alloc(64, bytes);
        if (memory[thread] == NULL) return 1;
        for (size_t i = 0; i < bytes / sizeof(vector); i++) memory[thread][i] = (vector){0};
    }
    pthread_t helper;
    if (pthread_barrier_init(&meeting, NULL, threads) != 0) return 1;
    if (pthread_create(&helper, NULL, help, NULL) != 0) return 1;
    double seconds;
    while (scanf("%lf", &seconds) == 1) {
        printf("%.3f %.3f\n", ratio(compute, seconds), ratio(read_memory, seconds));
        fflush(stdout);
    }
    return 0;
}
