// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Results

/// The root command: it only knows its subcommands.
struct BPAnalyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpanalyze",
    abstract: "Phase planes, bifurcations and slow points of dynamical systems.",
    discussion: """
      A model is an XPPAUT .ode file or one of the models that come with the program. First steps:

        bpanalyze models                          what comes with the program
        bpanalyze models morris-lecar > ml.ode    a model as a file
        bpanalyze check ml.ode                    its equations, as understood

      Exit status: 0 done; 64 wrong usage; 65 bad model or data; 70 the numerics stopped early (what was found is \
      saved); 74 a file could not be written; 130 interrupted. 'bpanalyze --version --verbose' names the libraries.
      """,
    version: ProgramVersion.current.version,
    subcommands: [
      Models.self, Check.self, Simulate.self, PhasePlane.self, Bifurcation.self, FastSlow.self, SlowPoints.self,
      Linearize.self, Plot.self, Cite.self, Notebook.self, Manual.self,
    ])
}
