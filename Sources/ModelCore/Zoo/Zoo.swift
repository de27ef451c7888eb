// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The published models that come with the program.
public enum Zoo {
  /// Every model: neurons first, then populations, other oscillators, normal forms and maps.
  public static let models: [ZooEntry] = [
    .fitzHughNagumo, .morrisLecar, .hodgkinHuxley, .persistentSodiumPotassium, .izhikevich, .adaptiveExponential,
    .hindmarshRose, .squareWaveBurster, .ellipticMorrisLecar, .slowPotassiumBurster, .fitzHughRinzel,
    .buteraRinzelSmith,
    .chayKeizer, .rinzelPlant, .koper,
    .wilsonCowan, .wongWang, .jansenRit,
    .vanDerPol, .duffing, .brusselator, .rosenzweigMacArthur, .lorenz, .rossler,
    .cusp, .bogdanovTakens, .bautin,
    .logistic, .henon,
  ]

  /// The model of that name, whatever the case of its letters.
  public static func entry(named name: String) -> ZooEntry? {
    models.first { $0.name == name.lowercased() }
  }
}
