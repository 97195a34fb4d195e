#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
// 6 x 2 accumulators, two columns' vectors and one broadcast fill 15 of the 16 registers.
#define ASSAY_LANES 8
#define ASSAY_TILE_ROWS 6
#define ASSAY_KERNELS assay_avx2_kernels
#include "Kernels.h"
#pragma clang attribute pop
#endif
