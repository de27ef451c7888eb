// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Where the methods come from.
extension Reference {
  // Curves.
  static let keller = Reference(
    .incollection, "keller1977",
    [
      "author": "Keller, H. B.", "title": "Numerical solution of bifurcation and nonlinear eigenvalue problems",
      "booktitle": "Applications of Bifurcation Theory", "editor": "Rabinowitz, P. H.", "publisher": "Academic Press",
      "pages": "359-384", "year": "1977",
    ])
  static let kuznetsov = book(
    "kuznetsov2004", "Kuznetsov, Yu. A.", 2004, "Elements of Applied Bifurcation Theory", "Springer", edition: "3")
  static let govaerts = book(
    "govaerts2000", "Govaerts, W. J. F.", 2000, "Numerical Methods for Bifurcations of Dynamical Equilibria", "SIAM")
  static let codimensionTwo = article(
    "kuznetsov1999", "Kuznetsov, Yu. A.", 1999,
    "Numerical normalization techniques for all codim 2 bifurcations of equilibria in ODE's", "SIAM J. Numer. Anal.",
    36,
    "1104-1124")
  static let codimensionTwoOfMaps = article(
    "kuznetsovmeijer2005", "Kuznetsov, Yu. A. and Meijer, H. G. E.", 2005,
    "Numerical normal forms for codim 2 bifurcations of fixed points with at most two critical eigenvalues",
    "SIAM J. Sci. Comput.", 26, "1932-1954")

  // Cycles.
  static let collocation = article(
    "deboorswartz1973", "de Boor, C. and Swartz, B.", 1973, "Collocation at Gaussian points", "SIAM J. Numer. Anal.",
    10,
    "582-606")
  static let doedel = article(
    "doedel1991", "Doedel, E. and Keller, H. B. and Kernévez, J. P.", 1991,
    "Numerical analysis and control of bifurcation problems (II): bifurcation in infinite dimensions",
    "Int. J. Bifurcation and Chaos", 1, "745-772")
  static let multipliers = article(
    "fairgrieve1991", "Fairgrieve, T. F. and Jepson, A. D.", 1991, "O.K. Floquet multipliers", "SIAM J. Numer. Anal.",
    28,
    "1446-1462")
  static let cycleNormalForms = article(
    "kuznetsov2005", "Kuznetsov, Yu. A. and Govaerts, W. and Doedel, E. J. and Dhooge, A.", 2005,
    "Numerical periodic normalization for codim 1 bifurcations of limit cycles", "SIAM J. Numer. Anal.", 43, "1407-1435"
  )

  // Proofs.
  static let krawczyk = article(
    "krawczyk1969", "Krawczyk, R.", 1969, "Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken",
    "Computing", 4, "187-201")
  static let neumaier = book(
    "neumaier1990", "Neumaier, A.", 1990, "Interval Methods for Systems of Equations", "Cambridge University Press")

  // Fast and slow.
  static let dissection = Reference(
    .incollection, "rinzel1985",
    [
      "author": "Rinzel, J.", "title": "Bursting oscillations in an excitable membrane model",
      "booktitle": "Ordinary and Partial Differential Equations", "series": "Lecture Notes in Mathematics",
      "volume": "1151",
      "publisher": "Springer", "pages": "304-316", "year": "1985",
    ])
  static let bursts = article(
    "izhikevich2000", "Izhikevich, E. M.", 2000, "Neural excitability, spiking and bursting",
    "Int. J. Bifurcation and Chaos", 10, "1171-1266")
  static let foldedSingularities = article(
    "szmolyan2001", "Szmolyan, P. and Wechselberger, M.", 2001, "Canards in R^3", "J. Differential Equations", 177,
    "419-453")
  static let foldedNodes = article(
    "wechselberger2005", "Wechselberger, M.", 2005,
    "Existence and bifurcation of canards in R^3 in the case of a folded node",
    "SIAM J. Appl. Dyn. Syst.", 4, "101-139")
  static let mixedModes = article(
    "desroches2012",
    "Desroches, M. and Guckenheimer, J. and Krauskopf, B. and Kuehn, C. and Osinga, H. M. and Wechselberger, M.", 2012,
    "Mixed-mode oscillations with multiple time scales", "SIAM Rev.", 54, "211-288")
  static let delayedPassage = article(
    "baer1989", "Baer, S. M. and Erneux, T. and Rinzel, J.", 1989,
    "The slow passage through a Hopf bifurcation: delay, memory effects, and resonance", "SIAM J. Appl. Math.", 49,
    "55-71")

  // Slow points.
  static let slowPoints = article(
    "sussillobarak2013", "Sussillo, D. and Barak, O.", 2013,
    "Opening the black box: low-dimensional dynamics in high-dimensional recurrent neural networks",
    "Neural Computation",
    25, "626-649")
  static let levenbergMarquardt = article(
    "fan2005", "Fan, J. and Yuan, Y.", 2005,
    "On the quadratic convergence of the Levenberg-Marquardt method without nonsingularity assumption", "Computing", 74,
    "23-39")
  static let adam = Reference(
    .inproceedings, "kingma2015",
    [
      "author": "Kingma, D. P. and Ba, J.", "title": "Adam: a method for stochastic optimization",
      "booktitle": "International Conference on Learning Representations", "year": "2015",
    ])
  static let drive = article(
    "mante2013", "Mante, V. and Sussillo, D. and Shenoy, K. V. and Newsome, W. T.", 2013,
    "Context-dependent computation by recurrent dynamics in prefrontal cortex", "Nature", 503, "78-84")

  // Integration in time.
  static let dormandPrince = article(
    "dormand1980", "Dormand, J. R. and Prince, P. J.", 1980, "A family of embedded Runge-Kutta formulae",
    "J. Comput. Appl. Math.", 6, "19-26")
  static let bogackiShampine = article(
    "bogacki1989", "Bogacki, P. and Shampine, L. F.", 1989, "A 3(2) pair of Runge-Kutta formulas", "Appl. Math. Lett.",
    2,
    "321-325")
  static let kutta = article(
    "kutta1901", "Kutta, W.", 1901, "Beitrag zur näherungsweisen Integration totaler Differentialgleichungen",
    "Z. Math. Phys.", 46, "435-453")
  static let hairer = book(
    "hairer1993", "Hairer, E. and Nørsett, S. P. and Wanner, G.", 1993,
    "Solving Ordinary Differential Equations I: Nonstiff Problems", "Springer", edition: "2")
  static let rushLarsen = article(
    "rush1978", "Rush, S. and Larsen, H.", 1978,
    "A practical algorithm for solving dynamic membrane equations", "IEEE Trans. Biomed. Eng.", 25, "389-392")
  static let roessler = article(
    "roessler2010", "Rößler, A.", 2010,
    "Runge-Kutta methods for the strong approximation of solutions of stochastic differential equations",
    "SIAM J. Numer. Anal.", 48, "922-952")
  static let sundials = article(
    "hindmarsh2005",
    "Hindmarsh, A. C. and Brown, P. N. and Grant, K. E. and Lee, S. L. and Serban, R. and Shumaker, D. E. and Woodward, C. S.",
    2005, "SUNDIALS: Suite of nonlinear and differential/algebraic equation solvers", "ACM Trans. Math. Softw.", 31,
    "363-396")
  static let kloedenPlaten = book(
    "kloeden1992", "Kloeden, P. E. and Platen, E.", 1992, "Numerical Solution of Stochastic Differential Equations",
    "Springer")
  static let delays = book(
    "bellen2003", "Bellen, A. and Zennaro, M.", 2003, "Numerical Methods for Delay Differential Equations",
    "Oxford University Press")
  static let volterra = book(
    "linz1985", "Linz, P.", 1985, "Analytical and Numerical Methods for Volterra Equations", "SIAM")
  static let clockDrivenNetworks = article(
    "brette2007", "Brette, R. and Rudolph, M. and Carnevale, T. and Hines, M. and others", 2007,
    "Simulation of networks of spiking neurons: a review of tools and strategies", "J. Comput. Neurosci.", 23, "349-398"
  )
  static let streamlines = Reference(
    .incollection, "jobard1997",
    [
      "author": "Jobard, B. and Lefer, W.", "title": "Creating evenly-spaced streamlines of arbitrary density",
      "booktitle": "Visualization in Scientific Computing '97", "publisher": "Springer", "pages": "43-55",
      "year": "1997",
    ])
}
