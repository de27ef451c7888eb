// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Finds what happens between two neighbouring points of a curve: the places at which test functions change sign.
///
/// A step on which more than one event can lie is halved until each has an interval of its own, in which it is located.
protocol EventFinder {
  associatedtype Problem: CurveProblem
  /// A function on the curve that changes sign at one kind of event.
  associatedtype Test
  associatedtype Event
  typealias Point = CurvePoint<Problem>

  /// The curve, or another of the same problem.
  var curve: Curve<Problem> { get }
  /// How often a step is halved at most.
  var halvingLimit: Int { get }

  /// The functions whose change of sign from one point to the next means something.
  func changes(from a: Point, to b: Point) -> [Test]
  /// The events on a step where they can be told from each other; nil if it is to be halved.
  func resolved(_ tests: [Test], from a: Point, to b: Point) -> [Event]?
  /// The events of these kinds on a step that is halved no further.
  func located(_ tests: [Test], from a: Point, to b: Point) -> [Event]
}

extension EventFinder {
  /// One function that changes sign is one event.
  func resolved(_ tests: [Test], from a: Point, to b: Point) -> [Event]? {
    tests.count == 1 ? located(tests, from: a, to: b) : nil
  }

  /// The events from one point to the next, in order; none if nobody wants them any more.
  /// - Complexity: one correction onto the curve for each halving.
  func events(
    from a: Point, to b: Point, halvings: Int = 0, isCancelled: () -> Bool = { false }
  ) -> [Event] {
    let tests = changes(from: a, to: b)
    if tests.isEmpty || isCancelled() { return [] }
    if let events = resolved(tests, from: a, to: b) { return events }
    let half = (b.arclength - a.arclength) / 2
    guard halvings < halvingLimit, half > CurveSettings.shortestHalf, let middle = curve.point(at: half, from: a) else {
      return located(tests, from: a, to: b)
    }
    return events(from: a, to: middle, halvings: halvings + 1, isCancelled: isCancelled)
      + events(from: middle, to: b, halvings: halvings + 1, isCancelled: isCancelled)
  }
}

extension CurveSettings {
  /// Steps are not halved below this length, at which neighbouring points differ by their errors.
  fileprivate static let shortestHalf = 1e-10
}
