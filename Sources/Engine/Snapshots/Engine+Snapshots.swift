extension Engine {
    /// Remembers a successful run, so that `SnapshotStore` can tell the next one that nothing changed.
    ///
    /// It is a courtesy: where something stands in the way, the next run takes the long way.
    ///
    /// - Parameters:
    ///   - name: of all that the person asked for.
    ///   - conditions: texts that must be the same next time, such as which program runs.
    ///   - consulted: absolute paths that were read beside the stages' inputs, or by which these were found.
    ///   - products: files that the caller made of the results.
    ///   - began: from before anything was read.
    public func remember(
        _ summary: RunSummary, options: RunOptions, name: Digest, conditions: [String], consulted: [String],
        products: [String], began: RunClock
    ) {
        let maker = SnapshotMaker(
            context: context, outputsFolder: options.outputsFolder, scope: options.scope, began: began)
        guard
            let snapshot = try? maker.snapshot(
                of: summary, consulted: consulted, products: products, conditions: conditions)
        else { return }
        try? SnapshotStore(cacheFolder: context.layout.root, fileSystem: context.fileSystem)
            .write(snapshot, name: name)
    }
}
