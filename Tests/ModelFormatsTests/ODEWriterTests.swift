// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite struct ODEWriterTests {
  /// What is written reads back as the same model, symbol for symbol.
  static func checkRoundTrip(_ model: Model) throws {
    let text = try ODEFile.write(model)
    let file = try ODEFile(text: text, fileName: model.name + ".ode")
    #expect(file.model == model, "\(text)")
    #expect(file.warnings.isEmpty)
  }

  @Test(arguments: Zoo.models)
  func zooModels(entry: ZooEntry) throws {
    try Self.checkRoundTrip(ODEFile.read(text: entry.text, fileName: entry.name + ".ode"))
  }

  @Test(arguments: [
    "x'=-x^2-(-x)^2+2^(-x)+(x^2)^y+x^(2^y)+x^y^2\ny'=-(x-y)-(x-(y-1))/(x/y)*x",
    "x'=(x+1)<y\ny'=x+(1<y)*(x>=y)-(x==y)+(x!=y)",
    "x'=(x>1)&(y<2|x<y)&not(x>y)\ny'=not(x)*2+3*not(y&x)",
    "x'=if(x>y)then(-x)else(if(y>0)then(1e-30)else(-2.5e17))\ny'=max(x,min(y,-3))+mod(x,y)+atan2(y,x)",
    "x'=(x+40)/(1-exp(-(x+40)/10))+sin(y)/y+y/tanh(y)\ny'=heav(x)+sign(y)+flr(x)+ceil(y)+abs(x)",
    "x'=besselj(0,x)+bessely(1,y)+besseli(2,x)+erf(x)+erfc(y)+gamma(x)+lgamma(y)+ln(x)+log10(x)\ny'=-(-x)^3-3",
    "x'=1/0*x\ny'=-1/x/y+x*(-3)-(-2)*y",
    "wiener u,v\nx'=y+.1*u\ny'=-x-y/5+x*(u-v)/2\nz'=v",
    "x(t+1)=y+1-a*x^2\ny(t+1)=.3*x\npar a=1.4",
    "x'=y\ny'=-x\npar k=2\nglobal 1 {x-1} {x=y;y=x;k=k+1}\nglobal 0 t {arret=1}\nglobal -1 y {x=0;y=-y}\nx(0)=2*k\ninit y=-.5",
    "x'=sin(t)*t\ny'=1\naux s=x+y\naux q=sin(x+y+1234567)*exp(x+y+1234567)+cos(sin(x+y+1234567)*exp(x+y+1234567))",
    "x'=y\ny'=x\n@ total=10,xp=x,yp=t,xlo=-1e-7,xhi=3,ntst=50,method=cvode,bound=1e9,dt=.1\n@ fold=x,tor_per=3\nset a {x=1}",
  ])
  func formulas(text: String) throws {
    try Self.checkRoundTrip(ODEFile.read(text: text, fileName: "test.ode"))
  }

  @Test func sharedPartsStayShort() throws {
    var text = "a0=x*y+1\n"
    for k in 1...40 { text += "a\(k)=sin(a\(k - 1))*a\(k - 1)+1\n" }
    let model = try ODEFile.read(text: text + "x'=a40\ny'=-a39", fileName: "shared.ode")
    #expect(try ODEFile.write(model).utf8.count < 5_000)
    try Self.checkRoundTrip(model)
  }

  /// The weights of a network become quantities, and its sums stay short: XPPAUT has no room for a quantity in each term.
  @Test func weightsOfNetworks() throws {
    let text = """
      table w % 21 -10 10 exp(-abs(t)/s)/s
      special k=conv(periodic,40,10,w,u0)
      u[0..39]'=-u[j]+k([j])
      v[0..39]'=-v[j]+k([j])
      par s=2
      """
    let model = try ODEFile.read(text: text, fileName: "network.ode")
    let lines = try ODEFile.write(model).split(separator: "\n")
    #expect(lines.count < 200 && lines.allSatisfy { $0.utf8.count < 700 })
    try Self.checkRoundTrip(model)
  }

  @Test func moreQuantitiesThanXPPAUTReads() throws {
    let names = (0..<400).map { "x\($0)" }
    let sums = names.indices.map { row -> Expression in
      var sum = Expression(0)
      for (column, name) in names.enumerated() {
        let weight = Double(400 * row + column) + 0.123456789
        sum = sum + Expression(weight) * Expression.symbol(name)
      }
      return sum
    }
    let model = try Model(
      name: "large", variables: zip(names, sums).map { Variable(name: $0, rate: $1) })
    #expect(throws: ModelFileError.self) { try ODEFile.write(model) }
  }

  /// XPPAUT solves integral equations only where an integral stands in the file, and takes `#` at multiples of its step.
  @Test func integralEquations() throws {
    for unused in ["", "z=int{0#u}\n"] {
      let delayed = try ODEFile.read(text: unused + "volt u=sin(t)+delay(u,1)/2\n@ delay=4", fileName: "test.ode")
      #expect(try ODEFile.write(delayed).contains("int{0#u}"))
    }
    let kernel = try ODEFile.read(
      text: "par tau=1\nx'=1-x\nu(t)=int{heav(tau-t)/tau#x}+int[.5]{exp(-t)#x}", fileName: "test.ode")
    let text = try ODEFile.write(kernel)
    #expect(text.contains("int{heav(tau-t)/tau#x}") && text.contains("int[0.5]{exp(-t)#x}"))
    try Self.checkRoundTrip(kernel)
    let both = try ODEFile.read(text: "x'=1-x\nu(t)=int{sin(t*t')*x}", fileName: "test.ode")
    #expect(try ODEFile.write(both).contains("int{sin(t*t')*x}"))
  }

  @Test func titlesStayOnTheirLine() throws {
    let model = try ODEFile.read(text: "# title: a\u{0B}b\u{85}c # d\nx'=1", fileName: "test.ode")
    try Self.checkRoundTrip(model)
    let lines = try Model(name: "test", title: "two\nlines", variables: [Variable(name: "x", rate: 1)])
    #expect(try ODEFile.write(lines).hasPrefix("# title: two lines\nx'=1\n"))
  }

  @Test func simultaneousAssignmentsStaySimultaneous() throws {
    let swap = Event(
      condition: .symbol("x"), direction: .rising,
      assignments: [.init(name: "x", expression: .symbol("y")), .init(name: "y", expression: .symbol("x"))])
    let model = try Model(
      name: "swap", variables: [Variable(name: "x", rate: 1), Variable(name: "y", rate: 2)], events: [swap])
    try Self.checkRoundTrip(model)
  }

  @Test(arguments: ["soma.v", "exp", "pi", "", "a b", "12"])
  func namesThatTheFormatDoesNotAllow(name: String) throws {
    let model = try Model(name: "test", variables: [Variable(name: name, rate: 1)])
    #expect(throws: ModelFileError.self) { try ODEFile.write(model) }
  }
}
