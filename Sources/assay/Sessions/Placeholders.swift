import JSON

/// Puts placeholders where each run of a session has values of its own, and values where a replay
/// needs them.
///
/// A hash that the host was first to say is known by the order in which it appeared; one that the
/// client said first is part of the session and stays.
struct Placeholders {
    private let home: String
    private let volatile: Set<String>
    /// What may be a hash, or its beginning; stored, for making it costs more than most searches.
    private let digits = /[0-9a-f]{8,}/
    private var tokens = TokenPlaceholders()
    /// Hashes of the host in the order of their appearance.
    private var hashes: [String] = []
    private var numbers: [String: Int] = [:]
    /// Hashes that the client said first.
    private var given: Set<String> = []

    /// Shorter runs of digits are other things, unless they begin a hash that is known.
    private static let hashLengthMin = 32
    private static let beginningLengthMin = 8

    init(home: String, volatile: Set<String>) {
        self.home = home
        self.volatile = volatile
    }

    /// A request as it is kept.
    mutating func keep(request: JSONValue) -> JSONValue {
        let request = tokens.keep(request: request)
        for hash in hashes(in: request) where numbers[hash] == nil { given.insert(hash) }
        return request.mapTexts(written)
    }

    /// An answer as it is kept.
    mutating func keep(response: JSONValue) -> JSONValue {
        let response = tokens.keep(response: response)
        for hash in hashes(in: response)
        where numbers[hash] == nil && !given.contains(hash) {
            hashes.append(hash)
            numbers[hash] = hashes.count
        }
        return Self.masked(response, volatile).mapTexts(written)
    }

    /// A kept request as it is to be sent.
    func restore(_ request: JSONValue) -> JSONValue {
        request.mapTexts { text in
            var text = tokens.restore(text).replacing("<home>", with: home)
            for match in text.matches(of: /<hash (\d+)(?::(\d+))?>/).reversed() {
                guard let number = Int(match.1), hashes.indices.contains(number - 1) else {
                    continue
                }
                let hash = hashes[number - 1]
                let length = match.2.flatMap { Int($0) } ?? hash.count
                text.replaceSubrange(match.range, with: hash.prefix(length))
            }
            return text
        }
    }

    /// Text with placeholders for the home and for hashes, whole or only their beginnings.
    private func written(in text: String) -> String {
        var result = ""
        var rest = text.replacing(home, with: "<home>")[...]
        while let run = rest.firstMatch(of: digits) {
            let digits = String(run.0)
            var before = String(rest[..<run.range.lowerBound])
            if let number = number(of: digits) {
                let beginning = "/\(digits.prefix(2))/"
                // Blobs lie in folders that are named after how their hashes begin.
                if before.hasSuffix(beginning) {
                    before = before.dropLast(beginning.count) + "/<hash \(number):2>/"
                }
                let isWhole = hashes[number - 1] == digits
                result += before + "<hash \(number)\(isWhole ? "" : ":\(digits.count)")>"
            } else {
                result += before + digits
            }
            rest = rest[run.range.upperBound...]
        }
        return result + rest
    }

    private func number(of digits: String) -> Int? {
        if let number = numbers[digits] { return number }
        guard digits.count < Self.hashLengthMin, digits.count >= Self.beginningLengthMin else {
            return nil
        }
        return hashes.firstIndex { $0.hasPrefix(digits) }.map { $0 + 1 }
    }

    /// All hashes of a value, in the order in which they stand.
    private func hashes(in value: JSONValue) -> [String] {
        value.texts.flatMap { $0.matches(of: digits).map { String($0.0) } }
            .filter { $0.count >= Self.hashLengthMin }
    }

    private static func masked(_ value: JSONValue, _ volatile: Set<String>) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { masked($0, volatile) })
        case .object(let object):
            var result = JSONObject()
            for (name, value) in object {
                result[name] = volatile.contains(name) ? "<any>" : masked(value, volatile)
            }
            return .object(result)
        case .null, .bool, .integer, .real, .string: return value
        }
    }
}
