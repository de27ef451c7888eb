// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Square-wave burster of Rinzel's type.
  static let squareWaveBurster = ZooEntry(
    name: "square-wave-burster",
    text: #"""
      # title: Square-wave burster of Rinzel's type
      # citation: Rinzel J (1985) in Ordinary and Partial Differential Equations, Springer, 304-316
      # citation: Rinzel J, Ermentrout B (1998) in Methods in Neuronal Modeling, 2nd ed
      # Morris–Lecar with calcium-dependent potassium. V in mV, t in ms. The fast subsystem (V, w) has a homoclinic
      # loop, which the slow calcium concentration Ca sweeps across.
      # range V=-75:40
      # range w=-0.05:0.6
      # range Ca=0:4
      # range I=30:80
      # range eps=0.0005:0.05
      par I=45,eps=0.005,gKCa=0.25,mu=0.02,kCa=1
      par phi=0.23,gCa=4,V3=12,V4=17.4,C=20,gK=8,gL=2,VCa=120,VK=-84,VL=-60,V1=-1.2,V2=18
      minf(V)=0.5*(1+tanh((V-V1)/V2))
      winf(V)=0.5*(1+tanh((V-V3)/V4))
      tauw(V)=1/cosh((V-V3)/(2*V4))
      ICa=gCa*minf(V)*(V-VCa)
      z=Ca/(1+Ca)
      V'=(I-ICa-gK*w*(V-VK)-gL*(V-VL)-gKCa*z*(V-VK))/C
      w'=phi*(winf(V)-w)/tauw(V)
      Ca'=eps*(-mu*ICa-kCa*Ca)
      init V=-30,w=0,Ca=1.5
      @ total=4000,dt=0.2,maxstor=30000
      @ xp=V,yp=w,xlo=-75,xhi=40,ylo=-0.05,yhi=0.6
      @ parmin=30,parmax=80,autoxmin=30,autoxmax=80,autoymin=-75,autoymax=40
      done

      """#)
}
