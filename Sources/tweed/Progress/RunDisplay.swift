import Dispatch
import Engine
import Synchronization

/// Shows a run to a person: on a terminal one line for each running stage, redrawn in place below the permanent
/// lines; elsewhere plain lines, few enough for a log.
final class RunDisplay: Sendable {
    private struct State {
        var active: [ActiveStage] = []
        /// Lines below the permanent ones that the next drawing replaces.
        var drawn = 0
        var isFinished = false
    }

    /// Ten pictures a second.
    private static let interval = 0.1

    private let stream: StandardStream
    private let isQuiet: Bool
    private let lines: EventLines
    private let throttle = LogThrottle()
    private let state = Mutex(State())
    private let ticks = DispatchQueue(label: "tweed.display")

    /// - Parameters:
    ///   - names: of all stages, for the width of their column.
    ///   - isQuiet: shows no events, only what `say` is told.
    init(stream: StandardStream, names: [String], isQuiet: Bool = false) {
        self.stream = stream
        self.isQuiet = isQuiet
        lines = EventLines(names: names)
        if stream.isLive, !isQuiet { scheduleTick() }
    }

    /// To be called with every event of the run.
    func handle(_ event: RunEvent) {
        if isQuiet { return }
        let time = Self.now
        state.withLock { state in
            guard !state.isFinished else { return }
            Self.apply(event, to: &state, at: time)
            var permanent = lines.lines(for: event)
            if case .progress(let stage, _) = event, !stream.isLive,
                let index = state.active.firstIndex(where: { $0.name == stage }),
                throttle.passes(&state.active[index], at: time)
            {
                permanent.append(
                    ProgressLine(stage: state.active[index], nameWidth: lines.nameWidth, time: time).plain)
            }
            if !permanent.isEmpty { draw(&state, permanent: permanent, at: time) }
        }
    }

    /// Adds a permanent line that is no event.
    func say(_ line: StyledLine) {
        state.withLock { draw(&$0, permanent: [line], at: Self.now) }
    }

    /// Takes the lines of running stages away; nothing is drawn after this.
    func finish() {
        state.withLock { state in
            state.active = []
            draw(&state, permanent: [], at: Self.now)
            state.isFinished = true
        }
    }

    private func scheduleTick() {
        ticks.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            guard let self, self.redraw() else { return }
            self.scheduleTick()
        }
    }

    /// - Returns: false when nothing will be drawn any more.
    private func redraw() -> Bool {
        state.withLock { state in
            if !state.isFinished, !state.active.isEmpty { draw(&state, permanent: [], at: Self.now) }
            return !state.isFinished
        }
    }

    /// Everything in one piece, so that nothing flickers.
    private func draw(_ state: inout State, permanent: [StyledLine], at time: Double) {
        guard stream.isLive else {
            stream.write(permanent.map { $0.rendered(colour: false) + "\n" }.joined())
            return
        }
        var text = state.drawn > 0 ? "\r\u{1B}[\(state.drawn)A" : ""
        for line in permanent { text += line.rendered(colour: stream.hasColour) + "\u{1B}[K\n" }
        // A terminal that breaks the line after its last column would make two of one.
        let columns = max(10, stream.columns - 1)
        for stage in state.active {
            let line = ProgressLine(stage: stage, nameWidth: lines.nameWidth, time: time).live(
                columns: columns)
            text += line.rendered(colour: stream.hasColour, columns: columns) + "\u{1B}[K\n"
        }
        if state.drawn > 0 { text += "\u{1B}[J" }
        state.drawn = state.active.count
        if !text.isEmpty { stream.write(text) }
    }

    private static func apply(_ event: RunEvent, to state: inout State, at time: Double) {
        func update(_ name: String, _ change: (inout ActiveStage) -> Void) {
            if let index = state.active.firstIndex(where: { $0.name == name }) {
                change(&state.active[index])
            } else {
                var stage = ActiveStage(name: name, started: time)
                change(&stage)
                state.active.append(stage)
            }
        }
        switch event {
        case .started(let stage, _, _, _):
            state.active.removeAll { $0.name == stage }
            update(stage) { _ in }
        case .attached(let stage, let process):
            update(stage) {
                $0.isAttached = true
                $0.attachedTo = process
            }
        case .progress(let stage, let report): update(stage) { $0.add(report, at: time) }
        case .finished(let outcome): state.active.removeAll { $0.name == outcome.name }
        case .fetched, .note, .resumed, .keptAside, .warning: break
        }
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
