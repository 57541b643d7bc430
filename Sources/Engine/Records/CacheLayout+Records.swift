extension CacheLayout {
    /// What became of each run, `runs/<scope>/<run>.json`.
    var runs: String { Paths.join(root, "runs") }
    /// Keys whose results stay, one empty file each.
    var pins: String { Paths.join(root, "pins") }
    /// Which outputs folders show results of this cache.
    var shown: String { Paths.join(root, "shown") }
}
