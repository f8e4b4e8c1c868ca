#!/usr/bin/env python3
"""Prints one sign-in for each role of an import file that has account lines: sign_ins.py FILE."""
import json
import sys

memberships, organizations, accounts = {}, {}, {}
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        entry = json.loads(line)
        if "account" in entry:
            accounts[entry["account"]["member"]] = entry["account"]
        elif entry.get("kind") == "membership":
            memberships.setdefault(entry["role"], entry)
        elif entry.get("kind") == "organization":
            organizations[entry["id"]] = entry["name"]

for role, membership in memberships.items():
    account = accounts.get(membership["member"])
    if account:
        print(f"    {role.replace('_', ' '):20} {account['email']:24} {account['name']}, {organizations[membership['organization']]}")
