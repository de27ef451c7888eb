// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Results
import Testing

@Suite("PLplot canvas")
struct CanvasTests {
  private static let figure = PhasePlaneFigure(SamplePhasePlane.result()).figure
  private static let canvas = PLplotCanvas()

  @Test("The same figure gives the same bytes, in a process that has drawn others", arguments: FigureFormat.allCases)
  func repeatable(format: FigureFormat) throws {
    let first = try Self.canvas.data(of: Self.figure, format: format)
    var other = Self.figure
    other.title = "Another"
    _ = try Self.canvas.data(of: other, format: format)
    #expect(try Self.canvas.data(of: Self.figure, format: format) == first)
  }

  @Test("An svg has its size in millimetres")
  func svgSize() throws {
    let text = String(decoding: try Self.canvas.data(of: Self.figure, format: .svg), as: UTF8.self)
    let height = Self.figure.height
    #expect(text.contains("width=\"85mm\" height=\"\(height)mm\" viewBox=\"0 0 8500 "))
    #expect(text.hasSuffix("</svg>\n"))
  }

  @Test("A pdf has its size in points and a fixed date")
  func pdfSize() throws {
    let text = String(decoding: try Self.canvas.data(of: Self.figure, format: .pdf), as: Unicode.ASCII.self)
    let box = try #require(text.firstMatch(of: /MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]/))
    let width = try #require(Double(box.1)) / 72 * 25.4
    let height = try #require(Double(box.2)) / 72 * 25.4
    #expect(abs(width - 85) < 0.001)
    #expect(abs(height - Self.figure.height) < 0.001)
    #expect(text.contains("20000101000000"))
  }

  @Test("A png has as many pixels as its size and resolution say, and says so", arguments: [72.0, 300])
  func pngSize(resolution: Double) throws {
    let bytes = [UInt8](try PLplotCanvas(resolution: resolution).data(of: Self.figure, format: .png))
    func number(at offset: Int) -> Double { bytes[offset..<offset + 4].reduce(0) { $0 * 256 + Double($1) } }
    #expect(number(at: 16) == (85 / 25.4 * resolution).rounded())
    #expect(number(at: 20) == (Self.figure.height / 25.4 * resolution).rounded())
    #expect(String(decoding: bytes[37..<41], as: UTF8.self) == "pHYs")
    #expect(number(at: 41) == (resolution / 0.0254).rounded())
  }

  @Test("A folder that does not exist is an error and no exit")
  func missingFolder() {
    #expect(throws: FileFailure.self) {
      try Self.canvas.write(Self.figure, to: "/no/such/folder/plane.svg", format: .svg)
    }
  }

  @Test("Impossible sizes and windows are named")
  func impossibleFigures() {
    var tiny = Self.figure
    tiny.width = 1
    #expect(throws: RenderingError.unusableFigure("its width must lie between 10 and 2000 mm, not 1.0")) {
      try Self.canvas.data(of: tiny, format: .svg)
    }
    var empty = Self.figure
    empty.panels[0].vertical.upper = empty.panels[0].vertical.lower
    #expect(throws: RenderingError.self) { try Self.canvas.data(of: empty, format: .svg) }
  }

  @Test("Texts with signs that are special to svg, Pango and PLplot are drawn")
  func specialCharacters() throws {
    var figure = Self.figure
    figure.title = "a < b & c > d #fi #u “é” %s \\ $"
    #expect(try Self.canvas.data(of: figure, format: .pdf).count > 1000)
  }

  @Test("Figures drawn at the same time do not disturb each other")
  func concurrentDrawing() async throws {
    let expected = try Self.canvas.data(of: Self.figure, format: .svg)
    try await withThrowingTaskGroup(of: Data.self) { group in
      for _ in 0..<4 { group.addTask { try Self.canvas.data(of: Self.figure, format: .svg) } }
      for try await data in group { #expect(data == expected) }
    }
  }
}
