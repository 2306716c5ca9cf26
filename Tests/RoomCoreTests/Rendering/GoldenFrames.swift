// SPDX-License-Identifier: Apache-2.0

/// Each state of the room as the display shows it, looked at by people before it was pinned here. From the left:
/// 20×4; 16×2, now and 4 s later; 16×1, each row 4 s after the one above it; 40×2, now and 4 s later.
enum GoldenFrames {
    static let english = """
        free
        |Aalto          09:00|Aalto      09:00|Free until 10:00|Aalto                              09:00|
        |Free until 10:00    |Free until 10:00|Aalto      09:00|Free until 10:00                        |
        |Next 10:00 Design r…|Aalto      09:00|Free until 10:00|Aalto                              09:00|
        |12:00 Lunch talk    |Free until 10:00|10:00 Design re…|Free until 10:00                        |
        free, nothing to come
        |Aalto          20:00|Aalto      20:00|Free            |Aalto                              20:00|
        |Free                |Free            |Aalto      20:00|Free                                    |
        |Nothing coming up   |Aalto      20:00|Free            |Aalto                              20:00|
        |                    |Free            |Nothing booked  |Free                                    |
        free, pressed
        |Aalto          09:00|Aalto      09:00|10:00 Design re…|Aalto                              09:00|
        |Next 10:00 Design r…|10:00 Design re…|10:00 Design re…|Next 10:00 Design review                |
        |12:00 Lunch talk    |Aalto      09:00|10:00 Design re…|Aalto                              09:00|
        |                    |10:00 Design re…|10:00 Design re…|Next 10:00 Design review                |
        free, booking offered
        |Aalto          09:00|Book 30 min?    |Book 30? Press  |Aalto                              09:00|
        |Book 30 min?        |Press again     |Book 30? Press  |Book 30 min? Press again                |
        |Press again         |Book 30 min?    |Book 30? Press  |Aalto                              09:00|
        |Free until 10:00    |Press again     |Book 30? Press  |Book 30 min? Press again                |
        free, being booked
        |Aalto          09:00|Aalto      09:00|Booking …       |Aalto                              09:00|
        |Booking …           |Booking …       |Booking …       |Booking …                               |
        |Free until 10:00    |Aalto      09:00|Booking …       |Aalto                              09:00|
        |Next 10:00 Design r…|Booking …       |Booking …       |Booking …                               |
        free, not booked
        |Aalto          09:00|Aalto      09:00|Not booked      |Aalto                              09:00|
        |Not booked          |Not booked      |Not booked      |Not booked: no answer                   |
        |Free until 10:00    |Aalto      09:00|Not booked      |Aalto                              09:00|
        |Next 10:00 Design r…|Not booked      |Not booked      |Not booked: no answer                   |
        free, soon to be joined
        |Aalto          09:50|Aalto      09:50|Free until 10:00|Aalto                              09:50|
        |Free until 10:00    |Free until 10:00|Aalto      09:50|Free until 10:00                        |
        |Next 10:00 Design r…|Aalto      09:50|Free until 10:00|Aalto                              09:50|
        |Join from 09:55     |Join from 09:55 |10:00 Design re…|Join from 09:55                         |
        free until another day
        |Aalto          20:00|Aalto      20:00|Free            |Aalto                              20:00|
        |Free to 25.11. 08:15|Free            |Aalto      20:00|Free until 25.11. 08:15                 |
        |25.11. 08:15 Kick-o…|Aalto      20:00|Free            |Aalto                              20:00|
        |                    |Free            |25.11. 08:15    |Free until 25.11. 08:15                 |
        joinable
        |Design review       |Design review   |» Design review |Design review                           |
        |10:00–10:45    09:57|Press to join   |Press to join   |Press to join                           |
        |Press to join       |Design review   |» Design review |Design review                           |
        |Alice Example       |Press to join   |10:00–10:45     |Press to join                           |
        joinable, one of two
        |Design review    2/2|Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |10:00–10:45    10:20|Press to join   |2/2 » Design re…|Press to join                           |
        |Press to join       |Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |Alice Example       |Press to join   |2/2 » Design re…|Press to join                           |
        busy
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |until 13:00    12:10|until 13:00     |until 13:00     |until 13:00                        12:10|
        |                    |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |until 13:00     |until 13:00     |until 13:00                        12:10|
        busy, pressed
        |Nothing to join     |Nothing to join |Nothing to join |Nothing to join                         |
        |until 13:00    12:10|until 13:00     |Nothing to join |until 13:00                        12:10|
        |Lunch talk          |Nothing to join |Nothing to join |Nothing to join                         |
        |                    |until 13:00     |Nothing to join |until 13:00                        12:10|
        busy, nobody checked in
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |until 13:00    12:02|until 13:00     |until 13:00     |until 13:00                        12:02|
        |Press to check in   |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |Press: check in |Press: check in |Press to check in                       |
        busy, checked in
        |Checked in          |Checked in      |Checked in      |Checked in                              |
        |until 13:00    12:02|until 13:00     |Checked in      |until 13:00                        12:02|
        |Lunch talk          |Checked in      |Checked in      |Checked in                              |
        |                    |until 13:00     |Checked in      |until 13:00                        12:02|
        busy, extension offered
        |Extend 15 min?      |Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Press again         |Press again     |+15 min? Press  |until 13:00                        12:56|
        |until 13:00    12:56|Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Lunch talk          |Press again     |+15 min? Press  |until 13:00                        12:56|
        busy, not extended
        |Not extended: taken |Not extended    |Not extended    |Not extended: taken                     |
        |until 13:00    12:57|until 13:00     |Not extended    |until 13:00                        12:57|
        |Lunch talk          |Not extended    |Not extended    |Not extended: taken                     |
        |                    |until 13:00     |Not extended    |until 13:00                        12:57|
        busy, not ended
        |Not ended           |Not ended       |Not ended       |Not ended: not allowed                  |
        |until 13:00    12:30|until 13:00     |Not ended       |until 13:00                        12:30|
        |Lunch talk          |Not ended       |Not ended       |Not ended: not allowed                  |
        |                    |until 13:00     |Not ended       |until 13:00                        12:30|
        busy, another soon to be joined
        |Call                |Call            |Call            |Call                                    |
        |until 10:00    09:50|until 10:00     |until 10:00     |until 10:00                        09:50|
        |Next 10:00 Design r…|Call            |Call            |Call                                    |
        |Join from 09:55     |until 10:00     |until 10:00     |until 10:00                        09:50|
        busy until another day
        |Night shift         |Night shift     |Night shift     |Night shift                             |
        |until 26.11. 17:29  |to 26.11. 17:29 |to 26.11. 17:29 |until 26.11. 17:29                 12:10|
        |                    |Night shift     |Night shift     |Night shift                             |
        |                    |to 26.11. 17:29 |to 26.11. 17:29 |until 26.11. 17:29                 12:10|
        busy all day
        |Hackathon           |Hackathon       |Hackathon       |Hackathon                               |
        |all day        12:10|all day    12:10|all day    12:10|all day                            12:10|
        |                    |Hackathon       |Hackathon       |Hackathon                               |
        |                    |all day    12:10|all day    12:10|all day                            12:10|
        joining
        |Joining …           |Joining …       |Joining …       |Joining …                               |
        |Design review       |Design review   |Joining …       |Design review                           |
        |               10:01|Joining …       |Joining …       |Joining …                               |
        |                    |Design review   |Joining …       |Design review                           |
        in meeting
        |Design review       |Design review   |Design review   |Design review                           |
        |44 min left    10:01|44 min left     |44 min left     |44 min left                        10:01|
        |Hold to leave       |Design review   |Design review   |Design review                           |
        |Next 12:00 Lunch ta…|Hold to leave   |Hold to leave   |Hold to leave                           |
        in meeting, extension offered
        |Extend 15 min?      |Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Press again         |Press again     |+15 min? Press  |3 min left                         10:42|
        |3 min left     10:42|Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Design review       |Press again     |+15 min? Press  |3 min left                         10:42|
        in meeting, another soon
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |4 min left     09:56|Next at 10:00   |Next at 10:00   |Next at 10:00                      09:56|
        |Hold to leave       |Lunch talk      |Lunch talk      |Lunch talk                              |
        |Next 10:00 Design r…|Hold to leave   |Hold to leave   |Hold to leave                           |
        in meeting, the next group waits
        |Next group waiting  |Next group waits|Next group waits|Next group waiting                      |
        |Board meeting       |Board meeting   |Board meeting   |Board meeting                           |
        |Hold to leave       |Next group waits|Next group waits|Next group waiting                      |
        |11:00–12:30    11:02|Hold to leave   |Hold to leave   |Hold to leave                           |
        in meeting, unknown
        |Meeting             |Meeting         |Meeting         |Meeting                                 |
        |In meeting     10:50|In meeting 10:50|In meeting 10:50|In meeting                         10:50|
        |Hold to leave       |Meeting         |Meeting         |Meeting                                 |
        |Next 12:00 Lunch ta…|Hold to leave   |Hold to leave   |Hold to leave                           |
        leaving
        |Leaving …           |Leaving …       |Leaving …       |Leaving …                               |
        |Design review       |Design review   |Leaving …       |Design review                           |
        |               10:01|Leaving …       |Leaving …       |Leaving …                               |
        |                    |Design review   |Leaving …       |Design review                           |
        could not join
        |Could not join 10:01|Program missing |Press: try again|Program missing                         |
        |Design review       |Press: try again|Program missing |Press to try again                      |
        |Program missing     |Program missing |Press: try again|Program missing                         |
        |Press to try again  |Press: try again|Could not join  |Press to try again                      |
        free, stale
        |Aalto          09:30|Aalto    09:30 !|Free until 10:00|Aalto                            09:30 !|
        |Free until 10:00    |Free until 10:00|Aalto      09:30|Free until 10:00                        |
        |Next 10:00 Design r…|Aalto    09:30 !|Free until 10:00|Aalto                            09:30 !|
        |Calendar from 09:12 |Free until 10:00|10:00 Design re…|Free until 10:00                        |
        free, a fault
        |Aalto          09:00|Aalto    09:00 !|Free until 10:00|Aalto                            09:00 !|
        |Free until 10:00    |Free until 10:00|Aalto      09:00|Free until 10:00                        |
        |Next 10:00 Design r…|Aalto    09:00 !|Free until 10:00|Aalto                            09:00 !|
        |! Button lost       |Free until 10:00|10:00 Design re…|Free until 10:00                        |
        free, never fetched
        |Aalto          09:00|Aalto    09:00 !|Free            |Aalto                            09:00 !|
        |Free                |Free            |Aalto      09:00|Free                                    |
        |Nothing coming up   |Aalto    09:00 !|Free            |Aalto                            09:00 !|
        |No calendar yet     |Free            |Nothing booked  |Free                                    |
        unknown
        |Aalto          09:00|Aalto      09:00|No calendar yet |Aalto                              09:00|
        |No calendar yet     |No calendar yet |Aalto      09:00|No calendar yet                         |
        |Tried since 08:55   |Aalto      09:00|No calendar yet |Aalto                              09:00|
        |                    |Since 08:55     |Since 08:55     |Tried since 08:55                       |
        unknown, pressed
        |Aalto          09:00|Aalto    09:00 !|No network     !|Aalto                            09:00 !|
        |No network          |No network      |No network     !|No network                              |
        |! No network        |Aalto    09:00 !|No network     !|Aalto                            09:00 !|
        |                    |No network      |No network     !|No network                              |
        in meeting, a fault
        |Design review       |Design review  !|Design review   |Design review                          !|
        |44 min left    10:01|44 min left     |44 min left     |44 min left                        10:01|
        |Hold to leave       |Design review  !|Design review   |Design review                          !|
        |! Button lost       |Hold to leave   |Hold to leave   |Hold to leave                           |
        could not join, a fault
        |Could not join 10:01|No program     !|Press: try again|Program missing                        !|
        |Program missing     |Press: try again|Program missing |Press to try again                      |
        |Press to try again  |No program     !|Press: try again|Program missing                        !|
        |! Cannot join       |Press: try again|Could not join  |Press to try again                      |

        """
}
