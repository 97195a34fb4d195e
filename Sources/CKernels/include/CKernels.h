#ifndef ASSAY_CKERNELS_H
#define ASSAY_CKERNELS_H
int assay_kernels_version(void);
#endif
