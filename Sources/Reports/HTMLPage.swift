import SyncModel

/// One self-contained page: everything it needs is in it, and its policy forbids the browser to fetch or run anything else.
struct HTMLPage {
    var title: ReportText
    var body: [MarkupNode]

    /// A script of ours, known to the browser by the digest of its text.
    struct Script {
        var text: String

        /// `sha256-` and the digest in Base64.
        var digest: String
    }

    var script: Script?

    var text: String {
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'" + (script.map { "; script-src '\($0.digest)'" } ?? "")
        let head: [MarkupNode] = [
            .element("meta", [("charset", "utf-8")]),
            .element("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)]),
            .element("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
            .element("title", [], [.text("Lockstep: \(title.rendered(outside: { $0 }))")]),
        ]
        // Style and script are constants of ours and must reach the page unescaped.
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>\(head.map { $0.markup() }.joined())<style>\(Self.style)</style></head>
            <body>
            \(body.map { $0.markup() }.joined(separator: "\n"))
            \(script.map { "<script>\($0.text)</script>\n" } ?? "")</body>
            </html>

            """
    }

    private static let style = """
        :root{color-scheme:light dark;--line:#8884;--add:#1a7f37;--change:#9a6700;--bad:#cf222e;--soft:#8882}\
        @media(prefers-color-scheme:dark){:root{--add:#3fb950;--change:#d29922;--bad:#ff7b72}}\
        body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}\
        code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}.summary{font-weight:600}h1 code,h2 code{font-size:inherit}\
        .facts{opacity:.7;list-style:none;padding:0}\
        section{border-top:2px solid var(--line);margin-top:2rem}\
        table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem;\
        border-bottom:1px solid var(--line)}td ul{margin:.2rem 0;padding-left:1.2rem}summary{cursor:pointer;\
        font-weight:600;margin-top:1rem}.added td:first-child{color:var(--add)}.changed td:first-child{\
        color:var(--change)}.removed td:first-child,.attention td:first-child,.error b{color:var(--bad)}\
        .muted{opacity:.7}.tag{border:1px solid var(--line);border-radius:.6rem;padding:0 .5rem;font-size:12px}\
        .tag.drift{color:var(--change)}.tag.bad{color:var(--bad)}form{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0}\
        input,select{font:inherit;padding:.2rem .4rem;max-width:100%}article{border-left:3px solid var(--line);\
        padding:.1rem 0 .1rem 1rem;margin:1rem 0}article h3{margin:0;font-size:1rem}article p{margin:.2rem 0;opacity:.8}\
        article ul{margin:.3rem 0}[hidden]{display:none}\
        @media(max-width:40rem){body{margin:1rem auto}td,th{padding:.2rem .3rem}}\
        @media print{body{max-width:none;margin:0;font-size:11px}form{display:none}details::details-content{\
        content-visibility:visible}tr,article{break-inside:avoid}}
        """
}
