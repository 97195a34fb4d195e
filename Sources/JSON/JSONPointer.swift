/// Places in a document as RFC 6901 writes them.
package enum JSONPointer {
    /// The place of a member; `~` and `/` are written as section 3 has it, long names cut.
    package static func appending(_ name: String, to pointer: String) -> String {
        var escaped = ""
        for character in name.excerpt.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return "\(pointer)/\(escaped)"
    }
}
