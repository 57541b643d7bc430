@testable import Engine

/// All targets by name. Each has a folder of inputs in `corpus`.
enum FuzzTargets {
    static let all: [String: any FuzzTarget] = [
        "json": JSONTarget(),
        "yaml": YAMLTarget(),
        "recipe": RecipeTarget(),
        "extends": ExtendsTarget(),
        "override": OverrideTarget(),
        "lookup": LookupTarget(),
        "sealed": SealedTarget(),
        "action": RecordTarget<ActionRecord>(),
        "stage": RecordTarget<StageRecord>(),
        "run": RecordTarget<RunRecord>(),
        "progress": RecordTarget<ProgressReport>(),
        "manifest": ManifestTarget(),
        "stat-cache": StatCacheTarget(),
        "snapshot": SnapshotTarget(),
        "safetensors": SafetensorsTarget(),
        "zip": ZipTarget(),
        "torch": TorchTarget(),
        "pickle": PickleTarget(),
        "shard-index": ShardIndexTarget(),
        "model-index": ModelIndexTarget(),
        "adapter-config": AdapterSettingsTarget(),
        "hub": HubTarget(),
        "image-manifest": ImageManifestTarget(),
        "image-index": ImageIndexTarget(),
        "recipe-config": RecipeConfigTarget(),
        "titles": TitlesTarget(),
        "bundle": BundleTarget(),
        "resolved": ResolvedGraphTarget(),
        "exchanged": ExchangedRecordTarget(),
    ]
}
