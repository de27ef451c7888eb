// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension TextbookSystem {
  /// Systems of several fields, in unusual units or far from unit size.
  static let applications: [TextbookSystem] = [
    TextbookSystem(
      "steep fold", "x'=r-1e12*x^2\npar r=1", "r", -1...1, ["LP": [0], "BP": []]),
    TextbookSystem(
      // b = -1e-6 x + x^3 where 3 x^2 = 1e-6.
      "narrow hysteresis", "x'=b+1e-6*x-x^3\npar b=0", "b", -1e-8...1e-8,
      ["LP": [-2e-9 / 27.0.squareRoot(), 2e-9 / 27.0.squareRoot()], "BP": []]),
    TextbookSystem(
      // a = (p - 1/20) (1 + p^2) / p^2
      "autoregulation", "p'=0.05+a*p^2/(1+p^2)-p\npar a=2", "a", 0.5...4, ["LP": [1.8972111645243087], "BP": []]),
    TextbookSystem(
      "Allee effect", "x'=x*(x-0.1)*(1-x)-x*y\ny'=y*(x-m)\npar m=0.6", "m", 0.05...1.2,
      // Where the nullcline of the prey is highest.
      ["H": [0.55], "BP": [0.1, 1], "LP": []]),
    TextbookSystem(
      "backward bifurcation", "s'=0.1-b*s*i-0.1*s\ni'=b*i*(1-i)*(1+5*i)-i\npar b=0.9", "b", 0.3...2,
      // b (1 - i) (1 + 5 i) = 1, whose left side is largest at i = 2/5.
      ["LP": [1 / 1.8], "BP": [1], "H": []]),
    TextbookSystem(
      "Gray–Scott", "u'=-u*v^2+f*(1-u)\nv'=u*v^2-(f+0.06)*v\npar f=0.03", "f", 0.001...0.1,
      // Folds at f = 4 (f + k)^2; at the Hopf point v^2 = k.
      ["LP": [0.04, 0.09], "H": [0.045065824258255863]]),
    TextbookSystem(
      "Lengyel–Epstein", "x'=10-x-4*x*y/(1+x^2)\ny'=b*x*(1-y/(1+x^2))\npar b=2", "b", 0.5...6,
      // b = 3 a / 5 - 25 / a
      ["H": [3.5], "LP": [], "BP": []]),
    TextbookSystem(
      "Selkov", "x'=1-x*y^2\ny'=a*(x*y^2-y)\npar a=0.5", "a", 0.2...3, ["H": [1], "LP": [], "BP": []]),
    TextbookSystem(
      "laser in SI units", "n'=p-n/2e-9-1e-12*n*s\ns'=1e-12*n*s-s/2e-12\npar p=2e32", "p", 1e32...1e33,
      ["BP": [2.5e32], "LP": [], "H": []]),
    TextbookSystem(
      "thermohaline box", "u'=3-u*(1+abs(u-s))\ns'=r-s*(0.3+abs(u-s))\npar r=1", "r", 0.5...2,
      // The corner is met at u = s = 3.
      ["BC": [0.9], "BP": []]),
    TextbookSystem(
      "Bogdanov and Takens", "x'=y\ny'=b+0.5*x+x^2-x*y\npar b=-0.1", "b", -1...1, ["LP": [0.0625], "H": [], "BP": []]),
    TextbookSystem(
      "waning immunity", "s'=3.8e-5*(1-s)-b*s*i+0.01*(1-s-i)\ni'=b*s*i-0.100038*i\npar b=0.2", "b", 0.05...1,
      ["BP": [0.100038], "LP": [], "H": []]),
    TextbookSystem(
      "oscillator with a follower", "x'=m*x-y-x*(x^2+y^2)\ny'=x+m*y-y*(x^2+y^2)\nz'=-z+x^2\npar m=0.2", "m", -0.5...1,
      ["H": [0], "LP": [], "BP": []]),
    TextbookSystem(
      "Chua with a cubic", "x'=a*(y-x^3/16+x/6)\ny'=x-y+z\nz'=-14*y\npar a=3", "a", 0.5...5, ["LP": []]),
    TextbookSystem("Beverton and Holt", "x(t+1)=r*x/(1+x)\npar r=2", "r", 0.5...5, ["BP": [1], "LP": []]),
    TextbookSystem(
      "fast map of Rulkov", "x(t+1)=a/(1+x^2)+y\ny(t+1)=y-0.001*(x+1)\npar a=2", "a", 1...2.5, ["NS": [1.998]]),
    TextbookSystem(
      "Nicholson and Bailey", "x(t+1)=r*x*exp(-y)\ny(t+1)=x*(1-exp(-y))\npar r=2", "r", 1.1...3,
      ["LP": [], "BP": []]),
    TextbookSystem(
      // n = K (2.5 + log s), with the multiplier 1 - n / K.
      "fishery", "n(t+1)=n*exp(2.5-n/1e9)*s\npar s=1", "s", 0.05...0.9,
      ["BP": [Double.exp(-2.5)], "PD": [Double.exp(-0.5)], "LP": []]),
  ]
}
