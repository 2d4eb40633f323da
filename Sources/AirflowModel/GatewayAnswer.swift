/// What Akeyless answered when the backend asked for one path.
package enum GatewayAnswer: Sendable {
    /// The value under the asked path; text from a healthy gateway.
    case value(JSONValue)
    /// An API error of any kind, a refused login, or an answer without the path: the backend moves on quietly.
    case nothing
    /// An answer that is no JSON object, on which the backend fails.
    case unusable
    /// No answer: the backend fails, and Airflow asks the next one.
    case unreachable

    /// The answer in the body of a successful reply.
    package init(body: String, path: String) {
        guard let object = (try? PythonJSON.parse(body))?.object else {
            self = .unusable
            return
        }
        let value = object[path] ?? .null
        self = value.isNull ? .nothing : .value(value)
    }

    fileprivate var failure: AirflowModelError {
        switch self {
        case .value, .nothing: AirflowModelError(.notFound, "ask the gateway")
        case .unusable: AirflowModelError(.unusableAnswer, "ask the gateway")
        case .unreachable: AirflowModelError(.unreachable, "ask the gateway")
        }
    }
}

extension BackendReader {
    /// What Airflow makes of the gateway's answer for a connection.
    package func connection(answer: GatewayAnswer) -> ConnectionReading {
        if case .value(let value) = answer { return connection(fetched: value) }
        return ConnectionReading(failure: answer.failure, steps: [])
    }

    /// What Airflow makes of the gateway's answer for a variable or config option.
    package func text(answer: GatewayAnswer) -> TextReading {
        if case .value(let value) = answer { return text(fetched: value) }
        return TextReading(failure: answer.failure)
    }
}
