// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("Command cite")
struct CiteCommandTests {
  @Test("the model's papers and the methods of several results, each once")
  func cites() throws {
    let folder = try Folder()
    #expect(try Program.run("simulate van-der-pol --method bs3 -f json -o a", in: folder).status == 0)
    #expect(try Program.run("bifurcation van-der-pol --no-cycles -f json -o b", in: folder).status == 0)
    let run = try Program.run("cite a.json b.json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    for key in ["@misc{bpanalyze,", "@article{vanderpol1926,", "@article{bogacki1989,", "@incollection{keller1977,"] {
      #expect(run.output.components(separatedBy: key).count == 2, "\(key)")
    }
    // Nothing was done with cycles.
    #expect(!run.output.contains("fairgrieve1991"))
  }

  @Test("networks that come with the program have their papers")
  func networks() throws {
    let folder = try Folder()
    #expect(try Program.run("slowpoints hopfield --set units=20 -f json -o a", in: folder).status == 0)
    #expect(try Program.run("cite a.json", in: folder).output.contains("@article{hopfield1984,"))
  }

  @Test("what is no result is bad data")
  func others() throws {
    let folder = try Folder()
    try folder.write("{}", to: "a.json")
    #expect(try Program.run("cite a.json", in: folder).status == 65)
    #expect(try Program.run("cite none.json", in: folder).status == 65)
    #expect(try Program.run("cite", in: folder).status == 64)
  }
}
