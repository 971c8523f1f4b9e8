"""Where the processor time of reading saved pages goes: shares by stage, of samples that `perf` takes. See README.md.

usage: benches/profile.py FOLDER       needs perf (linux-tools)
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

folder = sys.argv[1]
root = Path(__file__).resolve().parent.parent
# A sample belongs to the first of these that one of its frames is in.
STAGES = [
    ("html5ever and the tree it makes", ["html5ever::", "scraper::html", "drop_in_place<ego_tree", "drop_in_place<markup5ever"]),
    ("the walk over the tree", ["html::walk::"]),
    ("leaving out what is not read (`lean`)", ["html::lean::"]),
    ("what the parser may be asked (`guard`)", ["html::guard::"]),
    ("dates of pages", ["html::dates::"]),
    ("headline, article, publisher, topics", ["parse::html::"]),
    ("the release: settling its text, its dates", ["pressmark::parse::"]),
    ("files: reading, digests, kinds, charsets", ["pressmark::archive::"]),
]

# Frames are followed by their pointers, and lines are not needed.
building = os.environ | {"RUSTFLAGS": "-C force-frame-pointers=yes", "CARGO_PROFILE_BENCH_DEBUG": "1"}
building.setdefault("CARGO_TARGET_DIR", str(root / "target" / "profiled"))
build = ["cargo", "bench", "--manifest-path", root / "Cargo.toml", "--no-run", "--bench", "pages", "--message-format", "json"]
messages = subprocess.run(build, env=building, check=True, capture_output=True, text=True).stdout.splitlines()
artifacts = [message for message in map(json.loads, messages) if message.get("executable")]
bench = next(artifact["executable"] for artifact in artifacts if artifact["target"]["name"] == "pages")

with tempfile.TemporaryDirectory() as place:
    samples = f"{place}/samples"
    record = ["perf", "record", "-q", "-F", "9973", "--call-graph", "fp", "-o", samples, bench, "--bench", folder]
    subprocess.run(record, check=True, stdout=subprocess.DEVNULL)
    script = ["perf", "script", "-i", samples, "-F", "ip,sym"]
    stacks = subprocess.run(script, check=True, capture_output=True, text=True, errors="replace").stdout.split("\n\n")

counts = collections.Counter()
for stack in filter(str.strip, stacks):
    of = lambda names: any(name in stack for name in names)
    counts[next((stage for stage, names in STAGES if of(names)), "other")] += 1
total = sum(counts.values())
if total == 0:
    sys.exit(f"perf took no sample of {bench}: may it? See /proc/sys/kernel/perf_event_paranoid")
for stage, count in counts.most_common():
    print(f"{100 * count / total:5.1f} %  {stage}")
