#!/bin/sh
# Saved pages per second of processor time: Pressmark and trafilatura in turn, on the same folder. See README.md.
# usage: benches/pages.sh FOLDER [PYTHON]      builds the release; PYTHON needs `pip install trafilatura lxml_html_clean`
set -eu
folder=$1
python=${2:-python3}
here=$(cd "$(dirname "$0")" && pwd)
pressmark=${PRESSMARK:-}
if [ -z "$pressmark" ]; then
    cargo build --release --quiet --manifest-path "$here/../Cargo.toml"
    pressmark=${CARGO_TARGET_DIR:-$here/../target}/release/pressmark
fi
exec "$python" - "$folder" "$python" "$here/pages.py" "$pressmark" <<'PYTHON'
import resource, statistics, subprocess, sys, tempfile
from pathlib import Path

folder, python, peer, pressmark = sys.argv[1:]
megabytes = sum(path.stat().st_size for path in Path(folder).rglob("*.html")) / 1e6


def seconds(folder):
    """Processor time of one run of ours, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([pressmark, "parse", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


ours, theirs = [], []
with tempfile.TemporaryDirectory() as empty:
    for _ in range(3):
        theirs.append(float(subprocess.run([python, peer, folder], capture_output=True, text=True, check=True).stdout))
        ours.append(seconds(folder) - seconds(empty))
ratios = [peer / own for peer, own in zip(theirs, ours)]
print(f"{megabytes:.1f} MB of HTML")
print(f"trafilatura {megabytes / statistics.median(theirs):6.1f} MB per second of processor time")
print(f"pressmark   {megabytes / statistics.median(ours):6.1f} MB per second of processor time")
print(f"ratio       {statistics.median(ratios):.0f} (from {min(ratios):.0f} to {max(ratios):.0f})")
PYTHON
