// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Hénon map.
  static let henon = ZooEntry(
    name: "henon",
    text: #"""
      # title: Hénon map
      # citation: Hénon M (1976) Commun Math Phys 50:69-77
      # range x=-2:2
      # range y=-0.6:0.6
      # range a=-0.2:1.5
      # range b=-0.5:0.5
      par a=1.4,b=0.3
      x(t+1)=1-a*x^2+y
      y(t+1)=b*x
      init x=0,y=0
      # set-title steady: a stable fixed point, below the flip at a = 3 (1-b)^2/4
      # set-title flipped: period 2
      # set-title chaotic: the Hénon attractor
      set steady {a=0.2,b=0.3}
      set flipped {a=0.8,b=0.3}
      set chaotic {a=1.4,b=0.3}
      @ total=1000,method=discrete
      @ xp=x,yp=y,xlo=-1.6,xhi=1.6,ylo=-0.5,yhi=0.5
      @ parmin=-0.2,parmax=1.5,autoxmin=-0.2,autoxmax=1.5,autoymin=-2,autoymax=2
      done

      """#)
}
