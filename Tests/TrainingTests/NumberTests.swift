import JSON
import Testing
import Training

struct NumberTests {
    @Test(arguments: ["0", "1", "255", "0.05", "0.9", "999999.999999999999", "10.25"])
    func `a decimal number has one spelling`(text: String) throws {
        let number = try #require(DecimalNumber(text))
        #expect(number.text == text)
        #expect(number.float == Float(text))
        #expect(try DecimalNumber(json: JSONReader(number.json)) == number)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "01", "00", "0.50", "0.0", "-1", "+1", "1e3", "0x1", "nan", "inf",
        " 1",
        "1 ", "1,5", "1.2.3", "1000000", "0.0000000000001", "\u{0661}",
    ])
    func `any other spelling is refused`(text: String) {
        #expect(DecimalNumber(text) == nil)
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 1_000_000_000_000), ("0.05", 50_000_000_000), ("0.000000000001", 1),
            ("999999.999999999999", 999_999_999_999_999_999),
        ] as [(String, Int64)]
    )
    func `a decimal number is a whole number of units`(text: String, units: Int64) {
        #expect(DecimalNumber(text)?.partsPerTrillion.units == units)
    }

    @Test(
        arguments: [
            (0, 0), (1, 1_000_000_000_000), (1e-12, 1), (1e-13, 1), (0x1p-1074, 1),
            (0.1, 100_000_000_001),
            (0.5, 500_000_000_000), (.infinity, .max), (.nan, .max), (1e9, .max),
        ] as [(Double, Int64)]
    )
    func `distances are rounded up and never below what they are`(value: Double, units: Int64) {
        #expect(PartsPerTrillion(roundingUp: value).units == units)
    }

    @Test func `a distance reads back from its JSON, a negative one does not`() throws {
        let distance = PartsPerTrillion(units: 42)
        #expect(try PartsPerTrillion(json: JSONReader(distance.json)) == distance)
        #expect(throws: JSONDecodingError.self) {
            try PartsPerTrillion(json: JSONReader("-1"))
        }
    }
}
