"""A server of this build on loopback with the sample network in a folder of its own, for the scripts that attack it."""
import http.client
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

SAMPLE = pathlib.Path("deploy/sample-network.jsonl")
# No secret: it opens invented accounts, on loopback, for as long as the script runs.
PASSWORD = "turn the wheel daily"
DIRECTOR = "hub-dir@example.org"
START_MAX_S = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LocalServer:
    """`with LocalServer(program, web) as server:`; with `tls`, the files of a certificate for localhost and of its key, it speaks TLS."""

    def __init__(self, program, web, tls=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flywheel-attacked-"))
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.network = json.loads(SAMPLE.open().readline())["network"]
        data = self.folder / "data"
        data.mkdir()
        subprocess.run([program, "import", SAMPLE, "--data", data, "--demo-password", PASSWORD], check=True,
                       stdout=subprocess.DEVNULL)
        arguments = []
        if tls:
            self.origin = f"https://localhost:{self.port}"
            arguments = ["--tls-certificate", tls[0], "--tls-key", tls[1], "--public-url", self.origin]
        self.log = (self.folder / "log").open("w+")
        self.process = subprocess.Popen(
            [program, "serve", "--data", data, "--listen", f"127.0.0.1:{self.port}", "--web", web, *arguments],
            stdout=self.log, stderr=self.log)

    def __enter__(self):
        end = time.monotonic() + START_MAX_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
        shutil.rmtree(self.folder)

    def logged(self):
        self.log.flush()
        return (self.folder / "log").read_text()

    def alive(self):
        return self.process.poll() is None

    def descriptors(self):
        return len(list(pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def memory_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) // 1024
        return 0

    def sign_in(self, email=DIRECTOR):
        """The cookie, as "name=value"."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/api/v1/sign_in",
                           json.dumps({"email": email, "password": PASSWORD, "shared_device": False}),
                           {"Content-Type": "application/json", "Origin": self.origin})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"signing in: {answer.status} {answer.read()!r}")
        return answer.getheader("Set-Cookie").split(";")[0]
