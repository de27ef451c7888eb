// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// FitzHugh–Nagumo model of an excitable membrane.
  static let fitzHughNagumo = ZooEntry(
    name: "fitzhugh-nagumo",
    text: #"""
      # title: FitzHugh–Nagumo model of an excitable membrane
      # citation: FitzHugh R (1961) Biophys J 1:445-466
      # citation: Nagumo J, Arimoto S, Yoshizawa S (1962) Proc IRE 50:2061-2070
      # The cubic caricature of an action potential: V is fast, w recovers slowly.
      # range V=-2.5:2.5
      # range w=-1:2.5
      # range I=0:2
      # range a=0:1
      # range b=0:1.5
      # range tau=1:100
      par I=0.5,a=0.7,b=0.8,tau=12.5
      V'=V-V^3/3-w+I
      w'=(V+a-b*w)/tau
      init V=-1,w=0
      # set-title excitable: one stable rest state, all-or-none response
      # set-title oscillating: repetitive firing, a stable limit cycle
      # set-title blocked: depolarisation block, a stable depolarised state
      set excitable {I=0,a=0.7,b=0.8,tau=12.5}
      set oscillating {I=0.8,a=0.7,b=0.8,tau=12.5}
      set blocked {I=1.5,a=0.7,b=0.8,tau=12.5}
      @ total=200,dt=0.05
      @ xp=V,yp=w,xlo=-2.5,xhi=2.5,ylo=-1,yhi=2.5
      @ parmin=0,parmax=2,autoxmin=0,autoxmax=2,autoymin=-2.5,autoymax=2.5
      done

      """#)
}
