// Runs everywhere. Without an FMA instruction in the baseline the compiler calls libm's fmaf, which
// is exact and slow; on arm64 the four lanes become NEON.
#define ASSAY_LANES 4
#define ASSAY_TILE_ROWS 6
#define ASSAY_KERNELS assay_portable_kernels
#include "Kernels.h"
