// swift-tools-version: 6.1
import PackageDescription

/// Settings that every Swift target shares.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Complex arithmetic, and the protocol that says what it is made of.
let complexNumbers: [Target.Dependency] = [
  .product(name: "ComplexModule", package: "swift-numerics"), .product(name: "RealModule", package: "swift-numerics"),
]

let package = Package(
  name: "bpanalyze",
  products: [
    .executable(name: "bpanalyze", targets: ["bpanalyze"]),
    .library(
      name: "BifurcationAnalysis",
      targets: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Networks", "ModelFormats", "NativeCode",
        "Simulator", "Continuation", "PhasePlane", "Bifurcation", "FastSlow", "SlowPoints", "Linearization",
        "Rendering", "BifurcationAnalysis",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.3"),
  ],
  targets: [
    // C libraries: module maps and small shims, nothing else.
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(
      name: "CLAPACK", pkgConfig: "lapacke", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(
      name: "CPLplot", pkgConfig: "plplot", providers: [.apt(["libplplot-dev", "plplot-driver-cairo"])]),
    .systemLibrary(name: "CLLVM"),
    .systemLibrary(name: "CSUNDIALS", providers: [.apt(["libsundials-dev", "libsuitesparse-dev"])]),
    .systemLibrary(name: "CSuiteSparse", providers: [.apt(["libsuitesparse-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // The house, ground floor first: a target imports only what stands above it.
    .target(
      name: "Symbolics",
      dependencies: ["CGSL", .product(name: "RealModule", package: "swift-numerics")],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Parallelism", swiftSettings: strict),
    .target(
      name: "Results", dependencies: ["Symbolics"], exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "LinearSolvers", dependencies: ["CGSL", "CLAPACK", "CSuiteSparse"] + complexNumbers, swiftSettings: strict),
    .target(
      name: "Proofs", dependencies: ["Symbolics", "LinearSolvers"], swiftSettings: strict),
    .target(
      name: "ModelCore", dependencies: ["Symbolics", "LinearSolvers"], exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Networks", dependencies: ["Symbolics", "LinearSolvers", "ModelCore"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "ModelFormats", dependencies: ["Symbolics", "LinearSolvers", "ModelCore", "Networks", "CZlib"],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "NativeCode", dependencies: ["CLLVM", "Symbolics", "ModelCore"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "Simulator",
      dependencies: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Networks", "NativeCode", "CSUNDIALS",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .target(
      name: "Continuation",
      dependencies: ["Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Simulator"] + complexNumbers,
      exclude: ["README.md", "Codim2/README.md", "Homoclinic/README.md"], swiftSettings: strict),

    // The analyses.
    .target(
      name: "PhasePlane",
      dependencies: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "Proofs", "ModelCore", "NativeCode", "Simulator",
        "Continuation",
      ] + complexNumbers,
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Bifurcation",
      dependencies: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "Proofs", "ModelCore", "NativeCode", "Simulator",
        "Continuation", "PhasePlane",
      ] + complexNumbers,
      exclude: ["README.md", "NaturalScales/README.md", "TwoParameters/README.md"], swiftSettings: strict),
    .target(
      name: "FastSlow",
      dependencies: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Simulator", "Continuation",
        "Bifurcation",
      ] + complexNumbers,
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "SlowPoints",
      dependencies: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Networks", "NativeCode", "Simulator",
        "Continuation",
      ] + complexNumbers,
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Linearization",
      dependencies: ["Parallelism", "Results", "LinearSolvers", "ModelCore", "Networks", "Simulator", "SlowPoints"]
        + complexNumbers,
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Rendering", dependencies: ["CPLplot", "Results"], exclude: ["README.md"], swiftSettings: strict),
    // All of the above under one name, and its documentation.
    .target(
      name: "BifurcationAnalysis",
      dependencies: [
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Networks", "ModelFormats", "NativeCode",
        "Simulator", "Continuation", "PhasePlane", "Bifurcation", "FastSlow", "SlowPoints", "Linearization",
        "Rendering",
      ],
      swiftSettings: strict),
    // Texts whose commands are run again; knows nothing of what the commands do.
    .target(name: "Notebooks", swiftSettings: strict),
    // What a text that uses a result should cite.
    .target(name: "Citations", dependencies: ["Results"], swiftSettings: strict),
    .executableTarget(
      name: "bpanalyze",
      dependencies: [
        "Notebooks", "Citations",
        "Symbolics", "Parallelism", "Results", "LinearSolvers", "ModelCore", "Networks", "ModelFormats", "NativeCode",
        "Simulator", "Continuation", "PhasePlane", "Bifurcation", "FastSlow", "SlowPoints", "Linearization",
        "Rendering", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Run by `make benchmark`, no product.
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Symbolics", "Results", "ModelCore", "Networks", "ModelFormats", "NativeCode", "Simulator", "PhasePlane",
      ],
      path: "Benchmarks/Runner", swiftSettings: strict),

    // What several tests use.
    .target(name: "TestSupport", dependencies: ["Symbolics"], path: "Tests/TestSupport", swiftSettings: strict),

    // The same systems written in many ways; the whole table is printed by `make invariance`.
    .target(
      name: "InvarianceSupport",
      dependencies: ["Bifurcation", "ModelCore", "ModelFormats", "PhasePlane", "Results", "Symbolics"],
      path: "Tests/InvarianceSupport", swiftSettings: strict),
    .executableTarget(
      name: "InvarianceTable", dependencies: ["InvarianceSupport"], path: "Tests/InvarianceTable",
      swiftSettings: strict),

    // Read mutated files, and run the program on them; run by hand: make fuzz
    .executableTarget(
      name: "ReaderFuzz",
      dependencies: [
        "Symbolics", "ModelCore", "ModelFormats", "Networks", "Simulator", "SlowPoints", "Linearization", "Results",
        "Rendering", "TestSupport",
      ],
      path: "Tests/ReaderFuzz", swiftSettings: strict),
    .executableTarget(
      name: "CommandFuzz", dependencies: ["Symbolics", "ModelCore", "Rendering", "TestSupport"],
      path: "Tests/CommandFuzz",
      swiftSettings: strict),

    .testTarget(
      name: "CitationsTests", dependencies: ["Citations", "ModelCore"], swiftSettings: strict),
    .testTarget(
      name: "NotebooksTests", dependencies: ["Notebooks", "ModelCore", "ModelFormats", "Symbolics"],
      swiftSettings: strict),
    .testTarget(
      name: "InvarianceTests", dependencies: ["InvarianceSupport"], swiftSettings: strict),
    .testTarget(name: "SymbolicsTests", dependencies: ["Symbolics", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "LinearSolversTests", dependencies: ["LinearSolvers", "Symbolics"] + complexNumbers, swiftSettings: strict),
    .testTarget(
      name: "ModelCoreTests", dependencies: ["ModelCore", "ModelFormats", "Symbolics"], swiftSettings: strict),
    .testTarget(
      name: "NetworksTests", dependencies: ["Networks", "LinearSolvers", "ModelCore", "Symbolics"] + complexNumbers,
      swiftSettings: strict),
    .testTarget(
      name: "ModelFormatsTests", dependencies: ["ModelFormats", "Networks", "ModelCore", "Symbolics", "TestSupport"],
      resources: [.copy("Broken")], swiftSettings: strict),
    .testTarget(
      name: "NativeCodeTests",
      dependencies: ["NativeCode", "ModelCore", "ModelFormats", "Symbolics", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "ParallelismTests", dependencies: ["Parallelism"], swiftSettings: strict),
    .testTarget(name: "ProofsTests", dependencies: ["Proofs", "Symbolics"], swiftSettings: strict),
    .testTarget(name: "ResultsTests", dependencies: ["Results"], swiftSettings: strict),
    .testTarget(
      name: "SimulatorTests",
      dependencies: ["Simulator", "Results", "ModelCore", "Networks", "ModelFormats", "NativeCode", "Symbolics"],
      swiftSettings: strict),
    .testTarget(
      name: "ContinuationTests",
      dependencies: ["Continuation", "Results", "LinearSolvers", "ModelCore", "Symbolics"] + complexNumbers,
      swiftSettings: strict),
    .testTarget(
      name: "PhasePlaneTests",
      dependencies: [
        "PhasePlane", "Parallelism", "Results", "LinearSolvers", "ModelCore", "ModelFormats", "Simulator", "Symbolics",
      ] + complexNumbers,
      swiftSettings: strict),
    .testTarget(
      name: "BifurcationTests",
      dependencies: [
        "Bifurcation", "Results", "ModelCore", "ModelFormats", "Symbolics",
      ] + complexNumbers,
      swiftSettings: strict),
    .testTarget(
      name: "FastSlowTests",
      dependencies: [
        "FastSlow", "Bifurcation", "Continuation", "LinearSolvers", "Results", "ModelCore", "ModelFormats",
      ]
        + complexNumbers,
      swiftSettings: strict),
    .testTarget(
      name: "SlowPointsTests",
      dependencies: [
        "SlowPoints", "Results", "LinearSolvers", "ModelCore", "ModelFormats", "Networks", "Symbolics",
      ] + complexNumbers,
      resources: [.copy("flip-flop.npz")], swiftSettings: strict),
    .testTarget(
      name: "LinearizationTests",
      dependencies: ["Linearization", "Results", "LinearSolvers", "ModelCore", "Networks", "SlowPoints", "Symbolics"]
        + complexNumbers,
      swiftSettings: strict),
    .testTarget(
      name: "RenderingTests", dependencies: ["Rendering", "Results"], swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["bpanalyze", "ModelCore", "Networks", "TestSupport"],
      resources: [.copy("Saved")], swiftSettings: strict),
    // The code of the library's tutorial.
    .testTarget(name: "TutorialTests", dependencies: ["BifurcationAnalysis"], swiftSettings: strict),
    .testTarget(
      name: "TruthTests",
      dependencies: [
        "Bifurcation", "PhasePlane", "FastSlow", "Results", "Symbolics", "ModelCore", "ModelFormats", "TestSupport",
      ] + complexNumbers,
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
