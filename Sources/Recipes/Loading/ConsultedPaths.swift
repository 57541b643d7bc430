/// Collects the paths by which a recipe's files and folders were found, as written and not yet freed of links: a
/// link that leads elsewhere later makes another recipe.
final class ConsultedPaths {
    private(set) var paths: Set<String> = []

    func add(_ path: String) { paths.insert(path) }
}
