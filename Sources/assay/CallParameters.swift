import Host
import JSON

/// Makes the parameters of a call from `key=value` words of a command line.
///
/// The method's schema says how a value is meant: where it wants a string the words are taken as
/// they are, so a hash of digits stays a hash; everything else is read as JSON, and what is not
/// JSON is a string.
struct CallParameters {
    let method: String
    let catalogue: MethodCatalogue

    /// The parameters object.
    ///
    /// - Throws: ``UsageError`` for a word without `=`, or a name given twice.
    func parse(_ words: [String]) throws(UsageError) -> JSONObject {
        var parameters = JSONObject()
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                throw UsageError("\"\(word)\" is not of the form key=value")
            }
            let name = String(word[..<equals])
            guard parameters[name] == nil else { throw UsageError("\(name) is given twice") }
            parameters[name] = value(of: String(word[word.index(after: equals)...]), for: name)
        }
        return parameters
    }

    private func value(of text: String, for name: String) -> JSONValue {
        let schema = catalogue[method]?.schema(ofParameter: name)
        if schema?["type"] == "string" { return .string(text) }
        do {
            return try JSONValue(parsing: text)
        } catch {
            return .string(text)
        }
    }
}

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
