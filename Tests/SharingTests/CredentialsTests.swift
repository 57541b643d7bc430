import Foundation
import Testing

@testable import Sharing

/// What `docker login` and its kin write.
struct CredentialsTests {
    private func configuration(_ text: String, helpers: [String: String] = [:]) throws
        -> (DockerConfiguration, Scratch)
    {
        let scratch = try Scratch()
        try Data(text.utf8).write(to: URL(fileURLWithPath: scratch("config.json")))
        for (name, script) in helpers {
            let path = scratch("docker-credential-\(name)")
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        let environment = ["DOCKER_CONFIG": scratch.path, "PATH": scratch.path + ":/usr/bin:/bin"]
        return (try DockerConfiguration(environment: environment), scratch)
    }

    private func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test(arguments: ["ghcr.io", "https://ghcr.io", "https://ghcr.io/v2/", "http://ghcr.io"])
    func entriesAreFoundUnderTheirUsualNames(_ name: String) throws {
        let text = "{\"auths\": {\"\(name)\": {\"auth\": \"\(encoded("me:pass:word"))\"}}}"
        let (found, scratch) = try configuration(text)
        #expect(
            try found.credentials(for: "ghcr.io") == RegistryCredentials(user: "me", password: "pass:word"))
        #expect(try found.credentials(for: "example.org") == nil)
        withExtendedLifetime(scratch) {}
    }

    @Test func otherForms() throws {
        let (found, scratch) = try configuration(
            """
            {"auths": {"a.org": {"username": "me", "password": "secret"},
              "b.org": {"auth": "\(encoded("me:"))", "identitytoken": "tok"},
              "https://index.docker.io/v1/": {"auth": "\(encoded("hub:x"))"}, "empty.org": {},
              "odd.org": {"auth": "\(encoded("nocolon"))"}}}
            """)
        #expect(try found.credentials(for: "a.org") == RegistryCredentials(user: "me", password: "secret"))
        #expect(try found.credentials(for: "b.org")?.identityToken == "tok")
        #expect(try found.credentials(for: "docker.io")?.user == "hub")
        #expect(try found.credentials(for: "empty.org") == nil)
        let problem = #expect(throws: DockerConfigurationError.self) {
            try found.credentials(for: "odd.org")
        }
        #expect(problem.map { !"\($0)".contains("nocolon") } == true)
        withExtendedLifetime(scratch) {}
    }

    @Test func helpersAreAsked() throws {
        let answer = "read host; echo '{\"Username\": \"me\", \"Secret\": \"of '$host'\"}'"
        let (found, scratch) = try configuration(
            """
            {"credHelpers": {"a.org": "good", "t.org": "token", "n.org": "none", "m.org": "missing",
              "p.org": "../evil", "o.org": "odd"}, "credsStore": "good"}
            """,
            helpers: [
                "good": answer, "token": "echo '{\"Username\": \"<token>\", \"Secret\": \"tok\"}'",
                "none": "echo not found; exit 1", "odd": "echo secret-in-clear",
            ])
        #expect(try found.credentials(for: "a.org") == RegistryCredentials(user: "me", password: "of a.org"))
        #expect(try found.credentials(for: "t.org")?.identityToken == "tok")
        #expect(try found.credentials(for: "n.org") == nil)
        // The store knows of the others.
        #expect(try found.credentials(for: "x.org")?.password == "of x.org")
        for registry in ["m.org", "p.org", "o.org"] {
            let problem = #expect(throws: DockerConfigurationError.self) {
                try found.credentials(for: registry)
            }
            #expect(problem.map { !"\($0)".contains("secret-in-clear") } == true)
        }
        withExtendedLifetime(scratch) {}
    }

    @Test func noFileIsNoCredentials() throws {
        let found = try DockerConfiguration(environment: ["DOCKER_CONFIG": "/nonexistent"])
        #expect(try found.credentials(for: "a.org") == nil)
        #expect(throws: DockerConfigurationError.self) { try configuration("{") }
    }

    @Test func identityTokensAreExchangedByPost() throws {
        let tokens = try LoopbackServer { _ in
            LoopbackServer.answer("200 OK", [], Data("{\"access_token\":\"abc\"}".utf8))
        }
        let server = try LoopbackServer { [port = tokens.port] request in
            request.headers["authorization"] == "Bearer abc"
                ? LoopbackServer.answer("404 Not Found")
                : LoopbackServer.answer(
                    "401 Unauthorized",
                    ["WWW-Authenticate: Bearer realm=\"http://127.0.0.1:\(port)/t\",service=\"s\""])
        }
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b"),
            credentials: RegistryCredentials(user: "", password: "", identityToken: "id+tok"))
        #expect(try client.digest(of: "v1") == nil)
        let request = try #require(tokens.requests.first)
        #expect(request.method == "POST" && request.headers["authorization"] == nil)
        let form = String(decoding: request.body, as: UTF8.self)
        #expect(form.contains("grant_type=refresh_token") && form.contains("refresh_token=id%2Btok"))
    }
}
