// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Adaptive exponential integrate-and-fire neuron.
  static let adaptiveExponential = ZooEntry(
    name: "adex",
    text: #"""
      # title: Adaptive exponential integrate-and-fire neuron
      # citation: Brette R, Gerstner W (2005) J Neurophysiol 94:3637-3642
      # citation: Naud R, Marcille N, Clopath C, Gerstner W (2008) Biol Cybern 99:335-347
      # V in mV, t in ms, currents in pA, conductances in nS, C in pF.
      # A spike is cut off at Vpeak, where V is reset to Vr and w grows by b. Above Vpeak
      # the exponential is held, so that a fixed step may overshoot the peak without overflow.
      # range V=-80:-30
      # range w=-100:400
      # range I=0:1000
      # range a=-20:20
      # range b=0:200
      par I=500,a=4,b=80.5,C=281,gL=30,EL=-70.6,VT=-50.4,DT=2,tau_w=144,Vr=-70.6,Vpeak=0
      V'=(gL*(EL-V)+gL*DT*exp((min(V,Vpeak)-VT)/DT)-w+I)/C
      w'=(a*(min(V,Vpeak)-EL)-w)/tau_w
      global 1 V-Vpeak {V=Vr;w=w+b}
      init V=-45,w=0
      # set-title tonic: tonic spiking
      # set-title adapting: spike-frequency adaptation
      # set-title initial-burst: a burst, then tonic spiking
      # set-title bursting: regular bursting
      # set-title accelerating: delayed accelerating
      # set-title delayed-bursting: delayed regular bursting
      # set-title transient: transient spiking
      # set-title irregular: irregular spiking
      set tonic {I=500,a=2,b=0,C=200,gL=10,EL=-70,VT=-50,tau_w=30,Vr=-58,V=-70,w=0}
      set adapting {I=500,a=2,b=60,C=200,gL=12,EL=-70,VT=-50,tau_w=300,Vr=-58,V=-70,w=0}
      set initial-burst {I=400,a=4,b=120,C=130,gL=18,EL=-58,VT=-50,tau_w=150,Vr=-50,V=-58,w=0}
      set bursting {I=210,a=2,b=100,C=200,gL=10,EL=-58,VT=-50,tau_w=120,Vr=-46,V=-58,w=0}
      set accelerating {I=300,a=-10,b=0,C=200,gL=12,EL=-70,VT=-50,tau_w=300,Vr=-58,V=-70,w=0}
      set delayed-bursting {I=110,a=-10,b=30,C=100,gL=10,EL=-65,VT=-50,tau_w=90,Vr=-47,V=-65,w=0}
      set transient {I=180,a=10,b=100,C=100,gL=10,EL=-65,VT=-50,tau_w=90,Vr=-47,V=-65,w=0}
      set irregular {I=160,a=-11,b=30,C=100,gL=12,EL=-60,VT=-50,tau_w=130,Vr=-48,V=-60,w=0}
      @ total=600,dt=0.05,maxstor=20000,bound=1e15
      @ xp=V,yp=w,xlo=-80,xhi=-35,ylo=-100,yhi=400
      @ parmin=0,parmax=1000,autoxmin=0,autoxmax=1000,autoymin=-80,autoymax=-40
      done

      """#)
}
