// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ZooEntry {
  /// Jansen–Rit neural mass model of a cortical column.
  static let jansenRit = ZooEntry(
    name: "jansen-rit",
    text: #"""
      # title: Jansen–Rit neural mass model of a cortical column
      # citation: Jansen BH, Rit VG (1995) Biol Cybern 73:357-366
      # y0, y1, y2 are postsynaptic potentials in mV and y3, y4, y5 their rates; t in s.
      # p is the input in pulses per second.
      # range y0=0:0.16
      # range y1=-5:35
      # range y2=-5:30
      # range y3=-5:5
      # range y4=-400:400
      # range y5=-400:400
      # range A=2:8
      # range p=-50:400
      par p=220,A=3.25,B=22,ra=100,rb=50,v0=6,e0=2.5,r=0.56,C=135
      S(v)=2*e0/(1+exp(r*(v0-v)))
      y0'=y3
      y1'=y4
      y2'=y5
      y3'=A*ra*S(y1-y2)-2*ra*y3-ra^2*y0
      y4'=A*ra*(p+0.8*C*S(C*y0))-2*ra*y4-ra^2*y1
      y5'=B*rb*0.25*C*S(0.25*C*y0)-2*rb*y5-rb^2*y2
      init y0=0,y1=0,y2=0,y3=0,y4=0,y5=0
      aux eeg=y1-y2
      # set-title alpha: alpha rhythm near 11 Hz
      # set-title spikes: slow large spikes, as in epilepsy
      set alpha {p=220}
      set spikes {p=120}
      @ total=2,dt=0.0005,maxstor=10000,bound=10000
      @ xp=y1,yp=y4,xlo=-5,xhi=35,ylo=-400,yhi=400
      @ parmin=-50,parmax=400,autoxmin=-50,autoxmax=400,autoymin=-0.05,autoymax=0.2
      done

      """#)
}
