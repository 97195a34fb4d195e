#ifndef ASSAY_BLOCKING_H
#define ASSAY_BLOCKING_H

// The blocks of the matrix product, in floats: `left_block` of `left` stays in the second-level cache
// while panels of `right`, two vectors wide, pass by; a packed block of `right` (depth_block x
// column_block) stays in the third. The deeper a block, the fewer times the output is read and
// written again. None of them changes a bit of the result.
enum {
    depth_block = 1024,
    left_block = 84 * 1024,
    column_block = 1024,
    /// What packing may write beyond a block: less than the widest vector.
    spill = 16,
};

#endif
