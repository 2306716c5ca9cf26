// SPDX-License-Identifier: Apache-2.0

extension GoldenFrames {
    static let english12 = """
        free
        |Aalto        9:00 am|Aalto    9:00 am|Free to 10:00 am|Aalto                            9:00 am|
        |Free until 10:00 am |Free to 10:00 am|Aalto    9:00 am|Free until 10:00 am                     |
        |Next 10:00 am Desig…|Aalto    9:00 am|Free to 10:00 am|Aalto                            9:00 am|
        |12:00 pm Lunch talk |Free to 10:00 am|10:00 am Design…|Free until 10:00 am                     |
        free, nothing to come
        |Aalto        8:00 pm|Aalto    8:00 pm|Free            |Aalto                            8:00 pm|
        |Free                |Free            |Aalto    8:00 pm|Free                                    |
        |Nothing coming up   |Aalto    8:00 pm|Free            |Aalto                            8:00 pm|
        |                    |Free            |Nothing booked  |Free                                    |
        free, pressed
        |Aalto        9:00 am|Aalto    9:00 am|10:00 am Design…|Aalto                            9:00 am|
        |Next 10:00 am Desig…|10:00 am Design…|10:00 am Design…|Next 10:00 am Design review             |
        |12:00 pm Lunch talk |Aalto    9:00 am|10:00 am Design…|Aalto                            9:00 am|
        |                    |10:00 am Design…|10:00 am Design…|Next 10:00 am Design review             |
        free, booking offered
        |Aalto        9:00 am|Book 30 min?    |Book 30? Press  |Aalto                            9:00 am|
        |Book 30 min?        |Press again     |Book 30? Press  |Book 30 min? Press again                |
        |Press again         |Book 30 min?    |Book 30? Press  |Aalto                            9:00 am|
        |Free until 10:00 am |Press again     |Book 30? Press  |Book 30 min? Press again                |
        free, being booked
        |Aalto        9:00 am|Aalto    9:00 am|Booking …       |Aalto                            9:00 am|
        |Booking …           |Booking …       |Booking …       |Booking …                               |
        |Free until 10:00 am |Aalto    9:00 am|Booking …       |Aalto                            9:00 am|
        |Next 10:00 am Desig…|Booking …       |Booking …       |Booking …                               |
        free, not booked
        |Aalto        9:00 am|Aalto    9:00 am|Not booked      |Aalto                            9:00 am|
        |Not booked          |Not booked      |Not booked      |Not booked: no answer                   |
        |Free until 10:00 am |Aalto    9:00 am|Not booked      |Aalto                            9:00 am|
        |Next 10:00 am Desig…|Not booked      |Not booked      |Not booked: no answer                   |
        free, soon to be joined
        |Aalto        9:50 am|Aalto    9:50 am|Free to 10:00 am|Aalto                            9:50 am|
        |Free until 10:00 am |Free to 10:00 am|Aalto    9:50 am|Free until 10:00 am                     |
        |Next 10:00 am Desig…|Aalto    9:50 am|Free to 10:00 am|Aalto                            9:50 am|
        |Join from 9:55 am   |Join 9:55 am    |10:00 am Design…|Join from 9:55 am                       |
        free until another day
        |Aalto        8:00 pm|Aalto    8:00 pm|Free            |Aalto                            8:00 pm|
        |Free                |Free            |Aalto    8:00 pm|Free until 25.11. 8:15 am               |
        |25.11. 8:15am Kick-…|Aalto    8:00 pm|Free            |Aalto                            8:00 pm|
        |                    |Free            |25.11. 8:15am   |Free until 25.11. 8:15 am               |
        joinable
        |Design review       |Design review   |» Design review |Design review                           |
        |10:00 am–10:45 am   |Press to join   |Press to join   |Press to join                           |
        |Press to join       |Design review   |» Design review |Design review                           |
        |Alice Example       |Press to join   |10:00–10:45 am  |Press to join                           |
        joinable, one of two
        |Design review    2/2|Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |10:00 am–10:45 am   |Press to join   |2/2 » Design re…|Press to join                           |
        |Press to join       |Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |Alice Example       |Press to join   |2/2 » Design re…|Press to join                           |
        busy
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |until 1:00 pm       |until 1:00 pm   |until 1:00 pm   |until 1:00 pm                   12:10 pm|
        |                    |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |until 1:00 pm   |until 1:00 pm   |until 1:00 pm                   12:10 pm|
        busy, pressed
        |Nothing to join     |Nothing to join |Nothing to join |Nothing to join                         |
        |until 1:00 pm       |until 1:00 pm   |Nothing to join |until 1:00 pm                   12:10 pm|
        |Lunch talk          |Nothing to join |Nothing to join |Nothing to join                         |
        |                    |until 1:00 pm   |Nothing to join |until 1:00 pm                   12:10 pm|
        busy, nobody checked in
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |until 1:00 pm       |until 1:00 pm   |until 1:00 pm   |until 1:00 pm                   12:02 pm|
        |Press to check in   |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |Press: check in |Press: check in |Press to check in                       |
        busy, checked in
        |Checked in          |Checked in      |Checked in      |Checked in                              |
        |until 1:00 pm       |until 1:00 pm   |Checked in      |until 1:00 pm                   12:02 pm|
        |Lunch talk          |Checked in      |Checked in      |Checked in                              |
        |                    |until 1:00 pm   |Checked in      |until 1:00 pm                   12:02 pm|
        busy, extension offered
        |Extend 15 min?      |Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Press again         |Press again     |+15 min? Press  |until 1:00 pm                   12:56 pm|
        |until 1:00 pm       |Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Lunch talk          |Press again     |+15 min? Press  |until 1:00 pm                   12:56 pm|
        busy, not extended
        |Not extended: taken |Not extended    |Not extended    |Not extended: taken                     |
        |until 1:00 pm       |until 1:00 pm   |Not extended    |until 1:00 pm                   12:57 pm|
        |Lunch talk          |Not extended    |Not extended    |Not extended: taken                     |
        |                    |until 1:00 pm   |Not extended    |until 1:00 pm                   12:57 pm|
        busy, not ended
        |Not ended           |Not ended       |Not ended       |Not ended: not allowed                  |
        |until 1:00 pm       |until 1:00 pm   |Not ended       |until 1:00 pm                   12:30 pm|
        |Lunch talk          |Not ended       |Not ended       |Not ended: not allowed                  |
        |                    |until 1:00 pm   |Not ended       |until 1:00 pm                   12:30 pm|
        busy, another soon to be joined
        |Call                |Call            |Call            |Call                                    |
        |until 10:00 am      |until 10:00 am  |until 10:00 am  |until 10:00 am                   9:50 am|
        |Next 10:00 am Desig…|Call            |Call            |Call                                    |
        |Join from 9:55 am   |until 10:00 am  |until 10:00 am  |until 10:00 am                   9:50 am|
        busy until another day
        |Night shift         |Night shift     |Night shift     |Night shift                             |
        |until 26.11. 5:29 pm|to 26.11. 5:29pm|to 26.11. 5:29pm|until 26.11. 5:29 pm            12:10 pm|
        |                    |Night shift     |Night shift     |Night shift                             |
        |                    |to 26.11. 5:29pm|to 26.11. 5:29pm|until 26.11. 5:29 pm            12:10 pm|
        busy all day
        |Hackathon           |Hackathon       |Hackathon       |Hackathon                               |
        |all day     12:10 pm|all day 12:10 pm|all day 12:10 pm|all day                         12:10 pm|
        |                    |Hackathon       |Hackathon       |Hackathon                               |
        |                    |all day 12:10 pm|all day 12:10 pm|all day                         12:10 pm|
        joining
        |Joining …           |Joining …       |Joining …       |Joining …                               |
        |Design review       |Design review   |Joining …       |Design review                           |
        |            10:01 am|Joining …       |Joining …       |Joining …                               |
        |                    |Design review   |Joining …       |Design review                           |
        in meeting
        |Design review       |Design review   |Design review   |Design review                           |
        |44 min left 10:01 am|44 min left     |44 min left     |44 min left                     10:01 am|
        |Hold to leave       |Design review   |Design review   |Design review                           |
        |Next 12:00 pm Lunch…|Hold to leave   |Hold to leave   |Hold to leave                           |
        in meeting, extension offered
        |Extend 15 min?      |Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Press again         |Press again     |+15 min? Press  |3 min left                      10:42 am|
        |3 min left  10:42 am|Extend 15 min?  |+15 min? Press  |Extend 15 min? Press again              |
        |Design review       |Press again     |+15 min? Press  |3 min left                      10:42 am|
        in meeting, another soon
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |4 min left   9:56 am|Next at 10:00 am|Next at 10:00 am|Next at 10:00 am                 9:56 am|
        |Hold to leave       |Lunch talk      |Lunch talk      |Lunch talk                              |
        |Next 10:00 am Desig…|Hold to leave   |Hold to leave   |Hold to leave                           |
        in meeting, the next group waits
        |Next group waiting  |Next group waits|Next group waits|Next group waiting                      |
        |Board meeting       |Board meeting   |Board meeting   |Board meeting                           |
        |Hold to leave       |Next group waits|Next group waits|Next group waiting                      |
        |11:00 am–12:30 pm   |Hold to leave   |Hold to leave   |Hold to leave                           |
        in meeting, unknown
        |Meeting             |Meeting         |Meeting         |Meeting                                 |
        |In meeting  10:50 am|In meeting      |In meeting      |In meeting                      10:50 am|
        |Hold to leave       |Meeting         |Meeting         |Meeting                                 |
        |Next 12:00 pm Lunch…|Hold to leave   |Hold to leave   |Hold to leave                           |
        leaving
        |Leaving …           |Leaving …       |Leaving …       |Leaving …                               |
        |Design review       |Design review   |Leaving …       |Design review                           |
        |            10:01 am|Leaving …       |Leaving …       |Leaving …                               |
        |                    |Design review   |Leaving …       |Design review                           |
        could not join
        |Could not join      |Program missing |Press: try again|Program missing                         |
        |Design review       |Press: try again|Program missing |Press to try again                      |
        |Program missing     |Program missing |Press: try again|Program missing                         |
        |Press to try again  |Press: try again|Could not join  |Press to try again                      |
        free, stale
        |Aalto        9:30 am|Aalto  9:30 am !|Free to 10:00 am|Aalto                          9:30 am !|
        |Free until 10:00 am |Free to 10:00 am|Aalto    9:30 am|Free until 10:00 am                     |
        |Next 10:00 am Desig…|Aalto  9:30 am !|Free to 10:00 am|Aalto                          9:30 am !|
        |Calendar 9:12 am    |Free to 10:00 am|10:00 am Design…|Free until 10:00 am                     |
        free, a fault
        |Aalto        9:00 am|Aalto  9:00 am !|Free to 10:00 am|Aalto                          9:00 am !|
        |Free until 10:00 am |Free to 10:00 am|Aalto    9:00 am|Free until 10:00 am                     |
        |Next 10:00 am Desig…|Aalto  9:00 am !|Free to 10:00 am|Aalto                          9:00 am !|
        |! Button lost       |Free to 10:00 am|10:00 am Design…|Free until 10:00 am                     |
        free, never fetched
        |Aalto        9:00 am|Aalto  9:00 am !|Free            |Aalto                          9:00 am !|
        |Free                |Free            |Aalto    9:00 am|Free                                    |
        |Nothing coming up   |Aalto  9:00 am !|Free            |Aalto                          9:00 am !|
        |No calendar yet     |Free            |Nothing booked  |Free                                    |
        unknown
        |Aalto        9:00 am|Aalto    9:00 am|No calendar yet |Aalto                            9:00 am|
        |No calendar yet     |No calendar yet |Aalto    9:00 am|No calendar yet                         |
        |Tried since 8:55 am |Aalto    9:00 am|No calendar yet |Aalto                            9:00 am|
        |                    |Since 8:55 am   |Since 8:55 am   |Tried since 8:55 am                     |
        unknown, pressed
        |Aalto        9:00 am|Aalto  9:00 am !|No network     !|Aalto                          9:00 am !|
        |No network          |No network      |No network     !|No network                              |
        |! No network        |Aalto  9:00 am !|No network     !|Aalto                          9:00 am !|
        |                    |No network      |No network     !|No network                              |
        in meeting, a fault
        |Design review       |Design review  !|Design review   |Design review                          !|
        |44 min left 10:01 am|44 min left     |44 min left     |44 min left                     10:01 am|
        |Hold to leave       |Design review  !|Design review   |Design review                          !|
        |! Button lost       |Hold to leave   |Hold to leave   |Hold to leave                           |
        could not join, a fault
        |Could not join      |No program     !|Press: try again|Program missing                        !|
        |Program missing     |Press: try again|Program missing |Press to try again                      |
        |Press to try again  |No program     !|Press: try again|Program missing                        !|
        |! Cannot join       |Press: try again|Could not join  |Press to try again                      |

        """
}
