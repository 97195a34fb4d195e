// Measures the matrix product of Sources/CKernels: `matrix THREADS` answers, line by line, requests
// "rows depth columns transposed seconds" (transposed: 0 neither, 1 left, 2 right) and "peak seconds"
// with a rate in GFLOP/s. Threads divide a product as the engine does, but wait for one another
// spinning, in place of the engine's pool.

#include "CKernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { threads_max = 64 };

static const assay_kernels *kernels;
static size_t threads;
static float *scratch[threads_max];

static assay_matrix_product product;
static size_t peak_rounds;
/// Rounds begun, and the threads that have finished their part of them all.
static atomic_size_t begun, finished;
/// Held by the main thread between measurements, so that the others sleep.
static pthread_mutex_t measuring = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool resting;

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Large operands lie in large pages, as those do that numpy makes for the peers.
static float *floats(size_t count) {
    const size_t page = 2 << 20, size = count * sizeof(float);
    const size_t alignment = size < 2 * page ? 64 : page;
    float *const memory = aligned_alloc(alignment, (size / alignment + 1) * alignment);
    if (memory == NULL) exit(1);
    if (alignment == page) madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

enum { peak_lanes = 16, peak_chains = 16 };
typedef float wide __attribute__((vector_size(peak_lanes * sizeof(float))));

/// Independent chains of fused multiply-adds in registers: what the processor can do at most.
#if defined(__x86_64__)
__attribute__((target("avx512f")))
#endif
static void run_peak(size_t rounds) {
    wide sums[peak_chains];
    for (size_t i = 0; i < peak_chains; i++) sums[i] = (float)i - (wide){0};
    const wide factor = 0.999f - (wide){0};
    for (size_t n = 0; n < rounds; n++)
#pragma clang loop unroll(full)
        for (size_t i = 0; i < peak_chains; i++) {
            sums[i] = __builtin_elementwise_fma(sums[i], factor, factor);
#if defined(__x86_64__)
            __asm__ volatile("" : "+v"(sums[i]));
#endif
        }
}

static void run_part(size_t part) {
    if (peak_rounds > 0) {
        run_peak(peak_rounds);
        return;
    }
    const assay_block block = assay_matrix_product_part(&product, part, threads);
    kernels->matrix_product(&product, block, scratch[part]);
}

/// Spins for a while, then lets others have the processor, as the engine's threads do.
static void look_away(size_t looks) {
    if (looks % 2000 == 0)
        sched_yield();
    else
        assay_pause();
}

static void *work(void *argument) {
    const size_t part = (size_t)argument;
    for (size_t round = 1;; round++) {
        for (size_t looks = 1; atomic_load(&begun) < round; looks++) {
            if (atomic_load_explicit(&resting, memory_order_relaxed)) {
                pthread_mutex_lock(&measuring);
                pthread_mutex_unlock(&measuring);
            }
            look_away(looks);
        }
        run_part(part);
        atomic_fetch_add_explicit(&finished, 1, memory_order_release);
    }
    return NULL;
}

static void run_all(void) {
    const size_t round = atomic_fetch_add_explicit(&begun, 1, memory_order_release) + 1;
    run_part(0);
    const size_t all = round * (threads - 1);
    for (size_t looks = 1; atomic_load_explicit(&finished, memory_order_acquire) < all; looks++)
        look_away(looks);
}

static double burst(size_t rounds) {
    const double start = seconds_now();
    for (size_t i = 0; i < rounds; i++) run_all();
    return seconds_now() - start;
}

/// Floating-point operations a second in the best of the bursts of 2 ms that `seconds` hold, of five at
/// least, so that other programs' turns on the processor count little.
static double rate(double operations, double seconds) {
    atomic_store(&resting, false);
    pthread_mutex_unlock(&measuring);
    burst(1);
    const double once = burst(1);
    const size_t rounds = (size_t)(0.002 / once) + 1;
    double least = burst(rounds);
    const double start = seconds_now();
    for (int bursts = 0; bursts < 5 || seconds_now() - start < seconds; bursts++) {
        const double elapsed = burst(rounds);
        if (elapsed < least) least = elapsed;
    }
    pthread_mutex_lock(&measuring);
    atomic_store(&resting, true);
    return operations * (double)rounds / least;
}

static double product_rate(
    size_t rows, size_t depth, size_t columns, int transposed, double seconds)
{
    product = (assay_matrix_product){
        .left = floats(rows * depth),
        .right = floats(depth * columns),
        .out = floats(rows * columns),
        .rows = rows,
        .depth = depth,
        .columns = columns,
        .left_row_stride = transposed == 1 ? 1 : depth,
        .left_depth_stride = transposed == 1 ? rows : 1,
        .right_depth_stride = transposed == 2 ? 1 : columns,
        .right_column_stride = transposed == 2 ? depth : 1,
        .out_row_stride = columns,
    };
    float *const left = (float *)product.left, *const right = (float *)product.right;
    for (size_t i = 0; i < rows * depth; i++) left[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    for (size_t i = 0; i < depth * columns; i++) right[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    const double result = rate(2.0 * (double)rows * (double)depth * (double)columns, seconds);
    free(left);
    free(right);
    free(product.out);
    return result;
}

int main(int count, char **arguments) {
    threads = count > 1 ? strtoul(arguments[1], NULL, 10) : 1;
    if (threads < 1 || threads > threads_max) return 2;
    for (int set = ASSAY_PORTABLE; set <= ASSAY_AVX512; set++) {
        const assay_kernels *const found = assay_kernels_for((assay_instruction_set)set);
        if (found != NULL) kernels = found;
    }
    const bool has_peak = kernels == assay_kernels_for(ASSAY_AVX512);
    pthread_mutex_lock(&measuring);
    atomic_store(&resting, true);
    for (size_t i = 0; i < threads; i++) {
        scratch[i] = floats(assay_matrix_product_scratch);
        pthread_t thread;
        if (i > 0 && pthread_create(&thread, NULL, work, (void *)i) != 0) return 1;
    }
    char line[128];
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t rows, depth, columns;
        int transposed;
        double seconds, result = 0;
        if (sscanf(line, "peak %lf", &seconds) == 1) {
            peak_rounds = has_peak ? 1000 : 0;
            const double operations = 2.0 * peak_lanes * peak_chains * 1000 * (double)threads;
            if (has_peak) result = rate(operations, seconds);
            peak_rounds = 0;
        } else {
            const int read = sscanf(
                line, "%zu %zu %zu %d %lf", &rows, &depth, &columns, &transposed, &seconds);
            if (read != 5) return 2;
            result = product_rate(rows, depth, columns, transposed, seconds);
        }
        printf("%.3f\n", result * 1e-9);
        fflush(stdout);
    }
    return 0;
}
