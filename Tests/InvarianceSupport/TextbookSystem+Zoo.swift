// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

extension TextbookSystem {
  /// The models of the zoo without their hints. What their diagrams must show is tested elsewhere; here they must show the same in
  /// every form.
  public static let zoo: [TextbookSystem] = Zoo.models.compactMap { entry in
    let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.filter { !$0.hasPrefix("@") && !$0.hasPrefix("# range") }.joined(separator: "\n")
    let hinted = TextbookSystem(entry.name, entry.text, "", 0...1, [:])
    guard let model = try? hinted.model(),
      let parameter = model.parameters.first(where: { $0.name == model.suggestedParameter }),
      let range = model.suggestedRange(of: parameter)
    else { return nil }
    return TextbookSystem(entry.name, text, parameter.name, range, [:])
  }
}
