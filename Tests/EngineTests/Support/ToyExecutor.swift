import Foundation
import Synchronization
import Values

@testable import Engine

struct ToyFailure: Error, Equatable { var text: String }

/// Stages on short texts, by kind; counts what it is asked to do.
final class ToyExecutor: StageExecutor {
    /// Called at the start of every stage, and by `train` before every step.
    let hook: @Sendable (ExecutionRequest, Int) throws -> Void
    private let calls = Mutex<[String]>([])

    init(hook: @escaping @Sendable (ExecutionRequest, Int) throws -> Void = { _, _ in }) {
        self.hook = hook
    }

    /// The names of the stages carried out, in order.
    var executed: [String] { calls.withLock { $0 } }

    /// The names since the last call, sorted.
    func takeExecuted() -> [String] {
        calls.withLock { calls in
            defer { calls.removeAll() }
            return calls.sorted()
        }
    }

    func execute(_ request: ExecutionRequest) throws {
        calls.withLock { $0.append(request.stage) }
        try hook(request, -1)
        switch request.kind {
        case "text": try writeText(parameter("text", request) ?? "", to: request.path(ofOutput: "out"))
        case "upper": try writeText(try input("in", request).uppercased(), to: request.path(ofOutput: "out"))
        case "length": try writeText("\(try input("in", request).count)", to: request.path(ofOutput: "out"))
        case "join": try join(request)
        case "folder": try folder(request)
        case "train": try train(request)
        case "shards": try shards(request)
        case "nothing": return
        case "stray": try writeText("x", to: request.path(ofOutput: "stray"))
        case "fail": throw ToyFailure(text: "as asked")
        default: throw ToyFailure(text: "unknown kind \(request.kind)")
        }
    }

    private func parameter(_ name: String, _ request: ExecutionRequest) -> String? {
        request.configuration[name]?.stringValue
    }

    private func input(_ name: String, _ request: ExecutionRequest) throws -> String {
        guard let artifact = request.inputs[name] else { throw ToyFailure(text: "no input \(name)") }
        return try artifact.files.map { try readText($0.path) }.joined()
    }

    private func join(_ request: ExecutionRequest) throws {
        let texts = try request.inputs.keys.sorted().map { try input($0, request) }
        try writeText(texts.joined(separator: "+"), to: request.path(ofOutput: "out"))
    }

    private func folder(_ request: ExecutionRequest) throws {
        let folder = request.path(ofOutput: "out")
        try LocalFileSystem().makeFolder(folder + "/deep")
        for index in 0..<(request.configuration["count"]?.intValue ?? 3) {
            let path = folder + (index % 2 == 0 ? "/\(index).txt" : "/deep/\(index).txt")
            try writeText("file \(index) of \(parameter("text", request) ?? "")", to: path)
        }
        try writeText("#!/bin/sh\n", to: folder + "/tool.sh")
        try LocalFileSystem().setPermissions(0o755, of: folder + "/tool.sh")
    }

    /// A chain of digests: each step depends on all before it, as training does.
    private func train(_ request: ExecutionRequest) throws {
        let steps = request.configuration["steps"]?.intValue ?? 10
        var state = "start"
        var position = 0
        if let saved = try request.checkpoints.latest() {
            let lines = try readText(saved.folder + "/deep/state").split(separator: "\n")
            state = String(lines[0])
            position = Int(lines[1])!
            request.progress.resumed(from: saved.name)
        }
        while position < steps {
            try hook(request, position)
            if request.cancellation.isCancelled {
                try save(state, position, request)
                throw CancelledError()
            }
            state = Digest(of: Data("\(state) \(position)".utf8)).hexadecimal
            position += 1
            request.progress.report(completed: position, total: steps, unit: "steps")
            if position % 3 == 0 { try save(state, position, request) }
        }
        try writeText(state, to: request.path(ofOutput: "out"))
    }

    private func save(_ state: String, _ position: Int, _ request: ExecutionRequest) throws {
        try request.checkpoints.save(name: "step-\(position)") { folder in
            try LocalFileSystem().makeFolder(folder + "/deep")
            try writeText("\(state)\n\(position)\n", to: folder + "/deep/state")
        }
    }

    private func shards(_ request: ExecutionRequest) throws {
        let folder = request.path(ofOutput: "out")
        try LocalFileSystem().makeFolder(folder)
        for index in 0..<(request.configuration["count"]?.intValue ?? 6) {
            let name = "shard-\(index)"
            if try request.checkpoints.shard(name) == nil {
                try hook(request, index)
                try request.checkpoints.saveShard(name) { try writeText("content \(index)", to: $0) }
            }
            guard try request.checkpoints.placeShard(name, at: folder + "/\(name)") else {
                throw ToyFailure(text: "\(name) is gone")
            }
        }
    }

    /// What `train` makes without any interruption.
    static func trained(steps: Int) -> String {
        (0..<steps).reduce("start") { Digest(of: Data("\($0) \($1)".utf8)).hexadecimal }
    }
}
