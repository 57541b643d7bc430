/// All kinds of stages, in the order of the pipeline.
public enum StageKinds {
    public static let all: [any StageKind] = [
        LoadWeights(), PromptsStage(), Generate(), TweedieDataset(), TrainNoiseAwareReward(),
        TrainHypernetwork(), LoadHypernetwork(), FinetuneGenerator(),
        SearchStage(), ReportStage(),
        TrainGenerator(), TrainReward(), MakeTeacherPairs(), DistillGenerator(), ExportWeights(),
    ]
}
