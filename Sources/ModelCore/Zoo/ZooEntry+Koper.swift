// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Koper's model of mixed-mode oscillations.
  static let koper = ZooEntry(
    name: "koper",
    text: #"""
      # title: Koper's model of mixed-mode oscillations
      # citation: Koper MTM (1995) Physica D 80:72-94
      # In the form of Desroches M and others (2012) SIAM Rev 54:211-288: x is fast, y and z are slow.
      # range x=-3:3
      # range y=-2:1
      # range z=-2:1
      # range lambda=0:10
      par lambda=7,k=-10,eps=0.01,delta=1
      x'=(k*y-x^3+3*x-lambda)/eps
      y'=x-2*y+z
      z'=delta*(y-z)
      init x=-1.5,y=-0.7,z=-0.6
      # set-title folded-node: small oscillations at a folded node
      # set-title singular-hopf: small oscillations that wind from an equilibrium
      # set-title relaxation: large oscillations alone
      set folded-node {lambda=7,eps=0.01}
      set singular-hopf {lambda=7.7,eps=0.03}
      set relaxation {lambda=4,eps=0.01}
      @ total=40,dt=0.001,maxstor=50000,method=stiff
      @ xp=t,yp=x,xlo=0,xhi=40,ylo=-2.5,yhi=2.5
      @ parmin=0,parmax=10,autoxmin=0,autoxmax=10,autoymin=-2.5,autoymax=2.5
      done

      """#)
}
