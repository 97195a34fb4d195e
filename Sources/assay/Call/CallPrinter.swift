import Glibc
import Host
import JSON
import JSONRPC

/// Prints what comes of a call: results to standard output, errors to standard error.
struct CallPrinter {
    let method: String
    let catalogue: MethodCatalogue
    let isJSON: Bool

    func show(_ result: JSONValue) {
        Terminal.write(text(of: result) + "\n", to: STDOUT_FILENO)
    }

    /// A result as it is printed, without the newline at its end.
    func text(of result: JSONValue) -> String {
        if isJSON { return result.text }
        return HumanText(width: Terminal.width(of: STDOUT_FILENO)).text(of: result)
    }

    /// One event on one line.
    func show(event: Request) {
        guard let params = event.params?.object else { return }
        guard !isJSON else {
            let line: JSONValue = ["method": .string(event.method), "params": .object(params)]
            Terminal.write(line.text + "\n", to: STDOUT_FILENO)
            return
        }
        var words: [String] = []
        if event.method == "events.lost" { words.append("lost") }
        if event.method == "events.ended" { words.append("ended") }
        let isLeading: Set<String> = ["sequence", "kind"]
        words += ["sequence", "kind"].compactMap { params[$0].map(Self.word) }
        for (name, value) in params where !isLeading.contains(name) && name != "subscription" {
            guard value.array?.isEmpty != true, value.object?.isEmpty != true else { continue }
            words.append("\(name)=\(Self.word(value))")
        }
        let line = HumanText(width: Terminal.width(of: STDOUT_FILENO)).line(of: words)
        Terminal.write(line + "\n", to: STDOUT_FILENO)
    }

    func show(_ error: RPCError) {
        guard !isJSON else { return StandardError.write(error.json.text) }
        var lines = ["assay: \(HumanText.printable(error.message))"]
        let data = error.data?.object ?? [:]
        var details: [(String, String)] = []
        for name in ["pointer", "expected", "got", "limit", "most", "rule"] {
            if let value = data[name] { details.append((name, Self.word(value))) }
        }
        if let summary = summaryOfFaultyParameter(data) { details.append(("meaning", summary)) }
        details.append(("code", error.code.description))
        if data["retryable"] == true {
            details.append(("again", "the same call may succeed later"))
        }
        let similar = error.code == .methodNotFound ? similarMethods : []
        if !similar.isEmpty { details.append(("similar", similar.joined(separator: ", "))) }
        let width = details.map(\.0.count).max() ?? 0
        for (name, value) in details {
            lines.append("  \(name)\(String(repeating: " ", count: width - name.count))  \(value)")
        }
        StandardError.write(lines.joined(separator: "\n"))
    }

    static func tellLate(_ timeout: Duration) {
        let seconds = timeout / Duration.seconds(1)
        StandardError.write("assay: no answer within \(seconds) s, and the call was cancelled")
    }

    private static func word(_ value: JSONValue) -> String {
        value.string.map(HumanText.printable) ?? value.text
    }

    /// What the schema says of the parameter that a pointer leads to.
    private func summaryOfFaultyParameter(_ data: JSONObject) -> String? {
        guard let name = data["pointer"]?.string?.split(separator: "/").first else { return nil }
        return catalogue[method]?.summary(ofParameter: String(name))
    }

    /// The methods that somebody may have meant: a few letters off, or of the same verb.
    private var similarMethods: [String] {
        let verb = method.split(separator: ".").last
        let ranked = catalogue.entries.map { entry in
            (name: entry.name, distance: method.distance(to: entry.name))
        }
        let close = ranked.filter { entry in
            entry.distance <= 3 || (verb != nil && entry.name.split(separator: ".").last == verb)
        }
        return close.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }
}
