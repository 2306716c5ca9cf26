// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What whoever plays may do now, told from what the panel shows and nothing else.
enum Hint {
    /// For the lamp's steady rhythm. `nextDayAt` is when the next day begins, once this one's meetings are over.
    static func now(lamp: String, isTaken: Bool, nextDayAt: String?, firstRow: String) -> String {
        switch lamp {
        case "slow" where firstRow.hasSuffix("/2"):
            return "Two meetings at once, shown in turn: space joins the one that is shown."
        case "slow": return "The lamp blinks: press space to join."
        case "fast":
            return firstRow == RoomText.leaving.text(.en) ? "Leaving." : "Joining: the join program has been started."
        case "on": return "In the meeting. Leave by holding the button: h. Or kill the agent: k."
        case "three": return "It did not work. Space tries again."
        case "off" where isTaken: return "This meeting has no link: nothing to join. Jump to the next: j."
        case "off":
            guard let nextDayAt else { return "Nothing to join yet. Jump to the next meeting: j." }
            return "The day is over. The next one begins by itself at \(nextDayAt), or now: j."
        default: return "The next group waits. Hold the button to leave: h."
        }
    }

    static func agentIsGone(isNetworkOut: Bool) -> String {
        isNetworkOut
            ? "No agent, no network. Start the agent: s. It knows the day from its disk."
            : "The agent is dead. Start it again: s. Or take the network away first: n."
    }

    /// Why the lamp answered a press as it did; `lamp` is its steady rhythm.
    static func answer(_ oneShot: String, lamp: String) -> String {
        let cooldown = RoomLimits().cooldown.wholeSeconds
        switch (oneShot, lamp) {
        case ("double", _): return "Nothing to join: the lamp blinks twice, and the display says more."
        case (_, "on"): return "A press in a meeting does nothing: the lamp flickers. Hold to leave: h."
        case (_, "fast"): return "It is at it already: the lamp flickers."
        default: return "Too soon after the last press (\(cooldown) s): the lamp flickers. Wait a moment."
        }
    }
}
