// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Logistic map.
  static let logistic = ZooEntry(
    name: "logistic",
    text: #"""
      # title: Logistic map
      # citation: May RM (1976) Nature 261:459-467
      # range x=0:1
      # range r=0:4
      par r=3.7
      x(t+1)=r*x*(1-x)
      init x=0.2
      # set-title steady: a stable fixed point
      # set-title flipped: period 2, between the flips at r = 3 and r = 1 + sqrt(6)
      # set-title window: the window of period 3, past r = 1 + sqrt(8)
      # set-title chaotic: chaos
      set steady {r=2.8}
      set flipped {r=3.2}
      set window {r=3.83}
      set chaotic {r=3.7}
      @ total=100,method=discrete
      @ xp=t,yp=x,xlo=0,xhi=100,ylo=0,yhi=1
      @ parmin=0,parmax=4,autoxmin=0,autoxmax=4,autoymin=0,autoymax=1
      done

      """#)
}
