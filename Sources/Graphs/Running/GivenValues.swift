import Tensors

/// The tensors that are given to a graph, as its first values.
struct GivenValues {
    var graph = Graph()
    var values: [String: Graph.ValueID] = [:]
    var tensors: [Tensor] = []
    var places: [(value: Graph.ValueID, elements: [Int32])] = []

    @discardableResult
    mutating func append(
        _ input: GraphEvaluation.NamedArray,
        isPlaces: Bool = false
    ) throws(GraphEvaluationError) -> Graph.ValueID {
        let array = input.array
        let value: Graph.ValueID
        if isPlaces {
            value = graph.append(.input(places.count), shape: array.shape, isPlaces: true)
            places.append((value, try array.elements.places(of: input.name)))
        } else {
            value = graph.append(.parameter(tensors.count), shape: array.shape)
            do {
                tensors.append(try array.tensor)
            } catch {
                throw .graph(.shape(node: input.name, error))
            }
        }
        values[input.name] = value
        return value
    }
}

extension NumericElements {
    /// The numbers as places; all of them must be 32-bit integers.
    fileprivate func places(of name: String) throws(GraphEvaluationError) -> [Int32] {
        func exact<Number>(
            _ numbers: [Number],
            _ place: (Number) -> Int32?,
            _ double: (Number) -> Double
        ) throws(GraphEvaluationError) -> [Int32] {
            var places: [Int32] = []
            places.reserveCapacity(numbers.count)
            for number in numbers {
                guard let place = place(number) else {
                    throw .noPlace(name, number: double(number))
                }
                places.append(place)
            }
            return places
        }
        switch self {
        case .int32(let numbers): return numbers
        case .float32(let numbers):
            return try exact(numbers, { Int32(exactly: $0) }, { Double($0) })
        case .float64(let numbers): return try exact(numbers, { Int32(exactly: $0) }, { $0 })
        case .int64(let numbers):
            return try exact(numbers, { Int32(exactly: $0) }, { Double($0) })
        case .uint8(let numbers): return numbers.map { Int32($0) }
        }
    }
}
