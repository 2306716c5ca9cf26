// SPDX-License-Identifier: Apache-2.0

extension GoldenFrames {
    static let finnish12 = """
        free
        |Aalto        9:00 am|Aalto    9:00 am|Vapaa –10:00 am |Aalto                            9:00 am|
        |Vapaa 10:00 am asti |Vapaa –10:00 am |Aalto    9:00 am|Vapaa 10:00 am asti                     |
        |Klo 10:00 am Design…|Aalto    9:00 am|Vapaa –10:00 am |Aalto                            9:00 am|
        |12:00 pm Lunch talk |Vapaa –10:00 am |10:00 am Design…|Vapaa 10:00 am asti                     |
        free, nothing to come
        |Aalto        8:00 pm|Aalto    8:00 pm|Vapaa           |Aalto                            8:00 pm|
        |Vapaa               |Vapaa           |Aalto    8:00 pm|Vapaa                                   |
        |Ei tulevia          |Aalto    8:00 pm|Vapaa           |Aalto                            8:00 pm|
        |                    |Vapaa           |Ei tulevia      |Vapaa                                   |
        free, pressed
        |Aalto        9:00 am|Aalto    9:00 am|10:00 am Design…|Aalto                            9:00 am|
        |Klo 10:00 am Design…|10:00 am Design…|10:00 am Design…|Klo 10:00 am Design review              |
        |12:00 pm Lunch talk |Aalto    9:00 am|10:00 am Design…|Aalto                            9:00 am|
        |                    |10:00 am Design…|10:00 am Design…|Klo 10:00 am Design review              |
        free, booking offered
        |Aalto        9:00 am|Varaa 30 min?   |30 min? Paina   |Aalto                            9:00 am|
        |Varaa 30 min?       |Paina uudelleen |30 min? Paina   |Varaa 30 min? Paina uudelleen           |
        |Paina uudelleen     |Varaa 30 min?   |30 min? Paina   |Aalto                            9:00 am|
        |Vapaa 10:00 am asti |Paina uudelleen |30 min? Paina   |Varaa 30 min? Paina uudelleen           |
        free, being booked
        |Aalto        9:00 am|Aalto    9:00 am|Varataan …      |Aalto                            9:00 am|
        |Varataan …          |Varataan …      |Varataan …      |Varataan …                              |
        |Vapaa 10:00 am asti |Aalto    9:00 am|Varataan …      |Aalto                            9:00 am|
        |Klo 10:00 am Design…|Varataan …      |Varataan …      |Varataan …                              |
        free, not booked
        |Aalto        9:00 am|Aalto    9:00 am|Ei varattu      |Aalto                            9:00 am|
        |Ei varattu          |Ei varattu      |Ei varattu      |Ei varattu: ei vastausta                |
        |Vapaa 10:00 am asti |Aalto    9:00 am|Ei varattu      |Aalto                            9:00 am|
        |Klo 10:00 am Design…|Ei varattu      |Ei varattu      |Ei varattu: ei vastausta                |
        free, soon to be joined
        |Aalto        9:50 am|Aalto    9:50 am|Vapaa –10:00 am |Aalto                            9:50 am|
        |Vapaa 10:00 am asti |Vapaa –10:00 am |Aalto    9:50 am|Vapaa 10:00 am asti                     |
        |Klo 10:00 am Design…|Aalto    9:50 am|Vapaa –10:00 am |Aalto                            9:50 am|
        |Liity klo 9:55 am   |Liity 9:55 am   |10:00 am Design…|Liity klo 9:55 am alkaen                |
        free until another day
        |Aalto        8:00 pm|Aalto    8:00 pm|Vapaa           |Aalto                            8:00 pm|
        |Vapaa               |Vapaa           |Aalto    8:00 pm|Vapaa 25.11. 8:15 am asti               |
        |25.11. 8:15am Kick-…|Aalto    8:00 pm|Vapaa           |Aalto                            8:00 pm|
        |                    |Vapaa           |25.11. 8:15am   |Vapaa 25.11. 8:15 am asti               |
        joinable
        |Design review       |Design review   |» Design review |Design review                           |
        |10:00 am–10:45 am   |Liity painamalla|Liity painamalla|Liity painamalla                        |
        |Liity painamalla    |Design review   |» Design review |Design review                           |
        |Alice Example       |Liity painamalla|10:00–10:45 am  |Liity painamalla                        |
        joinable, one of two
        |Design review    2/2|Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |10:00 am–10:45 am   |Liity painamalla|2/2 » Design re…|Liity painamalla                        |
        |Liity painamalla    |Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |Alice Example       |Liity painamalla|2/2 » Design re…|Liity painamalla                        |
        busy
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |1:00 pm asti        |1:00 pm asti    |1:00 pm asti    |1:00 pm asti                    12:10 pm|
        |                    |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |1:00 pm asti    |1:00 pm asti    |1:00 pm asti                    12:10 pm|
        busy, pressed
        |Ei liityttävää      |Ei liityttävää  |Ei liityttävää  |Ei liityttävää                          |
        |1:00 pm asti        |1:00 pm asti    |Ei liityttävää  |1:00 pm asti                    12:10 pm|
        |Lunch talk          |Ei liityttävää  |Ei liityttävää  |Ei liityttävää                          |
        |                    |1:00 pm asti    |Ei liityttävää  |1:00 pm asti                    12:10 pm|
        busy, nobody checked in
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |1:00 pm asti        |1:00 pm asti    |1:00 pm asti    |1:00 pm asti                    12:02 pm|
        |Kuittaa painamalla  |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |Kuittaa: paina  |Kuittaa: paina  |Kuittaa painamalla                      |
        busy, checked in
        |Kuitattu            |Kuitattu        |Kuitattu        |Kuitattu                                |
        |1:00 pm asti        |1:00 pm asti    |Kuitattu        |1:00 pm asti                    12:02 pm|
        |Lunch talk          |Kuitattu        |Kuitattu        |Kuitattu                                |
        |                    |1:00 pm asti    |Kuitattu        |1:00 pm asti                    12:02 pm|
        busy, extension offered
        |Jatka 15 min?       |Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Paina uudelleen     |Paina uudelleen |+15 min? Paina  |1:00 pm asti                    12:56 pm|
        |1:00 pm asti        |Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Lunch talk          |Paina uudelleen |+15 min? Paina  |1:00 pm asti                    12:56 pm|
        busy, not extended
        |Ei jatkettu         |Ei jatkettu     |Ei jatkettu     |Ei jatkettu: päällekkäin                |
        |1:00 pm asti        |1:00 pm asti    |Ei jatkettu     |1:00 pm asti                    12:57 pm|
        |Lunch talk          |Ei jatkettu     |Ei jatkettu     |Ei jatkettu: päällekkäin                |
        |                    |1:00 pm asti    |Ei jatkettu     |1:00 pm asti                    12:57 pm|
        busy, not ended
        |Ei päätetty         |Ei päätetty     |Ei päätetty     |Ei päätetty: ei lupaa                   |
        |1:00 pm asti        |1:00 pm asti    |Ei päätetty     |1:00 pm asti                    12:30 pm|
        |Lunch talk          |Ei päätetty     |Ei päätetty     |Ei päätetty: ei lupaa                   |
        |                    |1:00 pm asti    |Ei päätetty     |1:00 pm asti                    12:30 pm|
        busy, another soon to be joined
        |Call                |Call            |Call            |Call                                    |
        |10:00 am asti       |10:00 am asti   |10:00 am asti   |10:00 am asti                    9:50 am|
        |Klo 10:00 am Design…|Call            |Call            |Call                                    |
        |Liity klo 9:55 am   |10:00 am asti   |10:00 am asti   |10:00 am asti                    9:50 am|
        busy until another day
        |Night shift         |Night shift     |Night shift     |Night shift                             |
        |26.11. 5:29 pm asti |–26.11. 5:29 pm |–26.11. 5:29 pm |26.11. 5:29 pm asti             12:10 pm|
        |                    |Night shift     |Night shift     |Night shift                             |
        |                    |–26.11. 5:29 pm |–26.11. 5:29 pm |26.11. 5:29 pm asti             12:10 pm|
        busy all day
        |Hackathon           |Hackathon       |Hackathon       |Hackathon                               |
        |koko päivä  12:10 pm|koko päivä      |koko päivä      |koko päivä                      12:10 pm|
        |                    |Hackathon       |Hackathon       |Hackathon                               |
        |                    |koko päivä      |koko päivä      |koko päivä                      12:10 pm|
        joining
        |Liitytään …         |Liitytään …     |Liitytään …     |Liitytään …                             |
        |Design review       |Design review   |Liitytään …     |Design review                           |
        |            10:01 am|Liitytään …     |Liitytään …     |Liitytään …                             |
        |                    |Design review   |Liitytään …     |Design review                           |
        in meeting
        |Design review       |Design review   |Design review   |Design review                           |
        |vielä 44 min        |vielä 44 min    |vielä 44 min    |vielä 44 min                    10:01 am|
        |Pidä pohjassa: ulos |Design review   |Design review   |Design review                           |
        |Klo 12:00 pm Lunch… |Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        in meeting, extension offered
        |Jatka 15 min?       |Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Paina uudelleen     |Paina uudelleen |+15 min? Paina  |vielä 3 min                     10:42 am|
        |vielä 3 min 10:42 am|Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Design review       |Paina uudelleen |+15 min? Paina  |vielä 3 min                     10:42 am|
        in meeting, another soon
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |vielä 4 min  9:56 am|Klo 10:00 am    |Klo 10:00 am    |Seuraava klo 10:00 am            9:56 am|
        |Pidä pohjassa: ulos |Lunch talk      |Lunch talk      |Lunch talk                              |
        |Klo 10:00 am Design…|Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        in meeting, the next group waits
        |Seuraava odottaa    |Seuraava odottaa|Seuraava odottaa|Seuraava ryhmä odottaa                  |
        |Board meeting       |Board meeting   |Board meeting   |Board meeting                           |
        |Pidä pohjassa: ulos |Seuraava odottaa|Seuraava odottaa|Seuraava ryhmä odottaa                  |
        |11:00 am–12:30 pm   |Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        in meeting, unknown
        |Kokous              |Kokous          |Kokous          |Kokous                                  |
        |Kokouksessa 10:50 am|Kokouksessa     |Kokouksessa     |Kokouksessa                     10:50 am|
        |Pidä pohjassa: ulos |Kokous          |Kokous          |Kokous                                  |
        |Klo 12:00 pm Lunch… |Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        leaving
        |Poistutaan …        |Poistutaan …    |Poistutaan …    |Poistutaan …                            |
        |Design review       |Design review   |Poistutaan …    |Design review                           |
        |            10:01 am|Poistutaan …    |Poistutaan …    |Poistutaan …                            |
        |                    |Design review   |Poistutaan …    |Design review                           |
        could not join
        |Ei onnistunut       |Ohjelma puuttuu |Paina uudelleen |Ohjelma puuttuu                         |
        |Design review       |Paina uudelleen |Ohjelma puuttuu |Paina uudelleen                         |
        |Ohjelma puuttuu     |Ohjelma puuttuu |Paina uudelleen |Ohjelma puuttuu                         |
        |Paina uudelleen     |Paina uudelleen |Ei onnistunut   |Paina uudelleen                         |
        free, stale
        |Aalto        9:30 am|Aalto  9:30 am !|Vapaa –10:00 am |Aalto                          9:30 am !|
        |Vapaa 10:00 am asti |Vapaa –10:00 am |Aalto    9:30 am|Vapaa 10:00 am asti                     |
        |Klo 10:00 am Design…|Aalto  9:30 am !|Vapaa –10:00 am |Aalto                          9:30 am !|
        |Kalenteri 9:12 am   |Vapaa –10:00 am |10:00 am Design…|Vapaa 10:00 am asti                     |
        free, a fault
        |Aalto        9:00 am|Aalto  9:00 am !|Vapaa –10:00 am |Aalto                          9:00 am !|
        |Vapaa 10:00 am asti |Vapaa –10:00 am |Aalto    9:00 am|Vapaa 10:00 am asti                     |
        |Klo 10:00 am Design…|Aalto  9:00 am !|Vapaa –10:00 am |Aalto                          9:00 am !|
        |! Painike poissa    |Vapaa –10:00 am |10:00 am Design…|Vapaa 10:00 am asti                     |
        free, never fetched
        |Aalto        9:00 am|Aalto  9:00 am !|Vapaa           |Aalto                          9:00 am !|
        |Vapaa               |Vapaa           |Aalto    9:00 am|Vapaa                                   |
        |Ei tulevia          |Aalto  9:00 am !|Vapaa           |Aalto                          9:00 am !|
        |Ei kalenteria       |Vapaa           |Ei tulevia      |Vapaa                                   |
        unknown
        |Aalto        9:00 am|Aalto    9:00 am|Ei kalenteria   |Aalto                            9:00 am|
        |Ei kalenteria       |Ei kalenteria   |Aalto    9:00 am|Ei kalenteria                           |
        |Haettu 8:55 am      |Aalto    9:00 am|Ei kalenteria   |Aalto                            9:00 am|
        |                    |Haettu 8:55 am  |Haettu 8:55 am  |Haettu 8:55 am alkaen                   |
        unknown, pressed
        |Aalto        9:00 am|Aalto  9:00 am !|Ei verkkoa     !|Aalto                          9:00 am !|
        |Ei verkkoa          |Ei verkkoa      |Ei verkkoa     !|Ei verkkoa                              |
        |! Ei verkkoa        |Aalto  9:00 am !|Ei verkkoa     !|Aalto                          9:00 am !|
        |                    |Ei verkkoa      |Ei verkkoa     !|Ei verkkoa                              |
        in meeting, a fault
        |Design review       |Design review  !|Design review   |Design review                          !|
        |vielä 44 min        |vielä 44 min    |vielä 44 min    |vielä 44 min                    10:01 am|
        |Pidä pohjassa: ulos |Design review  !|Design review   |Design review                          !|
        |! Painike poissa    |Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        could not join, a fault
        |Ei onnistunut       |Ei ohjelmaa    !|Paina uudelleen |Ohjelma puuttuu                        !|
        |Ohjelma puuttuu     |Paina uudelleen |Ohjelma puuttuu |Paina uudelleen                         |
        |Paina uudelleen     |Ei ohjelmaa    !|Paina uudelleen |Ohjelma puuttuu                        !|
        |! Ei voi liittyä    |Paina uudelleen |Ei onnistunut   |Paina uudelleen                         |

        """
}
