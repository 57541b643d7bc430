/// A whole report: one HTML page that needs nothing but itself.
///
///     let page = ReportPage(
///         title: "Quickstart", subtitle: "Search at test time",
///         sections: [ReportSection("Search", [Paragraph("..."), LineChart(...)])],
///         provenance: Provenance([("recipe", "quickstart")]))
///     try page.html.write(to: url, atomically: true, encoding: .utf8)
public struct ReportPage: Sendable {
    public var title: String
    public var subtitle: String
    public var sections: [ReportSection]
    public var provenance: Provenance?

    public init(
        title: String, subtitle: String = "", sections: [ReportSection], provenance: Provenance? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
        self.provenance = provenance
    }

    /// The page. The same report always gives the same text.
    public var html: String {
        var context = ReportContext()
        var sections = sections
        if let provenance { sections.append(ReportSection("Provenance", [provenance])) }
        let body = sections.enumerated().map { index, section in
            let blocks = section.blocks.map { $0.html(&context) }.joined()
            return """
                <section id="section-\(index + 1)">
                <h2>\(section.title.escapedForHTML)</h2>
                \(blocks)</section>

                """
        }.joined()
        let lead = subtitle.isEmpty ? "" : "\n<p class=\"lead\">\(subtitle.escapedForHTML)</p>"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
            <title>\(title.escapedForHTML)</title>
            <style>
            \(Stylesheet.text)</style>
            </head>
            <body>
            <header>
            <h1>\(title.escapedForHTML)</h1>\(lead)
            \(Self.contents(sections))</header>
            <main>
            \(body)</main>
            </body>
            </html>

            """
    }

    /// Even if a text slipped through unescaped, nothing could run or be fetched.
    private static let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

    private static func contents(_ sections: [ReportSection]) -> String {
        guard sections.count > 2 else { return "" }
        let links = sections.enumerated().map { index, section in
            "<a href=\"#section-\(index + 1)\">\(section.title.escapedForHTML)</a>"
        }
        return "<nav>\(links.joined())</nav>\n"
    }
}
