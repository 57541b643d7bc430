/// All kinds of stages, in the order of the pipeline.
public enum StageKinds {
    public static let all: [any StageKind] = [
        LoadWeights(), PromptsStage(), Generate(), TweedieDataset(), TrainNoiseAwareReward(),
        CompareNoiseAware(), TrainHypernetwork(), LoadHypernetwork(), FinetuneGenerator(),
        SearchStage(), Evaluate(), RednessRewardStage(), RewardMatrixStage(), ReplayStage(),
        TuneScheduleStage(), ReportStage(),
        TrainGenerator(), TrainReward(), MakeTeacherPairs(), DistillGenerator(), ExportWeights(),
    ]
}
