import Foundation
import Values

@testable import Checkpoints
@testable import Tensors

/// The header of a safetensors file: what is accepted lies within the file.
struct SafetensorsTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { file in
            do {
                let header = try SafetensorsHeader(path: "fuzz", file: file)
                var total = 0
                for (name, info) in header.tensors {
                    require(info.byteRange.upperBound <= file.count, "\(name) lies beyond the file")
                    require(
                        Shape(info.shape).count * info.type.size == info.byteRange.count,
                        "\(name) has another size")
                    total += info.byteRange.count
                }
                require(total <= file.count, "tensors overlap")
            } catch {
                CheckpointPromises.wellWorded("\(error)")
            }
        }
    }
}

/// The directory of a zip archive: entries lie within the file, apart from each other.
struct ZipTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { file in
            do {
                let entries = try ZipArchive(path: "fuzz", bytes: file).entries
                var end = 0
                for (name, range) in entries.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) {
                    require(range.lowerBound >= end && range.upperBound <= file.count, "\(name) at \(range)")
                    require(!name.contains(".."), "the name \(name)")
                    end = range.upperBound
                }
            } catch {
                CheckpointPromises.wellWorded("\(error)")
            }
        }
    }
}

/// A whole file of `torch.save`: all tensors can be read.
struct TorchTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            let mapping = try FileMapping(count: bytes.count, path: "fuzz") { $0.copyBytes(from: bytes) }
            let file = try TorchFile(path: "fuzz", mapping: mapping, dictionary: nil)
            for tensor in file.storedTensors.values { CheckpointPromises.isReadable(tensor) }
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// A pickle whose storages are all there: what it describes lies within them, whatever it says.
struct PickleTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { pickle in
            do {
                let (root, objects) = try PickleReader.read(pickle, path: "fuzz")
                require(objects.count <= PickleObjects.maximumCount, "\(objects.count) objects")
                let (value, _) = try TorchDictionary(path: "fuzz", objects: objects).chosen(root, nil)
                let flattened = try PickleFlattening(value, objects: objects, path: "fuzz")
                for place in flattened.tensors.values {
                    require(objects.tensors.indices.contains(place), "no tensor \(place)")
                }
            } catch {
                CheckpointPromises.wellWorded("\(error)")
            }
        }
    }
}

/// The index of sharded weights: it names plain files.
struct ShardIndexTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            let index = try ShardIndex(
                path: "fuzz", object: CheckpointJSON.object(bytes, path: "fuzz"))
            for file in index.files {
                require(
                    !file.contains("/") && file != ".." && file != "." && !file.isEmpty, "the file \(file)")
            }
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// The index of a pipeline: its components are folders in it.
struct ModelIndexTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            let index = try PipelineIndex(
                FileTree(paths: [:], name: "fuzz"), path: "fuzz",
                object: CheckpointJSON.object(bytes, path: "fuzz"))
            for component in index.components {
                require(
                    !component.name.contains("/") && component.name != "..", "the folder \(component.name)")
            }
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

/// The settings of an adapter: factors of all layers are finite.
struct AdapterSettingsTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        do {
            let settings = try AdapterSettings(CheckpointJSON.object(bytes, path: "fuzz"), path: "fuzz")
            for layer in ["a", "down.attn.to_q"] + settings.ranks.map(\.pattern) {
                let rank = settings.rank(of: layer) ?? 1
                require((1...AdapterSettings.maximumRank).contains(rank), "the rank \(rank)")
                let scale = settings.scale(rank: rank, alpha: settings.alpha(of: layer) ?? 1)
                require(scale.isFinite, "the factor \(scale)")
            }
        } catch {
            CheckpointPromises.wellWorded("\(error)")
        }
    }
}

enum CheckpointPromises {
    /// A message is short and can do nothing to a terminal.
    static func wellWorded(_ message: String) {
        require(!message.isEmpty && message.utf8.count < 20_000, "a message of \(message.utf8.count) bytes")
        // Excerpts of JSON have lines of their own.
        let isHarmless = message.unicodeScalars.allSatisfy {
            $0 == "\n" || !($0.value < 0x20 || $0.value == 0x7F)
        }
        require(isHarmless, "control characters: \(message)")
    }

    /// All bytes are there.
    static func isReadable(_ tensor: StoredTensor) {
        tensor.withBytes { bytes in
            require(bytes.count == tensor.byteCount, "\(bytes.count) bytes for \(tensor.shape)")
        }
        require((0...tensor.shape.count).contains(NonFiniteScan.count(tensor)), "an impossible count")
    }
}
