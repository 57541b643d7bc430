/// What `tokenizer_config.json`, `special_tokens_map.json` and the list in `tokenizer.json` say of special tokens and
/// lengths, put together as transformers 5 does.
struct TokenizerSettings {
    /// A token with the way in which it is looked for, as files declare it.
    private struct Declaration: Hashable {
        let content: String
        let isNormalized: Bool
        /// Declared by its text alone.
        let isText: Bool

        var exact: ExactText { ExactText(content) }
    }

    /// The attributes of transformers, in its order.
    private static let attributes = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// More special tokens than any tokenizer has.
    private static let tokenLimit = 65_536

    private var named: [String: Declaration] = [:]
    private var added: [Declaration] = []
    /// The longest text in tokens; absent where a file has none, or one beyond all reason.
    private(set) var maximumLength: Int?
    private let configuration: TokenizerJSON?
    private let path: String

    /// - Parameters:
    ///   - tokenizer: the content of `tokenizer.json`, if that is read.
    ///   - defaults: special tokens of the class, by their attribute.
    init(_ files: TokenizerFiles, tokenizer: TokenizerJSON?, defaults: [String: String])
        throws(TokenizerError)
    {
        path = files.configurationPath ?? files.tokenizerPath ?? files.vocabularyPath ?? ""
        configuration = try files.configurationPath.map { path throws(TokenizerError) in
            try TokenizerFiles.json(path)
        }
        for (attribute, text) in defaults {
            named[attribute] = Declaration(content: text, isNormalized: false, isText: true)
        }
        var declared: Set<String> = []
        if let configuration { declared.formUnion(try readNames(configuration, isSpecial: false)) }
        if let decoder = configuration?["added_tokens_decoder"]?.members {
            try readAdded(decoder.map { (Int32($0.key), $0.value) })
        } else {
            if let path = files.specialTokensPath {
                declared.formUnion(try readNames(try TokenizerFiles.json(path), isSpecial: true))
            }
            try readAdded((tokenizer?["added_tokens"]?.list ?? []).map { ($0["id"]?.index, $0) })
        }
        // A name in a file means the token that is declared in full.
        for attribute in declared {
            guard let value = named[attribute] else { continue }
            if let full = added.last(where: { $0.exact == value.exact }) { named[attribute] = full }
        }
        if case .number(let length)? = configuration?["model_max_length"], length >= 2, length <= 0x10_0000 {
            maximumLength = Int(length)
        }
    }

    private mutating func readAdded(_ entries: [(id: Int32?, token: TokenizerJSON)]) throws(TokenizerError) {
        guard entries.count <= Self.tokenLimit else {
            throw .contradiction(
                path: path, entry: "added tokens", reason: "\(entries.count) are more than \(Self.tokenLimit)"
            )
        }
        var ordered: [(id: Int32, token: Declaration)] = []
        for (id, token) in entries {
            guard let id, let declaration = try declaration(token, isSpecial: false) else {
                throw .contradiction(
                    path: path, entry: "added tokens",
                    reason: "an entry is \(token.kind), not a token with a number")
            }
            ordered.append((id, declaration))
        }
        added = ordered.sorted { $0.id < $1.id }.map(\.token)
    }

    /// Reads the special tokens that an object names; gives their attributes.
    private mutating func readNames(_ object: TokenizerJSON, isSpecial: Bool) throws(TokenizerError) -> Set<
        String
    > {
        var found: Set<String> = []
        for attribute in Self.attributes {
            guard let value = object[attribute] else { continue }
            named[attribute] = try declaration(value, isSpecial: isSpecial)
            found.insert(attribute)
        }
        return found
    }

    private func declaration(_ value: TokenizerJSON, isSpecial: Bool) throws(TokenizerError) -> Declaration? {
        if let text = value.text { return Declaration(content: text, isNormalized: false, isText: true) }
        guard let content = value["content"]?.text else { return nil }
        if value["single_word"]?.bool == true {
            throw .unsupported(
                path: path, setting: "single_word", found: "true for \"\(content.prefix(40))\"",
                supported: ["false"])
        }
        let isSpecial = isSpecial || value["special"]?.bool == true
        return Declaration(
            content: content, isNormalized: value["normalized"]?.bool ?? !isSpecial, isText: false)
    }

    /// The text of a special token.
    func token(_ attribute: String) -> String? { named[attribute]?.content }

    /// A setting that is true or false.
    func flag(_ name: String) -> Bool? { configuration?[name]?.bool }

    /// All tokens to look for in texts, with their numbers: those of the vocabulary, or new ones behind it.
    func addedTokens(_ vocabulary: inout [ExactText: Int32], more: [String]) -> [AddedTokens.Token] {
        var declarations = added
        let known = Set(added.map(\.exact))
        for attribute in Self.attributes {
            guard let value = named[attribute], !known.contains(value.exact) else { continue }
            if !declarations.contains(value) { declarations.append(value) }
        }
        for content in more {
            declarations.append(Declaration(content: content, isNormalized: false, isText: true))
        }
        var next = max(vocabulary.values.max() ?? -1, Int32(vocabulary.count) - 1)
        return declarations.compactMap { declaration in
            guard !declaration.content.isEmpty else { return nil }
            if vocabulary[declaration.exact] == nil {
                next += 1
                vocabulary[declaration.exact] = next
            }
            return AddedTokens.Token(
                content: declaration.content, id: vocabulary[declaration.exact]!,
                isNormalized: declaration.isNormalized)
        }
    }
}
