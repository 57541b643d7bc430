/// Reads a pickle, protocols 2 to 5, as far as tensors in dictionaries, lists and tuples need it. Every other operation
/// and every other Python name is refused; nothing is ever run.
///
/// The machine is pickle's own: operations push values on a stack, a mark remembers its height, the memo keeps values
/// for later. Steps are as many as the pickle has bytes, and what each can reserve is bounded.
struct PickleReader {
    let path: String
    var reader: ByteReader
    var stack: [PickleValue] = []
    /// Heights of the stack.
    private var marks: [Int] = []
    private var memo: [UInt32: PickleValue] = [:]
    var objects = PickleObjects()
    /// Where the present operation begins.
    private(set) var start = 0
    private var items = 0

    /// `data.pkl` of a training state of billions of parameters has some megabytes.
    static let maximumBytes = 64 << 20
    static let maximumStack = 1_000_000
    static let maximumMemo = 2_000_000
    /// Elements of all containers.
    static let maximumItems = 4_000_000
    static let maximumMarks = 1000

    static func read(
        _ bytes: UnsafeRawBufferPointer, path: String
    ) throws(CheckpointFileError) -> (root: PickleValue, objects: PickleObjects) {
        var machine = PickleReader(path: path, reader: ByteReader(bytes))
        try machine.check(bytes.count, "bytes in data.pkl", Self.maximumBytes)
        while true {
            machine.start = machine.reader.position
            guard let code = machine.reader.next(UInt8.self) else {
                throw machine.failure("an operation", "the end")
            }
            if code == PickleOperation.stop.rawValue { break }
            guard let operation = PickleOperation(rawValue: code) else {
                throw CheckpointFileError(path: path, problem: .operation(byte: machine.start, code: code))
            }
            try machine.run(operation)
        }
        let root = try machine.pop()
        guard machine.stack.isEmpty, machine.marks.isEmpty else {
            throw machine.failure(
                "one value at the end, and no open mark",
                "\(machine.stack.count + 1) and \(machine.marks.count)")
        }
        return (root, machine.objects)
    }

    private init(path: String, reader: ByteReader) {
        self.path = path
        self.reader = reader
    }

    // MARK: One operation

    private mutating func run(_ operation: PickleOperation) throws(CheckpointFileError) {
        switch operation {
        case .proto:
            let version = try number(UInt8.self)
            guard (2...5).contains(version) else { throw failure("protocol 2 to 5", "protocol \(version)") }
        case .frame: _ = try number(UInt64.self)
        case .mark:
            try check(marks.count + 1, "nested containers", Self.maximumMarks)
            marks.append(stack.count)
        case .stop: break
        case .none: try push(.none)
        case .newTrue: try push(.bool(true))
        case .newFalse: try push(.bool(false))
        case .int1: try push(.integer(Int(try number(UInt8.self))))
        case .int2: try push(.integer(Int(try number(UInt16.self))))
        case .int4: try push(.integer(Int(Int32(bitPattern: try number(UInt32.self)))))
        case .long1: try push(try long(Int(try number(UInt8.self))))
        case .float: try push(.float(Double(bitPattern: try number(UInt64.self).byteSwapped)))
        case .unicode: try push(.string(try text(Int(try number(UInt32.self)))))
        case .shortUnicode: try push(.string(try text(Int(try number(UInt8.self)))))
        case .put: try remember(UInt32(try number(UInt8.self)))
        case .longPut: try remember(try number(UInt32.self))
        case .memoize: try remember(UInt32(memo.count))
        case .get: try recall(UInt32(try number(UInt8.self)))
        case .longGet: try recall(try number(UInt32.self))
        case .emptyDictionary: try push(try dictionary())
        case .emptyList: try push(try list([]))
        case .emptyTuple: try push(try tuple([]))
        case .tuple1: try push(try tuple(try pop(1)))
        case .tuple2: try push(try tuple(try pop(2)))
        case .tuple3: try push(try tuple(try pop(3)))
        case .tuple: try push(try tuple(try popToMark()))
        case .append: try append(try pop(1))
        case .appends: try append(try popToMark())
        case .setItem: try set(try pop(2))
        case .setItems: try set(try popToMark())
        case .global: try push(try global(module: try line(), name: try line()))
        case .stackGlobal:
            let names = try pop(2)
            guard let module = names[0].string, let name = names[1].string else {
                throw failure("a module and a name", "\(names[0].kind) and \(names[1].kind)")
            }
            try push(try global(module: module, name: name))
        case .persistentID: try push(try storage(try pop()))
        case .reduce:
            let values = try pop(2)
            try push(try reduced(values[0], arguments: values[1]))
        case .build: try build()
        }
    }

    // MARK: The stack

    func failure(_ expected: String, _ found: String) -> CheckpointFileError {
        CheckpointFileError(path: path, problem: .pickle(byte: start, found: found, expected: expected))
    }

    func check(_ found: Int, _ what: String, _ allowed: Int) throws(CheckpointFileError) {
        guard found <= allowed else {
            throw CheckpointFileError(path: path, problem: .limit(what: what, found: found, allowed: allowed))
        }
    }

    private mutating func push(_ value: PickleValue) throws(CheckpointFileError) {
        try check(stack.count + 1, "values at once", Self.maximumStack)
        stack.append(value)
    }

    private mutating func pop() throws(CheckpointFileError) -> PickleValue { try pop(1)[0] }

    private mutating func pop(_ count: Int) throws(CheckpointFileError) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else {
            throw failure("\(count) values", "\(stack.count - (marks.last ?? 0))")
        }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(CheckpointFileError) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw failure("a mark", "none") }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    private mutating func remember(_ place: UInt32) throws(CheckpointFileError) {
        guard stack.count > (marks.last ?? 0), let top = stack.last else { throw failure("a value", "none") }
        memo[place] = top
        try check(memo.count, "remembered values", Self.maximumMemo)
    }

    private mutating func recall(_ place: UInt32) throws(CheckpointFileError) {
        guard let value = memo[place] else { throw failure("a remembered value", "none at \(place)") }
        try push(value)
    }

    // MARK: Containers

    mutating func made(_ more: Int = 0) throws(CheckpointFileError) {
        items += more
        try check(items, "elements of containers", Self.maximumItems)
        try check(objects.count, "objects", PickleObjects.maximumCount)
    }

    private mutating func tuple(_ elements: [PickleValue]) throws(CheckpointFileError) -> PickleValue {
        objects.tuples.append(elements)
        try made(elements.count)
        return .tuple(objects.tuples.count - 1)
    }

    private mutating func list(_ elements: [PickleValue]) throws(CheckpointFileError) -> PickleValue {
        objects.lists.append(elements)
        try made(elements.count)
        return .list(objects.lists.count - 1)
    }

    mutating func dictionary() throws(CheckpointFileError) -> PickleValue {
        objects.dictionaries.append([])
        try made()
        return .dictionary(objects.dictionaries.count - 1)
    }

    private mutating func append(_ elements: [PickleValue]) throws(CheckpointFileError) {
        guard case .list(let place) = stack.last else {
            throw failure("a list", stack.last?.kind ?? "nothing")
        }
        objects.lists[place] += elements
        try made(elements.count)
    }

    private mutating func set(_ elements: [PickleValue]) throws(CheckpointFileError) {
        guard case .dictionary(let place) = stack.last else {
            throw failure("a dictionary", stack.last?.kind ?? "nothing")
        }
        guard elements.count.isMultiple(of: 2) else { throw failure("keys and values", "an odd number") }
        for index in stride(from: 0, to: elements.count, by: 2) {
            objects.dictionaries[place].append((elements[index], elements[index + 1]))
        }
        try made(elements.count)
    }

    /// An ordered dictionary's attributes, which are the versions of the modules in it: of no use here.
    private mutating func build() throws(CheckpointFileError) {
        let state = try pop()
        guard case .dictionary = state, case .dictionary = stack.last else {
            throw failure("attributes of a dictionary", "\(state.kind) for \(stack.last?.kind ?? "nothing")")
        }
    }

    // MARK: Operands

    private mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type
    ) throws(CheckpointFileError) -> Number {
        guard let value = reader.next(type) else { throw failure("an operand", "the end") }
        return value
    }

    private mutating func text(_ count: Int) throws(CheckpointFileError) -> String {
        guard count <= reader.rest else {
            throw failure("a text of \(count) bytes", "\(reader.rest) bytes")
        }
        guard let text = reader.text(bytes: count) else { throw failure("a text in UTF-8", "something else") }
        return text
    }

    /// A text up to a line's end, as names of Python stand in the pickle.
    private mutating func line() throws(CheckpointFileError) -> String {
        let limit = min(reader.rest, 1000)
        guard let count = (0..<limit).first(where: { reader.bytes[reader.position + $0] == 0x0A }) else {
            throw failure("a name of less than 1000 bytes and a line end", "none")
        }
        defer { reader.position += 1 }
        return try text(count)
    }

    /// A whole number in two's complement.
    private mutating func long(_ count: Int) throws(CheckpointFileError) -> PickleValue {
        guard let bytes = reader.next(bytes: count) else { throw failure("a number", "the end") }
        guard let top = bytes.last else { return .integer(0) }
        guard count <= 8 else { return .largeInteger }
        var value = top >= 0x80 ? -1 : 0
        for byte in bytes.reversed() { value = value << 8 | Int(byte) }
        return .integer(value)
    }
}
