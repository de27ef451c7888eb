import ArgumentParser

@main
struct BPAnalyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bpanalyze", abstract: "Phase planes, bifurcations and slow points of dynamical systems.")
}
