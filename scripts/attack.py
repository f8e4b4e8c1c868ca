#!/usr/bin/env python3
"""sqlmap and wapiti against a server on loopback with the sample network: attack.py PROGRAM WEB [SECONDS] [WORD]

Every operation of protocol/openapi.json, or those whose path holds WORD, as the hub's director: what stands in its path, its query and its
body. In SECONDS (600) not all of some two hundred are come to: those that are no command come first, then the commands, from another one on
each day. Everything goes through a relay here, which gives each command a new id (a repeated one would be answered and not looked at), signs
in, counts, and tells of answers that say the server is at fault.
"""
import concurrent.futures
import http.client
import http.server
import json
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from local_server import LocalServer

BASE = "/api/v1"
ABSENT = "z" * 26
FRESH = "f" * 26
SHARE_OF_WAPITI = 0.2
AT_ONCE = 2
# It asks others on the internet, or needs them to ask back: ssrf, xxe. What stays is what injects.
WAPITI_MODULES = "sql,blindsql,xss,permanentxss,exec,file,crlf,redirect"
# They would end the session that all others need: asked last.
LAST = ("/sign_out", "/sessions", "/password")


class Relay(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, server, cookie):
        super().__init__(("127.0.0.1", 0), RelayHandler)
        self.server_behind, self.cookie = server, cookie
        self.statuses, self.faults = {}, []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """Who attacks leaves when it likes."""


class RelayHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        behind = self.server.server_behind
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = body.replace(FRESH.encode(), secrets.token_hex(13).encode())
        headers = {"Cookie": self.server.cookie, "Origin": behind.origin, "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", behind.port, timeout=30)
        try:
            connection.putrequest(self.command, self.path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if body or self.command == "POST":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            status, content, kind = answer.status, answer.read(), answer.getheader("Content-Type", "")
        except (OSError, http.client.HTTPException, ValueError) as error:
            status, content, kind = 502, str(error).encode(), "text/plain"
        finally:
            connection.close()
        with self.server.lock:
            self.server.statuses[status] = self.server.statuses.get(status, 0) + 1
            # 503 and 507 say that there is no room; nobody attacks with that here either.
            if status >= 500:
                self.server.faults.append(f"{status} to {self.command} {self.path[:200]} {body[:300]!r}: {content[:200]!r}")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = do_OPTIONS = pass_on


def value_for(schema, known):
    """The least that a schema asks for, with ids of records that are there."""
    if schema.get("format") == "id":
        return known.get(schema.get("x-kind"), ABSENT)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-11-02"
    kind = schema.get("type", "object")
    if kind in ("integer", "number"):
        return int(max(1, schema.get("minimum", 1)))
    if kind == "boolean":
        return False
    if kind == "array":
        return []
    if kind == "string":
        return "words"
    return {name: value_for(each, known) for name, each in schema.get("properties", {}).items()}


def requests_of(api, network, known):
    """Each operation as (name, method, target, body): a star marks what is attacked; in a body all values are."""
    in_path = {"network": network, "kind": "pdsa_cycle", "id": known["pdsa_cycle"], "member": known["member"]}
    plain, commands, last = [], [], []
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            target = BASE + re.sub(r"\{(\w+)\}", lambda part: in_path.get(part[1], ABSENT) + "*", path)
            asked = {each["name"]: in_path.get(each["name"], "1") for each in parameters if each["in"] == "query"}
            if asked:
                target += "?" + "&".join(f"{name}={value}*" for name, value in asked.items())
            body = None
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content:
                body = value_for(content["schema"], known)
                if "/commands" in path:
                    body["id"] = FRESH
                    target = target.replace("*", "")
            one = (f"{method.upper()} {path}", method.upper(), target, body)
            (last if path.startswith(LAST) else commands if "/commands/" in path else plain).append(one)
    turn = int(time.time() // 86400) * 37 % max(1, len(commands))
    return plain + commands[turn:] + commands[:turn] + last


def sqlmap(origin, folder, number, one, seconds):
    name, method, target, body = one
    # What is not marked would not be tried; where nothing can be, the address itself is.
    arguments = ["sqlmap", "-u", origin + target, "--method", method, "--batch", "--dbms=SQLite", "--level=1", "--risk=1", "--disable-coloring",
                 "--flush-session", "--timeout=15", "--retries=1", "--output-dir", str(folder / str(number)), "--skip-waf", "--ignore-code=*"]
    if body is not None:
        arguments += ["--data", json.dumps(body), "--headers", "Content-Type: application/json"]
    try:
        ran = subprocess.run(arguments, capture_output=True, text=True, timeout=max(5, seconds), check=False)
        said = ran.stdout + ran.stderr
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode() + "\n(no time left)"
    found = re.findall(r"^.*(?:is vulnerable|identified the following injection|appears to be '.*' injectable).*$", said, re.M)
    ended = "do not appear to be injectable" in said or "no parameter(s) found" in said or bool(found)
    return name, [f"sqlmap, {name}: {each}" for each in found], ended, said


def wapiti(origin, folder, targets, seconds):
    report = folder / "wapiti.json"
    arguments = ["wapiti", "-u", origin + "/", "--scope", "domain", "-m", WAPITI_MODULES, "--flush-session", "--no-bugreport", "-f", "json", "-o",
                 str(report), "--max-scan-time", str(seconds / 4), "--max-attack-time", str(seconds / 12), "--store-session", str(folder / "session"),
                 "--store-config", str(folder / "config"), "-v", "0", "-t", "10"]
    for target in targets:
        arguments += ["-s", origin + target]
    try:
        subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds + 60, check=False)
    except subprocess.TimeoutExpired:
        pass
    if not report.exists():
        return None
    told = json.loads(report.read_text())
    return [f"wapiti, {kind}: {each.get('method')} {each.get('path')} {each.get('info')}"
            for kind, some in {**told["vulnerabilities"], **told.get("anomalies", {})}.items() for each in some]


def main(program, web, seconds=600, word=""):
    api = json.loads(pathlib.Path("protocol/openapi.json").read_text())
    bad = []
    with LocalServer(program, web) as server, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        relay = Relay(server, server.sign_in())
        origin = f"http://127.0.0.1:{relay.server_address[1]}"
        ask = http.client.HTTPConnection("127.0.0.1", server.port)
        ask.request("GET", f"{BASE}/networks/{server.network}/snapshot", headers={"Cookie": relay.cookie})
        known = {record["kind"]: record["id"] for record in json.loads(ask.getresponse().read())["records"]}
        everything = [one for one in requests_of(api, server.network, known) if word in one[0]]

        end = time.monotonic() + seconds * (1 - SHARE_OF_WAPITI)
        done, begun = [], 0
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            def attack(numbered):
                left = end - time.monotonic()
                return sqlmap(origin, folder, *numbered, left) if left > 5 else None
            for result in pool.map(attack, enumerate(everything)):
                if result:
                    begun += 1
                    done += [result[0]] if result[2] else []
                    bad += result[1]
                    if not result[2] and "no time left" not in result[3]:
                        bad.append(f"sqlmap did not get through {result[0]}: {result[3][-300:]}")
        by_sqlmap = sum(relay.statuses.values())
        print(f"sqlmap: {len(done)} of {len(everything)} operations, {by_sqlmap} requests")

        # Where nobody is told apart by a star.
        gets = [target.replace("*", "") for _, method, target, _ in everything if method == "GET"]
        told = wapiti(origin, folder, gets, seconds * SHARE_OF_WAPITI)
        bad += ["wapiti wrote no report"] if told is None else told
        print(f"wapiti: {len(gets)} addresses, {sum(relay.statuses.values()) - by_sqlmap} requests")
        print("answers: " + ", ".join(f"{count} of {status}" for status, count in sorted(relay.statuses.items())))
        bad += relay.faults[:20]
        if not server.alive():
            bad.append("the server ended")
        if relay.statuses.get(200, 0) == 0 or begun == 0:
            bad.append("nothing was answered: this attacked nothing")
    print("\n".join(bad))
    print(f"{len(bad)} found")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *(int(each) for each in sys.argv[3:4]), *sys.argv[4:5]))
