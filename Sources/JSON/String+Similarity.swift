extension String {
    /// The words, the likest first, that somebody who wrote this may have meant: a few letters off.
    package func similar(among words: some Sequence<String>) -> [String] {
        // Whoever sends a long text means none of them.
        guard utf8.count <= 100 else { return [] }
        let ranked = words.map { (word: $0, distance: distance(to: $0)) }
        return ranked.filter { $0.distance <= 3 }
            .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
            .prefix(3).map(\.word)
    }

    /// How many letters must be put in, left out or changed to make another word of this one.
    package func distance(to other: String) -> Int {
        let right = Array(other)
        var row = Array(0...right.count)
        for (index, letter) in enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
