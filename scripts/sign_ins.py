#!/usr/bin/env python3
"""Prints one sign-in for each role of an import file with account lines: sign_ins.py FILE."""
import json
import sys

members, organizations, accounts = {}, {}, []
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        entry = json.loads(line)
        if "account" in entry:
            accounts.append(entry["account"])
        elif entry.get("kind") == "member":
            members[entry["id"]] = entry
        elif entry.get("kind") == "organization":
            organizations[entry["id"]] = entry

shown = set()
for account in accounts:
    member = members[account["member"]]
    roles = [r for r in member["roles"] if r not in shown] if "roles" in member else []
    if roles:
        shown.update(member["roles"])
        where = organizations.get(member.get("organization"), {}).get("name", "")
        print(f"    {', '.join(member['roles']):22} {account['email']:26} {account['name']}, {where}")
