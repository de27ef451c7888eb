// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Lorenz model of convection.
  static let lorenz = ZooEntry(
    name: "lorenz",
    text: #"""
      # title: Lorenz model of convection
      # citation: Lorenz EN (1963) J Atmos Sci 20:130-141
      # range x=-25:25
      # range y=-30:30
      # range z=-5:55
      # range sigma=1:20
      # range r=0:30
      par r=28,sigma=10,beta=2.66666666666666667
      x'=sigma*(y-x)
      y'=r*x-y-x*z
      z'=x*y-beta*z
      init x=1,y=1,z=1
      # set-title steady: two stable rolls
      # set-title coexisting: chaos and two stable steady states coexist
      # set-title chaotic: the Lorenz attractor
      set steady {r=10}
      set coexisting {r=24.4}
      set chaotic {r=28}
      @ total=50,dt=0.005,maxstor=20000,bound=1000
      @ xp=x,yp=z,xlo=-25,xhi=25,ylo=-5,yhi=55
      @ parmin=0,parmax=30,autoxmin=0,autoxmax=30,autoymin=-15,autoymax=15
      done

      """#)
}
