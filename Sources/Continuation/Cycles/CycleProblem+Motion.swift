// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension CycleProblem {
  /// The change of the cycle at nodes that move with its steep parts, and the velocities of the mesh points.
  public func motion(at unknowns: [Double], tangent: [Double]) -> [Double] {
    let motion = MeshMotion(self, at: unknowns, tangent: tangent)
    return motion.tangent + motion.velocities
  }

  /// The problem on a mesh that has moved, with the guess as reference of the phase.
  public func moved(_ unknowns: [Double], by displacement: [Double]) -> (problem: CycleProblem, guess: [Double])? {
    let shifts = displacement.dropFirst(unknowns.count)
    guard let mesh = mesh.displaced(by: shifts) else { return nil }
    let guess = zip(unknowns, displacement).map { $0 + $1 }
    var problem = self
    problem.set(mesh: mesh, reference: Array(guess.prefix(nodeCount * n)))
    return (problem, guess)
  }
}
