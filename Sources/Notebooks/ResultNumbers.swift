// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Numbers of saved results, by short names: `LP1.I` is the parameter I of the special point LP1, `burst.period` a path in the result.
struct ResultNumbers {
  /// The folder with the results.
  let folder: URL

  struct Problem: Error {
    let text: String
  }

  /// The number at a place of the file that is named, or of the result that was written last.
  func number(at place: String) -> Result<Double, Problem> {
    let parts = place.split(separator: ":", maxSplits: 1).map(String.init)
    let path = parts.last ?? place
    guard let file = parts.count == 2 ? folder.appendingPathComponent(parts[0]) : newest else {
      return .failure(Problem(text: "there is no result yet in which \(place) could be looked up"))
    }
    guard let data = try? Data(contentsOf: file),
      let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any], let result = document["result"]
    else { return .failure(Problem(text: "'\(file.lastPathComponent)' is no result that can be read")) }
    let names = path.split(separator: ".").map(String.init)
    if let point = specialPoint(names[0], of: result), let value = quantity(Array(names.dropFirst()), of: point) {
      return .success(value)
    }
    if let value = value(result, names) { return .success(value) }
    return .failure(Problem(text: "there is no number '\(path)' in '\(file.lastPathComponent)'"))
  }

  private var newest: URL? {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
    return files?.filter { $0.pathExtension == "json" }.max { date($0) < date($1) }
  }

  private func date(_ file: URL) -> Date {
    (try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate) ?? .distantPast
  }

  private func specialPoint(_ label: String, of result: Any) -> [String: Any]? {
    let diagram = (result as? [String: Any])?["diagram"] ?? result
    let points = (diagram as? [String: Any])?["specialPoints"] as? [[String: Any]]
    return points?.first { $0["label"] as? String == label }
  }

  /// A parameter, variable, coefficient or other number of a special point.
  private func quantity(_ names: [String], of point: [String: Any]) -> Double? {
    guard let name = names.first else { return nil }
    for key in ["parameters", "state", "normalForm"] {
      if let number = (point[key] as? [String: Any])?[name] as? Double { return number }
    }
    return value(point, names)
  }

  private func value(_ node: Any, _ names: [String]) -> Double? {
    guard let name = names.first else { return node as? Double }
    if let object = node as? [String: Any], let next = object[name] { return value(next, Array(names.dropFirst())) }
    if let list = node as? [Any], let index = Int(name), list.indices.contains(index) {
      return value(list[index], Array(names.dropFirst()))
    }
    return nil
  }
}
