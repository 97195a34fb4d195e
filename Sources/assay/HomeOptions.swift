import ArgumentParser
import Foundation

/// Where the home and the socket are.
struct HomeOptions: ParsableArguments {
    @Option(
        help: """
            The directory of log, blobs and keys. Default: $ASSAY_HOME, or assay/ in \
            $XDG_DATA_HOME or ~/.local/share.
            """
    )
    var home: String?

    @Option(help: "The Unix socket. Default: $ASSAY_SOCKET, or run/assay.sock in the home.")
    var socket: String?

    var homePath: String {
        let environment = ProcessInfo.processInfo.environment
        if let home { return home }
        if let home = environment["ASSAY_HOME"], !home.isEmpty { return home }
        if let data = environment["XDG_DATA_HOME"], !data.isEmpty { return "\(data)/assay" }
        return "\(environment["HOME"] ?? ".")/.local/share/assay"
    }

    /// The socket that was asked for, by option or environment.
    var givenSocket: String? {
        socket
            ?? ProcessInfo.processInfo.environment["ASSAY_SOCKET"].flatMap {
                $0.isEmpty ? nil : $0
            }
    }

    var socketPath: String { givenSocket ?? "\(homePath)/run/assay.sock" }
}
