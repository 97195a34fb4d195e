import Tensors
import Testing

@Suite struct MatrixProductTests {
    @Test func `a product over nothing is zero and not what memory held`() throws {
        let left = Tensor(zeros: try Shape(rows: 20, columns: 0))
        let right = Tensor(zeros: try Shape(rows: 0, columns: 40))
        let product = try left.matrixProduct(with: right, on: .standard)
        #expect(product.differences(from: Tensor(zeros: try Shape(rows: 20, columns: 40))) == [])
    }

    @Test func `a chain begins at plus zero`() throws {
        let minus = try Tensor(rows: 1, columns: 1, elements: [-0.0])
        let one = try Tensor(rows: 1, columns: 1, elements: [1])
        let product = try minus.matrixProduct(with: one, on: .standard)
        #expect(product.elements[0].sign == .plus)
    }
}
