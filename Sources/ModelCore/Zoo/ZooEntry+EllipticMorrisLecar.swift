// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Morris and Lecar's model with a slow current that makes it burst elliptically.
  static let ellipticMorrisLecar = ZooEntry(
    name: "elliptic-morris-lecar",
    text: #"""
      # title: Morris–Lecar model with a slow current: an elliptic burster
      # citation: Rinzel J, Ermentrout B (1998) in Methods in Neuronal Modeling, 2nd ed
      # citation: Izhikevich EM (2000) Int J Bifurcation Chaos 10, 1171-1266
      # The set with a subcritical Hopf point, whose current I is slow and falls while the cell is active. V in mV, t in ms.
      # range V=-80:60
      # range w=0:0.7
      # range I=60:120
      # range V0=-30:-15
      par V0=-24,eps=0.002
      par phi=0.04,gCa=4.4,V3=2,V4=30,C=20,gK=8,gL=2,VCa=120,VK=-84,VL=-60,V1=-1.2,V2=18
      minf(V)=0.5*(1+tanh((V-V1)/V2))
      winf(V)=0.5*(1+tanh((V-V3)/V4))
      V'=(I-gCa*minf(V)*(V-VCa)-gK*w*(V-VK)-gL*(V-VL))/C
      w'=phi*(winf(V)-w)*cosh((V-V3)/(2*V4))
      I'=eps*(V0-V)
      init V=-40,w=0,I=80
      @ total=10000,dt=0.5,maxstor=60000
      @ xp=I,yp=V,xlo=70,xhi=120,ylo=-80,yhi=60
      @ parmin=-30,parmax=-15,autoxmin=-30,autoxmax=-15,autoymin=-80,autoymax=60
      done

      """#)
}
