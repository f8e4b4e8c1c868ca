#!/usr/bin/env python3
"""testssl.sh against a server on loopback that speaks TLS with a P-256 certificate: testssl.py PROGRAM WEB

The certificate is one for localhost, signed by an authority made for this run and shown to testssl.sh as one it trusts. No finding of
medium severity or above is allowed, but for those in LEFT_OUT, each of which is about the place and not about the server.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from local_server import LocalServer

DAYS = "90"
GRAVE = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}
LEFT_OUT = {
    "cert_revocation": "an authority of one run keeps no list of what it revoked, and no service to ask",
    "BREACH": "/ is a file that everybody gets alike; of what differs between people the snapshot alone is compressed, and no other site "
              "can ask for it with somebody's cookie (SameSite)",
}


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificate(folder):
    """Files of the authority, of a certificate for localhost with its chain, and of its key."""
    at = lambda name: str(folder / name)
    for name in ("ca.key", "key.pem"):
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at(name))
    openssl("req", "-x509", "-new", "-key", at("ca.key"), "-sha256", "-days", DAYS, "-subj", "/CN=Authority of one run", "-out", at("ca.pem"))
    openssl("req", "-new", "-key", at("key.pem"), "-subj", "/CN=localhost", "-out", at("request.pem"))
    (folder / "extensions").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n"
                                       "extendedKeyUsage=serverAuth\n")
    openssl("x509", "-req", "-in", at("request.pem"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-sha256", "-days", DAYS,
            "-extfile", at("extensions"), "-out", at("leaf.pem"))
    (folder / "chain.pem").write_text((folder / "leaf.pem").read_text() + (folder / "ca.pem").read_text())
    return at("ca.pem"), at("chain.pem"), at("key.pem")


def main(program, web):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        authority, chain, key = make_certificate(folder)
        report = folder / "report.json"
        with LocalServer(program, web, tls=(chain, key)) as server:
            subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--ip", "127.0.0.1", "--add-ca", authority,
                            "--openssl-timeout", "10", "--jsonfile", str(report), server.origin],
                           stdout=(folder / "said").open("w"), stderr=subprocess.STDOUT, check=False)
        findings = json.loads(report.read_text())
    by_severity = {}
    for each in findings:
        by_severity.setdefault(each["severity"], []).append(each)
    print(f"{len(findings)} lines: " + ", ".join(f"{len(some)} {severity}" for severity, some in sorted(by_severity.items())))
    grave = [each for each in findings if each["severity"] in GRAVE]
    bad = [each for each in grave if each["id"].split(" ")[0] not in LEFT_OUT]
    for each in [*by_severity.get("LOW", []), *by_severity.get("WARN", []), *grave]:
        why = LEFT_OUT.get(each["id"].split(" ")[0]) if each in grave else ""
        print(f"{each['severity']:8} {each['id']}: {each['finding'][:150]}{f'  (left out: {why})' if why else ''}")
    tried = {each["id"] for each in findings}
    if not {"TLS1_2", "TLS1_3", "heartbleed", "ROBOT", "LUCKY13"} <= tried:
        print("it did not come to its end")
        return 1
    print(f"{len(bad)} found")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
