import Foundation
import Glibc
import JSON

/// The directory of a recorded session: a file for each exchange, and what is not to be compared.
struct SessionFolder {
    /// A request or batch with its answer, as a file has it: with placeholders.
    struct Exchange {
        let fileName: String
        let request: JSONValue
        let response: JSONValue?

        var text: String {
            var object: JSONObject = ["request": request]
            if let response { object["response"] = response }
            return JSONValue.object(object).prettyText + "\n"
        }
    }

    let path: String
    /// Members whose values are not compared.
    let volatile: Set<String>

    private static let settingsName = "session.json"
    /// What depends on the machine, the process at the other end and the program's version.
    private static let volatileUsually: Set = [
        "instructionSet", "instructionSets", "process", "threads", "version",
    ]

    static func create(_ path: String) throws -> SessionFolder {
        let manager = FileManager.default
        do {
            try manager.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let names = try manager.contentsOfDirectory(atPath: path)
            guard names.allSatisfy({ $0 == settingsName }) else {
                throw SessionError(description: "\(path) holds files; choose an empty directory")
            }
            if names.isEmpty {
                let names = volatileUsually.sorted().map { JSONValue.string($0) }
                let settings: JSONValue = ["volatile": .array(names)]
                try write(settings.prettyText + "\n", to: "\(path)/\(settingsName)")
            }
        } catch let error as SessionError {
            throw error
        } catch {
            throw SessionError(description: "\(path) cannot be written: \(error)")
        }
        return try open(path)
    }

    static func open(_ path: String) throws -> SessionFolder {
        let settings = try read("\(path)/\(settingsName)")
        let names = settings["volatile"]?.array?.compactMap(\.string) ?? []
        return SessionFolder(path: path, volatile: Set(names))
    }

    /// The exchanges in their order.
    func exchanges() throws -> [Exchange] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw SessionError(description: "\(path) cannot be read: \(error)")
        }
        let exchanges = names.filter { $0 != Self.settingsName && $0.hasSuffix(".json") }.sorted()
        guard !exchanges.isEmpty else {
            throw SessionError(description: "\(path) holds no recorded session")
        }
        return try exchanges.map { name in
            let value = try Self.read("\(path)/\(name)")
            guard let request = value["request"] else {
                throw SessionError(description: "\(path)/\(name) has no member \"request\"")
            }
            return Exchange(fileName: name, request: request, response: value["response"])
        }
    }

    func write(_ exchange: Exchange) throws {
        try Self.write(exchange.text, to: "\(path)/\(exchange.fileName)")
    }

    /// A file's name: its place in the session, and what was asked.
    static func fileName(_ number: Int, _ request: JSONValue) -> String {
        let digits = String(number)
        let place = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let method = request["method"]?.string ?? (request.array == nil ? "invalid" : "batch")
        let isPlain = method.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
        return "\(place)-\(isPlain && !method.isEmpty ? String(method.prefix(80)) : "other").json"
    }

    private static func read(_ path: String) throws -> JSONValue {
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            return try JSONValue(parsing: Array(data))
        } catch {
            throw SessionError(description: "\(path) cannot be read: \(error)")
        }
    }

    /// Only its owner may read what was said.
    private static func write(_ text: String, to path: String) throws {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { if file >= 0 { close(file) } }
        guard file >= 0, UnixSocket.write(Array(text.utf8)[...], to: file) else {
            let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
            throw SessionError(description: "\(path) cannot be written: \(reason)")
        }
    }
}
