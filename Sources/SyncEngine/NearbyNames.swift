package import AirflowAkeyless
import AkeylessWire
import Declarations
import SyncModel

/// Looks for what someone may have meant by the name of an item that does not exist.
package struct NearbyNames: Sendable {
    let hook: AkeylessHook

    /// More would not help anyone to choose.
    private static let most = 3

    package init(hook: AkeylessHook) {
        self.hook = hook
    }

    /// A sentence that names the nearest items or folders; nil where there is nothing near, or nothing may be listed.
    package func hint(for path: String) async -> String? {
        let near = await find(path)
        return near.isEmpty ? nil : "near that name: \(near.map(escapedForTerminal).joined(separator: ", "))"
    }

    /// Items of the same folder whose names are like the wanted one; where the folder is missing, folders like it.
    func find(_ path: String) async -> [String] {
        var parts = path.pathParts()
        guard var wanted = parts.popLast() else { return [] }
        var lookForItems = true
        while true {
            let folder = parts.isEmpty ? "/" : "/" + parts.joined(separator: "/") + "/"
            guard let found = try? await hook.listFolder(folder) else { return [] }
            let names = lookForItems ? found.items.map(\.name) + found.folders : found.folders
            if !found.items.isEmpty || !found.folders.isEmpty {
                return Self.nearest(to: wanted, among: names, in: folder)
            }
            guard let parent = parts.popLast() else { return [] }
            wanted = parent
            lookForItems = false
        }
    }

    /// The one that a slip of the keyboard makes of the wanted name, then those that hold it or are held by it.
    static func nearest(to wanted: String, among paths: [String], in folder: String) -> [String] {
        var pathOfName: [String: String] = [:]
        for path in paths {
            pathOfName[(path.dropping(prefix: folder) ?? path).pathParts().joined(separator: "/")] = path
        }
        let similar = suggestion(for: wanted, among: pathOfName.keys.sorted())
        let small = wanted.lowercased()
        let related = pathOfName.keys.sorted().filter { name in
            let name = name.lowercased()
            return name != small && name.count > 2 && small.count > 2 && (name.contains(small) || small.contains(name))
        }
        var result: [String] = []
        for name in [similar].compactMap(\.self) + related where !result.contains(pathOfName[name] ?? "") {
            result.append(pathOfName[name] ?? name)
        }
        return Array(result.prefix(most))
    }
}
