import AkeylessWire
import SyncModel

/// Reads many values in few requests, and finds the names that spoil a batch by halving it.
struct ValueBatches: Sendable {
    let client: AkeylessClient

    /// How many names the service takes in one call is not documented; more than this is not tried.
    static let size = 50

    func read(_ names: [String], answered: (Int) -> Void) async -> [ItemPath: ValueReading] {
        var unique: [String] = []
        var seen: Set<ItemPath> = []
        for name in names where seen.insert(ItemPath(name)).inserted { unique.append(name) }
        let batches = stride(from: 0, to: unique.count, by: Self.size).map {
            Array(unique[$0..<min($0 + Self.size, unique.count)])
        }
        var results: [ItemPath: ValueReading] = [:]
        var hopeless: AkeylessError?
        await withTaskGroup(of: [ItemPath: ValueReading].self) { group in
            var waiting = batches.makeIterator()
            for _ in 0..<client.pipeline.limiter.maximum {
                guard let batch = waiting.next() else { break }
                group.addTask { await readBatch(batch) }
            }
            while let batch = await group.next() {
                hopeless = hopeless ?? Self.endsEverything(batch)
                results.merge(batch) { first, _ in first }
                answered(results.count)
                guard let next = waiting.next() else { continue }
                if let hopeless {
                    for name in next { results[ItemPath(name)] = .failed(hopeless) }
                    // Nothing is asked any more; the rest is answered by the same failure.
                    while let more = waiting.next() {
                        for name in more { results[ItemPath(name)] = .failed(hopeless) }
                    }
                } else {
                    group.addTask { await readBatch(next) }
                }
            }
        }
        return results
    }

    private func readBatch(_ names: [String]) async -> [ItemPath: ValueReading] {
        let failure: AkeylessError
        do {
            return try await ask(names)
        } catch let error as AkeylessError {
            failure = error
        } catch {
            failure = client.reading(.getSecretValue, subject: nil).make(.unreachable, detail: "cancelled")
        }
        let isAboutNames = [.notFound, .denied, .invalidRequest].contains(failure.kind)
        if names.count > 1, isAboutNames {
            let middle = names.count / 2
            async let first = readBatch(Array(names[..<middle]))
            let second = await readBatch(Array(names[middle...]))
            return await first.merging(second) { one, _ in one }
        }
        return Dictionary(uniqueKeysWithValues: names.map { (ItemPath($0), Self.verdict(failure, on: $0)) })
    }

    private func ask(_ names: [String]) async throws -> [ItemPath: ValueReading] {
        let body: RequestBody = [.names: .texts(names), .ignoreCache: .textFlag(true)]
        let subject = names.count == 1 ? names[0] : nil
        let answer = try await client.call(.getSecretValue, body, subject: subject, as: SecretValues.self)
        guard answer.concerns(names) else {
            throw client.reading(.getSecretValue, subject: subject)
                .make(.garbage, detail: "the answer is about other names")
        }
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                (ItemPath(name), answer.value(for: name).map(ValueReading.value) ?? .absent)
            })
    }

    private static func verdict(_ failure: AkeylessError, on name: String) -> ValueReading {
        var failure = failure
        failure.subject = failure.subject ?? escapedForTerminal(name)
        switch failure.kind {
        case .notFound: return .absent
        case .denied: return .denied(failure)
        default: return .failed(failure)
        }
    }

    /// A failure that the next batch would meet as well.
    private static func endsEverything(_ batch: [ItemPath: ValueReading]) -> AkeylessError? {
        for case .failed(let error) in batch.values
        where [.loginFailed, .unreachable, .throttled, .unknownCommand].contains(error.kind) {
            return error
        }
        return nil
    }
}
