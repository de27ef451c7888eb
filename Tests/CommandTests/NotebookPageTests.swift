// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// A notebook's page as a browser lays it out: a headless Chromium opens it and measures what is on it.
@Suite("Pages of notebooks in a browser")
struct NotebookPageTests {
  private static let notebook = """
    # A page

    The balance is at $K = \\frac{m}{a (e - m h)}$, where

    $$ \\dot N = r N \\left(1 - \\frac{N}{K}\\right), \\qquad V^2 = 1 - b/\\tau $$

    ```console
    $ bpanalyze phaseplane fitzhugh-nagumo --set I=0.5 --no-streamlines
    ...
    ```

    ![The plane](fitzhugh-nagumo-phaseplane.svg)

    <!-- expect: fixedPoints.0.state.V = -0.804847747 within 1e-6 (Newton's method) -->
    """

  /// Puts the answers where they can be read from outside: into the title.
  private static let ruler = """
    <script>addEventListener('load', () => {
      const box = e => e.getBoundingClientRect(), all = s => [...document.querySelectorAll(s)];
      document.title = JSON.stringify({
        images: all('img').map(i => [i.naturalWidth, box(i).width, box(i).height]),
        formulas: all('math').map(m => [box(m).width, box(m).height]),
        fractions: all('mfrac').map(f => box(f.children[1]).top - box(f.children[0]).bottom),
        powers: all('msup').map(p => box(p.children[0]).bottom - box(p.children[1]).bottom),
        tables: all('table.checks tr.holds').length,
        overflow: document.documentElement.scrollWidth - innerWidth,
        requests: performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith('data:')),
      });
    });</script>
    """

  private struct Measures: Decodable {
    var images: [[Double]]
    var formulas: [[Double]]
    var fractions: [Double]
    var powers: [Double]
    var tables: Int
    var overflow: Double
    var requests: [String]
  }

  @Test(
    "figures and formulas are laid out, nothing is asked of a network, and nothing is wider than the page",
    .enabled(if: Browser.isExpected, "there is no chromium, chromium-browser or google-chrome in PATH"))
  func layout() throws {
    let folder = try Folder()
    try folder.write(Self.notebook, to: "page.md")
    let run = try Program.run("notebook html page.md", in: folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let page = String(decoding: try folder.data("page.html"), as: UTF8.self)
    try folder.write(page.replacingOccurrences(of: "</body>", with: Self.ruler + "</body>"), to: "measured.html")
    let document = try Browser.document(folder.path("measured.html"), in: folder)
    let title = try #require(document.firstMatch(of: /<title>(\{.*?\})<\/title>/), "\(document.prefix(500))").output.1
    let measures = try JSONDecoder().decode(Measures.self, from: Data(title.utf8))

    try #require(measures.images.count == 1)
    let image = measures.images[0]
    #expect(image[0] > 100 && image[1] > 300 && image[2] > 200, "\(image)")
    #expect(measures.formulas.count == 2)
    #expect(measures.formulas.allSatisfy { $0[0] > 80 && $0[1] > 15 }, "\(measures.formulas)")
    // Denominators stand below numerators, exponents above the line.
    #expect(measures.fractions.count == 2 && measures.fractions.allSatisfy { $0 >= 0 }, "\(measures.fractions)")
    #expect(!measures.powers.isEmpty && measures.powers.allSatisfy { $0 > 2 }, "\(measures.powers)")
    #expect(measures.tables == 1)
    #expect(measures.overflow <= 0)
    #expect(measures.requests == [])
  }
}

/// Chromium, under any of its names.
private enum Browser {
  static let executable: URL? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths = ["chromium", "chromium-browser", "google-chrome"].flatMap { name in folders.map { "\($0)/\(name)" } }
    return paths.first(where: FileManager.default.isExecutableFile).map { URL(fileURLWithPath: $0) }
  }()

  /// Whether pages are to be tested: wherever there is a browser, and where all tests must run.
  static var isExpected: Bool { executable != nil || ProcessInfo.processInfo.environment["CI"] != nil }

  /// The document of a page after its scripts have run.
  static func document(_ path: String, in folder: Folder) throws -> String {
    let run = try Program.run(
      try #require(executable, "no browser was found"),
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=900,1200",
        "--user-data-dir=\(folder.path("profile"))", "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom",
        "file://\(path)",
      ], in: folder)
    #expect(run.status == 0, "\(run.errors.suffix(2000))")
    return run.output
  }
}
