#ifndef ASSAY_WORK_H
#define ASSAY_WORK_H

#include <stdint.h>

/// A Swift closure `(Int) -> Void` that does not outlive a call, where other threads find it.
///
/// Swift would copy it to the heap first, at every operator of every step.
typedef struct assay_work assay_work;

/// Calls the closure.
void assay_work_perform(const assay_work *work, intptr_t part);

#endif
