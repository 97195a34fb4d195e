#ifndef ASSAY_BLOCKING_H
#define ASSAY_BLOCKING_H

// The blocks of the matrix product, in floats: `left_block` of `left` stays in the second-level cache
// while panels of `right`, two or four vectors wide, pass by, the next one on its way; a packed block
// of `right` (depth_block x column_block) stays in the third. None of them changes a bit of the result.
enum {
    /// A product that is no deeper is done in one pass, which writes the output once.
    depth_block = 1024,
    /// What deeper products do in a pass at most: where the output is read and written again anyhow,
    /// smaller panels are better, which leave room in a cache that others use, too.
    pass_depth = 768,
    left_block = 60 * 1024,
    column_block = 1024,
    /// What packing may write beyond a block: less than the widest vector.
    spill = 16,
};

#endif
