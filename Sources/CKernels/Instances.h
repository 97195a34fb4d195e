#ifndef ASSAY_INSTANCES_H
#define ASSAY_INSTANCES_H

#include "CKernels.h"

extern const assay_kernels assay_portable_kernels;
#if defined(__x86_64__)
extern const assay_kernels assay_avx2_kernels;
extern const assay_kernels assay_avx512_kernels;
#endif

#endif
