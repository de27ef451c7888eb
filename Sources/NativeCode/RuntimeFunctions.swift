// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Synchronization

/// Functions that machine code calls back because they are too long to emit; the code holds their addresses.
enum RuntimeFunctions {
  typealias Unary = @convention(c) (Int32, Double) -> Double
  typealias Lookup = @convention(c) (Int, Double) -> Double
  typealias Binary = @convention(c) (Double, Double) -> Double

  /// The address of a function of one argument and its whole-number parameter.
  static func address(of function: UnaryFunction) -> (address: UInt, order: Int)? {
    switch function {
    case .logGamma: (unary { (_, x) in UnaryFunction.logGamma.value(x) }, 0)
    case .polygamma(let order): (unary { (n, x) in SpecialFunctions.polygamma(order: Int(n), x) }, order)
    case .bernoulli(let order): (unary { (n, x) in SpecialFunctions.bernoulliFunction(order: Int(n), x) }, order)
    case .sinc(let order): (unary { (n, x) in SpecialFunctions.sincFunction(order: Int(n), x) }, order)
    default: nil
    }
  }

  /// The address of a function of two arguments.
  static func address(of function: BinaryFunction) -> UInt? {
    switch function {
    case .modulo: binary { BinaryFunction.modulo.value($0, $1) }
    case .besselJ: binary { SpecialFunctions.besselJ($0, $1) }
    case .besselY: binary { SpecialFunctions.besselY($0, $1) }
    case .besselI: binary { SpecialFunctions.besselI($0, $1) }
    default: nil
    }
  }

  /// The address of the function that looks tables up, and that of a table, which is kept for good.
  static func address(of table: LookupTable) -> (address: UInt, table: UInt) {
    let function: Lookup = { table, x in
      guard let pointer = UnsafeRawPointer(bitPattern: UInt(bitPattern: table)) else { return .nan }
      return Unmanaged<LookupTable>.fromOpaque(pointer)._withUnsafeGuaranteedRef { $0.value(x) }
    }
    let kept = keptTables.withLock { tables in
      if let known = tables[table] { return known }
      let pointer = UInt(bitPattern: Unmanaged.passRetained(table).toOpaque())
      tables[table] = pointer
      return pointer
    }
    return (unsafeBitCast(function, to: UInt.self), kept)
  }

  /// The tables that machine code may look up, by the addresses that stand in it.
  private static let keptTables = Mutex([LookupTable: UInt]())

  private static func unary(_ function: Unary) -> UInt { unsafeBitCast(function, to: UInt.self) }
  private static func binary(_ function: Binary) -> UInt { unsafeBitCast(function, to: UInt.self) }
}
