import Foundation
import Hub
import Recipes
import Stages
import Values

/// Fetches models that a recipe names and the local cache of the hub does not have.
struct HubFetcher {
    /// One model to be fetched.
    struct Wish: Hashable {
        var reference: String
        /// Which weights the stage asks for.
        var variant: String?
    }

    var environment = HubEnvironment()
    var isQuiet = false

    /// What is missing of a recipe that was loaded as if all models were there; in the order of its stages.
    ///
    /// - Parameter hub: tells what is there.
    static func wishes(of recipe: Recipe, hub: ModelHub = .local) -> [Wish] {
        var wishes: [Wish] = []
        for stage in recipe.stages {
            for input in stage.inputs {
                guard let reference = input.hubReference, case .failure = hub(reference) else { continue }
                let wish = Wish(reference: reference, variant: stage.configuration["variant"]?.stringValue)
                if !wishes.contains(wish) { wishes.append(wish) }
            }
        }
        return wishes
    }

    /// A hub that has every model which its reference could name: to see all else that is wrong with a recipe, and which
    /// models it wants, before anything large comes over the network.
    static let anticipated = ModelHub { text in
        let found = ModelHub.local(text)
        guard case .failure = found, let reference = try? HubReference(text) else { return found }
        return .success(
            ModelHub.Snapshot(folder: HubCache().repository(reference).snapshot("absent"), consulted: []))
    }

    /// - Throws: `CommandFailure`, when the program with the network is missing or could not do it.
    func fetch(_ wishes: [Wish]) throws {
        let program = try RemoteProgram()
        for wish in wishes {
            var arguments = ["hub", "download", wish.reference]
            if let variant = wish.variant { arguments += ["--variant", variant] }
            if isQuiet { arguments.append("--quiet") }
            if !isQuiet {
                StandardStream.error.writeLine(
                    StyledLine("fetching \(TerminalText.harmless(wish.reference))"))
            }
            // Standard output is for what the command itself has to say.
            try program.run(arguments, output: .standardError)
        }
    }
}
