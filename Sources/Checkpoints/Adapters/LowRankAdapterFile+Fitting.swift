import Layers
import Tensors

extension LowRankAdapterFile {
    /// The terms by the model's own names of its layers, with A and B in the shapes that a checkpoint of the layer would
    /// have.
    ///
    /// - Parameters:
    ///   - parameters: the model's parameters by name and shape in memory, such as those of a store built with
    ///     `.shapesOnly`: `[out, in]` or `[out, height, width, in]` of a layer's `weight`.
    ///   - component: which model of the pipeline it is, such as `unet`; needed where the file has several.
    /// - Throws: where a term has no layer in the model, with near names, or another shape.
    public func terms(
        for parameters: [String: Shape], component: String? = nil
    ) throws(CheckpointFileError) -> [String: Term] {
        let layers = LayerNames(parameters)
        var fitted: [String: Term] = [:]
        var strange: [String] = []
        for term in try chosen(component) {
            guard let (name, weight) = layers.layer(term, layout) else {
                strange.append(term.layer)
                continue
            }
            guard let down = term.down.shaped(as: weight, rank: term.rank, isDown: true),
                let up = term.up.shaped(as: weight, rank: term.rank, isDown: false)
            else {
                throw refused(
                    "layer \(Printable.quoted(term.layer)): A \(term.down.shape) and B \(term.up.shape) do not fit the "
                        + "model's weight \(weight)")
            }
            let isNew =
                fitted.updateValue(
                    Term(layer: name, component: term.component, down: down, up: up, scale: term.scale),
                    forKey: name) == nil
            guard isNew else { throw refused("two terms for the layer \(Printable.quoted(name))") }
        }
        guard strange.isEmpty else { throw refused(layers.unknown(strange, layout)) }
        return fitted
    }

    /// The adapter for a model, to be given to `ParameterScope.adapted(by:)` before it is built.
    ///
    /// - Parameters:
    ///   - strength: a factor of all terms.
    ///   - replacing: layers whose base weight is left out, in place of those that the file records.
    public func adapter(
        for parameters: [String: Shape], component: String? = nil, strength: Float = 1,
        replacing: Set<String>? = nil, isTrainable: Bool = false
    ) throws(CheckpointFileError) -> LowRankAdapter {
        var sizes: [String: LowRankAdapter.Size] = [:]
        var arrays: [String: StoredTensor] = [:]
        for (layer, term) in try terms(for: parameters, component: component) {
            sizes[layer] = LowRankAdapter.Size(
                rank: term.rank, alpha: Float(term.scale * Double(term.rank)) * strength)
            arrays["\(LowRankAdapter.prefix)\(layer).lora_A.weight"] = term.down
            arrays["\(LowRankAdapter.prefix)\(layer).lora_B.weight"] = term.up
        }
        return LowRankAdapter(
            sizes: sizes, replacedLayers: replacing ?? replacedLayers, source: .stored(arrays),
            isTrainable: isTrainable)
    }

    private func refused(_ reason: String) -> CheckpointFileError {
        CheckpointFileError(path: path, problem: .adapter(reason: reason))
    }

    private func chosen(_ component: String?) throws(CheckpointFileError) -> [Term] {
        guard !components.isEmpty else { return terms }
        guard let component = component ?? (components.count == 1 ? components[0] : nil) else {
            throw refused(
                "the adapter is for \(components.joined(separator: ", ")); say for which of them it is used")
        }
        let chosen = terms.filter { $0.component == component }
        guard !chosen.isEmpty else {
            throw refused(
                "the adapter has no terms for \(Printable.quoted(component)); it has some for "
                    + components.joined(separator: ", "))
        }
        return chosen
    }
}

/// The layers of a model that can have a term.
private struct LayerNames {
    /// Weights by the layer's name.
    private let weights: [String: Shape]
    /// The same names with underscores; nil where two layers have one.
    private let flat: [String: String?]

    init(_ parameters: [String: Shape]) {
        var weights: [String: Shape] = [:]
        for (name, shape) in parameters where name.hasSuffix(".weight") && [2, 4].contains(shape.rank) {
            weights[String(name.dropLast(".weight".count))] = shape
        }
        self.weights = weights
        flat = Dictionary(weights.keys.map { ($0.replacing(".", with: "_"), $0) }) { _, _ in nil }
    }

    func layer(
        _ term: LowRankAdapterFile.Term, _ layout: LowRankAdapterFile.Layout
    ) -> (name: String, weight: Shape)? {
        let spelled =
            layout == .kohya
            ? [term.layer, "text_model_" + term.layer].compactMap { flat[$0] ?? nil }
            // The tower's name stands in front or not, as the version of transformers has it.
            : [term.layer, "text_model." + term.layer, String(term.layer.trimmingPrefix("text_model."))]
        for name in spelled {
            if let weight = weights[name] { return (name, weight) }
        }
        return nil
    }

    /// What is said about terms without a layer.
    func unknown(_ strange: [String], _ layout: LowRankAdapterFile.Layout) -> String {
        let candidates = (layout == .kohya ? Array(flat.keys) : Array(weights.keys)).sorted()
        var text = "the model has no layers of these names: \(Printable.list(strange))"
        for name in strange.prefix(3) {
            guard let near = NearNames.nearest(to: name, among: candidates) else { continue }
            text += "; is \(Printable.quoted(name)) the model's \(Printable.quoted(near))?"
        }
        let isOld =
            layout == .kohya
            && strange.contains { name in
                ["input_blocks", "middle_block", "output_blocks"].contains { name.hasPrefix($0) }
            }
        return isOld
            ? text
                + "; these are names of the original Stable Diffusion code: convert the adapter with diffusers' "
                + "load_lora_weights and save_lora_weights"
            : text
    }
}

extension StoredTensor {
    /// A or B in the shape that belongs to a weight: kohya's files have convolutions of one pixel where a model may
    /// have products, and the other way round. Nil where it does not fit.
    fileprivate func shaped(as weight: Shape, rank: Int, isDown: Bool) -> StoredTensor? {
        let window = weight.rank == 4 ? (isDown ? [weight[1], weight[2]] : [1, 1]) : []
        let wanted = (isDown ? [rank, weight[-1]] : [weight[0], rank]) + window
        let ones = { (extents: ArraySlice<Int>) in extents.allSatisfy { $0 == 1 } }
        if shape.dimensions == wanted { return self }
        guard Array(shape.dimensions.prefix(2)) == Array(wanted.prefix(2)),
            ones(shape.dimensions.dropFirst(2)),
            ones(wanted.dropFirst(2))
        else { return nil }
        return viewed(shape: Shape(wanted))
    }
}
