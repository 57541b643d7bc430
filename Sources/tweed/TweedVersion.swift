/// The version of this program.
enum TweedVersion {
    static let text = "0.1.0"
}
