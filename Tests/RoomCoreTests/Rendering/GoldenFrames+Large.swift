// SPDX-License-Identifier: Apache-2.0

extension GoldenFrames {
    static let large = """
        free
        |Aalto                              09:00|
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        free, nothing to come
        |Aalto                              20:00|
        |Free                                    |
        |Nothing coming up                       |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        free, pressed
        |Aalto                              09:00|
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        free, booking offered
        |Aalto                              09:00|
        |Book 30 min? Press again                |
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |                                        |
        |                                        |
        |                                        |
        free, being booked
        |Aalto                              09:00|
        |Booking …                               |
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |                                        |
        |                                        |
        |                                        |
        free, not booked
        |Aalto                              09:00|
        |Not booked: no answer                   |
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |                                        |
        |                                        |
        |                                        |
        free, soon to be joined
        |Aalto                              09:50|
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |Join from 09:55                         |
        |12:00 Lunch talk                        |
        |                                        |
        |                                        |
        |                                        |
        free until another day
        |Aalto                              20:00|
        |Free until 25.11. 08:15                 |
        |Next 25.11. 08:15 Kick-off              |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        joinable
        |Design review                           |
        |10:00–10:45                        09:57|
        |Press to join                           |
        |Alice Example                           |
        |Next 12:00 Lunch talk                   |
        |                                        |
        |                                        |
        |                                        |
        joinable, one of two
        |Design review                        2/2|
        |10:00–10:45                        10:20|
        |Press to join                           |
        |Alice Example                           |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy
        |Lunch talk                              |
        |until 13:00                        12:10|
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, pressed
        |Nothing to join                         |
        |until 13:00                        12:10|
        |Lunch talk                              |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, nobody checked in
        |Lunch talk                              |
        |until 13:00                        12:02|
        |Press to check in                       |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, checked in
        |Checked in                              |
        |until 13:00                        12:02|
        |Lunch talk                              |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, extension offered
        |Extend 15 min? Press again              |
        |until 13:00                        12:56|
        |Lunch talk                              |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, not extended
        |Not extended: taken                     |
        |until 13:00                        12:57|
        |Lunch talk                              |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, not ended
        |Not ended: not allowed                  |
        |until 13:00                        12:30|
        |Lunch talk                              |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy, another soon to be joined
        |Call                                    |
        |until 10:00                        09:50|
        |Next 10:00 Design review                |
        |Join from 09:55                         |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy until another day
        |Night shift                             |
        |until 26.11. 17:29                 12:10|
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        busy all day
        |Hackathon                               |
        |all day                            12:10|
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        joining
        |Joining …                               |
        |Design review                           |
        |                                   10:01|
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        in meeting
        |Design review                           |
        |44 min left                        10:01|
        |Hold to leave                           |
        |Next 12:00 Lunch talk                   |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        in meeting, extension offered
        |Extend 15 min? Press again              |
        |3 min left                         10:42|
        |Design review                           |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        in meeting, another soon
        |Lunch talk                              |
        |4 min left                         09:56|
        |Hold to leave                           |
        |Next 10:00 Design review                |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        in meeting, the next group waits
        |Next group waiting                      |
        |Board meeting                           |
        |Hold to leave                           |
        |11:00–12:30                        11:02|
        |Design review                           |
        |                                        |
        |                                        |
        |                                        |
        in meeting, unknown
        |Meeting                                 |
        |In meeting                         10:50|
        |Hold to leave                           |
        |Next 12:00 Lunch talk                   |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        leaving
        |Leaving …                               |
        |Design review                           |
        |                                   10:01|
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        could not join
        |Could not join                     10:01|
        |Design review                           |
        |Program missing                         |
        |Press to try again                      |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        free, stale
        |Aalto                              09:30|
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |Calendar from 09:12                     |
        |                                        |
        |                                        |
        |                                        |
        free, a fault
        |Aalto                              09:00|
        |Free until 10:00                        |
        |Next 10:00 Design review                |
        |12:00 Lunch talk                        |
        |! Button lost                           |
        |                                        |
        |                                        |
        |                                        |
        free, never fetched
        |Aalto                              09:00|
        |Free                                    |
        |Nothing coming up                       |
        |No calendar yet                         |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        unknown
        |Aalto                              09:00|
        |No calendar yet                         |
        |Tried since 08:55                       |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        unknown, pressed
        |Aalto                              09:00|
        |No network                              |
        |! No network                            |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        |                                        |
        in meeting, a fault
        |Design review                           |
        |44 min left                        10:01|
        |Hold to leave                           |
        |Next 12:00 Lunch talk                   |
        |! Button lost                           |
        |                                        |
        |                                        |
        |                                        |
        could not join, a fault
        |Could not join                     10:01|
        |Design review                           |
        |Program missing                         |
        |Press to try again                      |
        |! Cannot join                           |
        |                                        |
        |                                        |
        |                                        |

        """
}
