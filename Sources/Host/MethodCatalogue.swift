public import JSON
import JSONRPC
import Schemas

/// The schemas of all methods: what `rpc.discover` answers, in which order parameters stand, and
/// of which type they are.
public struct MethodCatalogue: Sendable {
    /// One method's OpenRPC Method Object.
    public struct Entry: Sendable {
        /// The method's name.
        public let name: String
        private let description: MethodDescription

        /// A method that describes itself.
        public init(name: String, schema: JSONValue) {
            self.name = name
            description = MethodDescription { schema }
        }

        /// A method whose description is a file of `rpc-schemas`, with the schemas it refers to.
        fileprivate init(name: String, reading text: String, common: Common?) {
            self.name = name
            description = MethodDescription {
                do {
                    let schema = try JSONValue(parsing: text)
                    return common?.resolving(schema) ?? schema
                } catch {
                    preconditionFailure("the schema of \(name) is not JSON: \(error)")
                }
            }
        }

        /// The object as its file has it.
        public var schema: JSONValue { description.contents.schema }
        /// The parameters' names, in positional order.
        public var parameterNames: [String] { description.contents.parameterNames }
        /// The names of the parameters that a call must have.
        var requiredParameters: Set<String> { description.contents.required }
        /// Whether the method takes the parameter `as`.
        var takesIdentity: Bool { description.contents.takesIdentity }

        /// The JSON Schema of one parameter.
        public func schema(ofParameter name: String) -> JSONValue? {
            schema["params"]?.array?.first { $0["name"]?.string == name }?["schema"]
        }
    }

    /// Verbs that look and leave everything as it is.
    private static let lookingVerbs: Set<String> = [
        "bench", "discover", "distance", "estimate", "events", "explain", "help", "info", "limits",
        "list", "log", "metrics", "pending", "ping", "status", "verify", "whoami",
    ]
    /// Whose verbs may be called the same, and are more than a look.
    private static let actingMethods: Set<String> = ["verifier.verify"]

    /// Whether a method, by its name, leaves everything as it is.
    public static func isLook(_ method: String) -> Bool {
        let verb = method.split(separator: ".").last.map(String.init) ?? method
        return lookingVerbs.contains(verb) && !actingMethods.contains(method)
    }

    /// What every method takes besides its own parameters, and may answer besides its own errors.
    public struct Common: Sendable {
        /// Content Descriptor Objects, as methods have them for their own parameters.
        public let params: [JSONValue]
        /// Error Objects.
        public let errors: [JSONValue]
        /// Schemas that several methods refer to, by name, each resolved.
        private let schemas: JSONObject

        init(parsing text: String) throws(JSONParseError) {
            let document = try JSONValue(parsing: text)
            params = document["params"]?.array ?? []
            errors = document["errors"]?.array ?? []
            let written = document["schemas"]?.object ?? [:]
            func resolved(name: String) -> JSONValue? {
                written[name].map { Self.resolving($0, by: resolved) }
            }
            schemas = written.reduce(into: JSONObject()) { $0[$1.0] = resolved(name: $1.0) }
        }

        /// A value with the shared schemas in place of what refers to them, so that whoever reads a
        /// method's schema needs no other file; none of them refers to itself.
        public func resolving(_ value: JSONValue) -> JSONValue {
            Self.resolving(value) { schemas[$0] }
        }

        private static func resolving(
            _ value: JSONValue,
            by schema: (String) -> JSONValue?
        ) -> JSONValue {
            switch value {
            case .object(let object):
                if let name = object["$ref"]?.string?.split(separator: "/").last,
                    let schema = schema(String(name))
                {
                    return schema
                }
                var resolved = JSONObject()
                for (name, member) in object { resolved[name] = resolving(member, by: schema) }
                return .object(resolved)
            case .array(let elements): return .array(elements.map { resolving($0, by: schema) })
            case .null, .bool, .integer, .real, .string: return value
            }
        }

        var paramsByName: JSONObject {
            params.reduce(into: JSONObject()) { named, parameter in
                named[parameter["name"]?.string ?? ""] = parameter
            }
        }

        var errorsByName: JSONObject {
            errors.reduce(into: JSONObject()) { named, error in
                named[ErrorCode(number: error["code"]?.integer ?? 0).name] = error
            }
        }
    }

    /// What all methods have in common.
    public let common: Common
    /// The entries in order of name.
    public let entries: [Entry]
    private let indexByName: [String: Int]

    /// The catalogue compiled into this program.
    ///
    /// - Throws: ``JSONParseError`` when the schemas that methods have in common are not JSON; a test
    ///   keeps that from happening, here and in the files that are read when somebody asks.
    public static func standard() throws(JSONParseError) -> MethodCatalogue {
        let common = try Common(parsing: Schemas.common)
        let entries = Schemas.texts.map { name, text, refers in
            Entry(name: name, reading: text, common: refers ? common : nil)
        }
        return MethodCatalogue(entries: entries, common: common)
    }

    private init(entries: [Entry], common: Common) {
        self.entries = entries
        self.common = common
        indexByName = Dictionary(
            uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) }
        )
    }

    /// The entry of a method, or nothing.
    public subscript(name: String) -> Entry? {
        indexByName[name].map { entries[$0] }
    }

    /// The entry of a method of ours, all of which have one.
    func entry(of name: String) -> Entry {
        guard let entry = self[name] else {
            preconditionFailure("\(name) has no schema in rpc-schemas")
        }
        return entry
    }

    /// The OpenRPC document of the given methods.
    ///
    /// Source: OpenRPC Specification 1.3.2.
    func document(of entries: [Entry], version: String) -> JSONObject {
        [
            "openrpc": "1.3.2",
            "info": [
                "title": "Assay",
                "description": """
                A host on which people who do not trust one another train one model together, \
                and anyone can check the work. Every method takes the parameters, and may answer \
                the errors, of `components`, too.
                """,
                "version": .string(version),
                "license": ["name": "Apache-2.0"],
            ],
            "methods": .array(entries.map(\.schema)),
            "components": [
                "contentDescriptors": .object(common.paramsByName),
                "errors": .object(common.errorsByName),
            ],
        ]
    }
}
