import Graphs
import JSON
import Tensors
import Testing

@Suite struct LayerTests {
    /// Models that together have every layer, in their only spelling.
    private static let descriptions = [
        """
        {"input":[2,6,6],"layers":[{"convolution":{"outputs":4,"window":3,"padding":1,"groups":2}},\
        {"batchNorm":{}},{"relu":{}},{"maxPool":{"window":2}},{"flatten":{}},{"linear":3}],\
        "loss":"crossEntropy"}
        """,
        """
        {"input":[1,7,7],"layers":[{"convolution":{"outputs":3,"window":3,"stride":2}},{"silu":{}},\
        {"averagePool":{"window":2,"stride":1}},{"flatten":{}},{"dropout":"0.25"},{"linear":3}],\
        "loss":"crossEntropy"}
        """,
        """
        {"input":5,"layers":[{"embedding":{"vocabulary":7,"width":8}},{"positions":{}},\
        {"residual":[{"layerNorm":{}},{"attention":{"heads":2}}]},{"residual":[{"rmsNorm":{}},\
        {"linear":16},{"gelu":{}},{"linear":{"outputs":8,"bias":false}}]},\
        {"attention":{"causal":false,"heads":1}},{"linear":7}],"loss":"nextToken"}
        """,
        """
        {"input":6,"layers":[{"linear":4},{"repeat":{"layers":[{"linear":4},{"tanh":{}}],"limit":3}},\
        {"while":{"above":"0.01","layers":[{"linear":4},{"sigmoid":{}}],"limit":2}},\
        {"reshape":[2,2]},{"layerNorm":{"epsilon":"0.001"}},{"flatten":{}},{"linear":6}],\
        "loss":"reconstruction"}
        """,
    ]

    /// Samples for a model, whole numbers where it reads text.
    private static func batch(_ model: Model, count: Int) throws -> Batch {
        var random = Philox(seed: 3)
        let elements = (0..<count * model.input).map { _ in
            model.loss == .nextToken ? Float(random.next(below: 7)) : random.nextUniform()
        }
        return Batch(
            features: try Tensor(rows: count, columns: model.input, elements: elements),
            labels: (0..<count).map { Int32($0 % 3) }
        )
    }

    private static func parameters(_ model: Model) throws -> [Tensor] {
        var random = Philox(seed: 4)
        return try model.parameters.map { parameter in
            // Averages and weights of a normalisation begin at one; about there it is tried.
            let (low, high): (Float, Float) =
                if case .constant(let number) = parameter.law {
                    (number.float, number.float + 0.5)
                } else {
                    (-0.5, 0.5)
                }
            return try Tensor(
                shape: Shape(parameter.extents),
                elements: (0..<parameter.elementCount).map { _ in
                    low + (high - low) * random.nextUniform()
                }
            )
        }
    }

    @Test(arguments: descriptions)
    func `a description with every layer writes itself again`(description: String) throws {
        let json = try JSONValue(parsing: description)
        let model = try Model(json: JSONReader(json))
        #expect(model.json == json)
        #expect(try Model(json: JSONReader(model.json)) == model)
    }

    @Test(arguments: descriptions + ModelGraphTests.spelled)
    func `gradients are what small changes of the parameters change the loss by`(
        description: String
    ) throws {
        let model = try GraphText.model(description)
        let batch = try Self.batch(model, count: 4)
        let parameters = try Self.parameters(model)
        let step = try TrainingStep(model: model, batchSize: 4)
        var executor = StepExecutor(step: step, on: .standard)
        let gradients = try executor.gradients(of: batch, parameters: parameters).gradients
        let nudge: Float = 1 / 128
        for (index, parameter) in model.parameters.enumerated() where parameter.isTrained {
            // One place of each parameter, so that the test stays short.
            let place = parameter.elementCount / 2
            func loss(_ change: Float) throws -> Float {
                var changed = parameters
                var elements = parameters[index].elements
                elements[place] += change
                changed[index] = try Tensor(shape: parameters[index].shape, elements: elements)
                return try executor.gradients(of: batch, parameters: changed).loss
            }
            let slope = try (loss(nudge) - loss(-nudge)) / (2 * nudge)
            let found = gradients[index].elements[place]
            #expect(abs(found - slope) < 1e-3 + 0.02 * abs(slope), "\(parameter.name)")
        }
    }

    @Test(arguments: descriptions)
    func `training lowers the loss by each rule`(description: String) throws {
        let model = try GraphText.model(description)
        let batch = try Self.batch(model, count: 4)
        for rule in UpdateRule.allCases {
            let method = UpdateMethod(rule: rule, normMax: .one)
            let step = try TrainingStep(model: model, batchSize: 4, method: method)
            var executor = StepExecutor(step: step, on: .standard)
            let parameters = try Self.parameters(model)
            let zeros = parameters.map { Tensor(zeros: $0.shape) }
            var variables = parameters + rule.slots.flatMap { _ in zeros }
            var settings = StepSettings(learningRate: 0.02, momentum: 0.8)
            settings.secondDecay = 0.9
            settings.epsilon = 1e-8
            var losses: [Float] = []
            for number in 0..<60 {
                settings.step = number
                losses.append(try executor.run(batch, variables: &variables, settings: settings))
            }
            let (first, last) = (losses[..<5].reduce(0, +), losses[55...].reduce(0, +))
            #expect(last < first, "\(rule)")
            #expect(executor.metered == step.work.repeated(60))
        }
    }

    @Test func `the gradient of a step in several batches is that of all samples`() throws {
        let model = try Model(
            input: 6,
            layers: [.linear(outputs: 5), .function(.relu), .linear(outputs: 3)]
        )
        let batch = try Self.batch(model, count: 12)
        let parameters = try Self.parameters(model)
        func moved(batches: Int) throws -> [Tensor] {
            let step = try TrainingStep(
                model: model,
                batchSize: 12 / batches,
                method: UpdateMethod(rule: .descent, batches: batches)
            )
            var executor = StepExecutor(step: step, on: .standard)
            var variables = parameters
            let settings = StepSettings(learningRate: 1)
            _ = try executor.run(batch, variables: &variables, settings: settings)
            #expect(executor.metered == step.work)
            return variables
        }
        for (whole, parts) in zip(try moved(batches: 1), try moved(batches: 3)) {
            for (a, b) in zip(whole.elements, parts.elements) { #expect(abs(a - b) < 1e-6) }
        }
    }

    @Test func `what stands for no row of a table is refused before anything is read`() throws {
        let model = try GraphText.model(Self.descriptions[2])
        let pass = try ForwardPass(model: model, batchSize: 1)
        var executor = ForwardExecutor(pass: pass, on: .standard)
        let parameters = try Self.parameters(model)
        for stranger in [7, -1, 0.5, .nan, .infinity] as [Float] {
            let features = try Tensor(rows: 1, columns: 6, elements: [1, 2, stranger, 3, 4, 5])
            let batch = Batch(features: features, labels: [0])
            #expect {
                try executor.scores(of: batch, parameters: parameters)
            } throws: {
                if case .placeOutOfRange(_, bound: 7)? = $0 as? TensorError { true } else { false }
            }
        }
    }

    @Test func `text that only the loss reads as text is held to the classes`() throws {
        let model = try Model(
            inputExtents: [2],
            layers: [.linear(outputs: 6), .reshape([2, 3]), .linear(outputs: 3)],
            loss: .nextToken
        )
        let pass = try ForwardPass(model: model, batchSize: 1)
        var executor = ForwardExecutor(pass: pass, on: .standard)
        let parameters = try Self.parameters(model)
        func loss(_ last: Float) throws -> Float {
            let features = try Tensor(rows: 1, columns: 3, elements: [1, 2, last])
            let batch = Batch(features: features, labels: [0])
            return try executor.scores(of: batch, parameters: parameters).loss
        }
        #expect(try loss(2).isFinite)
        for stranger in [3, 900, -1, 0.5, .nan] as [Float] {
            #expect {
                try loss(stranger)
            } throws: {
                if case .placeOutOfRange(_, bound: 3)? = $0 as? TensorError { true } else { false }
            }
        }
    }

    @Test func `a loop without a limit is found wherever it is`() throws {
        func found(_ layers: String) throws -> String? {
            Model.unboundedLoop(in: try JSONValue(parsing: #"{"layers": \#(layers)}"#))
        }
        let bounded = #"{"repeat": {"limit": 3, "layers": [{"relu": {}}]}}"#
        #expect(try found("[\(bounded)]") == nil)
        #expect(try found(#"[{"relu": {}}, {"repeat": {"layers": []}}]"#) == "layers.1.repeat")
        let deep = #"[{"residual": [\#(bounded), {"while": {"limit": null, "layers": []}}]}]"#
        #expect(try found(deep) == "layers.0.layers.1.while")
        #expect(try found("7") == nil)
    }

    @Test func `layers that do not fit are refused by their names`() {
        let error = #expect(throws: ModelError.self) {
            try Model(
                inputExtents: [1, 4, 4],
                layers: [
                    .convolution(outputs: 2, window: 5), .flatten, .linear(outputs: 2),
                ]
            )
        }
        #expect(error?.description.contains("layers.0.convolution") == true)
        #expect(throws: ModelError.graph(.unboundedLoop(node: "layers.0"))) {
            try Model(
                input: 4,
                layers: [.repeat(limit: 0, [.function(.relu)]), .linear(outputs: 2)]
            )
        }
    }
}
