import Tensors
import Testing

private struct Lookup {
    static let all = [(0, 4, 3), (5, 3, 1), (40, 7, 17), (1000, 300, 128), (4, 3000, 30)].map {
        Lookup(count: $0.0, tableRows: $0.1, width: $0.2)
    }

    let count: Int
    let tableRows: Int
    let width: Int

    var indices: [Int32] { Fixture.labels(count, classes: tableRows, seed: 23).map { Int32($0) } }
    var table: [Float] { Fixture.numbers(tableRows * width, seed: 24) }
    var upstream: [Float] { Fixture.numbers(count * width, seed: 25) }

    func gathered(on execution: Execution = .standard) -> [Float] {
        [Float](made: count * width) {
            execution.gather(table, indices: indices, into: $0, count: count, width: width)
        }
    }

    func gradient(on execution: Execution = .standard) -> [Float] {
        [Float](made: tableRows * width) {
            execution.gatherGradient(
                upstream: upstream,
                indices: indices,
                into: $0,
                count: count,
                width: width,
                tableRows: tableRows
            )
        }
    }
}

private func chosen(
    _ condition: [Float],
    _ a: [Float],
    _ b: [Float],
    on execution: Execution = .standard
) -> [Float] {
    [Float](made: condition.count) {
        execution.choose(
            where: condition,
            a,
            step: a.count == 1 ? 0 : 1,
            b,
            step: b.count == 1 ? 0 : 1,
            into: $0,
            count: condition.count
        )
    }
}

extension KernelCase {
    static let gather = [
        KernelCase(name: "gather") { execution in
            Lookup.all.map { $0.gathered(on: execution) }
        },
        KernelCase(name: "gather gradient") { execution in
            Lookup.all.map { $0.gradient(on: execution) }
        },
        KernelCase(name: "choose") { execution in
            lengths.flatMap { count in
                let condition = Fixture.numbers(count, seed: 26).map { max($0, 0) }
                let (a, b) = (
                    Fixture.numbers(count, seed: 27), Fixture.numbers(count, seed: 28)
                )
                return [(a, b), (a, [0.5]), ([0.5], b), ([1], [2])].map {
                    chosen(condition, $0.0, $0.1, on: execution)
                }
            }
        },
    ]
}

@Suite struct GatherTests {
    @Test func `rows come as their indices say`() {
        for lookup in Lookup.all {
            let (table, width) = (lookup.table, lookup.width)
            let expected = lookup.indices.flatMap {
                table[Int($0) * width..<(Int($0) + 1) * width]
            }
            #expect(lookup.gathered() == expected)
        }
    }

    @Test func `a table's gradient adds up in ascending order`() {
        for lookup in Lookup.all {
            let (upstream, width) = (lookup.upstream, lookup.width)
            var expected = [Float](repeating: 0, count: lookup.tableRows * width)
            for (row, index) in lookup.indices.enumerated() {
                for column in 0..<width {
                    expected[Int(index) * width + column] += upstream[row * width + column]
                }
            }
            #expect(lookup.gradient() == expected)
        }
    }

    @Test func `a condition chooses, and a NaN counts as true`() {
        let condition: [Float] = [0, -0.0, 1, .nan, .leastNonzeroMagnitude, -1]
        let (a, b): ([Float], [Float]) = ([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12])
        #expect(chosen(condition, a, b) == [7, 8, 3, 4, 5, 6])
        #expect(chosen(condition, a, [0]) == [0, 0, 3, 4, 5, 6])
        #expect(chosen(condition, [0], b) == [7, 8, 0, 0, 0, 0])
        #expect(chosen([0, 1], [.nan, .nan], [1, 1])[1].isNaN)
    }
}
