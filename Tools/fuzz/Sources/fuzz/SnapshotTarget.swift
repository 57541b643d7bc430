import Foundation

@testable import Engine

/// A snapshot of a run with the right digest in front, whatever it says.
struct SnapshotTarget: FuzzTarget {
    private static let conditions = ["program"]

    func run(_ bytes: [UInt8]) {
        let body = Data("F\t\(SnapshotText.format)\0C\tprogram\0".utf8) + Data(bytes)
        let sealed = Data(Digest(of: body).hexadecimal.utf8) + body
        guard let snapshot = SnapshotText.unchanged(sealed, conditions: Self.conditions) else { return }
        require(snapshot.conditions == Self.conditions, "other conditions")
        for stage in snapshot.stages {
            let size = stage.outputs.values.reduce(0) { $0 + $1.size }
            require((0...ObjectReader.maximumSize).contains(size), "an impossible size")
        }
        // What it was made of is said again in the same way; what it watched has been looked at.
        guard let again = SnapshotText.data(snapshot) else { return }
        require(SnapshotText.unchanged(again, conditions: Self.conditions) == snapshot, "another snapshot")
    }
}
