import Digests
import JSON
import Network
import PluginKit
import Testing

/// What all methods share in reading their parameters and writing their results.
@Suite struct ReadingTests {
    private static let hex = String(repeating: "ab", count: 32)

    @Test func `an identity that is not given is the default one`() throws {
        let none = try IdentityParameters(json: JSONReader([:]))
        #expect(none.identity == "default")
        let null = try IdentityParameters(json: JSONReader(["as": nil]))
        #expect(null.identity == "default")
        let given = try IdentityParameters(json: JSONReader(["as": "ada"]))
        #expect(given.identity == "ada")
    }

    @Test(
        arguments: [
            (["task": .string(hex), "as": 5], "/as"),
            (["task": "ab"], "/task"),
            (["task": .string(hex.uppercased())], "/task"),
            (["task": .string(hex), "taks": 1], "/taks"),
            (["as": "ada"], "/task"),
            ([], ""),
        ] as [(JSONValue, String)]
    )
    func `a parameter that is wrong is named by its pointer`(
        json: JSONValue,
        pointer: String
    ) throws {
        let error = #expect(throws: JSONDecodingError.self) {
            try TaskParameters(json: JSONReader(json))
        }
        #expect(error?.pointer == pointer)
    }

    @Test func `deposits are whole credits from zero`() throws {
        #expect(try DepositParameters(json: JSONReader(["deposit": 5])).deposit == 5)
        #expect(try DepositParameters(json: JSONReader([:])).deposit == nil)
        for wrong in [-1, 2.5, "5"] as [JSONValue] {
            #expect(throws: JSONDecodingError.self) {
                try DepositParameters(json: JSONReader(["deposit": wrong]))
            }
        }
    }

    @Test func `distances are rounded up to whole units, and only zero is none`() {
        #expect(Trillionths.units(roundingUp: 0) == 0)
        #expect(Trillionths.units(roundingUp: 1e-30) == 1)
        #expect(Trillionths.units(roundingUp: 1e-12) == 1)
        #expect(Trillionths.units(roundingUp: 0.5) == 500_000_000_000)
        #expect(Trillionths.units(roundingUp: .infinity) == .max)
        #expect(Trillionths.units(roundingUp: -1) == nil)
        #expect(Trillionths.units(roundingUp: .nan) == nil)
    }

    @Test func `what cannot be stated as a number is written as null`() {
        #expect(JSONValue.trillionths(.max) == .null)
        #expect(JSONValue.trillionths(1_000_000_000_000) == 1.0)
        #expect(JSONValue.optional(nil) == .null)
        #expect(JSONValue.count(UInt64.max) == .integer(.max))
    }

    @Test func `a report of progress says how far and how well, and is silent if nobody asked`() {
        let reports = Collector()
        let reporter = ProgressReporter { reports.add($0) }
        reporter.report(step: 3, of: 9)
        reporter.report(step: 9, of: 9, loss: 0.25, message: "done")
        reporter.report(step: 9, of: 9, loss: .nan)
        #expect(
            reports.all == [
                ["step": 3, "steps": 9],
                ["step": 9, "steps": 9, "loss": 0.25, "message": "done"],
                ["step": 9, "steps": 9, "loss": nil],
            ]
        )
        ProgressReporter.silent.report(step: 1, of: 2)
    }
}
