// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The options of `@` lines, as far as it matters here what they mean.
enum ODEOption {
  /// A number, under its usual name.
  case number(String)
  case method
  /// `fold=x`: the variable lives on a circle.
  case fold
  /// What is plotted: `xp`, `yp` or `zp`.
  case axis(String)
  /// Colours, fonts, further windows and the like.
  case other

  /// Finds an option by its name in lower case. Names may be longer than XPPAUT's own, as in `bounds` or `method`.
  init?(_ key: String) {
    var found: Int?
    for length in 1...max(1, min(key.utf8.count, 12)) {
      guard let order = Self.order[String(key.prefix(length))] else { continue }
      found = min(found ?? order, order)
    }
    guard let found else { return nil }
    let name = Self.names[found]
    switch name {
    case "meth": self = .method
    case "fold": self = .fold
    case "xp", "yp", "zp": self = .axis(name)
    case _ where Self.numbers.contains(name): self = .number(name)
    default: self = .other
    }
  }

  private static let numbers = Set(
    split(
      """
      njmp nout nmesh vmaxpts maxstor tor_per jac_eps newt_tol newt_iter total dtmin dtmax dt t0 trans bound atol tol
      delay bandup bandlo xlo ylo xhi yhi xmax ymax zmax xmin ymin zmin ntst nmax npr ncol dsmin dsmax ds parmin parmax
      normmin normmax epsl epsu epss autoxmax autoymax autoxmin autoymin
      """))

  /// XPPAUT's option names in the order in which it compares them; the first that a name starts with counts.
  static let names: [String] = split(
    """
    quiet logfile bell but bigfont big smallfont small forecolor backcolor mwcolor dwcolor grads plotfmt backimage
    width height ync xnc smc umc lt seed back colormap nplot dll_lib dll_fun simplot multiwin
    xp2 yp2 zp2 xhi2 xlo2 yhi2 ylo2 xp3 yp3 zp3 xhi3 xlo3 yhi3 ylo3 xp4 yp4 zp4 xhi4 xlo4 yhi4 ylo4
    xp5 yp5 zp5 xhi5 xlo5 yhi5 ylo5 xp6 yp6 zp6 xhi6 xlo6 yhi6 ylo6 xp7 yp7 zp7 xhi7 xlo7 yhi7 ylo7
    xp8 yp8 zp8 xhi8 xlo8 yhi8 ylo8 xp yp zp axes njmp nout nmesh meth vmaxpts maxstor tor_per jac_eps
    newt_tol newt_iter fold total dtmin dtmax dt t0 trans bound atol tol delay bandup bandlo phi theta
    xlo ylo xhi yhi xmax ymax zmax xmin ymin zmin poimap poivar output poisgn poistop stoch poipln
    rangeover rangestep rangelow rangehigh rangereset rangeoldic range ntst nmax npr ncol dsmin dsmax ds
    parmin parmax normmin normmax epsl epsu epss runnow sec uec spc upc autoeval autoxmax autoymax autoxmin autoymin
    autovar ps_font ps_lw ps_fsize ps_color tutorial s1 s2 s3 slo1 slo2 slo3 shi1 shi2 shi3 postprocess
    histlo histhi histbins histcol speccol speccol2 specwidth specwin dfgrid dfdraw ncdraw colorvia colorize
    colorlo colorhi
    """)

  private static let order = Dictionary(
    names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })

  private static func split(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
