// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension BifurcationResult {
  /// The diagram in the columns of AUTO's files `fort.7` and `b.NAME`, for scripts that read those (Doedel and Oldeman, the
  /// AUTO-07p manual, section "Output files").
  ///
  /// A branch begins with a heading whose lines start with 0; each point is a line of branch, point, type, label, parameter,
  /// L2 norm and the variables, for cycles their maxima and last the period. The number of a point is negative where it is
  /// stable, that of a branch of cycles is negative. Types are AUTO's: 1 and 6 branch points, 2 and 5 folds of equilibria and
  /// of cycles, 3 Hopf, 7 period doubling, 8 torus, 9 an end. Labels count from 1.
  public var autoText: String {
    var text = ""
    var label = 0
    let types = types
    for branch in branches {
      text += heading(of: branch)
      for k in branch.parameter.indices {
        let type = autoType(of: branch, point: k, types)
        if type != 0 { label += 1 }
        let isStable = branch.unstableDirections[k] == 0
        // AUTO counts points in four digits and begins anew.
        let number = (k % 9999 + 1) * (isStable ? -1 : 1)
        text += AUTOColumns.line(
          branch: branch.kind == .cycles ? -branch.id : branch.id, point: number, type: type,
          label: type == 0 ? 0 : label, columns(of: branch, point: k))
      }
    }
    return text
  }

  private func heading(of branch: BifurcationBranch) -> String {
    let names = variables.map { branch.kind == .cycles ? "MAX \($0)" : $0 }
    return AUTOColumns.heading(
      [parameter.name, "L2-NORM"] + names + (branch.kind == .cycles ? ["PERIOD"] : []))
  }

  private func columns(of branch: BifurcationBranch, point k: Int) -> [Double] {
    let values = variables.map { (branch.maxima ?? branch.states)[$0]?[k] ?? .nan }
    return [branch.parameter[k], branch.norm[k]] + values + (branch.period.map { [$0[k]] } ?? [])
  }

  private func autoType(
    of branch: BifurcationBranch, point k: Int, _ types: [String: SpecialPointType]
  ) -> Int {
    let ends = k == 0 || k == branch.parameter.count - 1
    switch types[branch.labels[k]] {
    case .limitPoint: return 2
    case .branchPoint: return 1
    case .hopf: return 3
    case .cycleLimitPoint: return 5
    case .cycleBranchPoint: return 6
    case .periodDoubling: return 7
    case .neimarkSacker: return 8
    default: return ends ? 9 : 0
    }
  }
}
