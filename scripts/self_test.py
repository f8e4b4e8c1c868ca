#!/usr/bin/env python3
"""Tests of the scripts themselves, and of the sample network they made."""
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import count_tests  # noqa: E402
import layers  # noqa: E402

PICTURE = """
```layers
may protocol:
may storage: protocol
may server/domain: protocol
may server/room: protocol storage server/domain server/log.hpp
may server/log.hpp:
only storage/sqlite.*: <sqlite3.h>
never server/domain: <chrono> <nlohmann/*>
```
"""


class Layers(unittest.TestCase):
    def found(self, path, text):
        return list(layers.problems(layers.Picture(PICTURE), {path: text}))

    def test_what_is_drawn_passes(self):
        self.assertEqual([], self.found("server/room/room.cpp", '#include "storage/store.hpp"\n#include "server/log.hpp"\n'))
        self.assertEqual([], self.found("storage/sqlite.cpp", "#include <sqlite3.h>\n"))
        self.assertEqual([], self.found("server/domain/decide.cpp", '#include <map>\n#include "server/domain/state.hpp"\n'))

    def test_an_edge_against_the_picture_is_named(self):
        self.assertEqual(["protocol/codec.cpp:2: protocol may not include storage (\"storage/store.hpp\")"],
                         self.found("protocol/codec.cpp", '#include <map>\n#include "storage/store.hpp"\n'))
        self.assertEqual(1, len(self.found("storage/store.cpp", '#include "server/domain/state.hpp"\n')))

    def test_a_header_outside_its_home_is_named(self):
        self.assertEqual(["storage/store.cpp:1: <sqlite3.h> belongs to storage/sqlite.* alone"],
                         self.found("storage/store.cpp", "#include <sqlite3.h>\n"))

    def test_rules_see_neither_clock_nor_json(self):
        for header in ("<chrono>", "<nlohmann/json.hpp>"):
            self.assertEqual(1, len(self.found("server/domain/decide.cpp", f"  # include {header}\n")), header)

    def test_a_folder_nobody_drew_is_named(self):
        self.assertEqual(1, len(self.found("utils/helpers.cpp", "")))

    def test_a_relative_include_is_named(self):
        self.assertEqual(1, len(self.found("protocol/codec.cpp", '#include "field.hpp"\n')))


class CountTests(unittest.TestCase):
    def test_each_runner(self):
        for text, status, expected in (
            ("All tests passed (12 assertions in 3 test cases)\n", 0, (3, 0)),
            ("All tests passed (1 assertion in 1 test case)\n", 0, (1, 0)),
            ("test cases: 5 | 3 passed | 2 failed\nassertions: 9 | 7 passed | 2 failed\n", 2, (3, 2)),
            ("\x1b[2m      Tests \x1b[22m \x1b[31m1 failed\x1b[39m | \x1b[32m10 passed\x1b[39m (11)\n", 1, (10, 1)),
            ("      Tests  12 passed (12)\n", 0, (12, 0)),
            ("Ran 4 tests in 0.1s\n\nFAILED (failures=1, errors=1)\n", 1, (2, 2)),
            ("e2e: 4 passed, 1 failed\n", 1, (4, 1)),
            ("Segmentation fault\n", 139, (0, 1)),
            ("All tests passed (2 assertions in 2 test cases)\nLeakSanitizer: detected memory leaks\n", 23, (2, 1)),
        ):
            self.assertEqual(expected, count_tests.count(text, status), text)

    def test_what_failed_is_told_with_what_stands_around_it(self):
        catch = ["serving"] * 200 + ["[C1] a test case", "file.cpp:12", "file.cpp:14: FAILED:", "  CHECK( 1 == 2 )"]
        told = count_tests.failures("\n".join(catch + ["serving"] * 200))
        self.assertIn("[C1] a test case", told)
        self.assertIn("  CHECK( 1 == 2 )", told)
        self.assertLess(len(told), 40)
        vitest = "\n".join(["ok"] * 50 + [" FAIL  src/a.test.ts > is so", "Error: Test timed out in 5000ms."])
        self.assertIn("Error: Test timed out in 5000ms.", count_tests.failures(vitest))
        crash = "\n".join(str(n) for n in range(500))
        self.assertEqual("499", count_tests.failures(crash)[-1])
        self.assertLessEqual(len(count_tests.failures("FAILED\n" * 500)), count_tests.LINES_MAX)


class SampleNetwork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        text = (ROOT / "deploy/sample-network.jsonl").read_text(encoding="utf-8")
        cls.lines = [json.loads(line) for line in text.splitlines()]
        cls.records = [entry for entry in cls.lines if "kind" in entry]
        cls.ids = collections.defaultdict(set)
        for record in cls.records:
            cls.ids[record["kind"]].add(record["id"])

    def of(self, kind, **fields):
        return [r for r in self.records if r["kind"] == kind and all(r.get(k) == v for k, v in fields.items())]

    def test_counts(self):
        schools = self.of("organization", organization_kind="school")
        self.assertEqual((17, 11), (len(self.of("organization")), len(schools)))
        for kind, count in (("member", 27), ("membership", 27), ("team", 5), ("aim", 2), ("charter", 1), ("driver_node", 21),
                            ("driver_link", 29), ("ramp", 6), ("pdsa_cycle", 20), ("root_cause", 4), ("change_protocol", 3), ("protocol_version", 6),
                            ("protocol_change", 8), ("adoption", 3), ("adaptation", 3), ("evidence_card", 1),
                            ("evidence_row", 11), ("post", 3), ("reply", 1), ("support_request", 3), ("meeting", 4),
                            ("agenda_item", 17), ("meeting_decision", 5), ("meeting_action", 3), ("measure", 9),
                            ("measure_definition", 9), ("measure_series", 32), ("data_point", 1004), ("chart_phase", 3)):
            self.assertEqual(count, len(self.of(kind)), kind)
        self.assertEqual(27, sum(1 for entry in self.lines if "account" in entry))

    def test_ids_are_made_like_all_others_and_unique(self):
        self.assertEqual(len(self.records), sum(len(ids) for ids in self.ids.values()))
        for record in self.records:
            self.assertRegex(record["id"], "^[0-9a-hjkmnp-tv-z]{26}$")

    def test_every_reference_resolves(self):
        kinds = {"created_by": "member", "updated_by": "member", "owner": "member", "member": "member", "who": "member",
                 "hub": "organization", "parent": "organization", "organization": "organization", "schools": "organization",
                 "district": "organization", "team": "team", "diagram": "driver_diagram", "source": "driver_node",
                 "target": "driver_node", "change_idea": "driver_node", "ramp": "ramp", "cycle": "pdsa_cycle",
                 "builds_on": "pdsa_cycle", "aim": "aim", "superseded_by": "aim", "change_ideas": "driver_node",
                 "authors": "member", "protocol": "change_protocol", "protocol_version": "protocol_version",
                 "version": "protocol_version", "derived_from": "protocol_version", "cycles": "pdsa_cycle",
                 "decided_by": "member", "card": "evidence_card",

                 "post": "post", "protocols": "change_protocol", "used_by": "organization", "matched_with": "member",
                 "meeting": "meeting", "facilitator": "member", "lead": "member", "present": "member", "spoke": "member",
                 "measure": "measure", "series": "measure_series", "aims": "aim", "drivers": "driver_node",
                 "definition": "measure_definition", "proposed_by": "member", "confirmed_by": "member"}
        in_words = {("meeting_decision", "decided_by"), ("aim", "measure"), ("meeting", "series"),
                    ("measure_definition", "definition"), ("measure", "target"),
                    ("measure_definition", "source")}
        for record in self.records:
            for name, value in record.items():
                kind = kinds.get(name)
                if (record["kind"], name) in in_words:
                    continue
                if kind is None:
                    # Whatever else looks like an id would be a reference this test does not know.
                    if name != "id" and isinstance(value, str):
                        self.assertNotRegex(value, "^[0-9a-hjkmnp-tv-z]{26}$", name)
                    continue
                if (record["kind"], name) == ("driver_diagram", "owner"):
                    kind = "organization"
                for one in value if isinstance(value, list) else [value]:
                    self.assertIn(one, self.ids[kind], f"{record['kind']}.{name}")
        for entry in self.lines:
            if "account" in entry:
                self.assertIn(entry["account"]["member"], self.ids["member"])

    def test_what_must_be_absent(self):
        for record in self.records:
            self.assertNotIn(None, record.values())
            self.assertNotIn("", record.values())
            self.assertNotIn([], record.values())
            self.assertFalse(record.get("rank", "V").endswith("0"))
        self.assertEqual(1, len(self.of("pdsa_cycle", shared_with="team")))

    def test_the_header_counts_what_has_no_home(self):
        header = self.lines[0]
        self.assertEqual(1, header["flywheel_import"])
        self.assertIn(header["network"], self.ids["network"])
        self.assertNotIn("measures", header["not_yet"])
        self.assertEqual(24, sum(len(cycle.get("measures", [])) for cycle in self.of("pdsa_cycle")))
        self.assertEqual(set(), {"measures_on_cycles", "protocols", "protocol_versions", "protocols_on_cycles", "protocol_adaptations",
                                 "consolidations", "exchange_posts", "support_requests"} & set(header["not_yet"]))

    def test_the_library(self):
        self.assertEqual(19, sum(1 for cycle in self.of("pdsa_cycle") if "protocol_version" in cycle))
        for protocol in self.of("change_protocol"):
            versions = self.of("protocol_version", protocol=protocol["id"])
            self.assertEqual(list(range(1, len(versions) + 1)), sorted(v["number"] for v in versions))
            for version in versions:
                self.assertLessEqual({version["created_by"]}, set(protocol["authors"]))
        states = collections.Counter(v["state"] for v in self.of("protocol_version"))
        self.assertEqual({"retired": 3, "standard": 1, "recommended": 2}, states)
        learned = [c for c in self.of("protocol_change") if "cycles" in c]
        self.assertEqual([1, 1, 2], sorted(len(c["cycles"]) for c in learned))
        self.assertEqual({"adapted": 2, "stopped": 1}, collections.Counter(a["state"] for a in self.of("adoption")))
        self.assertEqual({"kept": 2, "stopped": 1}, collections.Counter(a["state"] for a in self.of("adaptation")))
        results = collections.Counter(row["result"] for row in self.of("evidence_row"))
        self.assertEqual({"improved": 9, "partly": 1, "no_change": 1}, results)

    def test_the_exchange(self):
        self.assertEqual({"question": 1, "tool": 1, "offer": 1}, collections.Counter(p["post_kind"] for p in self.of("post")))
        tool = self.of("post", post_kind="tool")[0]
        self.assertEqual((2, 1), (len(tool["used_by"]), len(tool["protocols"])))
        self.assertEqual(self.of("post", post_kind="question")[0]["id"], self.of("reply")[0]["post"])
        requests = self.of("support_request")
        self.assertEqual({"done": 2, "matched": 1}, collections.Counter(r["state"] for r in requests))
        self.assertEqual([True, True, False], [("outcome" in r) for r in sorted(requests, key=lambda r: r["state"])])


class Shell(unittest.TestCase):
    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shellcheck_finds_nothing(self):
        scripts = ["dev", ".ci/run", *map(str, sorted(ROOT.glob("scripts/*.sh")))]
        subprocess.run(["shellcheck", *scripts], cwd=ROOT, check=True)


if __name__ == "__main__":
    unittest.main()
