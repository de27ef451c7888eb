// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A system for AUTO-07p, compiled as AUTO's own commands compile it; only the executable is timed, which reads constants from
/// `fort.2` and a start from `fort.3` and writes `fort.7` to `fort.9`.
struct AUTOProgram {
  private let folder: URL
  private let executable: URL

  /// Compiles a file of equations of the folder `Reference`; nil where `AUTO_DIR` is not set or the compilation fails.
  init?(equations: String, _ environment: BenchmarkEnvironment) throws {
    guard let home = ProcessInfo.processInfo.environment["AUTO_DIR"] else { return nil }
    folder = environment.scratch.appending(path: equations)
    executable = folder.appending(path: "equations.exe")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (source, unused) = (environment.script("\(equations).f90"), environment.script("auto_unused.f90"))
    let compiler = "gfortran -O2 -fallow-argument-mismatch -fopenmp -O"
    let command =
      "\(compiler) -c '\(source)' -o equations.o && \(compiler) -c '\(unused)' -o unused.o "
      + "&& \(compiler) equations.o unused.o -o equations.exe '\(home)'/lib/*.o"
    let result = try Program.run(["sh", "-c", command], folder: folder)
    guard result.status == 0 else {
      print("AUTO-07p: \(equations) could not be compiled: \(result.errors.suffix(300))")
      return nil
    }
  }

  /// The median time of several runs of the executable, one after the other with these constants, each from the solutions of the
  /// one before, or all from those of the first; nil, with its message printed, if it fails.
  func seconds(_ constants: [String], rounds: Int, allFromFirst: Bool = false) throws -> Double? {
    var times: [Double] = []
    for _ in 0..<rounds {
      var (total, solutions) = (0.0, Data())
      for (number, text) in constants.enumerated() {
        try Data(text.utf8).write(to: folder.appending(path: "fort.2"))
        if number > 0 {
          if number == 1 || !allFromFirst {
            solutions = try Data(contentsOf: folder.appending(path: "fort.8"))
          }
          try solutions.write(to: folder.appending(path: "fort.3"))
        }
        let result = try Program.run([executable.path], folder: folder)
        guard result.status == 0, [" EP ", " MX ", " UZ "].contains(where: result.output.contains) else {
          print("AUTO-07p failed: \((result.output + result.errors).suffix(300))")
          return nil
        }
        total += result.seconds
      }
      times.append(total)
    }
    return Measurement.median(times)
  }

  /// Constants of a run in two parameters from a fold or a Hopf point.
  /// - Parameters:
  ///   - label: The number of the point.
  ///   - dimension: The number of variables.
  ///   - isForward: In which sense the curve is followed.
  ///   - range: Where the first parameter is followed.
  ///   - other: Where the second parameter is followed.
  ///   - largestStep: The largest step.
  static func constants(
    from label: Int, dimension: Int, isForward: Bool, range: ClosedRange<Double>, other: ClosedRange<Double>,
    largestStep: Double
  ) -> String {
    """
    NDIM=\(dimension), IPS=1, IRS=\(label), ILP=1
    ICP=[1, 2]
    NTST=50, NCOL=4, IAD=3, ISP=2, ISW=2, IPLT=0, NBC=0, NINT=0
    NMX=2000, NPR=100000, MXBF=0, IID=2, ITMX=30, ITNW=9, NWTN=3, JAC=0
    RL0=\(range.lowerBound), RL1=\(range.upperBound), A0=0, A1=1e7
    EPSL=1e-7, EPSU=1e-7, EPSS=1e-5
    DS=\(isForward ? 0.1 : -0.1), DSMIN=1e-6, DSMAX=\(largestStep), IADS=1
    UZSTOP={2: [\(other.lowerBound), \(other.upperBound)]}

    """
  }

  /// Constants of a run.
  /// - Parameters:
  ///   - dimension: The number of variables.
  ///   - range: Where the parameter is followed.
  ///   - cyclesFrom: The label of the Hopf point from which cycles start; nil for equilibria.
  ///   - intervals: The number of intervals of the mesh, with 4 Gauss points each.
  ///   - largestStep: The largest step.
  static func constants(
    dimension: Int, range: ClosedRange<Double>, cyclesFrom label: Int? = nil, intervals: Int, largestStep: Double
  ) -> String {
    """
    NDIM=\(dimension), IPS=\(label == nil ? 1 : 2), IRS=\(label ?? 0), ILP=1
    ICP=[\(label == nil ? "1" : "1, 11")]
    NTST=\(intervals), NCOL=4, IAD=3, ISP=2, ISW=1, IPLT=0, NBC=0, NINT=0
    NMX=2000, NPR=100000, MXBF=0, IID=2, ITMX=30, ITNW=9, NWTN=3, JAC=0
    RL0=\(range.lowerBound), RL1=\(range.upperBound), A0=0, A1=1e7
    EPSL=1e-7, EPSU=1e-7, EPSS=1e-5
    DS=0.1, DSMIN=1e-6, DSMAX=\(largestStep), IADS=1
    THL={11: 0.0}

    """
  }
}
