import JSON
import JSONRPC
import Testing

@Suite struct ErrorCodeTests {
    @Test func `no number and no name is given twice`() {
        #expect(Set(ErrorCode.all.map(\.number)).count == ErrorCode.all.count)
        #expect(Set(ErrorCode.all.map(\.name)).count == ErrorCode.all.count)
    }

    /// Numbers that once had a meaning, and get no other.
    private static let retired: Set<Int64> = [302, 508]

    /// A code that is declared but not in the table would leave a gap in its ten, or be missed.
    @Test(
        arguments: [(100, 28), (200, 11), (300, 6), (400, 8), (500, 9), (600, 7), (700, 6)]
            as [(Int64, Int64)]
    )
    func `the codes of an area are numbered without gaps`(base: Int64, count: Int64) {
        #expect(Self.retired.isDisjoint(with: ErrorCode.all.map(\.number)))
        let numbers = (ErrorCode.all.map(\.number) + Self.retired)
            .filter { (base..<base + 100).contains($0) }
        #expect(numbers.count == count)
        for ten in Dictionary(grouping: numbers, by: { $0 / 10 }).values {
            let first = ten.min() ?? 0
            #expect(first % 10 <= 1)
            #expect(ten.sorted() == Array(first..<first + Int64(ten.count)))
        }
    }

    @Test func `the protocol's codes are the specifications'`() {
        let numbers = ErrorCode.all.map(\.number).filter { $0 < 0 }
        let jsonRPC: Set<Int64> = [-32700, -32600, -32601, -32602, -32603]
        let languageServer: Set<Int64> = [-32800, -32002]
        let contextProtocol: Set<Int64> = [-32022]
        #expect(Set(numbers) == jsonRPC.union(languageServer).union(contextProtocol))
    }

    @Test func `every meaning is a sentence`() {
        for code in ErrorCode.all {
            #expect(code.meaning.hasSuffix("."), "\(code)")
            #expect(code.meaning.first?.isUppercase == true, "\(code)")
        }
    }

    @Test func `a code is found by its number, and one from elsewhere keeps it`() {
        for code in ErrorCode.all { #expect(ErrorCode(number: code.number).name == code.name) }
        #expect(ErrorCode(number: -31000).number == -31000)
        #expect(ErrorCode(number: -31000).name == "")
    }

    @Test func `an error says what a program can act on, and reads back the same`() throws {
        let reader = JSONReader(["steps": "many"])
        let decoding = try #require(throws: JSONDecodingError.self) {
            var fields = try reader.object()
            _ = try fields.required("steps").integer()
        }
        let error = RPCError(decoding)
        #expect(
            error.json == [
                "code": -32602,
                "message": "Invalid params: /steps: expected an integer, got string",
                "data": [
                    "reason": "invalidParameters", "pointer": "/steps", "expected": "an integer",
                    "got": "string", "retryable": false,
                ],
            ]
        )
        #expect(try RPCError(json: JSONReader(error.json)) == error)
        let full = RPCError(.storageFull, details: ["freeBytes": 0])
        #expect(full.data == ["reason": "storageFull", "freeBytes": 0, "retryable": true])
    }
}
