import Tensors
import Testing

@Suite struct CopyTests {
    @Test(arguments: CopyCase.all.indices)
    func `a permutation moves every element to its place`(index: Int) {
        let test = CopyCase.all[index]
        let outDimensions = test.order.map { test.dimensions[$0] }
        var expected = test.elements
        for (place, element) in test.elements.enumerated() {
            let indices = CopyCase.indices(of: place, in: test.dimensions)
            expected[CopyCase.place(of: test.order.map { indices[$0] }, in: outDimensions)] =
                element
        }
        #expect(test.permuted(on: .standard) == expected, "\(test.dimensions) \(test.order)")
    }

    @Test(arguments: CopyCase.all.indices)
    func `a part is cut out and put back`(index: Int) {
        let test = CopyCase.all[index]
        var part: [Float] = []
        var whole: [Float] = []
        for (place, element) in test.elements.enumerated() {
            let indices = CopyCase.indices(of: place, in: test.dimensions)
            let isInside = indices.indices.allSatisfy {
                (test.origin[$0]..<test.origin[$0] + test.extents[$0]).contains(indices[$0])
            }
            if isInside { part.append(element) }
            whole.append(isInside ? element : -1)
        }
        #expect(test.cut(on: .standard) == part + whole, "\(test.dimensions) \(test.extents)")
    }

    @Test func `axes that lie behind one another are one`() {
        let copy = StridedCopy.permutation(of: [2, 3, 4, 5], order: [2, 3, 0, 1])
        let matrix = StridedCopy.permutation(of: [6, 20], order: [1, 0])
        #expect(copy == matrix)
    }

    @Test func `a stride of nothing repeats an element`() {
        let copy = StridedCopy(extents: [3, 2], fromStrides: [0, 1], toStrides: [2, 1])
        let out = Memory.written(6) { out, _ in
            Execution.standard.copy(copy, from: [7, 8], into: out)
        }
        #expect(out == [7, 8, 7, 8, 7, 8])
    }

    @Test func `elements are copied bit by bit`() {
        let patterns: [UInt32] = [
            0x7f80_0001, 0xffc1_2345, 0x8000_0000, 1, 0x7fc0_0000, 0xff80_0001,
        ]
        let copy = StridedCopy.permutation(of: [2, 3], order: [1, 0])
        let out = Memory.written(6) { out, _ in
            Execution.standard.copy(copy, from: patterns.map { Float(bitPattern: $0) }, into: out)
        }
        #expect(out.map(\.bitPattern) == [0, 3, 1, 4, 2, 5].map { patterns[$0] })
    }

    @Test func `nothing is copied where an extent is nothing`() {
        let copy = StridedCopy.permutation(of: [3, 0, 2], order: [2, 1, 0])
        #expect(copy.count == 0)
        let out = Memory.written(2) { out, _ in
            Execution.standard.copy(copy, from: [1], into: out)
        }
        #expect(out.allSatisfy { $0.isNaN })
    }
}
