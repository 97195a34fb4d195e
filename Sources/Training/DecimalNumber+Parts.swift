public import JSON

extension DecimalNumber {
    /// The same number in units of 10^-12, exactly.
    public var partsPerTrillion: PartsPerTrillion {
        let parts = text.utf8.split(separator: UInt8(ascii: "."))
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        let padding = repeatElement(
            UInt8(ascii: "0"),
            count: Self.fractionDigitsMax - fraction.count
        )
        let units = (Array(parts[0]) + fraction + padding).reduce(Int64(0)) { units, digit in
            units * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return PartsPerTrillion(units: units)
    }
}
