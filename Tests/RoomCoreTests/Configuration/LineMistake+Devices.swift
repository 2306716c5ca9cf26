// SPDX-License-Identifier: Apache-2.0

extension LineMistake {
    static let devices: [LineMistake] = [
        .init(
            "button", "source = JOIN_BUTTON",
            "[button] source: The device's address does not begin with its kind. Write it as in gpio:JOIN_BUTTON."),
        .init(
            "button", "source = gpoi:JOIN_BUTTON",
            #"[button] source: "gpoi:" is no kind of device. Did you mean gpio:?"#),
        .init(
            "button", "source = usb:0",
            #"[button] source: "usb:" is no kind of device. Here it can be gpio: or serial:."#),
        .init(
            "button", "source = led:room:green",
            """
            [button] source: A device of the kind led: cannot be a button. Here it can be gpio: or \
            serial:.
            """),
        .init(
            "button", "source = /dev/ttyS0",
            "[button] source: The device's address does not begin with its kind. Did you mean serial:/dev/ttyS0?"),
        .init(
            "button", "source = /dev/input/event3",
            "[button] source: The device's address does not begin with its kind. Write it as in gpio:JOIN_BUTTON."),
        .init(
            "lamp", "green = /sys/class/leds/room:green/brightness",
            "[lamp] green: The device's address does not begin with its kind. Did you mean led:room:green?"),
        .init(
            "display", "output = /dev/tty1",
            "[display] output: The device's address does not begin with its kind. Did you mean ansi:/dev/tty1?"),
        .init(
            "display", "output = 127.0.0.1:13666",
            """
            [display] output: The device's address does not begin with its kind. Did you mean \
            lcdproc:127.0.0.1:13666?
            """),
        .init(
            "display", "output = lcd",
            """
            [display] output: The device's address does not begin with its kind. Write it as in \
            lcdproc:127.0.0.1:13666.
            """),
        .init(
            "button", "source = gpio:",
            "[button] source: Nothing stands behind gpio:. Write it as gpio:JOIN_BUTTON."),
        .init(
            "button", "source = gpio:17",
            """
            [button] source: A bare GPIO number means another line after the next kernel update. \
            Write the line's name, as in gpio:JOIN_BUTTON, or CHIP-LABEL/NUMBER; the command gpioinfo lists both.
            """),
        .init(
            "button", "source = gpio:pinctrl-rp1/x",
            """
            [button] source: This is no GPIO line. Write the line's name, as in gpio:JOIN_BUTTON, or \
            CHIP-LABEL/NUMBER; the command gpioinfo lists both.
            """),
        .init(
            "button", "source = gpio:NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN",
            """
            [button] source: This is no GPIO line. Write the line's name, as in gpio:JOIN_BUTTON, or \
            CHIP-LABEL/NUMBER; the command gpioinfo lists both.
            """),
        .init(
            "button", "source = evdev:/dev/input/by-id/usb-Button-event-kbd#KEY_ENTER",
            #"[button] source: "evdev:" is no kind of device. Here it can be gpio: or serial:."#),
        .init(
            "button", "source = serial:ttyS0",
            "[button] source: This is not a device's whole path. Write it from /dev on, as ls shows it."),
        .init(
            "button", "source = serial:/dev/ttyS0#rts",
            """
            [button] source: A serial port's modem lines are not driven. Remove the # and what follows it, \
            or use a GPIO line.
            """),
        .init(
            "button", "source = lcdproc:127.0.0.1:13666",
            """
            [button] source: A device of the kind lcdproc: cannot be a button. Here it can be gpio: or \
            serial:.
            """),
        .init(
            "lamp", "green = led:/sys/class/leds/green",
            """
            [lamp] green: This is no name of a light. Write a name that ls /sys/class/leds shows, as \
            in led:room:green.
            """),
        .init(
            "lamp", "red = lamp",
            "[lamp] red: The device's address does not begin with its kind. Write it as in gpio:JOIN_LAMP."),
        .init(
            "lamp", "red = serial:/dev/ttyS0#cts",
            """
            [lamp] red: A serial port's modem lines are not driven. Remove the # and what follows it, or use a GPIO \
            line.
            """),
        .init(
            "display", "output = serial:/dev/ttyS0@1234",
            """
            [display] output: This is no speed of a serial line. Write 9600, 19200, 38400, 57600 or 115200 behind the @.
            """),
        .init(
            "display", "output = lcdproc:127.0.0.1",
            "[display] output: This is no host and port. Write it as lcdproc:127.0.0.1:13666."),
        .init(
            "display", "output = lcdproc:127.0.0.1:0",
            "[display] output: This is no host and port. Write it as lcdproc:127.0.0.1:13666."),
        .init(
            "display", "output = lcdproc::13666",
            """
            [display] output: The host is neither localhost nor an IPv4 address. Write it as lcdproc:127.0.0.1:13666.
            """),
        .init(
            "display", "output = lcdproc:lcd.example.com:13666",
            """
            [display] output: The host is neither localhost nor an IPv4 address. Write it as lcdproc:127.0.0.1:13666.
            """),
        .init(
            "display", "output = gpio:LCD",
            """
            [display] output: A device of the kind gpio: cannot be a display. Here it can be \
            serial:, lcdproc:, ansi: or tty:.
            """),
        .init(
            "display", "output = lcdprok:127.0.0.1:13666",
            #"[display] output: "lcdprok:" is no kind of device. Did you mean lcdproc:?"#),
        .init(
            "display", "output = hdmi:0",
            """
            [display] output: "hdmi:" is no kind of device. Here it can be serial:, lcdproc:, \
            ansi: or tty:.
            """),
        .init(
            "display", "output = ansi:/dev/../etc/passwd",
            "[display] output: This is not a device's whole path. Write it from /dev on, as ls shows it."),
        .init(
            "display", "output = tty:tty1",
            "[display] output: This is not a device's whole path. Write it from /dev on, as ls shows it."),
        .init(
            "display", "output = ansi:",
            "[display] output: Nothing stands behind ansi:. Write it as ansi:/dev/serial/by-id/usb-DISPLAY."),
    ]
}
