// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Continuation
import Results

/// What a diagram in two parameters holds.
struct ParameterPlaneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With two parameters, the kinds of curves to follow: LP, BP, H; of maps LP, BP, PD, NS. (default: all)",
      valueName: "kinds"),
    transform: { try list($0, "kind of curve") })
  var curves: [BifurcationCurveKind]?

  @Option(
    help: ArgumentHelp(
      "With two parameters, the kinds of points to list, such as CP,BT,GH. (default: all)", valueName: "kinds"),
    transform: { try list($0, "kind of point") })
  var points: [CodimensionTwoType]?

  @Flag(
    inversion: .prefixedNo,
    help: "With two parameters, describe the regions between the curves. (default: --regions)")
  var regions: Bool?

  @Option(
    help: ArgumentHelp(
      "With two parameters, draw the diagram in one of them beside the map, along the line where the other has this value.",
      valueName: "name=value"),
    transform: NamedValue.one)
  var cut: NamedValue?

  /// Whether any of the options was given.
  var areGiven: Bool { curves != nil || points != nil || regions != nil || cut != nil }

  /// Reads names with commas between them.
  private static func list<Kind: RawRepresentable & CaseIterable>(_ text: String, _ what: String) throws -> [Kind]
  where Kind.RawValue == String {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let name = String(part[...].trimmed)
      guard let kind = Kind(rawValue: name) else {
        let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(name)' is no \(what); there are \(known).")
      }
      return kind
    }
  }
}
