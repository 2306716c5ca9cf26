// SPDX-License-Identifier: Apache-2.0

// Who helps, where the room cannot help itself.
extension GoldenFrames {
    static let support = """
        could not join
        |Could not join 10:01|Took too long   |Press: try again|Took too long                           |
        |Took too long       |Press: try again|Took too long   |Press to try again                      |
        |Press to try again  |Call 1234       |Press: try again|Call 1234                               |
        |Call 1234           |Press: try again|Could not join  |Press to try again                      |
        could not join, out of order
        |Could not join     !|Out of order   !|Press: try again|Out of order                           !|
        |Out of order        |Press: try again|Out of order    |Press to try again                      |
        |Press to try again  |Call 1234      !|Press: try again|Call 1234                              !|
        |Call 1234           |Press: try again|Could not join  |Press to try again                      |
        joinable, out of order
        |Design review       |Design review  !|» Design review |Design review                          !|
        |10:00–10:45    09:57|Press to join   |Press to join   |Press to join                           |
        |Press to join       |Design review  !|» Design review |Design review                          !|
        |! Out of order      |Press to join   |10:00–10:45     |Press to join                           |
        free, a fault
        |Aalto          09:00|Aalto    09:00 !|Free            |Aalto                            09:00 !|
        |Free                |Free            |Aalto      09:00|Free                                    |
        |Nothing coming up   |Aalto    09:00 !|Free            |Aalto                            09:00 !|
        |! Button lost       |Free            |Nothing booked  |Free                                    |
        unknown for long
        |Aalto          09:00|Aalto      09:00|No calendar yet |Aalto                              09:00|
        |No calendar yet     |No calendar yet |Aalto      09:00|No calendar yet                         |
        |Tried since 08:55   |Aalto      09:00|No calendar yet |Aalto                              09:00|
        |Call 1234           |Call 1234       |Since 08:55     |Call 1234                               |
        unknown for long, and why
        |Aalto        09:00 !|Aalto    09:00 !|No calendar yet |Aalto                            09:00 !|
        |No calendar yet     |No calendar yet |Aalto      09:00|No calendar yet                         |
        |Tried since 08:55   |Aalto    09:00 !|No calendar yet |Aalto                            09:00 !|
        |Call 1234           |Call 1234       |Since 08:55     |Call 1234                               |
        unknown, a fault
        |Aalto        09:00 !|Aalto    09:00 !|No calendar yet |Aalto                            09:00 !|
        |No calendar yet     |No calendar yet |Aalto      09:00|No calendar yet                         |
        |Tried since 08:59   |Aalto    09:00 !|No calendar yet |Aalto                            09:00 !|
        |Call 1234           |Call 1234       |Since 08:59     |Call 1234                               |
        unknown for a minute
        |Aalto          09:00|Aalto      09:00|No calendar yet |Aalto                              09:00|
        |No calendar yet     |No calendar yet |Aalto      09:00|No calendar yet                         |
        |Tried since 08:59   |Aalto      09:00|No calendar yet |Aalto                              09:00|
        |                    |Since 08:59     |Since 08:59     |Tried since 08:59                       |

        """

    static let supportFinnish = """
        could not join
        |Ei onnistunut  10:01|Kesti kauan     |Paina uudelleen |Kesti liian kauan                       |
        |Kesti liian kauan   |Paina uudelleen |Kesti kauan     |Paina uudelleen                         |
        |Paina uudelleen     |Call 1234       |Paina uudelleen |Call 1234                               |
        |Call 1234           |Paina uudelleen |Ei onnistunut   |Paina uudelleen                         |
        could not join, out of order
        |Ei onnistunut      !|Epäkunnossa    !|Paina uudelleen |Epäkunnossa                            !|
        |Epäkunnossa         |Paina uudelleen |Epäkunnossa     |Paina uudelleen                         |
        |Paina uudelleen     |Call 1234      !|Paina uudelleen |Call 1234                              !|
        |Call 1234           |Paina uudelleen |Ei onnistunut   |Paina uudelleen                         |
        joinable, out of order
        |Design review       |Design review  !|» Design review |Design review                          !|
        |10:00–10:45    09:57|Liity painamalla|Liity painamalla|Liity painamalla                        |
        |Liity painamalla    |Design review  !|» Design review |Design review                          !|
        |! Epäkunnossa       |Liity painamalla|10:00–10:45     |Liity painamalla                        |
        free, a fault
        |Aalto          09:00|Aalto    09:00 !|Vapaa           |Aalto                            09:00 !|
        |Vapaa               |Vapaa           |Aalto      09:00|Vapaa                                   |
        |Ei tulevia          |Aalto    09:00 !|Vapaa           |Aalto                            09:00 !|
        |! Painike poissa    |Vapaa           |Ei tulevia      |Vapaa                                   |
        unknown for long
        |Aalto          09:00|Aalto      09:00|Ei kalenteria   |Aalto                              09:00|
        |Ei kalenteria       |Ei kalenteria   |Aalto      09:00|Ei kalenteria                           |
        |Haettu 08:55 alkaen |Aalto      09:00|Ei kalenteria   |Aalto                              09:00|
        |Call 1234           |Call 1234       |Haettu 08:55    |Call 1234                               |
        unknown for long, and why
        |Aalto        09:00 !|Aalto    09:00 !|Ei kalenteria   |Aalto                            09:00 !|
        |Ei kalenteria       |Ei kalenteria   |Aalto      09:00|Ei kalenteria                           |
        |Haettu 08:55 alkaen |Aalto    09:00 !|Ei kalenteria   |Aalto                            09:00 !|
        |Call 1234           |Call 1234       |Haettu 08:55    |Call 1234                               |
        unknown, a fault
        |Aalto        09:00 !|Aalto    09:00 !|Ei kalenteria   |Aalto                            09:00 !|
        |Ei kalenteria       |Ei kalenteria   |Aalto      09:00|Ei kalenteria                           |
        |Haettu 08:59 alkaen |Aalto    09:00 !|Ei kalenteria   |Aalto                            09:00 !|
        |Call 1234           |Call 1234       |Haettu 08:59    |Call 1234                               |
        unknown for a minute
        |Aalto          09:00|Aalto      09:00|Ei kalenteria   |Aalto                              09:00|
        |Ei kalenteria       |Ei kalenteria   |Aalto      09:00|Ei kalenteria                           |
        |Haettu 08:59 alkaen |Aalto      09:00|Ei kalenteria   |Aalto                              09:00|
        |                    |Haettu 08:59    |Haettu 08:59    |Haettu 08:59 alkaen                     |

        """
}
