// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

/// Where the data key and the token of a real agent with a key service could be seen.
@Suite("What a key service gave is nowhere in sight", .serialized)
struct KeySecrecyTests {
    typealias Service = KeyServiceBench.Service

    @Test("the data key and the token stand in no file of the agent's, in no journal and in nothing that it prints")
    func secrets() throws {
        let bench = try KeyServiceBench(.vault)
        bench.configure("offline-unlock = yes")
        bench.fill()
        bench.start()
        #expect(bench.says("synced"))
        var said = bench.log + bench.verb("status", "--json").output + bench.verb("keys", "status").output
        bench.mood("swapped")
        said += bench.google.check() + bench.verb("keys", "rotate", "--wrapping").errors
        bench.end()
        bench.folder.write(said, to: "store/said")
        let search = """
            import glob, sys, base64
            folder = sys.argv[1]
            key = open(folder + "/vault.seen", "rb").read()
            forms = [key, key.hex().encode(), base64.b64encode(key)[:42], base64.urlsafe_b64encode(key)[:42], b"s.room"]
            files = glob.glob(folder + "/store/*") + glob.glob(folder + "/log-*") + glob.glob(folder + "/session")
            contents = {file: open(file, "rb").read() for file in files}
            print(len(key), len(files) > 5, [file for file in files if any(form in contents[file] for form in forms)])
            """
        let found = Program.run(["python3", "-c", search, bench.folder.path])
        #expect(found.output == "32 True []\n", "\(found.errors)")
    }

    @Test(
        "the data key is in locked pages of the running agent, and in none that a core dump would have",
        .enabled(if: geteuid() == 0, "only root may look into a process that hides its memory"),
        arguments: Service.allCases)
    func memory(service: Service) throws {
        // As it was answered, in base64, it passes through ordinary memory, which SECURITY.md says.
        let bench = try KeyServiceBench(service)
        bench.fill()
        bench.start()
        #expect(bench.says("synced"), "\(bench.log)")
        #expect(bench.verb("agenda").output.contains("Design review"))
        let search = """
            import sys
            process, file = sys.argv[1:]
            key = open(file, "rb").read()
            memory, guarded, exposed, place, total = open(f"/proc/{process}/mem", "rb"), 0, 0, None, 0
            for line in open(f"/proc/{process}/smaps"):
                words = line.split()
                if "-" in words[0] and not words[0].endswith(":"):
                    place = [int(end, 16) for end in words[0].split("-")]
                if words[0] != "VmFlags:" or "rd" not in words:
                    continue
                try:
                    memory.seek(place[0])
                    content = memory.read(place[1] - place[0])
                except (OSError, ValueError, OverflowError):
                    continue
                total += len(content)
                if "dd" in words and "lo" in words:
                    guarded += content.count(key)
                else:
                    exposed += content.count(key)
            print(len(key), total > 4 << 20, guarded > 0, exposed)
            """
        let process = "\(bench.agent?.identifier ?? 0)"
        let found = Program.run(["python3", "-c", search, process, bench.folder.file("\(service.rawValue).seen")])
        #expect(found.output == "32 True True 0\n", "\(found.errors)")
        bench.end()
    }
}
