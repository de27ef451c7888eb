// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Reference {
  /// The reference that a line such as `Hindmarsh JL, Rose RM (1984) Proc R Soc Lond B 221:87-102` means.
  ///
  /// What stands after the year is read as journal, volume and pages, as `in BOOK`, or as a title. Titles of papers that the models of
  /// the zoo cite are added. A line of another form becomes an entry that holds it as a note.
  public init(citation: String) {
    guard let match = citation.wholeMatch(of: /(.+?) \((\d{4})\) (.+)/) else {
      self.init(.misc, "model", ["note": citation])
      return
    }
    let (authors, year, source) = (String(match.output.1), String(match.output.2), String(match.output.3))
    let names = authors.split(separator: ", ").map { Self.name(String($0)) }
    let author = names.map(\.text).joined(separator: " and ")
    let key = (names.first?.key ?? "model") + year
    let title = Self.titles[citation] ?? ""
    if let paper = source.wholeMatch(of: /(\D.*?) (\d+)(?:\(\d+\))?:(\d+(?:[-–]\d+)?)/) {
      self.init(
        .article, key,
        [
          "author": author, "title": title, "journal": String(paper.output.1), "volume": String(paper.output.2),
          "pages": String(paper.output.3), "year": year,
        ])
    } else if source.hasPrefix("in ") {
      self.init(
        .incollection, key, ["author": author, "title": title, "booktitle": String(source.dropFirst(3)), "year": year])
    } else {
      self.init(.book, key, ["author": author, "title": source, "year": year])
    }
  }

  /// A name written as `Hindmarsh JL` in BibTeX's way, and as part of a key.
  private static func name(_ text: String) -> (text: String, key: String) {
    let words = text.split(separator: " ")
    guard let last = words.last, words.count > 1, last.allSatisfy({ $0.isUppercase || $0 == "-" }) else {
      return (text, key(text))
    }
    let surname = words.dropLast().joined(separator: " ")
    // The hyphen of double first names stays between their initials.
    var initials = ""
    for letter in last {
      initials += letter == "-" ? "-" : (initials.isEmpty || initials.hasSuffix("-") ? "" : " ") + "\(letter)."
    }
    return ("\(surname), \(initials)", key(surname))
  }

  private static func key(_ name: String) -> String {
    let plain: [Character: String] = ["é": "e", "è": "e", "ö": "o", "ä": "a", "ü": "u", "ø": "o", "ó": "o", "ç": "c"]
    return name.lowercased().map { plain[$0] ?? ($0.isASCII && $0.isLetter ? String($0) : "") }.joined()
  }

  /// The titles of the papers that the zoo cites.
  static let titles: [String: String] = [
    "Koper MTM (1995) Physica D 80:72-94":
      "Bifurcations of mixed-mode oscillations in a three-variable autonomous Van der Pol-Duffing model with a "
      + "cross-shaped phase diagram",
    "Hindmarsh JL, Rose RM (1984) Proc R Soc Lond B 221:87-102":
      "A model of neuronal bursting using three coupled first order differential equations",
    "Bogdanov RI (1975) Funct Anal Appl 9:144-145":
      "Versal deformations of a singular point of a vector field on the plane in the case of zero eigenvalues",
    "Takens F (1974) Publ Math IHES 43:47-100": "Singularities of vector fields",
    "Brette R, Gerstner W (2005) J Neurophysiol 94:3637-3642":
      "Adaptive exponential integrate-and-fire model as an effective description of neuronal activity",
    "Naud R, Marcille N, Clopath C, Gerstner W (2008) Biol Cybern 99:335-347":
      "Firing patterns in the adaptive exponential integrate-and-fire model",
    "FitzHugh R (1961) Biophys J 1:445-466":
      "Impulses and physiological states in theoretical models of nerve membrane",
    "Nagumo J, Arimoto S, Yoshizawa S (1962) Proc IRE 50:2061-2070":
      "An active pulse transmission line simulating nerve axon",
    "Hénon M (1976) Commun Math Phys 50:69-77": "A two-dimensional mapping with a strange attractor",
    "May RM (1976) Nature 261:459-467": "Simple mathematical models with very complicated dynamics",
    "Prigogine I, Lefever R (1968) J Chem Phys 48:1695-1700":
      "Symmetry breaking instabilities in dissipative systems. II",
    "Jansen BH, Rit VG (1995) Biol Cybern 73:357-366":
      "Electroencephalogram and visual evoked potential generation in a mathematical model of coupled cortical columns",
    "Rinzel J (1985) in Ordinary and Partial Differential Equations, Springer, 304-316":
      "Bursting oscillations in an excitable membrane model",
    "Rinzel J (1987) in Mathematical Topics in Population Biology, Morphogenesis and Neurosciences, Springer, 267-281":
      "A formal classification of bursting mechanisms in excitable systems",
    "Izhikevich EM (2000) Int J Bifurcation Chaos 10:1171-1266": "Neural excitability, spiking and bursting",
    "Izhikevich EM (2001) SIAM Rev 43:315-344": "Synchronization of elliptic bursters",
    "Butera RJ, Rinzel J, Smith JC (1999) J Neurophysiol 82:382-397":
      "Models of respiratory rhythm generation in the pre-Bötzinger complex. I. Bursting pacemaker neurons",
    "Chay TR, Keizer J (1983) Biophys J 42:181-190":
      "Minimal model for membrane oscillations in the pancreatic beta-cell",
    "Plant RE (1981) J Math Biol 11:15-32": "Bifurcation and resonance in a model for bursting nerve cells",
    "Rinzel J, Lee YS (1987) J Math Biol 25:653-675": "Dissection of a model for neuronal parabolic bursting",
    "Rinzel J, Ermentrout B (1998) in Methods in Neuronal Modeling, 2nd ed":
      "Analysis of neural excitability and oscillations",
    "Izhikevich EM (2003) IEEE Trans Neural Netw 14:1569-1572": "Simple model of spiking neurons",
    "Izhikevich EM (2004) IEEE Trans Neural Netw 15:1063-1070": "Which model to use for cortical spiking neurons?",
    "Wilson HR, Cowan JD (1972) Biophys J 12:1-24":
      "Excitatory and inhibitory interactions in localized populations of model neurons",
    "Hodgkin AL, Huxley AF (1952) J Physiol 117:500-544":
      "A quantitative description of membrane current and its application to conduction and excitation in nerve",
    "Morris C, Lecar H (1981) Biophys J 35:193-213": "Voltage oscillations in the barnacle giant muscle fiber",
    "Holmes P (1979) Phil Trans R Soc A 292:419-448": "A nonlinear oscillator with a strange attractor",
    "Rosenzweig ML, MacArthur RH (1963) Am Nat 97:209-223":
      "Graphical representation and stability conditions of predator-prey interactions",
    "Rosenzweig ML (1971) Science 171:385-387":
      "Paradox of enrichment: destabilization of exploitation ecosystems in ecological time",
    "Lorenz EN (1963) J Atmos Sci 20:130-141": "Deterministic nonperiodic flow",
    "van der Pol B (1926) Phil Mag 2:978-992": "On relaxation-oscillations",
    "Rössler OE (1976) Phys Lett A 57:397-398": "An equation for continuous chaos",
    "Wong K-F, Wang X-J (2006) J Neurosci 26:1314-1328":
      "A recurrent network mechanism of time integration in perceptual decisions",
  ]
}
