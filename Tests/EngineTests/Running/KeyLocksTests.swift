import Foundation
import Testing

@testable import Engine

@Suite struct KeyLocksTests {
    private let key = Digest(of: Data("key".utf8))
    private let other = Digest(of: Data("other".utf8))

    @Test func aKeyHasOneHolder() throws {
        let folder = try TemporaryFolder()
        let locks = try KeyLocks(path: folder.path("locks"))
        var hold = try locks.attempt(key)
        #expect(hold != nil)
        #expect(try locks.attempt(key) == nil, "within one run")
        #expect(try locks.attempt(other) != nil)
        let elsewhere = try KeyLocks(path: folder.path("locks"))
        #expect(try elsewhere.attempt(key) == nil, "in another run of the process")
        #expect(elsewhere.isHeldElsewhere(key))
        #expect(!locks.isHeldElsewhere(key), "one's own lock is not elsewhere")
        hold = nil
        #expect(!elsewhere.isHeldElsewhere(key))
        #expect(try elsewhere.attempt(key) != nil)
        #expect(try locks.attempt(key) != nil)
    }

    @Test func aLockEndsWithItsRun() throws {
        let folder = try TemporaryFolder()
        let second = try KeyLocks(path: folder.path("locks"))
        do {
            let first = try KeyLocks(path: folder.path("locks"))
            let hold = try first.attempt(key)
            #expect(try second.attempt(key) == nil)
            withExtendedLifetime(hold) {}
        }
        #expect(try second.attempt(key) != nil)
    }
}
