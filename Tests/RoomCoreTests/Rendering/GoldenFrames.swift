// SPDX-License-Identifier: Apache-2.0

/// Each state of the room as the display shows it, looked at by people before it was pinned here.
enum GoldenFrames {
    static let english = """
        free
        |Aalto          09:00|
        |Free until 10:00    |
        |Next 10:00 Design r…|
        |12:00 Lunch talk    |
        free, nothing to come
        |Aalto          20:00|
        |Free                |
        |Nothing coming up   |
        |                    |
        free, pressed
        |Aalto          09:00|
        |Next 10:00 Design r…|
        |Next 12:00 Lunch ta…|
        |                    |
        joinable
        |Design review       |
        |10:00–10:45    09:57|
        |Press to join       |
        |Alice Example       |
        joinable, one of two
        |Design review    2/2|
        |10:00–10:45    10:20|
        |Press to join       |
        |Alice Example       |
        busy
        |Lunch talk          |
        |until 13:00    12:10|
        |                    |
        |                    |
        busy, pressed
        |Nothing to join     |
        |until 13:00    12:10|
        |Lunch talk          |
        |                    |
        joining
        |Joining …           |
        |Design review       |
        |               10:01|
        |                    |
        in meeting
        |Design review       |
        |44 min left    10:01|
        |Hold to leave       |
        |Next 12:00 Lunch ta…|
        in meeting, another soon
        |Lunch talk          |
        |Next at 10:00  09:56|
        |Hold to leave       |
        |Next 10:00 Design r…|
        in meeting, unknown
        |Meeting             |
        |In meeting     10:50|
        |Hold to leave       |
        |Next 12:00 Lunch ta…|
        leaving
        |Leaving …           |
        |Design review       |
        |               10:01|
        |                    |
        could not join
        |Could not join 10:01|
        |Design review       |
        |Program missing     |
        |Press to try again  |
        free, stale
        |Aalto          09:30|
        |Free until 10:00    |
        |Next 10:00 Design r…|
        |Calendar from 09:12 |
        free, a fault
        |Aalto          09:00|
        |Free until 10:00    |
        |Next 10:00 Design r…|
        |! Button lost       |
        free, never fetched
        |Aalto          09:00|
        |Free                |
        |Nothing coming up   |
        |No calendar yet     |

        """

    static let finnish = """
        free
        |Aalto          09:00|
        |Vapaa 10:00 asti    |
        |Seuraava 10:00 Desi…|
        |12:00 Lunch talk    |
        free, nothing to come
        |Aalto          20:00|
        |Vapaa               |
        |Ei tulevia          |
        |                    |
        free, pressed
        |Aalto          09:00|
        |Seuraava 10:00 Desi…|
        |Seuraava 12:00 Lunc…|
        |                    |
        joinable
        |Design review       |
        |10:00–10:45    09:57|
        |Liity painamalla    |
        |Alice Example       |
        joinable, one of two
        |Design review    2/2|
        |10:00–10:45    10:20|
        |Liity painamalla    |
        |Alice Example       |
        busy
        |Lunch talk          |
        |13:00 asti     12:10|
        |                    |
        |                    |
        busy, pressed
        |Ei liityttävää      |
        |13:00 asti     12:10|
        |Lunch talk          |
        |                    |
        joining
        |Liitytään …         |
        |Design review       |
        |               10:01|
        |                    |
        in meeting
        |Design review       |
        |vielä 44 min   10:01|
        |Poistu pitämällä    |
        |Seuraava 12:00 Lunc…|
        in meeting, another soon
        |Lunch talk          |
        |Seuraava 10:00 09:56|
        |Poistu pitämällä    |
        |Seuraava 10:00 Desi…|
        in meeting, unknown
        |Kokous              |
        |Kokouksessa    10:50|
        |Poistu pitämällä    |
        |Seuraava 12:00 Lunc…|
        leaving
        |Poistutaan …        |
        |Design review       |
        |               10:01|
        |                    |
        could not join
        |Ei onnistunut  10:01|
        |Design review       |
        |Ohjelma puuttuu     |
        |Paina uudelleen     |
        free, stale
        |Aalto          09:30|
        |Vapaa 10:00 asti    |
        |Seuraava 10:00 Desi…|
        |Kalenteri klo 09:12 |
        free, a fault
        |Aalto          09:00|
        |Vapaa 10:00 asti    |
        |Seuraava 10:00 Desi…|
        |! Painike poissa    |
        free, never fetched
        |Aalto          09:00|
        |Vapaa               |
        |Ei tulevia          |
        |Ei kalenteria       |

        """

    static let smallest = """
        free
        |Free until 10:00|
        free, nothing to come
        |Free            |
        free, pressed
        |Next 10:00 Desi…|
        joinable
        |» Design review |
        joinable, one of two
        |2/2 » Design re…|
        busy
        |Lunch talk      |
        busy, pressed
        |Nothing to join |
        joining
        |Joining …       |
        in meeting
        |Design review   |
        in meeting, another soon
        |Lunch talk      |
        in meeting, unknown
        |Meeting         |
        leaving
        |Leaving …       |
        could not join
        |Press: try again|
        free, stale
        |Free until 10… !|
        free, a fault
        |Free until 10… !|
        free, never fetched
        |Free           !|

        """

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
        |Next 12:00 Lunch talk                   |
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
        in meeting, another soon
        |Lunch talk                              |
        |Next at 10:00                      09:56|
        |Hold to leave                           |
        |Next 10:00 Design review                |
        |                                        |
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

        """
}
