// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Van der Pol oscillator.
  static let vanDerPol = ZooEntry(
    name: "van-der-pol",
    text: #"""
      # title: Van der Pol oscillator
      # citation: van der Pol B (1926) Phil Mag 2:978-992
      # range x=-3:3
      # range y=-4:4
      # range mu=-1:5
      par mu=1
      x'=y
      y'=mu*(1-x^2)*y-x
      init x=0.5,y=0
      # set-title weak: a nearly harmonic oscillation
      # set-title relaxation: a relaxation oscillation
      set weak {mu=0.1}
      set relaxation {mu=5}
      @ total=50,dt=0.02
      @ xp=x,yp=y,xlo=-3,xhi=3,ylo=-4,yhi=4
      @ parmin=-1,parmax=5,autoxmin=-1,autoxmax=5,autoymin=-3,autoymax=3
      done

      """#)
}
