import Recipes
import Testing

@Suite struct RecipeBaseTests {
    private let digest = String(repeating: "0a", count: 32)

    @Test func referencesByDigest() throws {
        let reference = try #require(RegistryReference("ghcr.io/team/base:v1@sha256:\(digest)"))
        #expect(reference.host == "ghcr.io" && reference.name == "team/base" && reference.digest == digest)
        #expect(
            RecipeBase("localhost:5000/base@sha256:\(digest)")
                != .file("localhost:5000/base@sha256:\(digest)"))
        for text in [
            "base@sha256:\(digest)", "ghcr.io/base@sha256:0a", "ghcr.io/base@md5:\(digest)",
            "ghcr.io//base@sha256:\(digest)", "ghcr.io/Base@sha256:\(digest)", "ghcr.io/@sha256:\(digest)",
        ] {
            #expect(RegistryReference(text) == nil, "\(text)")
        }
    }

    @Test func filesStayFiles() {
        for text in ["base.json", "../a/base.yaml", "a:b/base.json", "./x:y", "folder/base"] {
            #expect(RecipeBase(text) == .file(text))
        }
        #expect(RecipeBase("ghcr.io/team/base:latest") == .unpinned("ghcr.io/team/base:latest"))
    }

    @Test func aBaseOfARegistryIsRead() throws {
        let project = try TemporaryProject()
        let base = try project.write(
            "shelf/base.json", "{\"tweed\": 1, \"name\": \"b\", \"params\": {\"a\": 1, \"b\": 2}}")
        let path = try project.write(
            "x.json",
            "{\"tweed\": 1, \"extends\": \"ghcr.io/team/base@sha256:\(digest)\", \"params\": {\"a\": 3}, "
                + "\"stages\": {}}")
        let real = project.folder + "/shelf/base.json"
        let bases = BaseShelf(
            find: { reference, _ in
                reference.name == "team/base" ? .success(real) : .failure(.init(reason: "another"))
            }, pin: { $0 + "@pinned" })
        _ = base
        let loaded = RecipeLoader.load(path: path, catalogue: testCatalogue, bases: bases)
        switch loaded {
        case .success(let recipe):
            #expect(recipe.params["a"] == 3 && recipe.params["b"] == 2)
            #expect(recipe.consultedPaths.contains(real))
        case .failure(let problems):
            // A recipe without stages is refused; its params were merged before.
            #expect(!problems.rendered().contains("cannot be had"))
        }
        let tagged = try project.write("y.json", "{\"tweed\": 1, \"extends\": \"ghcr.io/team/base:v1\"}")
        guard
            case .failure(let problems) = RecipeLoader.load(
                path: tagged, catalogue: testCatalogue, bases: bases)
        else { return #expect(Bool(false)) }
        #expect(problems.rendered().contains("which is now ghcr.io/team/base:v1@pinned"))
    }

    @Test func whatToDoIsSaid() throws {
        let project = try TemporaryProject()
        func rendered(_ base: String) throws -> String {
            let path = try project.write("x.json", "{\"tweed\": 1, \"extends\": \"\(base)\"}")
            guard case .failure(let problems) = RecipeLoader.load(path: path, catalogue: testCatalogue) else {
                return ""
            }
            return problems.rendered()
        }
        let pinned = try rendered("ghcr.io/team/base@sha256:\(digest)")
        #expect(
            pinned.contains("x.json:1:25: error: the base team/base of the registry ghcr.io cannot be had"))
        #expect(
            try rendered("ghcr.io/team/base:v1").contains("is a tag, which may mean another recipe tomorrow"))
    }
}
