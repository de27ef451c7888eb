// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A figure that could not be drawn or saved.
public enum RenderingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A library for drawing is missing or too old: what is missing, and what mends it.
  case libraryMissing(String, remedy: String)
  /// The drawing library stopped with a message.
  case drawingFailed(String)
  /// A figure has a size or a window that cannot be drawn.
  case unusableFigure(String)

  /// The message in words.
  public var description: String {
    switch self {
    case .libraryMissing(let what, let remedy): "cannot draw: \(what) is missing; \(remedy)"
    case .drawingFailed(let reason): "cannot draw: \(reason)"
    case .unusableFigure(let reason): "cannot draw this figure: \(reason)"
    }
  }
}
