// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// The house (ARCHITECTURE.md has the picture): each target may import only what is listed for it here, and CI builds
// with `--explicit-target-dependency-import-check error`, so an arrow that is not in this file does not compile.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// `isSeldomRun` has the compiler prefer a small program to a fast one: for what runs once a command, a join or an
/// event, and never once for each meeting of a window. DeviceIO can be another package's, which takes no such flags.
func part(
    _ name: String, in folder: String, uses dependencies: [String], excluding: [String] = [], isSeldomRun: Bool = false
) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) },
        path: "Sources/\(folder)", exclude: excluding,
        swiftSettings: settings + (isSeldomRun ? [.unsafeFlags(["-Osize"], .when(configuration: .release))] : []))
}

func program(_ name: String, in folder: String, uses dependencies: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) },
        path: "Sources/\(folder)", swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [String], excluding: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) },
        path: "Tests/\(name)", exclude: excluding, swiftSettings: settings)
}

let package = Package(
    name: "room-agent",
    products: [
        .executable(name: "room-agent", targets: ["room-agent"]),
        .executable(name: "room-demo", targets: ["room-demo"]),
        .executable(name: "room-soak", targets: ["room-soak"]),
        .executable(name: "room-fleet", targets: ["room-fleet"]),
        .executable(name: "store-torture", targets: ["store-torture"]),
        .library(name: "DeviceIO", targets: ["DeviceIO"]),
    ],
    targets: [
        // System libraries: each is imported by the one target that wraps it.
        .systemLibrary(
            name: "CSQLite", path: "Sources/RoomAgent/System/CSQLite", pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/RoomAgent/System/COpenSSL", pkgConfig: "openssl",
            providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/RoomAgent/System/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CLinux", path: "Sources/DeviceIO/CLinux"),

        // Ground
        part("RoomCore", in: "RoomAgent/Core", uses: []),
        part("Configuration", in: "RoomAgent/Configuration", uses: ["RoomCore"], isSeldomRun: true),
        part("JoinLinks", in: "RoomAgent/JoinLinks", uses: ["RoomCore"]),
        part("Kernel", in: "DeviceIO/Kernel", uses: []),
        part("DeviceIO", in: "DeviceIO", uses: ["Kernel", "CLinux"], excluding: ["Kernel", "CLinux"]),
        part("AgentCrypto", in: "RoomAgent/Crypto", uses: ["COpenSSL"]),
        part("LocalSockets", in: "RoomAgent/Sockets", uses: ["RoomCore", "Kernel", "CLinux"], isSeldomRun: true),
        part("JSON", in: "RoomAgent/JSON", uses: []),

        // Adapters
        part("LinuxEventLoop", in: "RoomAgent/EventLoop", uses: ["RoomCore", "Kernel", "CLinux"], isSeldomRun: true),
        part("SecureStore", in: "RoomAgent/Store", uses: ["RoomCore", "AgentCrypto", "JSON", "Kernel", "CSQLite"]),
        part("GoogleCalendar", in: "RoomAgent/Google", uses: ["RoomCore", "JoinLinks", "AgentCrypto", "JSON"]),
        part("CurlHTTP", in: "RoomAgent/HTTP", uses: ["RoomCore", "CCurl"], isSeldomRun: true),
        part(
            "JoinActions", in: "RoomAgent/Join",
            uses: ["RoomCore", "Configuration", "JoinLinks", "LocalSockets", "Kernel", "CLinux"], isSeldomRun: true),
        part(
            "AgentDevices", in: "RoomAgent/Devices", uses: ["RoomCore", "Configuration", "DeviceIO"], isSeldomRun: true),
        part("PushIntake", in: "RoomAgent/Push", uses: ["RoomCore"], isSeldomRun: true),
        part("AgentFaces", in: "RoomAgent/Faces", uses: ["RoomCore", "JSON"], isSeldomRun: true),
        part(
            "AgentHost", in: "RoomAgent/Host", uses: ["RoomCore", "LocalSockets", "Kernel", "CLinux"], isSeldomRun: true
        ),

        // Shell
        part("RoomRuntime", in: "RoomAgent/Room", uses: ["RoomCore"], isSeldomRun: true),
        part("CalendarKeeping", in: "RoomAgent/Calendar", uses: ["RoomCore"], isSeldomRun: true),
        part(
            "Simulation", in: "RoomAgent/Simulation",
            uses: ["RoomCore", "JoinLinks", "DeviceIO", "AgentCrypto", "JSON", "LocalSockets", "Kernel"]),

        // Composition
        part(
            "AgentCommand", in: "RoomAgent/Command",
            uses: [
                "RoomRuntime", "CalendarKeeping", "RoomCore", "Configuration", "JoinLinks", "AgentDevices",
                "AgentFaces", "PushIntake",
                "DeviceIO", "LinuxEventLoop",
                "SecureStore",
                "GoogleCalendar", "CurlHTTP", "JoinActions", "AgentHost", "LocalSockets", "AgentCrypto", "JSON",
                "Kernel", "CLinux",
            ], isSeldomRun: true),
        program("room-agent", in: "RoomAgent/Main", uses: ["AgentCommand"]),
        program(
            "room-demo", in: "RoomAgent/Demo",
            uses: ["AgentCommand", "Simulation", "RoomCore", "LinuxEventLoop", "AgentHost", "JSON", "Kernel"]),

        // Tests
        .executableTarget(
            name: "room-soak",
            dependencies: [
                "Simulation", "RoomRuntime", "CalendarKeeping", "SecureStore", "GoogleCalendar", "JoinLinks",
                "RoomCore", "AgentCrypto", "AgentDevices", "AgentCommand", "Configuration", "DeviceIO", "JSON",
                "CSQLite",
            ], path: "Tests/Seeds", exclude: ["seeds.txt"], swiftSettings: settings),
        .executableTarget(
            name: "room-fleet",
            dependencies: ["Simulation", "CalendarKeeping", "GoogleCalendar", "JoinLinks", "RoomCore"],
            path: "Tests/Fleet", swiftSettings: settings),
        .target(name: "CMedium", path: "Tests/Torture/Medium"),
        .executableTarget(
            name: "store-torture",
            dependencies: [
                "SecureStore", "Simulation", "CalendarKeeping", "GoogleCalendar", "JoinLinks", "RoomCore",
                "AgentCrypto",
                "CMedium",
            ],
            path: "Tests/Torture/Program", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["LinuxEventLoop", "Kernel"], path: "Tests/Support",
            swiftSettings: settings),
        .executableTarget(
            name: "SyncParts",
            dependencies: [
                "AgentHost", "GoogleCalendar", "SecureStore", "Simulation", "RoomCore", "JoinLinks", "AgentCrypto",
                "JSON", "LinuxEventLoop",
            ],
            path: "Tests/Bench/Parts", swiftSettings: settings),
        tests(
            "RoomCoreTests",
            of: ["RoomCore", "Configuration", "JoinLinks", "AgentDevices", "Simulation", "TestSupport"]),
        tests("KernelTests", of: ["Kernel"]),
        tests("DeviceIOTests", of: ["DeviceIO", "CLinux", "TestSupport"]),
        tests(
            "DriverTests",
            of: [
                "AgentDevices", "Configuration", "DeviceIO", "LinuxEventLoop", "RoomCore", "Simulation", "TestSupport",
            ]),
        tests("CryptoTests", of: ["AgentCrypto", "TestSupport"]),
        tests("JSONTests", of: ["JSON", "CSQLite"]),
        tests("EventLoopTests", of: ["LinuxEventLoop", "RoomCore", "CLinux", "Simulation", "TestSupport"]),
        tests(
            "StreamTests",
            of: ["LocalSockets", "RoomCore", "Kernel", "LinuxEventLoop", "PushIntake", "Simulation", "TestSupport"]),
        tests(
            "StoreTests",
            of: ["SecureStore", "RoomCore", "CalendarKeeping", "AgentCrypto", "Kernel", "TestSupport", "CSQLite"],
            excluding: ["Vectors", "window_verdicts.py"]),
        tests(
            "GoogleTests", of: ["GoogleCalendar", "RoomCore", "JoinLinks", "AgentCrypto", "JSON", "Simulation"],
            excluding: ["Contract"]),
        tests(
            "HTTPTests", of: ["CurlHTTP", "PushIntake", "RoomCore", "Kernel", "LinuxEventLoop", "TestSupport"],
            excluding: ["server.py"]),
        tests(
            "JoinTests",
            of: [
                "JoinActions", "RoomCore", "Configuration", "JoinLinks", "LocalSockets", "Kernel", "LinuxEventLoop",
                "Simulation", "TestSupport",
            ]),
        tests(
            "HostTests",
            of: ["AgentHost", "RoomCore", "LocalSockets", "Kernel", "LinuxEventLoop", "Simulation", "TestSupport"],
            excluding: ["zones.py"]),
        tests(
            "RuntimeTests",
            of: [
                "RoomRuntime", "CalendarKeeping", "AgentDevices", "RoomCore", "Configuration", "JoinLinks", "DeviceIO",
                "Simulation",
                "GoogleCalendar",
                "TestSupport",
            ]),
        tests(
            "AgentTests",
            of: [
                "AgentCommand", "AgentCrypto", "AgentDevices", "AgentFaces", "Configuration", "CalendarKeeping",
                "SecureStore", "Simulation",
                "RoomCore",
                "LocalSockets",
                "Kernel", "LinuxEventLoop", "JSON", "TestSupport",
            ],
            excluding: [
                "google.py", "strict_google.py", "tpm.py", "webhook.py", "GoogleAuth", "KeyServices",
            ]),
        tests(
            "PeerTests", of: ["GoogleCalendar", "JoinLinks", "AgentHost", "RoomCore", "TestSupport"],
            excluding: ["agenda.py"]),
        tests("RepositoryTests", of: []),
    ]
)
