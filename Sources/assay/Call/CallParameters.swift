import Foundation
import Host
import JSON

/// Makes the parameters of a call from the words of a command line.
///
/// A word is `name=value`, `name:=json`, or a value alone, which takes the next place of the
/// method's parameters. The schema says how a value is meant: where it wants a string the words are
/// taken as they are, so a hash of digits stays a hash; everything else is read as JSON, and what
/// is not JSON is a string. A value `@path` is what the file holds (`@-`: standard input), and `@@`
/// stands for an `@` that means itself.
struct CallParameters {
    let method: String
    let entry: MethodCatalogue.Entry?

    /// The longest file that a value may come from: what a message may hold at all.
    private static let fileByteCountMax = 16 << 20

    init(method: String, catalogue: MethodCatalogue) {
        self.method = method
        entry = catalogue[method]
    }

    /// The parameters: an object, or an array where the method is not one of this program's own.
    ///
    /// - Throws: ``UsageError`` for a name given twice, a value too many, a file that cannot be
    ///   read, and `:=` before what is no JSON.
    func parse(_ words: [String]) throws(UsageError) -> JSONValue {
        var named = JSONObject()
        var placed: [JSONValue] = []
        for word in words {
            guard let assignment = Assignment(word) else {
                placed.append(try value(of: word, for: parameterName(at: placed.count)))
                continue
            }
            guard named[assignment.name] == nil else {
                throw UsageError("\(assignment.name) is given twice")
            }
            named[assignment.name] =
                if assignment.isJSON {
                    try json(text(of: assignment.value), for: assignment.name)
                } else {
                    try value(of: assignment.value, for: assignment.name)
                }
        }
        return try together(named, placed)
    }

    /// Gives values without a name the names of their places.
    private func together(
        _ named: JSONObject,
        _ placed: [JSONValue]
    ) throws(UsageError) -> JSONValue {
        guard !placed.isEmpty else { return .object(named) }
        guard let entry else {
            guard named.isEmpty else {
                throw UsageError(
                    "\(method) is not known here, so give either all parameters names or none"
                )
            }
            return .array(placed)
        }
        guard placed.count <= entry.parameterNames.count else {
            throw UsageError("\(method) takes \(entry.usage)")
        }
        var named = named
        for (name, value) in zip(entry.parameterNames, placed) {
            guard named[name] == nil else {
                throw UsageError("\(name) is given twice: by name, and by its place")
            }
            named[name] = value
        }
        return .object(named)
    }

    private func parameterName(at index: Int) -> String? {
        guard let names = entry?.parameterNames, names.indices.contains(index) else { return nil }
        return names[index]
    }

    private func value(of word: String, for name: String?) throws(UsageError) -> JSONValue {
        let text = try text(of: word)
        if let name, entry?.schema(ofParameter: name)?["type"] == "string" { return .string(text) }
        do {
            return try JSONValue(parsing: text)
        } catch {
            return .string(text)
        }
    }

    private func json(_ text: String, for name: String) throws(UsageError) -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw UsageError("\(name) is not JSON: \(error)")
        }
    }

    /// What a value says: itself, or what its file holds.
    private func text(of value: String) throws(UsageError) -> String {
        guard value.hasPrefix("@") else { return value }
        let path = String(value.dropFirst())
        if path.hasPrefix("@") { return path }
        do {
            let file =
                path == "-"
                ? FileHandle.standardInput
                : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let data = try file.read(upToCount: Self.fileByteCountMax) ?? Data()
            guard let text = String(data: data, encoding: .utf8) else {
                throw UsageError("\(path) is not UTF-8 text")
            }
            return text
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}

/// A word of the form `name=value` or `name:=json`.
private struct Assignment {
    let name: String
    let value: String
    let isJSON: Bool

    init?(_ word: String) {
        guard let equals = word.firstIndex(of: "=") else { return nil }
        var name = word[..<equals]
        isJSON = name.last == ":"
        if isJSON { name.removeLast() }
        // Anything else before the sign, as in `{"a": "b=c"}`, is part of a value.
        guard let first = name.first, first.isLetter, first.isASCII,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else { return nil }
        self.name = String(name)
        value = String(word[word.index(after: equals)...])
    }
}

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension MethodCatalogue.Entry {
    /// The parameters as a line of usage: `task [threads] [as]`.
    var usage: String {
        let parameters = schema["params"]?.array ?? []
        guard !parameters.isEmpty else { return "no parameters" }
        return parameters.map { parameter in
            let name = parameter["name"]?.string ?? ""
            return parameter["required"] == true ? name : "[\(name)]"
        }
        .joined(separator: " ")
    }

    /// What a parameter is for.
    func summary(ofParameter name: String) -> String? {
        schema["params"]?.array?.first { $0["name"]?.string == name }?["summary"]?.string
    }
}
