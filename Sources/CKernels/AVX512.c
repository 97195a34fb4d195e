#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx2,fma"))), apply_to = function)
// 14 x 2 accumulators, two columns' vectors and one broadcast fill 31 of the 32 registers.
#define ASSAY_LANES 16
#define ASSAY_TILE_ROWS 14
#define ASSAY_KERNELS assay_avx512_kernels
#include "Kernels.h"
#pragma clang attribute pop
#endif
