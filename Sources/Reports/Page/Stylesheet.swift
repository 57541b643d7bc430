/// How pages look: a narrow column of text in a serif, figures a little wider, few lines, light and dark.
enum Stylesheet {
    static let text = """
        :root {
          --paper: #fffefb; --ink: #22252a; --soft: #646a73; --rule: #dcdad3; --faint: #f4f2ec;
          --accent: #1d6a8a; --good: #3d7a37; --bad: #b4412c;
          --series-1: #1d6a8a; --series-2: #c8502f; --series-3: #5f8a2c;
          --series-4: #84569c; --series-5: #b27a00; --series-6: #5b6672;
          --sans: "Inter", "Helvetica Neue", "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif;
          --serif: Charter, "Bitstream Charter", "Sitka Text", "Source Serif 4", Cambria, Georgia,
            "DejaVu Serif", serif;
          --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #17191c; --ink: #e4e2dc; --soft: #9aa0a8; --rule: #383b40; --faint: #202327;
            --accent: #6cbcdc; --good: #8fc987; --bad: #ee8a74;
            --series-1: #6cbcdc; --series-2: #ef8b6c; --series-3: #a8ce70;
            --series-4: #c6a0dc; --series-5: #e8b84e; --series-6: #a7b2bd;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
        body { margin: 0 auto; padding: 3.5rem 1.5rem 5rem; max-width: 56rem; background: var(--paper);
          color: var(--ink); font: 1.0625rem/1.6 var(--serif); font-kerning: normal; }
        h1, h2, p, nav { max-width: 42rem; }
        h1 { margin: 0; font-size: 2.2rem; line-height: 1.15; font-weight: 600; letter-spacing: -0.012em;
          text-wrap: balance; }
        .lead { margin: .6rem 0 0; color: var(--soft); font-size: 1.15rem; line-height: 1.5;
          text-wrap: pretty; }
        nav { display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; margin-top: 1.4rem;
          font: .85rem/1.7 var(--sans); }
        a { color: var(--accent); text-decoration: none; }
        a:hover { text-decoration: underline; text-underline-offset: .2em; }
        section { margin-top: 3.2rem; }
        h2 { margin: 0 0 .8rem; font-size: 1.4rem; line-height: 1.25; font-weight: 600; }
        p { margin: 0 0 1rem; text-wrap: pretty; hyphens: auto; }
        figure { margin: 1.9rem 0 2.2rem; }
        figcaption, .caption { max-width: 42rem; margin-top: .7rem; color: var(--soft);
          font: .85rem/1.5 var(--sans); text-align: left; text-wrap: pretty; }
        figcaption b, .caption b { color: var(--ink); font-weight: 600; }
        .note { opacity: .85; }
        .scroll { overflow-x: auto; }

        .figures { display: flex; flex-wrap: wrap; gap: 1.4rem 3rem; margin: 1.6rem 0 2rem; padding: 0; }
        .figures div { min-width: 7rem; max-width: 15rem; }
        .figures dt { color: var(--soft); font: .85rem/1.35 var(--sans); }
        .figures dd { margin: .15rem 0 .1rem; font-size: 2rem; line-height: 1.15;
          font-variant-numeric: lining-nums tabular-nums; }
        .figures dd + dd { margin: 0; color: var(--soft); font: .8rem/1.4 var(--sans); }

        table { border-collapse: collapse; font: .9rem/1.45 var(--sans);
          font-variant-numeric: lining-nums tabular-nums; }
        .caption { margin: 0; padding-bottom: .6rem; }
        thead th { border-bottom: 1px solid var(--ink); font-weight: 600; vertical-align: bottom; }
        th, td { padding: .32rem 1.3rem .32rem 0; text-align: left; vertical-align: baseline; }
        th:last-child, td:last-child { padding-right: 0; }
        .number { text-align: right; white-space: nowrap; }
        tbody td:first-child { min-width: 9rem; }
        tbody tr + tr td { border-top: 1px solid var(--rule); }
        tbody tr:last-child td { border-bottom: 1px solid var(--ink); }
        td.strong { font-weight: 650; }
        .tables { margin: 1.9rem 0 2.2rem; }

        .chart svg { display: block; width: 100%; min-width: 33rem; height: auto; overflow: visible;
          font: 13px var(--sans); }
        .chart text { fill: var(--soft); font-variant-numeric: lining-nums tabular-nums; }
        .chart .title { fill: var(--ink); }
        .chart .grid { stroke: var(--rule); stroke-width: 1; }
        .chart .axis { stroke: var(--soft); stroke-width: 1; }
        .chart .reference { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 2 4; }
        .chart .line { fill: none; stroke: var(--colour); stroke-width: 2.2; stroke-linejoin: round;
          stroke-linecap: round; }
        .chart .dashed { stroke-dasharray: 7 5; }
        .chart .mark { fill: var(--colour); stroke: var(--paper); stroke-width: 1.5; }
        .chart .error { stroke: var(--colour); stroke-width: 1.3; opacity: .75; }
        .chart .band { fill: var(--colour); opacity: .16; }
        .chart .name { fill: var(--colour); font-weight: 600; }
        .chart .bar { fill: var(--colour); }
        .chart .whisker { stroke: var(--ink); stroke-width: 1.3; }
        .chart .value { fill: var(--ink); }
        .legend { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; margin: 0 0 .6rem; padding: 0;
          list-style: none; font: .85rem/1.6 var(--sans); }
        .legend li::before { content: ""; display: inline-block; width: 1.4rem; height: 0;
          margin-right: .5rem; border-top: 3px solid var(--colour); vertical-align: middle; }
        .legend .dashed::before { border-top-style: dashed; }
        .c1 { --colour: var(--series-1); } .c2 { --colour: var(--series-2); }
        .c3 { --colour: var(--series-3); } .c4 { --colour: var(--series-4); }
        .c5 { --colour: var(--series-5); } .c6 { --colour: var(--series-6); }
        .plain { --colour: var(--rule); }
        details { margin-top: .5rem; color: var(--soft); font: .85rem/1.5 var(--sans); }
        summary { cursor: pointer; width: max-content; }
        details table { margin-top: .6rem; font-size: .8rem; color: var(--ink); }

        .pictures { display: grid; gap: 1.1rem 1rem;
          grid-template-columns: repeat(auto-fill, minmax(min(var(--least, 7rem), 100%), 1fr)); }
        .pictures.fixed { grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); }
        .picture { margin: 0; }
        .picture img { display: block; width: 100%; height: auto; image-rendering: pixelated;
          border-radius: 2px; outline: 1px solid color-mix(in srgb, var(--ink) 12%, transparent);
          outline-offset: -1px; }
        .picture span { display: block; margin-top: .35rem; font: .78rem/1.35 var(--sans);
          color: var(--soft); overflow-wrap: anywhere; }
        .picture .good::before, .picture .bad::before { margin-right: .35em; font-weight: 700; }
        .picture .good::before { content: "\\2713"; color: var(--good); }
        .picture .bad::before { content: "\\2715"; color: var(--bad); }
        table.gallery td, table.gallery th { padding: .45rem .7rem .45rem 0; vertical-align: middle; }
        table.gallery tbody tr td, table.gallery tbody tr:last-child td { border: 0; }
        table.gallery tbody td:first-child { min-width: 0; }
        table.gallery tbody th { max-width: 11rem; font-weight: 400; line-height: 1.35; }
        table.gallery .picture { width: 5.5rem; }

        .provenance { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.6rem; margin: 0;
          font: .85rem/1.5 var(--sans); }
        .provenance dt { color: var(--soft); }
        .provenance dd { margin: 0; font-family: var(--mono); font-size: .8rem; overflow-wrap: anywhere; }

        @media (max-width: 40rem) {
          body { padding: 2rem 1.1rem 3rem; font-size: 1rem; }
          h1 { font-size: 1.75rem; }
          .pictures.fixed { grid-template-columns: repeat(auto-fill, minmax(6rem, 1fr)); }
          .provenance { grid-template-columns: 1fr; gap: 0; }
          .provenance dd { margin-bottom: .6rem; }
        }
        @media print {
          body { padding: 0; max-width: none; font-size: 10.5pt; }
          nav, details { display: none; }
          figure, table, .figures { break-inside: avoid; }
        }

        """
}
