/// Runs `body` for every item, at most `limit` at a time, and answers in the order of the items.
package func boundedMap<Item: Sendable, Result: Sendable>(
    _ items: some Collection<Item>, limit: Int, _ body: @escaping @Sendable (Item) async -> Result
) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        for (index, item) in items.enumerated() {
            if index >= max(1, limit), let (done, result) = await group.next() { results[done] = result }
            group.addTask { (index, await body(item)) }
        }
        for await (done, result) in group { results[done] = result }
        return results.compactMap(\.self)
    }
}
