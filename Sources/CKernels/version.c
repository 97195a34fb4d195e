#include "CKernels.h"
int assay_kernels_version(void) { return 1; }
