#include "AttentionScratch.h"

size_t assay_attention_forward_scratch(const assay_attention *a) {
    return sliced_size(a) + a->length * padded_depth(a) + (a->depth + a->length) * query_block;
}

size_t assay_attention_gradient_scratch(const assay_attention *a) {
    return 2 * sliced_size(a) + 3 * a->length * padded_depth(a)
        + (3 * a->depth + 2 * a->length + 2 * padded_depth(a)) * query_block;
}
