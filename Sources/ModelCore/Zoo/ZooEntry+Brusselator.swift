// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Brusselator.
  static let brusselator = ZooEntry(
    name: "brusselator",
    text: #"""
      # title: Brusselator
      # citation: Prigogine I, Lefever R (1968) J Chem Phys 48:1695-1700
      # range x=0:4
      # range y=0:6
      # range B=0:5
      # range A=0.5:3
      par B=3,A=1
      x'=A-(B+1)*x+x^2*y
      y'=B*x-x^2*y
      init x=1.2,y=3
      # set-title steady: below the Hopf bifurcation at B = 1 + A^2
      # set-title oscillating: above it
      set steady {B=1.7,A=1}
      set oscillating {B=3,A=1}
      @ total=50,dt=0.02
      @ xp=x,yp=y,xlo=0,xhi=4,ylo=0,yhi=6
      @ parmin=0,parmax=5,autoxmin=0,autoxmax=5,autoymin=0,autoymax=5
      done

      """#)
}
