// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite struct ODEFileTests {
  static func model(_ text: String) throws -> Model { try ODEFile.read(text: text, fileName: "test.ode") }

  /// The right-hand sides at the initial state, with the model's own parameters.
  static func rates(_ model: Model, time: Double = 0) throws -> [Double] {
    var values = Dictionary(zip(model.variableNames, model.initialState), uniquingKeysWith: { a, _ in a })
    for parameter in model.parameters { values[parameter.name] = parameter.value }
    values["t"] = time
    return try model.rates.map { try $0.evaluate(values) }
  }

  @Test func wholeModel() throws {
    let model = try Self.model(
      """
      # title: FitzHugh and Nagumo
      # citation: FitzHugh (1961)
      # range V=-3:3
      # range I=0:2
      # set-title rest: at rest
      par I=0.8, a=0.7 b=.8,tau=12.5   # a comment
      dV/dt = v-v^3/3-w+i
      w'=(V+a-b*w)/tau
      aux speed=abs(v')
      init v=-1.2, w=.625
      set rest {I=0,w=-0.5}
      @ total=200, DT=.05,method=rungekutta xp=v,yp=w
      @ xlo=-3 xhi=3,ylo=-1,yhi=2,bounds=1000
      done
      this is not read
      """)
    #expect(model.name == "test" && model.title == "FitzHugh and Nagumo" && model.citation == "FitzHugh (1961)")
    #expect(model.kind == .flow && model.variableNames == ["V", "w"])
    #expect(model.parameterNames == ["I", "a", "b", "tau"] && model.parameterValues == [0.8, 0.7, 0.8, 12.5])
    #expect(model.initialState == [-1.2, 0.625])
    #expect(model.variables[0].range == -3...3 && model.parameters[0].range == 0...2)
    let v = -1.2
    #expect(try Self.rates(model) == [v - v * v * v / 3 - 0.625 + 0.8, (v + 0.7 - 0.8 * 0.625) / 12.5])
    #expect(model.auxiliaries.map(\.name) == ["speed"])
    #expect(model.auxiliaries[0].expression == .unary(.absolute, model.variables[0].rate))
    #expect(model.parameterSets == [ParameterSet(name: "rest", title: "at rest", values: ["I": 0, "w": -0.5])])
    #expect(model.hints.total == 200 && model.hints.step == 0.05 && model.hints.method == "rungekutta")
    #expect(model.hints.horizontalAxis == "V" && model.hints.verticalAxis == "w" && model.hints.bound == 1000)
    #expect(model.hints.horizontalRange == -3...3 && model.hints.verticalRange == -1...2)
  }

  @Test(arguments: Zoo.models)
  func zooModelsAreReadWithoutWarnings(entry: ZooEntry) throws {
    let file = try ODEFile(text: entry.text, fileName: entry.name + ".ode")
    #expect(file.warnings.isEmpty)
    #expect(file.model.title.count > entry.name.count / 2 && !file.model.citation.isEmpty)
    #expect(try Self.rates(file.model).allSatisfy(\.isFinite))
  }

  /// Every spelling of parameters gives the same two.
  @Test(arguments: [
    "par a=1,b=2", "param a=1 b=2", "p a = 1 , b=2", "parameter  a= 1;b =2", "PAR a=1.,b=2e0", "number a=1,b=+2",
    "n a=1\nnum b=2", "par a=1,\\\n b=2", "params a=1, b=2 # c=3", "par\ta=1\tb=2", "p[1..1] a=1,b=2",
  ])
  func parameters(declaration: String) throws {
    let model = try Self.model("\(declaration)\nx'=a*b")
    #expect(model.parameterNames == ["a", "b"] && model.parameterValues == [1, 2])
  }

  @Test(arguments: [
    "init x=3", "i x=3", "x(0)=3", "X(0) = 3", "x (0)=3", "x( 0 )=a*3", "par c=2\nx(0)=c+1", "initial x=3",
    "init y=1,x=3",
    "!d=2*a+1\nx(0)=d", "init x[1]=5\nx(0)=3",
  ])
  func startValues(declaration: String) throws {
    let model = try Self.model("par a=1\nx'=a\ny'=1\nx1'=0\n\(declaration)")
    #expect(model.initialState.first == 3)
  }

  @Test(arguments: [
    "x'=-2*x", "dx/dt=-2*x", "DX/DT = -2*x", "X' = -2*x", "dx / dt = -2*x", "x '=-2*x", "x'= \\\n-2* \\\nx",
    "k=-2\nx'=k*x", "x'=k*x\nk=-2", "f(y)=-2*y\nx'=f(x)", "x'=f(x,2)\nf(u,k)=-g(u)*k\ng(x)=x",
    "!k=-2*one\npar one=1\nx'=k*x",
    "k=-m\nm=n+1\nn=1\nx'=k*x", "x'=X*-2", "x'=-2*x # decay", "\" decay {k=1}\n% text\nx'=-2*x\n\n# done",
  ])
  func equations(text: String) throws {
    let model = try Self.model(text + "\ninit x=3")
    #expect(model.kind == .flow && model.dimension == 1)
    #expect(try Self.rates(model) == [-6])
  }

  @Test(arguments: ["x(t+1)=r*x*(1-x)", "X(T+1) = r*x*(1-x)", "x'=r*x*(1-x)\n@ meth=discrete"])
  func maps(text: String) throws {
    let model = try Self.model("par r=3\n\(text)\ninit x=.25")
    #expect(model.kind == .map)
    #expect(try Self.rates(model) == [3 * 0.25 * 0.75])
  }

  @Test func arrays() throws {
    let model = try Self.model(
      """
      par d[0..2]=.5
      x0'=d0*(x[1]-x0)
      x[1..2]'=d[j]*(x[j-1]-2*x[j]+x[j+1])+[j]
      x3'=sum(0,3)of(shift(x0,i'))
      init x[0..3]=2
      x[2](0)=7
      """)
    #expect(model.variableNames == ["x0", "x1", "x2", "x3"] && model.parameterNames == ["d0", "d1", "d2"])
    #expect(try Self.rates(model) == [0, 3.5, -3, 13] as [Double])
  }

  @Test func blocks() throws {
    let model = try Self.model(
      """
      %[1..3]
      u[j]'=-u[j]+v[j]
      v[j]'=[2*j-1]
      u[j](0)=[j]
      %
      """)
    #expect(model.variableNames == ["u1", "v1", "u2", "v2", "u3", "v3"])
    #expect(try Self.rates(model) == [-1, 1, -2, 3, -3, 5])
  }

  @Test func events() throws {
    let model = try Self.model(
      """
      par vr=-65,d=2,i=0
      v'=i-v
      u'=v
      global 1 {v-30} {v=vr;u=u+d+v}
      global 0 t {i=1}
      global -1 u-i {arret=1}
      """)
    #expect(model.events.map(\.direction) == [.rising, .either, .falling])
    #expect(model.events.map(\.stops) == [false, false, true])
    #expect(model.events[0].condition == .symbol("v") - 30)
    #expect(model.events[0].assignments.map(\.name) == ["v", "u"])
    // Later assignments see earlier ones, as in XPPAUT.
    let reset = model.events[0].assignments[1].expression
    #expect(try reset.evaluate(["u": 1, "d": 2, "vr": -65]) == -62)
    #expect(model.events[1].assignments == [Event.Assignment(name: "i", expression: 1)])
  }

  @Test func optionsBecomeHints() throws {
    let hints = try Self.model(
      """
      x'=y
      y'=-x
      aux e=x^2+y^2
      @ total=50 dt=.1,METH=cvode trans=10,t0=1,nout=5 toler=1e-6 atoler = 1e-7
      @ xp=e yp=T,xhi=40
      @ parmin=0,parmax=5,autoxmin=-1,autoxmax=2,autoymin=0,autoymax=1,ntst=50,dsmax=.1
      @ fold=x,tor_per=6
      """
    ).hints
    #expect(hints.total == 50 && hints.step == 0.1 && hints.method == "cvode" && hints.transient == 9)
    #expect(hints.startTime == 1 && hints.outputEvery == 5)
    #expect(hints.relativeTolerance == 1e-6 && hints.absoluteTolerance == 1e-7)
    #expect(hints.horizontalAxis == "e" && hints.verticalAxis == "t" && hints.horizontalRange == 0...40)
    #expect(hints.parameterRange == 0...5 && hints.continuationHorizontalRange == -1...2)
    #expect(hints.continuationVerticalRange == 0...1 && hints.periods == ["x": 6])
    #expect(hints.other == ["ntst": "50", "dsmax": "0.1"])
  }

  @Test("the window of a plot in space is that of the screen, no range of a variable; it is written again")
  func windowOfAPlotInSpace() throws {
    let text = "x'=y\ny'=-x\nz'=-z\n@ axes=3d,xp=x,yp=y,zp=z,xmin=-20,xmax=20,xlo=-1.5,xhi=1.5,ylo=-2,yhi=2"
    let model = try ODEFile.read(text: text, fileName: "space.ode")
    let hints = model.hints
    #expect(hints.horizontalRange == nil && hints.verticalRange == nil)
    #expect(hints.other["xlo"] == "-1.5" && hints.other["xmax"] == "20")
    #expect(try ODEFile.read(text: ODEFile.write(model), fileName: "space.ode").hints == hints)
  }

  @Test(arguments: [
    ("@ totle=4", "there is no option 'totle'", 3), ("b x-1", "boundary conditions are not used", 1),
    ("only x", "'only' is not used", 1), ("option my.opt", "the options file 'my.opt' is not read", 8),
    ("aux x=2*x", "'x' is the name of a variable", 5), ("par q", "'q' is given no value", 5),
    ("y[1..1]=x*[1..1]", "of the ranges of a line only the last runs, as in XPPAUT; this one is 1", 3),
    ("agx z=3", "'agx' is not a command; the line has no effect", 1),
    ("membrane potential = 3", "'membrane' is not a command; the line has no effect", 1),
    ("@dt=0.1", "this option is not read, as in XPPAUT, because it touches the '@'", 2),
    ("par meth=euler", "'meth' is a parameter that no formula uses", 5),
    ("@ ylo=-pi", "'-pi' is read as 0", 7), ("%y'=x", "this line is a comment here", 1),
    ("y=delay(x,1)", "XPPAUT takes this for the present value", 3),
    ("------", "this line is not understood", 1), ("These words", "this line is not understood", 1),
    ("y=if(x+1<0)then(1)else(0)", "the comparison beside this operator is worked out first", 7),
  ])
  func warnings(line: String, message: String, column: Int) throws {
    let file = try ODEFile(text: "x'=-x\n\(line)", fileName: "test.ode")
    #expect(file.warnings.count == 1)
    let warning = try #require(file.warnings.first)
    #expect(warning.message.hasPrefix(message) && warning.line == 2 && warning.column == column)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) throws {
    let text = ["par a=2", "", "x'=a*y\\", "*3", "y'=q"].joined(separator: end)
    let error = #expect(throws: ModelFileError.self) { try Self.model(text) }
    #expect(error?.diagnostics.first?.line == 5 && error?.diagnostics.first?.column == 4)
  }

  @Test func latinCommentsAreRead() throws {
    let bytes = Array("# Andr".utf8) + [0xE9] + Array("\nx'=-x\n".utf8)
    let path = "\(Path.temporary())/latin.ode"
    try Path.write(bytes, to: path)
    #expect(try ODEFile.read(path: path).name == "latin")
  }

  @Test func allIndependentFaultsAreReported() {
    let error = #expect(throws: ModelFileError.self) {
      try Self.model("par a=1,b=two\nx'=a*c\ny'=sin(\nz=w\nw=z\naux q=sine(x)")
    }
    #expect(error?.diagnostics.map(\.line) == [1, 2, 3, 5, 6])
  }

  /// dx = -theta x dt + sigma dW, dy = (x - y) dt + y (dW - 2 dV): what the file says with Wiener parameters, the rates of
  /// change per unit of the square root of time.
  @Test func noise() throws {
    let model = try Self.model(
      """
      par theta=1.5,sigma=.8
      wiener W, V U
      kick=w-2*v
      x'=-theta*x+sigma*w
      y'=x-y+y*kick
      init x=2
      """)
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let expected = try Model(
      name: "test",
      variables: [
        Variable(name: "x", rate: -.symbol("theta") * x, initialValue: 2), Variable(name: "y", rate: x - y),
      ], parameters: [Parameter(name: "theta", value: 1.5), Parameter(name: "sigma", value: 0.8)],
      noises: [
        Noise(name: "W", amplitudes: ["x": .symbol("sigma"), "y": y]), Noise(name: "V", amplitudes: ["y": -2 * y]),
      ])
    #expect(model.rates == expected.rates)
    #expect(model.noises == expected.noises)
    #expect(model.parameters == expected.parameters && model.initialState == [2, 0])
    let file = try ODEFile(text: "wiener w\nx'=w\naux u=w\naux v=x", fileName: "test.ode")
    #expect(file.model.auxiliaries.map(\.name) == ["v"] && file.warnings.count == 1)
  }

  @Test(arguments: [
    "x(t+1)=x+w", "x'=x+w^2", "x'=w\nglobal 1 x-1 {x=w}", "x'=w\nx(0)=w", "x'=k\n!k=w", "x'=w\npar w=1",
  ])
  func noiseElsewhereIsRefused(_ text: String) {
    #expect(throws: ModelFileError.self) { try Self.model("wiener w\n" + text) }
  }
}
