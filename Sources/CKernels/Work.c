// Swift closures as C sees them: a function and what it captures (docs/ABI/CallingConvention.rst in
// Swift's repository).

#include "assay_work.h"

#define SWIFT __attribute__((swiftcall))
#define CAPTURED __attribute__((swift_context)) const void *

typedef SWIFT void work_body(intptr_t part, CAPTURED captured);
typedef SWIFT void work_use(const assay_work *work, CAPTURED captured);

struct assay_work {
    work_body *body;
    const void *captured;
};

void assay_work_perform(const assay_work *work, intptr_t part) {
    work->body(part, work->captured);
}

/// `withWork(_ body: (Int) -> Void, _ use: (OpaquePointer) -> Void)` in Swift (WorkerPool.swift).
SWIFT void assay_with_work(
    work_body *body, const void *captured, work_use *use, const void *use_captured);

SWIFT void assay_with_work(
    work_body *body, const void *captured, work_use *use, const void *use_captured)
{
    const assay_work work = {body, captured};
    use(&work, use_captured);
}
