// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension TextbookSystem {
  /// Systems on which a method that is content with the usual misses something, or finds what is not there.
  static let unusual: [TextbookSystem] = [
    TextbookSystem(
      // The other root is exp(1 / r) where r is small: 1e-16, and as far from 1 as can be.
      "logarithm", "x'=r*ln(x)+x-1\npar r=0.5\ninit x=2", "r", -3...1, ["LP": [], "BP": [-1]]),
    TextbookSystem(
      "closed curve between slices", "x'=-((x-2)^2+a^2-0.01)*x\npar a=0", "a", -2...2, ["LP": [-0.1, 0.1], "BP": []]),
    TextbookSystem(
      "closed curve far from the model's value", "x'=-((x-2)^2+(a-0.9)^2-0.01)*x\npar a=-1", "a", -2...2,
      ["LP": [0.8, 1], "BP": []]),
    TextbookSystem(
      // Beyond 700 widths of the sigmoid its exponential overflows.
      "steep sigmoid", "x'=-x+1/(1+exp(-(x-h)/0.001))\npar h=0.2", "h", -0.5...1.5,
      ["LP": [0.0079067543, 0.9920932457], "BP": []]),
    TextbookSystem(
      // Both points lie between two steps of the curve.
      "close Hopf points", "x'=(0.001-m^2)*x-y-x*(x^2+y^2)\ny'=x+(0.001-m^2)*y-y*(x^2+y^2)\npar m=0.3", "m", -2...2,
      ["H": [-0.001.squareRoot(), 0.001.squareRoot()], "LP": []]),
    TextbookSystem(
      // Consecutive reactions (Doedel's example), by Newton's method and eigenvalues of other programs.
      "consecutive reactions",
      "u'=-u+d*(1-u)*exp(w)\nv'=-v+d*exp(w)*(1-u-v)\nw'=-2.55*w+8*d*exp(w)*(1-u+0.04*v)\npar d=0.1", "d", 0.05...0.4,
      ["H": [0.229074618, 0.235744311], "LP": []]),
    TextbookSystem(
      "two zero eigenvalues", "x'=y\ny'=a*x-x^3\npar a=0.5", "a", -1...1, ["BP": [0], "LP": [], "H": []]),
    TextbookSystem(
      "four coupled cells",
      "a'=l*a-a^3+0.2*(b+d-2*a)\nb'=l*b-b^3+0.2*(a+c-2*b)\nc'=l*c-c^3+0.2*(b+d-2*c)\nd'=l*d-d^3+0.2*(a+c-2*d)\npar l=0.1",
      "l", -0.5...0.7, ["H": [], "LP": []]),
    TextbookSystem(
      // Michaelis and Menten's constant is 1e-4 of the levels of interest.
      "saturated degradation", "x'=a-1.7*x*y/(0.0001+x)\nu'=1.1*x-0.8*u\ny'=0.8*u-0.8*y\npar a=0.9", "a", 0.1...2,
      ["LP": [], "BP": [], "H": []]),
    TextbookSystem(
      // May and Leonard: at b = 3/2 a first integral on the simplex, and cycles of all sizes up to a heteroclinic one.
      "three competitors", "x'=x*(1-x-0.5*y-b*z)\ny'=y*(1-b*x-y-0.5*z)\nz'=z*(1-0.5*x-b*y-z)\npar b=1.2", "b",
      0.5...2.5, ["H": [1.5], "LP": [], "LPC": []]),
    TextbookSystem(
      "circle map", "x(t+1)=x+w+0.8*sin(x)\npar w=0.3", "w", -1.5...1.5, ["LP": [-0.8, 0.8], "BP": []]),
    TextbookSystem(
      // The multiplier at (2/3, 0) is -1 whatever b is.
      "parasitoid at a neutral host", "x(t+1)=3*x*(1-x-y)\ny(t+1)=b*x*y\npar b=2", "b", 1...2, ["BP": [1.5], "PD": []]),
  ]
}
