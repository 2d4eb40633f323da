/// The arguments that Airflow's constructor knows; `conn_id` is given by the caller and so refused as a member.
struct ConnectionArguments {
    var connType: JSONValue = .null
    var description: JSONValue = .null
    var host: JSONValue = .null
    var login: JSONValue = .null
    var password: JSONValue = .null
    var schema: JSONValue = .null
    var port: JSONValue = .null
    var extra: JSONValue = .null
    var uri: JSONValue = .null
    var teamName: JSONValue = .null

    init(_ object: JSONObject, rules: AirflowRules) throws(AirflowModelError) {
        for member in object.members {
            switch member.name.text {
            case "conn_type": connType = member.value
            case "description": description = member.value
            case "host": host = member.value
            case "login": login = member.value
            case "password": password = member.value
            case "schema": schema = member.value
            case "port": port = member.value
            case "extra": extra = member.value
            case "uri": uri = member.value
            case let name? where name == rules.teamArgument: teamName = member.value
            default: throw AirflowModelError(.unknownMember, "build the connection")
            }
        }
    }
}

/// What Airflow does with `extra` when a connection is built.
enum ConnectionExtra {
    /// The value that is kept, and the members where it is an object: anything truthy that is not text is serialised,
    /// and text must then be an object, on which Airflow 2 does not insist.
    static func read(
        _ value: JSONValue, rules: AirflowRules
    ) throws(AirflowModelError) -> (held: JSONValue, object: JSONObject?) {
        guard value.isTruthy else { return (value, nil) }
        guard case .string(let string) = value else {
            guard value.object != nil || !rules.requiresExtraObject else {
                throw AirflowModelError(.extraNotAnObject, "build the connection", "extra")
            }
            return (.text(PythonJSON.dumps(value)), value.object)
        }
        guard let text = string.text else { throw AirflowModelError(.loneSurrogate, "build the connection", "extra") }
        return (value, try check(text, rules: rules))
    }

    /// The members of a text; an error where it is no object and the release insists, or Python fails on it.
    @discardableResult
    static func check(_ text: String, rules: AirflowRules) throws(AirflowModelError) -> JSONObject? {
        guard !text.isEmpty else { return nil }
        do {
            let object = try PythonJSON.parse(text).object
            if object != nil || !rules.requiresExtraObject { return object }
        } catch .malformed {
            if !rules.requiresExtraObject { return nil }
        } catch {
            throw AirflowModelError(error.modelCode, "read extra", "extra")
        }
        throw AirflowModelError(.extraNotAnObject, "read extra", "extra")
    }
}
