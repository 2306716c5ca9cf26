// SPDX-License-Identifier: Apache-2.0

extension GoldenFrames {
    static let finnish = """
        free
        |Aalto          09:00|Aalto      09:00|Vapaa 10:00 asti|Aalto                              09:00|
        |Vapaa 10:00 asti    |Vapaa 10:00 asti|Aalto      09:00|Vapaa 10:00 asti                        |
        |Klo 10:00 Design re…|Aalto      09:00|Vapaa 10:00 asti|Aalto                              09:00|
        |12:00 Lunch talk    |Vapaa 10:00 asti|Klo 10:00 Desig…|Vapaa 10:00 asti                        |
        free, nothing to come
        |Aalto          20:00|Aalto      20:00|Vapaa           |Aalto                              20:00|
        |Vapaa               |Vapaa           |Aalto      20:00|Vapaa                                   |
        |Ei tulevia          |Aalto      20:00|Vapaa           |Aalto                              20:00|
        |                    |Vapaa           |Ei tulevia      |Vapaa                                   |
        free, pressed
        |Aalto          09:00|Aalto      09:00|Klo 10:00 Desig…|Aalto                              09:00|
        |Klo 10:00 Design re…|Klo 10:00 Desig…|Klo 10:00 Desig…|Klo 10:00 Design review                 |
        |12:00 Lunch talk    |Aalto      09:00|Klo 10:00 Desig…|Aalto                              09:00|
        |                    |Klo 10:00 Desig…|Klo 10:00 Desig…|Klo 10:00 Design review                 |
        free, booking offered
        |Aalto          09:00|Varaa 30 min?   |30 min? Paina   |Aalto                              09:00|
        |Varaa 30 min?       |Paina uudelleen |30 min? Paina   |Varaa 30 min? Paina uudelleen           |
        |Paina uudelleen     |Varaa 30 min?   |30 min? Paina   |Aalto                              09:00|
        |Vapaa 10:00 asti    |Paina uudelleen |30 min? Paina   |Varaa 30 min? Paina uudelleen           |
        free, being booked
        |Aalto          09:00|Aalto      09:00|Varataan …      |Aalto                              09:00|
        |Varataan …          |Varataan …      |Varataan …      |Varataan …                              |
        |Vapaa 10:00 asti    |Aalto      09:00|Varataan …      |Aalto                              09:00|
        |Klo 10:00 Design re…|Varataan …      |Varataan …      |Varataan …                              |
        free, not booked
        |Aalto          09:00|Aalto      09:00|Ei varattu      |Aalto                              09:00|
        |Ei varattu          |Ei varattu      |Ei varattu      |Ei varattu: ei vastausta                |
        |Vapaa 10:00 asti    |Aalto      09:00|Ei varattu      |Aalto                              09:00|
        |Klo 10:00 Design re…|Ei varattu      |Ei varattu      |Ei varattu: ei vastausta                |
        free, soon to be joined
        |Aalto          09:50|Aalto      09:50|Vapaa 10:00 asti|Aalto                              09:50|
        |Vapaa 10:00 asti    |Vapaa 10:00 asti|Aalto      09:50|Vapaa 10:00 asti                        |
        |Klo 10:00 Design re…|Aalto      09:50|Vapaa 10:00 asti|Aalto                              09:50|
        |Liity klo 09:55     |Liity klo 09:55 |Klo 10:00 Desig…|Liity klo 09:55 alkaen                  |
        free until another day
        |Aalto          20:00|Aalto      20:00|Vapaa           |Aalto                              20:00|
        |Vapaa –25.11. 08:15 |Vapaa           |Aalto      20:00|Vapaa 25.11. 08:15 asti                 |
        |25.11. 08:15 Kick-o…|Aalto      20:00|Vapaa           |Aalto                              20:00|
        |                    |Vapaa           |25.11. 08:15    |Vapaa 25.11. 08:15 asti                 |
        joinable
        |Design review       |Design review   |» Design review |Design review                           |
        |10:00–10:45    09:57|Liity painamalla|Liity painamalla|Liity painamalla                        |
        |Liity painamalla    |Design review   |» Design review |Design review                           |
        |Alice Example       |Liity painamalla|10:00–10:45     |Liity painamalla                        |
        joinable, one of two
        |Design review    2/2|Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |10:00–10:45    10:20|Liity painamalla|2/2 » Design re…|Liity painamalla                        |
        |Liity painamalla    |Design revi… 2/2|2/2 » Design re…|Design review                        2/2|
        |Alice Example       |Liity painamalla|2/2 » Design re…|Liity painamalla                        |
        busy
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |13:00 asti     12:10|13:00 asti 12:10|13:00 asti 12:10|13:00 asti                         12:10|
        |                    |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |13:00 asti 12:10|13:00 asti 12:10|13:00 asti                         12:10|
        busy, pressed
        |Ei liityttävää      |Ei liityttävää  |Ei liityttävää  |Ei liityttävää                          |
        |13:00 asti     12:10|13:00 asti 12:10|Ei liityttävää  |13:00 asti                         12:10|
        |Lunch talk          |Ei liityttävää  |Ei liityttävää  |Ei liityttävää                          |
        |                    |13:00 asti 12:10|Ei liityttävää  |13:00 asti                         12:10|
        busy, nobody checked in
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |13:00 asti     12:02|13:00 asti 12:02|13:00 asti 12:02|13:00 asti                         12:02|
        |Kuittaa painamalla  |Lunch talk      |Lunch talk      |Lunch talk                              |
        |                    |Kuittaa: paina  |Kuittaa: paina  |Kuittaa painamalla                      |
        busy, checked in
        |Kuitattu            |Kuitattu        |Kuitattu        |Kuitattu                                |
        |13:00 asti     12:02|13:00 asti 12:02|Kuitattu        |13:00 asti                         12:02|
        |Lunch talk          |Kuitattu        |Kuitattu        |Kuitattu                                |
        |                    |13:00 asti 12:02|Kuitattu        |13:00 asti                         12:02|
        busy, extension offered
        |Jatka 15 min?       |Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Paina uudelleen     |Paina uudelleen |+15 min? Paina  |13:00 asti                         12:56|
        |13:00 asti     12:56|Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Lunch talk          |Paina uudelleen |+15 min? Paina  |13:00 asti                         12:56|
        busy, not extended
        |Ei jatkettu         |Ei jatkettu     |Ei jatkettu     |Ei jatkettu: päällekkäin                |
        |13:00 asti     12:57|13:00 asti 12:57|Ei jatkettu     |13:00 asti                         12:57|
        |Lunch talk          |Ei jatkettu     |Ei jatkettu     |Ei jatkettu: päällekkäin                |
        |                    |13:00 asti 12:57|Ei jatkettu     |13:00 asti                         12:57|
        busy, not ended
        |Ei päätetty         |Ei päätetty     |Ei päätetty     |Ei päätetty: ei lupaa                   |
        |13:00 asti     12:30|13:00 asti 12:30|Ei päätetty     |13:00 asti                         12:30|
        |Lunch talk          |Ei päätetty     |Ei päätetty     |Ei päätetty: ei lupaa                   |
        |                    |13:00 asti 12:30|Ei päätetty     |13:00 asti                         12:30|
        busy, another soon to be joined
        |Call                |Call            |Call            |Call                                    |
        |10:00 asti     09:50|10:00 asti 09:50|10:00 asti 09:50|10:00 asti                         09:50|
        |Klo 10:00 Design re…|Call            |Call            |Call                                    |
        |Liity klo 09:55     |10:00 asti 09:50|10:00 asti 09:50|10:00 asti                         09:50|
        busy until another day
        |Night shift         |Night shift     |Night shift     |Night shift                             |
        |26.11. 17:29 asti   |–26.11. 17:29   |–26.11. 17:29   |26.11. 17:29 asti                  12:10|
        |                    |Night shift     |Night shift     |Night shift                             |
        |                    |–26.11. 17:29   |–26.11. 17:29   |26.11. 17:29 asti                  12:10|
        busy all day
        |Hackathon           |Hackathon       |Hackathon       |Hackathon                               |
        |koko päivä     12:10|koko päivä 12:10|koko päivä 12:10|koko päivä                         12:10|
        |                    |Hackathon       |Hackathon       |Hackathon                               |
        |                    |koko päivä 12:10|koko päivä 12:10|koko päivä                         12:10|
        joining
        |Liitytään …         |Liitytään …     |Liitytään …     |Liitytään …                             |
        |Design review       |Design review   |Liitytään …     |Design review                           |
        |               10:01|Liitytään …     |Liitytään …     |Liitytään …                             |
        |                    |Design review   |Liitytään …     |Design review                           |
        in meeting
        |Design review       |Design review   |Design review   |Design review                           |
        |vielä 44 min   10:01|vielä 44 min    |vielä 44 min    |vielä 44 min                       10:01|
        |Pidä pohjassa: ulos |Design review   |Design review   |Design review                           |
        |Klo 12:00 Lunch talk|Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        in meeting, extension offered
        |Jatka 15 min?       |Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Paina uudelleen     |Paina uudelleen |+15 min? Paina  |vielä 3 min                        10:42|
        |vielä 3 min    10:42|Jatka 15 min?   |+15 min? Paina  |Jatka 15 min? Paina uudelleen           |
        |Design review       |Paina uudelleen |+15 min? Paina  |vielä 3 min                        10:42|
        in meeting, another soon
        |Lunch talk          |Lunch talk      |Lunch talk      |Lunch talk                              |
        |vielä 4 min    09:56|Seuraava 10:00  |Seuraava 10:00  |Seuraava klo 10:00                 09:56|
        |Pidä pohjassa: ulos |Lunch talk      |Lunch talk      |Lunch talk                              |
        |Klo 10:00 Design re…|Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        in meeting, the next group waits
        |Seuraava odottaa    |Seuraava odottaa|Seuraava odottaa|Seuraava ryhmä odottaa                  |
        |Board meeting       |Board meeting   |Board meeting   |Board meeting                           |
        |Pidä pohjassa: ulos |Seuraava odottaa|Seuraava odottaa|Seuraava ryhmä odottaa                  |
        |11:00–12:30    11:02|Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        in meeting, unknown
        |Kokous              |Kokous          |Kokous          |Kokous                                  |
        |Kokouksessa    10:50|Kokouksessa     |Kokouksessa     |Kokouksessa                        10:50|
        |Pidä pohjassa: ulos |Kokous          |Kokous          |Kokous                                  |
        |Klo 12:00 Lunch talk|Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        leaving
        |Poistutaan …        |Poistutaan …    |Poistutaan …    |Poistutaan …                            |
        |Design review       |Design review   |Poistutaan …    |Design review                           |
        |               10:01|Poistutaan …    |Poistutaan …    |Poistutaan …                            |
        |                    |Design review   |Poistutaan …    |Design review                           |
        could not join
        |Ei onnistunut  10:01|Ohjelma puuttuu |Paina uudelleen |Ohjelma puuttuu                         |
        |Design review       |Paina uudelleen |Ohjelma puuttuu |Paina uudelleen                         |
        |Ohjelma puuttuu     |Ohjelma puuttuu |Paina uudelleen |Ohjelma puuttuu                         |
        |Paina uudelleen     |Paina uudelleen |Ei onnistunut   |Paina uudelleen                         |
        free, stale
        |Aalto          09:30|Aalto    09:30 !|Vapaa 10:00 asti|Aalto                            09:30 !|
        |Vapaa 10:00 asti    |Vapaa 10:00 asti|Aalto      09:30|Vapaa 10:00 asti                        |
        |Klo 10:00 Design re…|Aalto    09:30 !|Vapaa 10:00 asti|Aalto                            09:30 !|
        |Kalenteri 09:12     |Vapaa 10:00 asti|Klo 10:00 Desig…|Vapaa 10:00 asti                        |
        free, a fault
        |Aalto          09:00|Aalto    09:00 !|Vapaa 10:00 asti|Aalto                            09:00 !|
        |Vapaa 10:00 asti    |Vapaa 10:00 asti|Aalto      09:00|Vapaa 10:00 asti                        |
        |Klo 10:00 Design re…|Aalto    09:00 !|Vapaa 10:00 asti|Aalto                            09:00 !|
        |! Painike poissa    |Vapaa 10:00 asti|Klo 10:00 Desig…|Vapaa 10:00 asti                        |
        free, never fetched
        |Aalto          09:00|Aalto    09:00 !|Vapaa           |Aalto                            09:00 !|
        |Vapaa               |Vapaa           |Aalto      09:00|Vapaa                                   |
        |Ei tulevia          |Aalto    09:00 !|Vapaa           |Aalto                            09:00 !|
        |Ei kalenteria       |Vapaa           |Ei tulevia      |Vapaa                                   |
        unknown
        |Aalto          09:00|Aalto      09:00|Ei kalenteria   |Aalto                              09:00|
        |Ei kalenteria       |Ei kalenteria   |Aalto      09:00|Ei kalenteria                           |
        |Haettu 08:55 alkaen |Aalto      09:00|Ei kalenteria   |Aalto                              09:00|
        |                    |Haettu 08:55    |Haettu 08:55    |Haettu 08:55 alkaen                     |
        unknown, pressed
        |Aalto          09:00|Aalto    09:00 !|Ei verkkoa     !|Aalto                            09:00 !|
        |Ei verkkoa          |Ei verkkoa      |Ei verkkoa     !|Ei verkkoa                              |
        |! Ei verkkoa        |Aalto    09:00 !|Ei verkkoa     !|Aalto                            09:00 !|
        |                    |Ei verkkoa      |Ei verkkoa     !|Ei verkkoa                              |
        in meeting, a fault
        |Design review       |Design review  !|Design review   |Design review                          !|
        |vielä 44 min   10:01|vielä 44 min    |vielä 44 min    |vielä 44 min                       10:01|
        |Pidä pohjassa: ulos |Design review  !|Design review   |Design review                          !|
        |! Painike poissa    |Pidä: poistu    |Pidä: poistu    |Pidä pohjassa: poistu                   |
        could not join, a fault
        |Ei onnistunut  10:01|Ei ohjelmaa    !|Paina uudelleen |Ohjelma puuttuu                        !|
        |Ohjelma puuttuu     |Paina uudelleen |Ohjelma puuttuu |Paina uudelleen                         |
        |Paina uudelleen     |Ei ohjelmaa    !|Paina uudelleen |Ohjelma puuttuu                        !|
        |! Ei voi liittyä    |Paina uudelleen |Ei onnistunut   |Paina uudelleen                         |

        """
}
