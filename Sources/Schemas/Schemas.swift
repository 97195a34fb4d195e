/// The files of `rpc-schemas/`, compiled into the program.
public enum Schemas {
    /// Method names, the JSON texts of their schemas, and whether a text refers to schemas of
    /// ``common``; in order of name.
    public static let texts: [(method: String, text: String, refers: Bool)] = embeddedSchemas

    /// The JSON text of what every method takes, and may answer, besides.
    public static let common: String = embeddedCommon
}
