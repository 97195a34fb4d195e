/// The files of `rpc-schemas/`, compiled into the program.
public enum Schemas {
    /// Method names and the JSON texts of their schemas, in order of name.
    public static let texts: [(method: String, text: String)] = embeddedSchemas

    /// The JSON text of what every method takes, and may answer, besides.
    public static let common: String = embeddedCommon
}
