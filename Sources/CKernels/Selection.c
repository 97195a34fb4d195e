#include "Blocking.h"
#include "Instances.h"

const size_t assay_matrix_product_scratch =
    left_block + spill + depth_block * column_block + spill;

const assay_kernels *assay_kernels_for(assay_instruction_set set) {
    switch (set) {
    case ASSAY_PORTABLE:
        return &assay_portable_kernels;
#if defined(__x86_64__)
    // These builtins also ask whether the operating system saves the wide registers (XCR0).
    case ASSAY_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
            ? &assay_avx2_kernels : NULL;
    case ASSAY_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx2")
                && __builtin_cpu_supports("fma")
            ? &assay_avx512_kernels : NULL;
#endif
    default:
        return NULL;
    }
}
