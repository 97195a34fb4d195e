import CKernels

extension Execution {
    /// Copies elements of 32 bits, whatever they stand for, from one array into another that does
    /// not overlap it.
    package func copy(
        _ copy: StridedCopy,
        from input: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>
    ) {
        guard let first = copy.axes.indices.max(by: { copy.axes[$0].extent < copy.axes[$1].extent })
        else { return }
        let kernels = kernels
        let axis = copy.axes[first]
        // The longest axis is divided, in whole vectors.
        let others = max(1, copy.count / axis.extent)
        let grain = (max(1, Self.elementGrain / others) + 15) / 16 * 16
        divide(axis.extent, grain: grain) { range in
            var part = assay_copy()
            part.rank = copy.axes.count
            withUnsafeMutableBytes(of: &part.extents) { extents in
                withUnsafeMutableBytes(of: &part.from_strides) { from in
                    withUnsafeMutableBytes(of: &part.to_strides) { to in
                        for (index, axis) in copy.axes.enumerated() {
                            let extent = index == first ? range.count : axis.extent
                            let offset = index * MemoryLayout<Int>.stride
                            extents.storeBytes(of: extent, toByteOffset: offset, as: Int.self)
                            from.storeBytes(of: axis.from, toByteOffset: offset, as: Int.self)
                            to.storeBytes(of: axis.to, toByteOffset: offset, as: Int.self)
                        }
                    }
                }
            }
            kernels.copy(
                &part,
                input + copy.fromOffset + range.lowerBound * axis.from,
                out + copy.toOffset + range.lowerBound * axis.to
            )
        }
    }
}
