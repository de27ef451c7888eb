// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore
import Rendering
import Results

/// What the figure of a bifurcation diagram shows.
struct DiagramOptions: ParsableArguments {
  @Option(
    name: .customLong("y"),
    help: ArgumentHelp(
      """
      The vertical axis of a diagram: a variable or auxiliary quantity (of cycles the extrema), mean:NAME, max:NAME, \
      min:NAME, norm, period or frequency; =LOW:HIGH sets its ends.
      """,
      valueName: "quantity"),
    transform: NamedRange.nameOrFull)
  var vertical: NamedRange?

  @Flag(help: "Add a panel with the period of the cycles.")
  var period = false

  @Flag(help: "Add a panel with the frequency of the cycles.")
  var frequency = false

  @Flag(help: "Add a panel with some of the cycles over a period, those with labels before others.")
  var profiles = false

  func validate() throws {
    if period, frequency { throw ValidationError("--period and --frequency: there is room for one panel more.") }
  }

  /// Whether any of the options was given.
  var areGiven: Bool { vertical != nil || period || frequency || profiles }

  /// The figure of a diagram.
  /// - Throws: `ValidationError` for a quantity that the diagram does not have.
  func figure(of result: BifurcationResult, options: FigureOptions) throws -> Figure {
    var figure = BifurcationFigure(
      result, range: vertical?.range, secondQuantity: period ? .period : frequency ? .frequency : nil,
      showsProfiles: profiles, options: options)
    if let name = vertical?.name {
      do {
        figure.quantity = try DiagramQuantity(name, in: result)
      } catch {
        throw ValidationError("--y: \(error.description)")
      }
    }
    return figure.figure
  }
}
