// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Izhikevich's simple model of a spiking neuron.
  static let izhikevich = ZooEntry(
    name: "izhikevich",
    text: #"""
      # title: Izhikevich's simple model of a spiking neuron
      # citation: Izhikevich EM (2003) IEEE Trans Neural Netw 14:1569-1572
      # citation: Izhikevich EM (2004) IEEE Trans Neural Netw 15:1063-1070
      # v in mV, t in ms; a spike is cut off at 30 mV, where v is reset to c and u grows by d.
      # range v=-90:30
      # range u=-25:20
      # range I=-5:20
      # range a=0:0.2
      # range b=-0.1:0.3
      par I=3,a=0.02,b=0.2,c=-65,d=8
      v'=0.04*v^2+5*v+140-u+I
      u'=a*(b*v-u)
      global 1 v-30 {v=c;u=u+d}
      init v=-50,u=-14
      # set-title RS: regular spiking
      # set-title IB: intrinsically bursting
      # set-title CH: chattering
      # set-title FS: fast spiking
      # set-title LTS: low-threshold spiking
      # set-title TC: thalamo-cortical
      # set-title RZ: resonator
      # set-title bistable: rest and tonic spiking coexist
      set RS {I=10,a=0.02,b=0.2,c=-65,d=8,v=-65,u=-13}
      set IB {I=10,a=0.02,b=0.2,c=-55,d=4,v=-65,u=-13}
      set CH {I=10,a=0.02,b=0.2,c=-50,d=2,v=-65,u=-13}
      set FS {I=10,a=0.1,b=0.2,c=-65,d=2,v=-65,u=-13}
      set LTS {I=10,a=0.02,b=0.25,c=-65,d=2,v=-65,u=-16.25}
      set TC {I=2,a=0.02,b=0.25,c=-65,d=0.05,v=-65,u=-16.25}
      set RZ {I=10,a=0.1,b=0.26,c=-65,d=2,v=-65,u=-16.9}
      set bistable {I=0.24,a=0.1,b=0.26,c=-60,d=0,v=-60,u=-17}
      @ total=300,dt=0.1
      @ xp=v,yp=u,xlo=-90,xhi=35,ylo=-25,yhi=15
      @ parmin=-5,parmax=20,autoxmin=-5,autoxmax=20,autoymin=-90,autoymax=-40
      done

      """#)
}
