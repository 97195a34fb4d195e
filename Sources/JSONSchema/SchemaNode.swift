import JSON

/// One schema, compiled: rules that a value must keep, in the order in which they are checked.
struct SchemaNode: Sendable {
    var rules: [Rule] = []

    /// The schema that nothing keeps.
    static let never = SchemaNode(rules: [.never])

    /// One thing to check; a rule for one type of value says nothing about the others.
    enum Rule: Sendable {
        case never
        case types(TypeSet)
        case constant(JSONInstance)
        case enumeration([JSONInstance])
        case range(NumberRange)
        case multiple(of: JSONValue)
        case length(CountRange)
        case pattern(SchemaPattern)
        case itemCount(CountRange)
        case uniqueItems
        case items(ItemRules)
        case memberCount(CountRange)
        case members(MemberRules)
        case all([SchemaNode])
        case any([SchemaNode])
        case one([SchemaNode])
        case not([SchemaNode])
        /// A schema elsewhere in the document, by its number.
        case reference(Int)
    }
}

/// What an array's elements must keep.
struct ItemRules: Sendable {
    /// Those of the first elements, one by one.
    let prefix: [SchemaNode]
    /// That of all others, or nothing for any.
    let rest: SchemaNode?
}

/// What an object's members must keep.
struct MemberRules: Sendable {
    /// The names that must be there.
    var required: [String] = []
    /// The schemas of members by their names.
    var named: [String: SchemaNode] = [:]
    /// The names in the order of the schema.
    var names: [String] = []
    /// The schemas of members by patterns of their names.
    var patterned: [(pattern: SchemaPattern, schema: SchemaNode)] = []
    /// The schema of all others, or nothing for any.
    var others: SchemaNode?
    /// Whether there may be no others, so that a stranger is refused by name.
    var isClosed = false

    /// The words for what names there may be.
    var allowedNames: String {
        names.isEmpty ? "no members" : "one of \(names.sorted().joined(separator: ", "))"
    }
}
