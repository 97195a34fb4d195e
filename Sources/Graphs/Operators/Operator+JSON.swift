public import JSON
import Tensors

extension OperatorKind: JSONDecodable {
    /// Reads the name of an operator.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        let name = try reader.string()
        guard let kind = OperatorKind(rawValue: name) else {
            let similar = name.similar(among: Self.allCases.map(\.rawValue))
            throw reader.failure(
                expected: similar.isEmpty
                    ? "the name of an operator, such as \"product\""
                    : "an operator, such as " + similar.quoted,
                got: "\"\(name.excerpt)\""
            )
        }
        self = kind
    }
}

extension Operator {
    /// Reads an operator from its name and its settings, which may be missing; settings that it does
    /// not read are refused.
    package init(kind: JSONReader, settings: JSONReader?) throws(JSONDecodingError) {
        let kind: OperatorKind = try kind.decode()
        self.init(
            kind,
            try settings.map { reader throws(JSONDecodingError) in
                try Settings(json: reader, of: kind)
            } ?? Settings()
        )
    }
}

extension Operator {
    /// The settings that the operator reads and that are not as usual, so that it has one spelling.
    var settingsJSON: JSONObject {
        let usual = Settings()
        var object = JSONObject()
        for setting in kind.line.settings {
            let value = settings.json(of: setting)
            if value != usual.json(of: setting) { object[setting.rawValue] = value }
        }
        return object
    }
}

extension Operator.Settings {
    fileprivate func json(of setting: Operator.Setting) -> JSONValue {
        switch setting {
        case .axis: .count(axis)
        case .extents: .array(extents.map { .count($0) })
        case .from: .count(from)
        case .to: .count(to)
        case .window: window.json
        case .groups: .count(groups)
        case .heads: .count(heads)
        case .causal: .bool(isCausal)
        case .epsilon: epsilon.json
        case .amount: amount.json
        }
    }

    /// The most elements or places that a setting may count; what is allocated has bounds besides.
    private static let countMax = Int64(Shape.elementCountMax)

    fileprivate init(json reader: JSONReader, of kind: OperatorKind) throws(JSONDecodingError) {
        self.init()
        let known = kind.line.settings
        var fields = try reader.object()
        for name in fields.names {
            let field = try fields.required(name)
            guard let setting = known.first(where: { $0.rawValue == name }) else {
                throw field.failure(
                    expected: known.isEmpty
                        ? "nothing, for \(kind.rawValue) has no settings"
                        : "one of the settings of \(kind.rawValue): "
                            + known.map(\.rawValue).quoted,
                    got: "the setting \"\(name.excerpt)\""
                )
            }
            try read(setting, field, of: kind)
        }
    }

    private mutating func read(
        _ setting: Operator.Setting,
        _ reader: JSONReader,
        of kind: OperatorKind
    ) throws(JSONDecodingError) {
        func count(from least: Int64) throws(JSONDecodingError) -> Int {
            Int(try reader.integer(in: least...Self.countMax))
        }
        switch setting {
        case .axis: axis = Int(try reader.integer(in: 0...Int64(Shape.rankMax)))
        case .extents:
            extents = []
            // What is left of the elements.
            let least: Int64 = kind == .reshape ? -1 : 0
            for element in try reader.elements(count: 0...Shape.rankMax) {
                extents.append(Int(try element.integer(in: least...Self.countMax)))
            }
        case .from: from = try count(from: 0)
        case .to: to = try count(from: 0)
        case .window: window = try reader.decode()
        case .groups: groups = try count(from: 1)
        case .heads: heads = try count(from: 1)
        case .causal: isCausal = try reader.bool()
        case .epsilon: epsilon = try reader.decode()
        // Who dropped everything would divide by zero.
        case .amount: amount = kind == .dropout ? try reader.share() : try reader.decode()
        }
    }
}

extension Window: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    package var json: JSONValue {
        var object: JSONObject = ["height": .count(height), "width": .count(width)]
        if stride != 1 { object["stride"] = .count(stride) }
        if padding != 0 { object["padding"] = .count(padding) }
        return .object(object)
    }

    /// Reads the value from JSON.
    package init(json reader: JSONReader) throws(JSONDecodingError) {
        self.init()
        var fields = try reader.object()
        height = try fields.required("height").windowExtent()
        width = try fields.required("width").windowExtent()
        stride = try fields.optional("stride")?.windowExtent() ?? 1
        padding = try fields.optional("padding")?.windowExtent(from: 0) ?? 0
        try fields.finish()
    }
}

extension JSONReader {
    /// An extent, stride or padding of a window.
    func windowExtent(from least: Int64 = 1) throws(JSONDecodingError) -> Int {
        Int(try integer(in: least...Int64(Window.extentMax)))
    }
}

extension [String] {
    fileprivate var quoted: String { map { "\"\($0)\"" }.joined(separator: ", ") }
}
