/// Names of what stages hand each other. An output of one type fits only parameters that ask for it.
enum ArtifactType {
    static let generator = "generator"
    static let oneStepGenerator = "one-step-generator"
    static let reward = "reward"
    static let noiseAwareReward = "noise-aware-reward"
    static let hypernetwork = "hypernetwork"
    static let tweedieDataset = "tweedie-dataset"
    static let teacherPairs = "teacher-pairs"
    static let schedule = "schedule"
    static let searchResults = "search-results"
    static let pictures = "pictures"
    static let report = "report"
    static let prompts = "prompts"
    static let modelFolder = "model-folder"
}
