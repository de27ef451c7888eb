// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Morris–Lecar model of the barnacle muscle fibre.
  static let morrisLecar = ZooEntry(
    name: "morris-lecar",
    text: #"""
      # title: Morris–Lecar model of the barnacle muscle fibre
      # citation: Morris C, Lecar H (1981) Biophys J 35:193-213
      # citation: Rinzel J, Ermentrout B (1998) in Methods in Neuronal Modeling, 2nd ed
      # V in mV, t in ms, currents in uA/cm2; w is the open fraction of the potassium channels.
      # The parameter sets are those of Rinzel and Ermentrout, one for each way in which firing can begin.
      # range V=-75:75
      # range w=-0.1:1
      # range I=-20:250
      # range phi=0.01:0.5
      # range gCa=2:6
      par I=90,phi=0.04,gCa=4.4,V3=2,V4=30
      par C=20,gK=8,gL=2,VCa=120,VK=-84,VL=-60,V1=-1.2,V2=18
      minf(V)=0.5*(1+tanh((V-V1)/V2))
      winf(V)=0.5*(1+tanh((V-V3)/V4))
      tauw(V)=1/cosh((V-V3)/(2*V4))
      V'=(I-gCa*minf(V)*(V-VCa)-gK*w*(V-VK)-gL*(V-VL))/C
      w'=phi*(winf(V)-w)/tauw(V)
      init V=-20,w=0.13
      # set-title hopf: firing begins by a subcritical Hopf bifurcation (class 2); here rest and firing coexist
      # set-title snic: firing begins by a saddle-node on an invariant circle (class 1); here excitable
      # set-title homoclinic: firing begins by a saddle homoclinic loop; here rest and firing coexist
      set hopf {I=90,phi=0.04,gCa=4.4,V3=2,V4=30}
      set snic {I=30,phi=0.067,gCa=4,V3=12,V4=17.4,V=-10,w=0}
      set homoclinic {I=36,phi=0.23,gCa=4,V3=12,V4=17.4,V=0,w=0.1}
      @ total=1000,dt=0.2,maxstor=10000
      @ xp=V,yp=w,xlo=-75,xhi=75,ylo=-0.1,yhi=1
      @ parmin=-20,parmax=250,autoxmin=-20,autoxmax=250,autoymin=-75,autoymax=75
      done

      """#)
}
