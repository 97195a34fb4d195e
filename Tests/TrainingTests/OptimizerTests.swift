import Graphs
import JSON
import Testing
import Training

@Suite struct OptimizerTests {
    private static func optimizer(_ text: String) throws -> Optimizer {
        try Optimizer(json: JSONReader(JSONValue(parsing: text)))
    }

    @Test(arguments: [
        #"{"sgd":{"learningRate":"0.1"}}"#,
        #"{"sgd":{"learningRate":"0.1","momentum":"0.9"}}"#,
        #"{"sgd":{"learningRate":"0.1","momentum":"0.9","nesterov":true,"weightDecay":"0.01"}}"#,
        #"{"adam":{"learningRate":"0.001"}}"#,
        #"{"adam":{"learningRate":"0.001","first":"0.8","second":"0.99","epsilon":"0.0001"}}"#,
        #"{"adamW":{"learningRate":"0.001","normMax":"1","weightDecay":"0.1"}}"#,
        #"{"sgd":{"learningRate":"1","schedule":{"step":{"every":10,"factor":"0.5"}}}}"#,
        #"{"sgd":{"learningRate":"1","schedule":{"cosine":{"final":"0","steps":8},"warmUp":4}}}"#,
    ])
    func `an optimizer writes itself again`(text: String) throws {
        #expect(try Self.optimizer(text).json == JSONValue(parsing: text))
    }

    @Test(arguments: [
        (#"{"sgd":{}}"#, "/sgd/learningRate"),
        (#"{"sgd":{"learningRate":"0"}}"#, "/sgd/learningRate"),
        (#"{"sgd":{"learningRate":"1","momentum":"1"}}"#, "/sgd/momentum"),
        (#"{"sgd":{"learningRate":"1","first":"0.9"}}"#, "/sgd/first"),
        (#"{"adam":{"learningRate":"1","second":"1"}}"#, "/adam/second"),
        (
            #"{"adam":{"learningRate":"1","schedule":{"step":{"every":0}}}}"#,
            "/adam/schedule/step/every"
        ),
        (#"{"rmsprop":{"learningRate":"1"}}"#, ""),
        (#"{"sgd":{"learningRate":"1"},"adam":{"learningRate":"1"}}"#, "/adam"),
    ])
    func `an unsound one is refused at its place`(text: String, pointer: String) throws {
        let error = #expect(throws: JSONDecodingError.self) { try Self.optimizer(text) }
        #expect(error?.pointer == pointer)
    }

    private static func rates(_ schedule: String, steps: [Int]) throws -> [Double] {
        let text = #"{"sgd":{"learningRate":"2","schedule":\#(schedule)}}"#
        let optimizer = try optimizer(text)
        return steps.map { optimizer.settings(ofStep: $0).learningRate }
    }

    @Test func `schedules go their course`() throws {
        #expect(try Self.rates("{}", steps: [0, 1000]) == [2, 2])
        #expect(
            try Self.rates(#"{"step":{"every":10,"factor":"0.5"}}"#, steps: [0, 9, 10, 29, 30])
                == [2, 2, 1, 0.5, 0.25]
        )
        let warm = try Self.rates(
            #"{"cosine":{"steps":8,"final":"0.5"},"warmUp":4}"#,
            steps: [0, 1, 3, 4, 6, 8, 10, 12, 100]
        )
        // The cosine of an eighth of a turn is the root of a half.
        let bend = 0.5.squareRoot()
        let expected = [0.5, 1, 2, 2, 1.5 + bend / 2, 1.5, 1.5 - bend / 2, 1, 1]
        for (found, expected) in zip(warm, expected) { #expect(abs(found - expected) < 1e-15) }
    }

    @Test func `each has the rule of its name`() throws {
        let rules: [(String, UpdateRule)] = [
            (#"{"sgd":{"learningRate":"1"}}"#, .descent),
            (#"{"sgd":{"learningRate":"1","momentum":"0"}}"#, .momentum),
            (#"{"sgd":{"learningRate":"1","momentum":"0.5","nesterov":true}}"#, .nesterov),
            (#"{"adam":{"learningRate":"1"}}"#, .adam),
            (#"{"adamW":{"learningRate":"1"}}"#, .adamW),
        ]
        for (text, rule) in rules { #expect(try Self.optimizer(text).rule == rule) }
    }
}
