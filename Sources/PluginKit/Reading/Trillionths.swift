import Training

/// Distances, thresholds and reputations as whole numbers of 10^-12, the form they have in events.
public enum Trillionths {
    /// The smallest whole number of units that is not below a value; nothing for a value below
    /// zero, or not a number.
    public static func units(roundingUp value: Double) -> Int64? {
        guard value >= 0 else { return nil }
        return PartsPerTrillion(roundingUp: value).units
    }
}
