import Testing

@testable import SyncEngine

@Suite struct NearbyNamesTests {
    private func nearest(_ wanted: String, _ names: String...) -> [String] {
        NearbyNames.nearest(to: wanted, among: names.map { "/a/\($0)" }, in: "/a/")
    }

    @Test func aSlipOfTheKeyboardIsFoundFirst() {
        #expect(nearest("postgers", "mysql", "postgres", "postgres_replica") == ["/a/postgres"])
    }

    @Test func namesThatHoldTheWantedOneOrAreHeldByItFollow() {
        #expect(nearest("warehouse", "warehouse_eu", "WAREHOUSE-us", "lake") == ["/a/WAREHOUSE-us", "/a/warehouse_eu"])
        #expect(nearest("orders_database", "orders", "lake") == ["/a/orders"])
    }

    @Test func foldersCountWithoutTheirSlash() {
        #expect(nearest("conections", "connections/", "variables/") == ["/a/connections/"])
    }

    @Test func nothingIsNearAnUnlikelyName() {
        #expect(nearest("x", "warehouse", "lake").isEmpty)
    }
}
