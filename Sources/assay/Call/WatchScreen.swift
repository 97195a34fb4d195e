import Glibc

/// Shows a text that changes: in place on a terminal, one version after another elsewhere.
struct WatchScreen {
    let title: String
    private var shown: [String]?

    init(title: String) {
        self.title = title
    }

    /// Shows a text if it is another than before; what is new in it stands out.
    mutating func show(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines != shown else { return }
        defer { shown = lines }
        guard Terminal.isOutput else {
            return Terminal.write(text + "\n", to: STDOUT_FILENO)
        }
        Terminal.write(picture(lines), to: STDOUT_FILENO)
    }

    private func picture(_ lines: [String]) -> String {
        let clearLine = "\u{1B}[K\n"
        // From the top left corner, overwriting: erasing first would flicker.
        var picture = (shown == nil ? "\u{1B}[2J" : "") + "\u{1B}[H" + title + clearLine + clearLine
        let height = Terminal.height(of: STDOUT_FILENO) ?? .max
        let room = max(1, height - 4)
        for (index, line) in lines.prefix(room).enumerated() {
            let isNew = shown.map { !$0.indices.contains(index) || $0[index] != line } ?? false
            picture += (isNew ? "\u{1B}[7m\(line)\u{1B}[0m" : line) + clearLine
        }
        if lines.count > room { picture += "... \(lines.count - room) lines more" + clearLine }
        return picture + "\u{1B}[J"
    }
}
