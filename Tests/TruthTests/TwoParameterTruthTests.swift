// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import Results
import Testing

/// Points of codimension 2 against Newton's method with 40 digits on their defining systems, and against closed forms.
@Suite("Published diagrams in two parameters") struct TwoParameterTruthTests {
  /// A point that is known: its type, its parameters, and coefficients of its normal form.
  struct Known: Sendable {
    var type: String
    var horizontal: Double
    var vertical: Double
    var form: [String: Double] = [:]
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var text: String
    var horizontal: AxisRange
    var vertical: AxisRange
    var points: [Known]
    /// Points that lie on curves, by kind.
    var samples: [(kind: TwoParameterBranch.Kind, horizontal: Double, vertical: Double)] = []
    var testDescription: String { title }
  }

  static let cases: [Case] = [oxidation, wilsonCowan, fitzHughNagumo, epidemic, bogdanovTakens, lauwerier]

  static let oxidation: Case =
    Case(
      title: "Bykov, Yablonskii and Kim: oxidation of CO",
      text: """
        par q2=1,k=0.4,q1=2.5,q3=10,q4=0.0675,q5=1,q6=0.1
        z=1-x-y-s
        x'=2*q1*z^2-2*q5*x^2-q3*x*y
        y'=q2*z-q6*y-q3*x*y
        s'=q4*(z-k*s)
        init x=0.0001,y=0.8,s=0.1
        done
        """, horizontal: AxisRange(name: "q2", lower: 0.5, upper: 2),
      vertical: AxisRange(name: "k", lower: 0.02, upper: 2),
      points: [
        Known(
          type: "BT", horizontal: 1.161198708822, vertical: 0.7223390725222,
          form: ["a": 0.04822564524, "b": 1.93763257]),
        Known(
          type: "BT", horizontal: 1.417627637601, vertical: 0.9713975734853,
          form: ["a": 0.08378444142, "b": 2.136279925]),
        Known(type: "CP", horizontal: 1.006408329678, vertical: 0.3559912732087, form: ["c": 0.3627886569]),
        Known(type: "GH", horizontal: 0.8913189807743, vertical: 0.232487354203, form: ["l2": -776.9003443]),
        Known(type: "GH", horizontal: 0.9242550152186, vertical: 0.3058792674779, form: ["l2": -240.1233877]),
      ],
      samples: [
        (.limitPoint, 1.241481888, 1.643376039), (.limitPoint, 1.482790518, 1.162118506),
        (.hopf, 0.7981163955, 0.1854543495), (.hopf, 1.279398279, 0.6883239969),
      ])

  static let wilsonCowan: Case =
    Case(
      title: "Wilson and Cowan with logistic gain",
      text: """
        par rx=0,ry=-2,a=10,b=10,c=10,d=-2
        S(u)=1/(1+exp(-u))
        x'=-x+S(rx+a*x-b*y)
        y'=-y+S(ry+c*x+d*y)
        init x=0.1,y=0.1
        done
        """, horizontal: AxisRange(name: "rx", lower: -10, upper: 8),
      vertical: AxisRange(name: "ry", lower: -16, upper: 4),
      points: [(1.0, 0.0), (-1, -8)].flatMap { (sign: Double, shift: Double) -> [Known] in
        // The equations are unchanged by (x, y, rx, ry) -> (1 - x, 1 - y, -rx, -8 - ry).
        [
          Known(
            type: "BT", horizontal: sign * -5.49888101851, vertical: shift + sign * -9.528247170998,
            form: ["a": 4.777112816, "b": 4.272779597]),
          Known(
            type: "BT", horizontal: sign * 3.241439470466, vertical: shift + sign * -2.380542980699,
            form: ["a": 2.952418088, "b": -2.640723018]),
          Known(
            type: "CP", horizontal: sign * 2.957629932899, vertical: shift + sign * -2.980407337195,
            form: ["c": -20.9356128]),
          Known(
            type: "GH", horizontal: sign * -4.038490491183, vertical: shift + sign * -7.583505846613,
            form: ["l2": 117.2375874]),
        ]
      })

  static let fitzHughNagumo: Case =
    Case(
      title: "FitzHugh and Nagumo",
      text: """
        par I=0.8,b=0.8,a=0.7,tau=12.5
        V'=V-V^3/3-w+I
        w'=(V+a-b*w)/tau
        done
        """, horizontal: AxisRange(name: "I", lower: -2, upper: 4),
      vertical: AxisRange(name: "b", lower: 0.05, upper: 4),
      points: [
        Known(type: "CP", horizontal: 0.7, vertical: 1, form: ["c": 0.01449275362]),
        Known(
          type: "BT", horizontal: 0.602873665635, vertical: 12.5.squareRoot(),
          form: ["a": 0.2304837566, "b": 1.629766272]),
        Known(
          type: "BT", horizontal: -0.2068938681706, vertical: 12.5.squareRoot(),
          form: ["a": 0.2304837566, "b": 1.629766272]),
        Known(type: "GH", horizontal: 0.1189110127594, vertical: 0.5104211917182, form: ["l2": -0.2482881969]),
        Known(type: "GH", horizontal: 2.623921813768, vertical: 0.5104211917182, form: ["l2": -0.2482881969]),
      ])

  static let epidemic: Case =
    Case(
      title: "An epidemic with few hospital beds",
      text: """
        par mu1=10.4,b=0.02,A=20,d=0.1,nu=1,mu0=10,beta=11.5
        mu=mu0+(mu1-mu0)*b/(Y+b)
        S'=A-d*S-beta*S*Y/(S+Y+R)
        Y'=-(d+nu)*Y-mu*Y+beta*S*Y/(S+Y+R)
        R'=mu*Y-d*R
        init S=150,Y=0.5,R=40
        done
        """, horizontal: AxisRange(name: "mu1", lower: 10, upper: 11),
      vertical: AxisRange(name: "b", lower: 0.005, upper: 0.06),
      points: [
        Known(
          type: "BT", horizontal: 10.45082225077, vertical: 0.03323855094285,
          form: ["a": 0.001298117452, "b": -0.01219167876]),
        Known(type: "GH", horizontal: 10.42788589508, vertical: 0.02548770410553, form: ["l2": -8.624029656e-05]),
      ])

  static let bogdanovTakens: Case =
    Case(
      title: "Bogdanov–Takens normal form",
      text: """
        par b1=-0.1,b2=-1
        x'=y
        y'=b1+b2*x+x^2-x*y
        done
        """, horizontal: AxisRange(name: "b1", lower: -1, upper: 1),
      vertical: AxisRange(name: "b2", lower: -1, upper: 1),
      points: [Known(type: "BT", horizontal: 0, vertical: 0, form: ["a": 1, "b": -1])],
      // Folds on b1 = b2^2 / 4, Hopf points on b1 = 0, b2 < 0.
      samples: [(.limitPoint, 0.16, 0.8), (.limitPoint, 0.0625, -0.5), (.hopf, 0, -0.7)])

  static let lauwerier: Case =
    Case(
      title: "Lauwerier's map",
      text: """
        @ method=discrete
        par a=3,b=0.3
        x(t+1)=a*x*(1-x)-x*y
        y(t+1)=x*y/b
        init x=0.3,y=1
        done
        """, horizontal: AxisRange(name: "a", lower: 1, upper: 10),
      vertical: AxisRange(name: "b", lower: 0.1, upper: 0.6),
      points: [
        Known(type: "R2", horizontal: 9, vertical: 4.0 / 9), Known(type: "R3", horizontal: 7, vertical: 3.0 / 7),
        Known(type: "R4", horizontal: 5, vertical: 0.4),
      ],
      // NS on a = 1 / (1 - 2 b), PD on a = 3 / (3 b - 1), both of x = b; PD of x = 1 - 1/a at a = 3.
      samples: [(.neimarkSacker, 2.5, 0.3), (.flip, 6, 0.5), (.flip, 3, 0.2)])

  @Test("Points of codimension 2 and samples of curves", arguments: cases)
  func points(_ known: Case) throws {
    let model = try ODEFile(text: known.text, fileName: "model.ode").model
    var settings = try TwoParameterSettings(horizontal: known.horizontal, vertical: known.vertical)
    settings.cycles = false
    settings.sliceCount = 3
    settings.regions = false
    let result = try TwoParameterAnalyzer.analyze(model, settings: settings)
    #expect(result.complete)
    #expect(result.specialPoints.map(\.type.rawValue).sorted() == known.points.map(\.type).sorted())
    for expected in known.points {
      let found = result.specialPoints.filter { $0.type.rawValue == expected.type }.min {
        distance($0, expected, known) < distance($1, expected, known)
      }
      let point = try #require(found)
      #expect(distance(point, expected, known) < 2e-10, "\(point.label) \(point.parameters)")
      // Of zeros of coefficients the residual is the part that is left of the coefficient.
      #expect(point.residual < (point.reciprocalCondition == 0 ? 5e-9 : 1e-9))
      for (name, value) in expected.form {
        #expect(abs((point.normalForm[name] ?? .nan) / value - 1) < 2e-8, "\(point.label) \(name)")
      }
    }
    for sample in known.samples {
      let distance = result.branches.filter { $0.kind == sample.kind }
        .map { self.distance($0, sample.horizontal, sample.vertical, known) }.min()
      // Chords are as far from the curve as its curvature makes them.
      #expect((distance ?? 1) < 2e-3, "\(sample)")
    }
  }

  /// The distance of a point from where it is known to be, as a part of the window.
  private func distance(_ point: TwoParameterPoint, _ known: Known, _ test: Case) -> Double {
    func part(_ axis: AxisRange, _ value: Double) -> Double {
      abs((point.parameters[axis.name] ?? .nan) - value) / (axis.upper - axis.lower)
    }
    return max(part(test.horizontal, known.horizontal), part(test.vertical, known.vertical))
  }

  /// The distance of a place from the chords of a curve, as a part of the window.
  private func distance(_ branch: TwoParameterBranch, _ x: Double, _ y: Double, _ test: Case) -> Double {
    func parts(_ axis: AxisRange, _ value: Double) -> [Double] {
      (branch.parameters[axis.name] ?? []).map { ($0 - value) / (axis.upper - axis.lower) }
    }
    let points = zip(parts(test.horizontal, x), parts(test.vertical, y)).map { ($0, $1) }
    return zip(points, points.dropFirst()).map { a, b in
      let (dx, dy) = (b.0 - a.0, b.1 - a.1)
      let length = dx * dx + dy * dy
      let share = length > 0 ? min(1, max(0, -(a.0 * dx + a.1 * dy) / length)) : 0
      let (px, py) = (a.0 + share * dx, a.1 + share * dy)
      return (px * px + py * py).squareRoot()
    }.min() ?? .infinity
  }
}
