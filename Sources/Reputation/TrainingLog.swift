/// The accepted contributions of a round in the order of their acceptance.
///
/// Entries of an author whose fraud was found are removed together (rule R3); the others keep their
/// order, so that aggregating again gives what aggregating the rest would have given (rule R6).
public struct TrainingLog: Hashable, Sendable {
    /// One accepted contribution.
    public struct Entry: Hashable, Sendable {
        /// The author's number in the order of joining.
        public let userID: Int64
        /// The file's name: no spaces, no control characters when written as text.
        public let fileName: String
        /// How many samples it was computed on.
        public let samples: Int64
        /// The digest of the update, 64 lower-case hexadecimal digits.
        public let digest: String

        /// An entry.
        public init(userID: Int64, fileName: String, samples: Int64, digest: String) {
            self.userID = userID
            self.fileName = fileName
            self.samples = samples
            self.digest = digest
        }
    }

    /// The entries in the order of acceptance.
    public private(set) var entries: [Entry]

    /// A log with some entries.
    public init(entries: [Entry] = []) {
        self.entries = entries
    }

    /// Adds an entry at the end.
    public mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    /// Removes all entries of an author; answers with their number.
    @discardableResult
    public mutating func removeAll(by userID: Int64) -> Int {
        let count = entries.count
        entries.removeAll { $0.userID == userID }
        return count - entries.count
    }

    /// How many samples the entries of each author have, in the order of the authors' first entries.
    public var samples: [(userID: Int64, samples: Int64)] {
        var places: [Int64: Int] = [:]
        var sums: [(userID: Int64, samples: Int64)] = []
        for entry in entries {
            if let place = places[entry.userID] {
                sums[place].samples += entry.samples
            } else {
                places[entry.userID] = sums.count
                sums.append((userID: entry.userID, samples: entry.samples))
            }
        }
        return sums
    }
}

/// Why text is not a training log.
public struct TrainingLogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong with it.
    public let fault: String

    /// What is wrong and where.
    public var description: String { "line \(line) of the training log: \(fault)" }
}

extension TrainingLog {
    /// The log as text, one line for each entry.
    ///
    /// A line is `userid filename samples digest` with one space between the words, and ends in a
    /// newline. In a file name `%`, the space and control characters are written as `%` and two
    /// upper-case hexadecimal digits a byte.
    public var text: String {
        entries.map { entry in
            let name = Self.escape(entry.fileName)
            return "\(entry.userID) \(name) \(entry.samples) \(entry.digest)\n"
        }.joined()
    }

    /// Reads the text form; empty lines and lines that start with `#` mean nothing.
    public init(text: String) throws(TrainingLogError) {
        entries = []
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        where !line.isEmpty && !line.hasPrefix("#") {
            entries.append(try Self.entry(line, at: offset + 1))
        }
    }

    private static func entry(
        _ line: Substring,
        at number: Int
    ) throws(TrainingLogError) -> Entry {
        func fault(_ text: String) -> TrainingLogError {
            TrainingLogError(line: number, fault: text)
        }
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 4 else {
            throw fault("expected \"userid filename samples digest\", got \(words.count) words")
        }
        guard let userID = Int64(words[0]), userID > 0 else {
            throw fault("\"\(words[0])\" is not a user id")
        }
        guard let name = unescape(words[1]), !name.isEmpty else {
            throw fault("\"\(words[1])\" is not a file name")
        }
        guard let samples = Int64(words[2]), samples > 0 else {
            throw fault("\"\(words[2])\" is not a number of samples")
        }
        let digits = words[3].utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard words[3].utf8.count == 64, digits else {
            throw fault("\"\(words[3])\" is not a digest")
        }
        return Entry(userID: userID, fileName: name, samples: samples, digest: String(words[3]))
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func escape(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            if byte <= 32 || byte == 37 || byte == 127 {
                bytes += [37, hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescape(_ word: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(word.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 37 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal.firstIndex(of:)),
                let low = rest.popFirst().flatMap(hexadecimal.firstIndex(of:))
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
