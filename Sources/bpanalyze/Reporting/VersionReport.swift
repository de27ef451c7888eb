// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelFormats
import NativeCode
import Rendering
import Results
import Simulator

/// The versions of the program and of the libraries that it found, for reports of faults and for methods sections.
struct VersionReport {
  /// A line for each.
  var text: String {
    let libraries = [
      ("GSL", NumericalLibraries.gsl), ("OpenBLAS", NumericalLibraries.openBLAS), ("KLU", NumericalLibraries.klu),
      ("SUNDIALS", StiffIntegrationLibrary.version), ("LLVM", MachineCodeLibrary.version),
      ("PLplot", DrawingLibraries.plplot), ("cairo", DrawingLibraries.cairo), ("zlib", CompressionLibrary.version),
    ]
    let width = libraries.map(\.0.count).max() ?? 0
    let lines = libraries.map { name, version in
      "\(name)\(String(repeating: " ", count: width - name.count))  \(version)\n"
    }
    return "\(ProgramVersion.current.name) \(ProgramVersion.current.version)\n\n\(lines.joined())"
  }
}
