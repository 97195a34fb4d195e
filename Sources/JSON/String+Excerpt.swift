extension String {
    /// The text for people: a long one is cut, so that what a caller sends does not come back as
    /// often as it is spoken of.
    ///
    /// - Complexity: O(1). Counted in scalars, for one character can hold any number of them.
    package var excerpt: String {
        let scalars = unicodeScalars
        let limit = 80
        guard
            let end = scalars.index(
                scalars.startIndex,
                offsetBy: limit,
                limitedBy: scalars.endIndex
            ), end < scalars.endIndex
        else { return self }
        return String(scalars[..<end]) + "..."
    }
}
