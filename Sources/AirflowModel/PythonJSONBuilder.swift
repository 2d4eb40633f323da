/// What a scanner's finds are made into.
protocol PythonJSONBuilder {
    associatedtype Value

    /// Null, a boolean, a number or a string that begins at a byte of the text.
    mutating func scalar(_ value: JSONValue, at offset: Int) -> Value

    mutating func array(_ elements: [Value], at offset: Int) -> Value

    /// An object of as many names as values, in the order of the text and with repetitions.
    mutating func object(_ names: [PlacedJSON.Name], _ values: [Value], at offset: Int) -> Value
}

/// Makes the value that Python has: of several members with one name the last.
struct JSONValueBuilder: PythonJSONBuilder {
    /// Whether some object has two members of one name.
    private(set) var hasDuplicates = false

    func scalar(_ value: JSONValue, at offset: Int) -> JSONValue { value }

    func array(_ elements: [JSONValue], at offset: Int) -> JSONValue { .array(elements) }

    mutating func object(
        _ names: [PlacedJSON.Name], _ values: [JSONValue], at offset: Int
    ) -> JSONValue {
        let object = JSONObject(zip(names, values).map { JSONObject.Member($0.text, $1) })
        if object.members.count < values.count { hasDuplicates = true }
        return .object(object)
    }
}
