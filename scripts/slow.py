#!/usr/bin/env python3
"""slowhttptest's four modes against a server on loopback while somebody works with it: slow.py PROGRAM WEB [SECONDS]

The 95th percentile of healthy requests under each mode is held against that at rest in the same run, before and after: at most twice as
much. Prints a line each.
"""
import http.client
import pathlib
import statistics
import subprocess
import sys
import threading
import time

from local_server import LocalServer

CONNECTIONS = 1000
PER_SECOND = 250
TIMES_MOST = 2.0
# Below this the clock and the scheduler are what is measured.
LEAST_MS = 10.0
PAUSE_S = 0.01


class Healthy:
    """Somebody whose requests are measured: what changes, what is signed in for, and a page, each on a new connection every other time."""

    def __init__(self, server, cookie):
        self.server, self.cookie = server, cookie
        self.took_ms, self.failed = [], 0
        self.peak_descriptors = self.peak_mb = 0
        self.stop = threading.Event()

    def once(self, path, headers):
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
            for _ in range(2):
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failed += 1
            connection.close()
        except OSError:
            self.failed += 1
        self.took_ms.append((time.monotonic() - began) * 1000)

    def work(self):
        turn = 0
        while not self.stop.is_set():
            self.once("/api/v1/me" if turn % 2 else "/", {"Cookie": self.cookie})
            turn += 1
            if turn % 20 == 0:
                self.peak_descriptors = max(self.peak_descriptors, self.server.descriptors())
                self.peak_mb = max(self.peak_mb, self.server.memory_mb())
            time.sleep(PAUSE_S)

    def p95(self):
        return statistics.quantiles(self.took_ms, n=20)[-1]


def measured(server, cookie, attack, seconds):
    healthy = Healthy(server, cookie)
    worker = threading.Thread(target=healthy.work)
    worker.start()
    if attack:
        subprocess.run(["slowhttptest", "-c", str(CONNECTIONS), "-r", str(PER_SECOND), "-l", str(seconds), "-p", "3",
                        "-v", "0", *attack], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        time.sleep(seconds)
    healthy.stop.set()
    worker.join()
    return healthy


def main(program, web, seconds=20):
    assets = sorted(pathlib.Path(web).rglob("*.js"), key=lambda path: path.stat().st_size)
    largest = "/" + str(assets[-1].relative_to(web))
    bad = 0
    with LocalServer(program, web) as server:
        cookie = server.sign_in()
        at = lambda path: ["-u", server.origin + path]
        modes = [
            ("slow headers (-H)", ["-H", "-i", "5", "-x", "24", *at("/")]),
            ("slow body (-B)", ["-B", "-i", "5", "-x", "10", "-s", "200000", "-t", "POST", "-f", "application/json",
                                *at("/api/v1/sign_in")]),
            ("slow read (-X)", ["-X", "-w", "1", "-y", "8", "-n", "5", "-z", "1", "-k", "3", *at(largest)]),
            ("ranges (-R)", ["-R", "-a", "5", "-b", "3000", "-t", "GET", *at(largest)]),
        ]
        runs = [("at rest", None), *modes, ("at rest again", None)]
        done = [(name, measured(server, cookie, attack, seconds)) for name, attack in runs]
        rest = max(LEAST_MS, *(each.p95() for name, each in done if name.startswith("at rest")))
        for name, each in done:
            slow = each.p95() > TIMES_MOST * rest
            bad += slow or each.failed > 0
            print(f"{name:20} p95 {each.p95():7.1f} ms of {len(each.took_ms):5}, {each.failed} failed, "
                  f"{each.peak_descriptors} descriptors, {each.peak_mb} MB{'  TOO SLOW' if slow else ''}")
        if not server.alive():
            bad += 1
            print("the server ended")
    print("nobody noticed" if not bad else f"{bad} found")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *(int(each) for each in sys.argv[3:4])))
