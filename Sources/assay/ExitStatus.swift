import Foundation

/// What the program's exit code says.
enum ExitStatus: Int32 {
    /// The host answered with an error, or could not serve.
    case failure = 1
    /// No host answers at the socket.
    case noHost = 2
    /// The command line cannot be understood.
    case usage = 3

    func exit() -> Never {
        Foundation.exit(rawValue)
    }
}

/// Text for people, beside what goes to standard output.
enum StandardError {
    static func write(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
