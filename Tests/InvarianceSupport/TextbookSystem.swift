// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats

/// A system of the textbooks with what its diagram must show, written without any hint of where to look.
public struct TextbookSystem: Sendable, CustomStringConvertible {
  /// A short name.
  public var name: String
  /// The model as an `.ode` file.
  public var text: String
  /// The parameter that varies.
  public var parameter: String
  /// Its window.
  public var range: ClosedRange<Double>
  /// The values of the parameter at the special points that are known in closed form or to many digits, by type; types that do not
  /// stand here are not looked at, those that do have no other points.
  public var points: [String: [Double]]
  /// How near a value must be, in units of the window.
  public var tolerance: Double

  /// Describes a system.
  public init(
    _ name: String, _ text: String, _ parameter: String, _ range: ClosedRange<Double>, _ points: [String: [Double]],
    tolerance: Double = 1e-6
  ) {
    (self.name, self.text, self.parameter, self.range) = (name, text, parameter, range)
    (self.points, self.tolerance) = (points, tolerance)
  }

  /// The name.
  public var description: String { name }

  /// The model.
  public func model() throws -> Model { try ODEFile.read(text: text, fileName: "\(name).ode") }

  /// All systems.
  public static var all: [TextbookSystem] { lines + planes + spaces + maps + applications + unusual }
}

/// The values of a parameter at equilibria given as functions of something else.
private func cubeRoot(_ value: Double) -> Double {
  var x = value
  for _ in 0..<80 { x -= (x * x * x - value) / (3 * x * x) }
  return x
}

extension TextbookSystem {
  /// Systems of one variable.
  static let lines: [TextbookSystem] = [
    TextbookSystem("saddle-node", "x'=r+x^2\npar r=-1", "r", -2...2, ["LP": [0], "BP": []]),
    TextbookSystem("transcritical", "x'=r*x-x^2\npar r=1", "r", -1...2, ["LP": [], "BP": [0]]),
    TextbookSystem("pitchfork", "x'=r*x-x^3\npar r=1", "r", -1...2, ["LP": [], "BP": [0]]),
    TextbookSystem("subcritical pitchfork", "x'=r*x+x^3\npar r=-1", "r", -2...1, ["LP": [], "BP": [0]]),
    TextbookSystem(
      "subcritical pitchfork with folds", "x'=r*x+x^3-x^5\npar r=-0.1", "r", -1...1, ["LP": [-0.25, -0.25], "BP": [0]]),
    TextbookSystem(
      "hysteresis", "x'=r+x-x^3\npar r=0", "r", -1...1,
      ["LP": [-2 / 27.0.squareRoot(), 2 / 27.0.squareRoot()], "BP": []]),
    TextbookSystem(
      "imperfect pitchfork", "x'=0.1+r*x-x^3\npar r=1", "r", -1...2,
      ["LP": [3 * cubeRoot(0.05) * cubeRoot(0.05)], "BP": []]),
    TextbookSystem(
      "budworm", "x'=r*x*(1-x/10)-x^2/(1+x^2)\npar r=0.5", "r", 0.1...0.9,
      // r = 2 x^3 / (1 + x^2)^2 where 10 = 2 x^3 / (x^2 - 1).
      ["LP": [0.3839707316274608, 0.5595250124456357]]),
    TextbookSystem(
      "harvested logistic growth", "x'=x*(1-x)-h\npar h=0.1", "h", 0...1, ["LP": [0.25], "BP": []]),
    TextbookSystem(
      "Schlögl's model", "x'=b+3*x^2-x^3-2*x\npar b=0", "b", -1...1,
      // x = 1 +- 1 / sqrt 3
      ["LP": [-2 / 27.0.squareRoot(), 2 / 27.0.squareRoot()], "BP": []]),
    TextbookSystem(
      "autocatalysis far from the origin", "x'=b+3*(x-5)^2-(x-5)^3-2*(x-5)\npar b=0", "b", -1...1,
      ["LP": [-2 / 27.0.squareRoot(), 2 / 27.0.squareRoot()], "BP": []]),
    TextbookSystem(
      "overdamped pendulum in a well", "x'=r-x*exp(-x)\npar r=0.1", "r", 0.05...1,
      ["LP": [0.36787944117144233], "BP": []]),
    TextbookSystem(
      "narrow fold", "x'=r+1000*x^2-x^3*1e5\npar r=0", "r", -1...1,
      // x = 0 and 2/300: r = -1000 x^2 + 1e5 x^3
      ["LP": [0, -1000 * (1 / 150.0) * (1 / 150.0) + 1e5 / (150.0 * 150 * 150)], "BP": []]),
  ]

  /// Systems of two variables.
  static let planes: [TextbookSystem] = [
    TextbookSystem(
      "supercritical Hopf", "x'=m*x-y-x*(x^2+y^2)\ny'=x+m*y-y*(x^2+y^2)\npar m=0.5", "m", -1...1,
      ["H": [0], "LP": [], "BP": [], "LPC": []]),
    TextbookSystem(
      "subcritical Hopf", "x'=m*x-y+x*(x^2+y^2)\ny'=x+m*y+y*(x^2+y^2)\npar m=-0.5", "m", -1...1,
      ["H": [0], "LP": [], "BP": [], "LPC": []]),
    TextbookSystem(
      "Bautin's fold of cycles",
      "x'=m*x-y+x*(x^2+y^2)*(1-x^2-y^2)\ny'=x+m*y+y*(x^2+y^2)*(1-x^2-y^2)\npar m=-0.1", "m", -1...1,
      ["H": [0], "LP": [], "BP": [], "LPC": [-0.25]]),
    TextbookSystem("van der Pol", "x'=y\ny'=m*(1-x^2)*y-x\npar m=1", "m", -1...3, ["H": [0], "LP": [], "BP": []]),
    TextbookSystem(
      "Brusselator", "x'=1-(b+1)*x+x^2*y\ny'=b*x-x^2*y\npar b=3", "b", 1...4, ["H": [2], "LP": [], "LPC": []]),
    TextbookSystem(
      "glycolysis", "x'=-x+0.08*y+x^2*y\ny'=b-0.08*y-x^2*y\npar b=0.6", "b", 0.1...1.2,
      // b^2 = (1 - 2a +- sqrt(1 - 8a)) / 2
      ["H": [(0.12).squareRoot(), (0.72).squareRoot()], "LP": [], "LPC": []]),
    TextbookSystem(
      "predator and prey", "x'=x*(1-x/k)-x*y/(1+x)\ny'=y*(2*x/(1+x)-1)\npar k=2", "k", 0.5...5,
      // x = 1: transcritical at k = 1, Hopf at k = 1 + 2 x = 3
      ["H": [3], "BP": [1], "LP": []]),
    TextbookSystem(
      "FitzHugh–Nagumo", "v'=v-v^3/3-w+i\nw'=(v+0.7-0.8*w)/12.5\npar i=0.5", "i", 0...2,
      ["H": [0.33128133745474581, 1.4187186625452542], "LP": [], "LPC": [0.32417852, 1.42582148]], tolerance: 1e-6),
    TextbookSystem(
      "damped double well", "x'=y\ny'=-0.5*y+r*x-x^3\npar r=1", "r", -1...2, ["BP": [0], "H": [], "LP": []]),
    TextbookSystem("toggle switch", "u'=a/(1+v^2)-u\nv'=a/(1+u^2)-v\npar a=1", "a", 0.5...5, ["BP": [2], "H": []]),
    TextbookSystem(
      "Schnakenberg", "x'=0.1-x+x^2*y\ny'=b-x^2*y\npar b=0.5", "b", 0.05...2,
      // (b - a) = (a + b)^3
      ["H": [0.10914884844131658, 0.77888506624997283], "LP": []]),
    TextbookSystem(
      "epidemic", "s'=0.02-b*s*i-0.02*s\ni'=b*s*i-0.12*i\npar b=0.3", "b", 0.02...0.5, ["BP": [0.12], "LP": []]),
    TextbookSystem(
      "laser", "n'=n*g-n\ng'=p-0.1*g-g*n\npar p=0.5", "p", 0.01...1, ["BP": [0.1], "LP": []]),
    TextbookSystem(
      "Morris–Lecar",
      """
      v'=(i-4*m(v)*(v-120)-8*w*(v+84)-2*(v+60))/20
      w'=0.067*(winf(v)-w)*cosh((v-12)/34.8)
      m(v)=0.5*(1+tanh((v+1.2)/18))
      winf(v)=0.5*(1+tanh((v-12)/17.4))
      par i=30
      """, "i", -30...150,
      ["LP": [-9.94903932262, 39.9631530927], "H": [97.6461639215]], tolerance: 1e-8),
    TextbookSystem(
      "competition", "x'=x*(1-x-a*y)\ny'=y*(1-y-0.5*x)\npar a=0.5", "a", 0.1...3, ["BP": [1], "H": [], "LP": []]),
    TextbookSystem(
      "chemostat", "s'=d*(1-s)-s*x/(0.5+s)\nx'=s*x/(0.5+s)-d*x\npar d=0.3", "d", 0.05...1, ["BP": [2 / 3.0], "H": []]),
    TextbookSystem(
      "stirred tank", "x'=-x+d*(1-x)*exp(y)\ny'=-3*y+12*d*(1-x)*exp(y)\npar d=0.1", "d", 0.02...0.3,
      // y = 4 x and d = x exp(-4 x) / (1 - x): only an inflection at x = 1/2; trace zero elsewhere
      ["LP": []]),
  ]

  /// Systems of three variables.
  static let spaces: [TextbookSystem] = [
    TextbookSystem(
      "Lorenz", "x'=10*(y-x)\ny'=x*(r-z)-y\nz'=x*y-8/3*z\npar r=20", "r", 0...30,
      ["BP": [1], "H": [24.736842105263158, 24.736842105263158], "LP": []]),
    TextbookSystem(
      "repressilator", "x'=a/(1+z^4)-x\ny'=a/(1+x^4)-y\nz'=a/(1+y^4)-z\npar a=1", "a", 0.2...5,
      ["H": [2], "LP": []]),
    TextbookSystem(
      "Hindmarsh–Rose equilibria", "x'=y-x^3+3*x^2+i-z\ny'=1-5*x^2-y\nz'=0.001*(4*(x+1.6)-z)\npar i=5", "i", 4...10,
      ["H": [5.398987354399678, 6.202816651170974], "LP": []]),
    TextbookSystem(
      "Lorenz's waves", "x'=-y^2-z^2-0.25*x+0.25*f\ny'=x*y-4*x*z-y+1\nz'=4*x*y+x*z-z\npar f=1", "f", 0.1...1.2,
      ["BP": []]),
  ]

  /// Maps.
  static let maps: [TextbookSystem] = [
    TextbookSystem(
      "logistic map", "x(t+1)=r*x*(1-x)\npar r=3", "r", 2.8...3.5, ["PD": [3, 1 + 6.0.squareRoot()], "LP": []]),
    TextbookSystem("quadratic map", "x(t+1)=r+x-x^2\npar r=0.2", "r", -0.5...1.2, ["LP": [0], "PD": [1]]),
    TextbookSystem(
      "cubic map", "x(t+1)=r*x-x^3\npar r=1.5", "r", -0.5...2.1,
      ["BP": [1], "PD": [2, 2], "LP": []]),
    TextbookSystem("Ricker", "x(t+1)=x*exp(r*(1-x))\npar r=1", "r", 0.5...2.4, ["PD": [2], "LP": []]),
    TextbookSystem(
      "Hénon", "x(t+1)=1-a*x^2+y\ny(t+1)=0.3*x\npar a=0.2", "a", -0.2...0.8, ["LP": [-0.1225], "PD": [0.3675]]),
    TextbookSystem(
      "delayed logistic map", "x(t+1)=r*x*(1-y)\ny(t+1)=x\npar r=1.9", "r", 1.5...2.2, ["NS": [2], "LP": []]),
  ]
}
