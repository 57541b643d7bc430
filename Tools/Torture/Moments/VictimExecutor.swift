import Engine
import Foundation
import Values

/// Stages on short texts that save state as long stages do. What they write goes through the lethal disk as well.
struct VictimExecutor: StageExecutor {
    let fileSystem: any FileSystem

    func execute(_ request: ExecutionRequest) throws {
        switch request.kind {
        case "chain": try chain(request)
        case "shards": try shards(request)
        case "tree": try tree(request)
        default: try join(request)
        }
    }

    private func write(_ text: String, to path: String) throws {
        try fileSystem.write(Data(text.utf8), to: path, durably: false)
    }

    private func input(_ request: ExecutionRequest) throws -> String {
        try request.inputs.sorted { $0.key < $1.key }.flatMap(\.value.files).map {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: $0.path)), as: UTF8.self)
        }.joined(separator: "\n")
    }

    /// Each step depends on all before it, as in a training, and is saved.
    private func chain(_ request: ExecutionRequest) throws {
        var position: Int64 = 0
        var state = try input(request) + request.configuration.canonicalText
        if let saved = try request.checkpoints.latest() {
            let value = try JSONValue(parsing: Folders.data(saved.folder + "/state.json"))
            state = value["state"]?.stringValue ?? ""
            position = Int64(value["position"]?.intValue ?? 0)
            let copy = try Folders.data(saved.folder + "/weights/copy")
            guard saved.name == "step-\(position)", copy == Data(state.utf8) else {
                throw TortureFailure("the checkpoint \(saved.name) is not what was saved")
            }
            request.progress.resumed(from: saved.name)
        }
        while position < 3 {
            state = Digest(of: Data("\(state) \(position)".utf8)).hexadecimal
            position += 1
            request.progress.report(completed: Int(position), total: 3, unit: "steps")
            let value: JSONValue = ["state": .string(state), "position": .integer(position)]
            try request.checkpoints.save(name: "step-\(position)") { folder in
                try fileSystem.makeFolder(folder + "/weights")
                try write(state, to: folder + "/weights/copy")
                try write(value.canonicalText, to: folder + "/state.json")
            }
        }
        try write(state, to: request.path(ofOutput: "out"))
    }

    /// Files that add up, each saved as soon as it is there.
    private func shards(_ request: ExecutionRequest) throws {
        let folder = request.path(ofOutput: "out")
        try fileSystem.makeFolder(folder)
        let text = try input(request)
        for index in 0..<3 {
            let name = "shard-\(index)"
            if try request.checkpoints.shard(name) == nil {
                try request.checkpoints.saveShard(name) { try write("\(text) \(index)", to: $0) }
            }
            guard try request.checkpoints.placeShard(name, at: folder + "/" + name) else {
                throw TortureFailure("the shard \(name) is gone")
            }
        }
    }

    /// Two outputs, one with a folder and an executable in it.
    private func tree(_ request: ExecutionRequest) throws {
        let text = try input(request)
        let folder = request.path(ofOutput: "out")
        try fileSystem.makeFolder(folder + "/deep")
        try write(text, to: folder + "/deep/text")
        try write("#!/bin/sh\n# \(text)\n", to: folder + "/tool")
        try fileSystem.setPermissions(0o755, of: folder + "/tool")
        try write("\(text.utf8.count)", to: request.path(ofOutput: "length"))
    }

    private func join(_ request: ExecutionRequest) throws {
        try write(try input(request), to: request.path(ofOutput: "out"))
    }
}
