// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Reference {
  private static let wu = article(
    "wu2008", "Wu, S. and Hamaguchi, K. and Amari, S.", 2008,
    "Dynamics and computation of continuous attractors", "Neural Computation", 20, "994-1025")

  /// The papers of the networks that come with the program, whose records hold the name and no text.
  static let networks: [String: Reference] = [
    "cann": wu, "cann-2d": wu,
    "coba-lif": .clockDrivenNetworks, "coba-hh": .clockDrivenNetworks,
    "coba-eif": article(
      "fourcaud2003", "Fourcaud-Trocmé, N. and Hansel, D. and van Vreeswijk, C. and Brunel, N.", 2003,
      "How spike generation mechanisms determine the neuronal response to fluctuating inputs", "J. Neurosci.", 23,
      "11628-11640"),
    "hopfield": article(
      "hopfield1984", "Hopfield, J. J.", 1984,
      "Neurons with graded response have collective computational properties like those of two-state neurons",
      "Proc. Natl. Acad. Sci. USA", 81, "3088-3092"),
    "random-network": article(
      "sompolinsky1988", "Sompolinsky, H. and Crisanti, A. and Sommers, H. J.", 1988, "Chaos in random neural networks",
      "Phys. Rev. Lett.", 61, "259-262"),
  ]
}
