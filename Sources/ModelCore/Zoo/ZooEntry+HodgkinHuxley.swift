// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Hodgkin–Huxley model of the squid giant axon.
  static let hodgkinHuxley = ZooEntry(
    name: "hodgkin-huxley",
    text: #"""
      # title: Hodgkin–Huxley model of the squid giant axon
      # citation: Hodgkin AL, Huxley AF (1952) J Physiol 117:500-544
      # V in mV with rest near -65, t in ms, currents in uA/cm2, conductances in mS/cm2, 6.3 degrees Celsius.
      # range V=-85:55
      # range m=0:1
      # range h=0:1
      # range n=0:1
      # range gK=5:60
      # range I=-10:200
      par I=10,gNa=120,gK=36,gL=0.3,ENa=50,EK=-77,EL=-54.4,C=1
      am(V)=0.1*(V+40)/(1-exp(-(V+40)/10))
      bm(V)=4*exp(-(V+65)/18)
      ah(V)=0.07*exp(-(V+65)/20)
      bh(V)=1/(1+exp(-(V+35)/10))
      an(V)=0.01*(V+55)/(1-exp(-(V+55)/10))
      bn(V)=0.125*exp(-(V+65)/80)
      V'=(I-gNa*m^3*h*(V-ENa)-gK*n^4*(V-EK)-gL*(V-EL))/C
      m'=am(V)*(1-m)-bm(V)*m
      h'=ah(V)*(1-h)-bh(V)*h
      n'=an(V)*(1-n)-bn(V)*n
      init V=-65,m=0.053,h=0.6,n=0.318
      aux INa=gNa*m^3*h*(V-ENa)
      aux IK=gK*n^4*(V-EK)
      # set-title rest: no current, a single stable rest state
      # set-title bistable: rest and repetitive firing coexist
      # set-title firing: repetitive firing
      set rest {I=0}
      set bistable {I=8}
      set firing {I=15}
      @ total=100,dt=0.02,maxstor=10000,bound=10000
      @ xp=V,yp=n,xlo=-85,xhi=55,ylo=0.2,yhi=0.9
      @ parmin=-10,parmax=200,autoxmin=0,autoxmax=200,autoymin=-85,autoymax=55
      done

      """#)
}
