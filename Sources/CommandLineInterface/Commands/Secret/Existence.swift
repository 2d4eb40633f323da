import AirflowAkeyless
import AkeylessClient
import AkeylessWire
import SyncEngine
import SyncModel

/// Tells "absent" from "forbidden" as far as Akeyless does.
///
/// A read that is refused says nothing about whether the item exists; to who may list the path, its description does.
struct Existence: Sendable {
    let hook: AkeylessHook

    private enum Finding { case present, absent, untold }

    private func find(_ name: String) async -> Finding {
        do {
            _ = try await hook.describeItem(name)
            return .present
        } catch let error as AkeylessError where error.kind == .notFound {
            return .absent
        } catch { return .untold }
    }

    /// A reading that was denied for an item that does not exist is one of an absent item.
    func settled(_ reading: ValueReading, of name: String) async -> ValueReading {
        guard case .denied(let error) = reading, error.login == nil else { return reading }
        return await find(name) == .absent ? .absent : reading
    }

    /// The failure of a command about one item, with what its user may have meant.
    func failure(_ error: AkeylessError, of name: String) async -> EngineFailure {
        var failure = EngineFailure(error)
        switch error.kind {
        case .denied where error.login == nil && error.endpoint != "describe-item":
            switch await find(name) {
            case .present: failure.hints = ["the item exists; what is missing is a right on it: lockstep auth check"]
            case .untold: break
            case .absent:
                var absent = error
                absent.kind = .notFound
                return await self.failure(absent, of: name)
            }
        case .notFound, .invalidRequest:
            if let command = await ItemKinds.otherCommand(for: name, hook) {
                failure.hints.append("it is no static secret: \(command)")
            } else if error.kind == .notFound, let hint = await NearbyNames(hook: hook).hint(for: name) {
                failure.hints.append(hint)
            }
        default: break
        }
        return failure
    }
}

/// Runs a command about one item; its failure says more than Akeyless does, where more can be found out.
func explainingAbsence<Value: Sendable>(
    of name: String, _ hook: AkeylessHook, _ body: () async throws -> Value
) async throws -> Value {
    do {
        return try await body()
    } catch let error as AkeylessError {
        throw await Existence(hook: hook).failure(error, of: name)
    }
}
