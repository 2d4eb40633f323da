public import SyncModel

/// Reads a stored text exactly as Airflow's Akeyless backend does, and says what the lookup around it makes of that.
///
/// Airflow reports almost nothing: a broken secret is either «not defined» or a connection full of nonsense. So what is
/// about to be written is first read with this, and what is found is compared by what this says.
public struct BackendReader: Sendable {
    /// The rules of the Airflow release that reads.
    public let rules: AirflowRules

    /// A reader with the rules of a release.
    public init(rules: AirflowRules = .current) {
        self.rules = rules
    }

    /// What Airflow makes of a stored connection.
    public func connection(stored: Secret) -> ConnectionReading {
        connection(fetched: .text(stored.reveal()))
    }

    /// What Airflow makes of a stored variable or config option.
    public func text(stored: Secret) -> TextReading {
        text(fetched: .text(stored.reveal()))
    }

    /// What Airflow makes of a connection whose value the gateway gave as this JSON type; text is the only healthy one.
    func connection(fetched value: JSONValue) -> ConnectionReading {
        var steps: [String] = []
        do {
            let fields = try decodedConnection(value, &steps)
            return ConnectionReading(fields: fields, rules: rules, steps: steps)
        } catch {
            return ConnectionReading(failure: error, steps: steps)
        }
    }

    private func decodedConnection(
        _ value: JSONValue, _ steps: inout [String]
    ) throws(AirflowModelError) -> ConnectionFields {
        guard let stored = value.text else {
            steps.append("the gateway's value is no text, so it is taken for a URI")
            return try uriConnection(value)
        }
        let parsed: JSONValue
        do {
            parsed = try PythonJSON.parse(stored)
        } catch .malformed {
            steps.append("the text is not JSON, so the whole of it is read as a URI")
            return ConnectionFields(try ConnectionURI.parse(stored, rules: rules))
        } catch {
            throw AirflowModelError(error.modelCode, "read the connection")
        }
        return try connection(of: parsed, &steps)
    }

    private func connection(
        of value: JSONValue, _ steps: inout [String]
    ) throws(AirflowModelError) -> ConnectionFields {
        guard case .object(var members) = value else {
            steps.append("the text is JSON but no object, so Python's rendering of it is read as a URI")
            return try uriConnection(.string(PythonRepresentation.text(of: value)))
        }
        steps.append("the text is a JSON object")
        if let uri = members["conn_uri"] {
            if uri.isTruthy {
                steps.append("its member conn_uri is read as a URI, all other members are ignored")
                return try uriConnection(uri)
            }
            members["conn_uri"] = nil
        }
        let hasURI = members["uri"]?.isTruthy ?? false
        steps.append(hasURI ? "its member uri is read as a URI" : "its members are the connection's fields")
        return try ConnectionFields(arguments: members, rules: rules)
    }

    /// A connection from the `uri` argument alone; nothing falsy counts as a URI.
    private func uriConnection(_ uri: JSONValue) throws(AirflowModelError) -> ConnectionFields {
        guard uri.isTruthy else { return ConnectionFields(Connection()) }
        return ConnectionFields(try ConnectionURI.parse(try ConnectionFields.uriText(uri), rules: rules))
    }

    /// What Airflow makes of a variable or config option whose value the gateway gave as this JSON type.
    func text(fetched value: JSONValue) -> TextReading {
        guard let stored = value.text else {
            return TextReading(value: value, steps: ["the gateway's value is no text and is taken as it is"])
        }
        let parsed: JSONValue
        do {
            parsed = try PythonJSON.parse(stored)
        } catch .malformed {
            return TextReading(value: value, steps: ["the text is not JSON, so it is the value as it stands"])
        } catch {
            return TextReading(failure: AirflowModelError(error.modelCode, "read the value"))
        }
        guard let members = parsed.object else {
            return TextReading(value: value, steps: ["the text is JSON but no object, so it is the value as it stands"])
        }
        guard let member = members["value"] else {
            let step = "the text is a JSON object without a member value, so it is the value as it stands"
            return TextReading(value: value, steps: [step])
        }
        return TextReading(value: member, steps: ["the text is a JSON object whose member value is the value"])
    }
}
