// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Persistent sodium plus potassium model.
  static let persistentSodiumPotassium = ZooEntry(
    name: "inap-ik",
    text: #"""
      # title: Persistent sodium plus potassium model
      # citation: Izhikevich EM (2007) Dynamical Systems in Neuroscience, MIT Press, chapter 4
      # V in mV, t in ms; sodium activates at once, n is the activation of potassium.
      # range V=-90:20
      # range n=-0.05:0.8
      # range I=-10:100
      # range tau=0.1:2
      par I=3,tau=1,EL=-80,gL=8,gNa=20,gK=10
      par Vm=-20,km=15,Vn=-25,kn=5,ENa=60,EK=-90,C=1
      minf(V)=1/(1+exp((Vm-V)/km))
      ninf(V)=1/(1+exp((Vn-V)/kn))
      V'=(I-gL*(V-EL)-gNa*minf(V)*(V-ENa)-gK*n*(V-EK))/C
      n'=(ninf(V)-n)/tau
      init V=-40,n=0
      # set-title high-threshold: high-threshold potassium, firing begins by a saddle-node on an invariant circle
      # set-title low-threshold: low-threshold potassium, firing begins by a supercritical Hopf bifurcation
      # set-title subcritical: low-threshold potassium, a subcritical Hopf bifurcation; rest and firing coexist
      # set-title bistable: fast high-threshold potassium, a saddle homoclinic loop; rest and firing coexist
      set high-threshold {I=3,tau=1,EL=-80,gL=8,gNa=20,gK=10,Vm=-20,km=15,Vn=-25}
      set low-threshold {I=40,tau=1,EL=-78,gL=8,gNa=20,gK=10,Vm=-20,km=15,Vn=-45}
      set subcritical {I=45,tau=1,EL=-78,gL=1,gNa=4,gK=4,Vm=-30,km=7,Vn=-45,V=-20,n=0}
      set bistable {I=3.5,tau=0.152,EL=-80,gL=8,gNa=20,gK=10,Vm=-20,km=15,Vn=-25,V=-27,n=0.38}
      @ total=50,dt=0.01,maxstor=10000
      @ xp=V,yp=n,xlo=-90,xhi=20,ylo=-0.05,yhi=0.8
      @ parmin=-10,parmax=60,autoxmin=-10,autoxmax=60,autoymin=-90,autoymax=20
      done

      """#)
}
