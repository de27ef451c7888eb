// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension NotebookPage {
  /// What pages look like, on a screen and on paper.
  static let style = """
    :root { color-scheme: light; }
    body { margin: 0; background: #fff; color: #1a1a1a; font: 17px/1.6 "Source Serif 4", Charter, Georgia, "DejaVu Serif", serif; }
    main, footer { max-width: 50rem; margin: 0 auto; padding: 0 1.25rem; }
    main { padding-top: 2.5rem; }
    h1, h2, h3, h4 { font-family: "Source Sans 3", Helvetica, Arial, "DejaVu Sans", sans-serif; line-height: 1.25; }
    h1 { font-size: 1.9rem; margin: 0 0 1.2rem; }
    h2 { font-size: 1.3rem; margin: 2.4rem 0 .6rem; }
    h3 { font-size: 1.08rem; margin: 1.8rem 0 .4rem; }
    p, ul, ol, blockquote { margin: .8rem 0; }
    blockquote { border-left: 3px solid #ccc; padding-left: 1rem; color: #444; }
    a { color: #0072b2; }
    code, pre { font-family: "Source Code Pro", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font-size: .86em; background: #f3f4f6; padding: .08em .3em; border-radius: 3px; }
    pre { font-size: .7rem; line-height: 1.45; background: #f6f7f9; border: 1px solid #e3e5e8; border-radius: 5px;
      padding: .8rem 1rem; overflow-x: auto; margin: 1rem 0; }
    pre.console b { color: #0b4f8a; }
    figure { margin: 1.6rem 0; text-align: center; }
    figure img { max-width: 100%; height: auto; min-width: 62%; }
    figcaption { font-size: .88rem; color: #444; margin-top: .4rem; }
    table { border-collapse: collapse; margin: 1.1rem 0; font-size: .86rem; }
    th, td { padding: .25rem .7rem; text-align: left; vertical-align: top; }
    thead th { border-top: 1.5px solid #333; border-bottom: 1px solid #333; font-weight: 600; }
    tbody tr:last-child td { border-bottom: 1.5px solid #333; }
    td.right, th.right { text-align: right; }
    td.center, th.center { text-align: center; }
    table.checks { font-size: .8rem; }
    tr.holds td:first-child { color: #00794f; }
    tr.fails td { color: #b3261e; font-weight: 600; }
    math, math * { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "DejaVu Math TeX Gyre", math, serif; }
    math { font-size: 1.05em; }
    math[display=block] { margin: 1rem 0; overflow-x: auto; }
    mtd.left { text-align: left; }
    mtd.right { text-align: right; }
    mtable.aligned mtd { padding-left: 0; padding-right: .25em; }
    footer { font-size: .8rem; color: #555; border-top: 1px solid #ddd; margin-top: 3rem; padding-top: .8rem; padding-bottom: 2rem; }
    @media print { body { font-size: 10.5pt; } pre { font-size: 7.2pt; white-space: pre-wrap; } figure, table { break-inside: avoid; } }
    """
}
