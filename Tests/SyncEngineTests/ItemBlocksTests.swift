import AkeylessWire
import Testing

@testable import SyncEngine

@Suite struct ItemBlocksTests {
    private func reason(_ members: String) throws -> String? {
        let text = #"{"item_name": "/x", "item_type": "STATIC_SECRET", \#(members)}"#
        return ItemBlocks(projectID: "6B1F0c3e").reason(try Item(json: Array(text.utf8)))
    }

    /// The service does not say whether it keeps the case of a tag.
    @Test(arguments: ["lockstep:feedface", "LOCKSTEP:FeedFace", "Lockstep:6b1f0c3", "lockstep:"])
    func anotherProjectsTagBlocksInAnyCase(tag: String) throws {
        #expect(try reason(#""item_tags": ["team-a", "\#(tag)"]"#) == "it carries the tag \(tag) of another project")
    }

    @Test(arguments: ["lockstep:6b1f0c3e", "LOCKSTEP:6B1F0C3E", "lockstep-trashed:7", "team-a", "a lockstep:feedface"])
    func ownTagsAndOtherPeoplesDoNot(tag: String) throws {
        #expect(try reason(#""item_tags": ["\#(tag)"]"#) == nil)
    }

    @Test(arguments: [
        (#""item_type": "ROTATED_SECRET""#, "it is a rotated-secret, not a static secret"),
        (#""item_sub_type": "Password""#, "it is a password secret, which Airflow cannot read"),
        (#""is_enabled": false"#, "it is disabled in Akeyless"),
        (#""item_state": "Disabled""#, "it is disabled in Akeyless"),
        (#""client_permissions": ["list"]"#, "there is no right to read it"),
    ])
    func whatMustNotBeWrittenHasItsReason(members: String, why: String) throws {
        #expect(try reason(members) == why)
    }

    @Test(arguments: [#""item_sub_type": "generic""#, #""client_permissions": []"#, #""client_permissions": ["read"]"#])
    func anOrdinaryItemMayBeWritten(members: String) throws {
        #expect(try reason(members) == nil)
    }
}
