#!/bin/sh
# Saved pages per second of processor time: Pressmark and trafilatura in turn, on the same folder. See README.md.
# usage: benches/pages.sh FOLDER [PYTHON]      PYTHON needs `pip install trafilatura lxml_html_clean`
set -eu
folder=$1
python=${2:-python3}
here=$(cd "$(dirname "$0")" && pwd)
exec "$python" - "$folder" "$python" "$here" <<'PYTHON'
import os, resource, shutil, statistics, subprocess, sys, tempfile
from pathlib import Path

folder, python, here = sys.argv[1:]
manifest = Path(here).parent / "Cargo.toml"
target = Path(os.environ.get("CARGO_TARGET_DIR", Path(here).parent / "target"))
found = list(Path(folder).rglob("*.html"))
megabytes = sum(path.stat().st_size for path in found) / 1e6
cargo = ["cargo", "--quiet", "--manifest-path", manifest]
subprocess.run([cargo[0], "build", "--release", *cargo[1:]], check=True)


def told(*command):
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def parse(folder):
    """Processor time of `pressmark parse`, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = [target / "release" / "pressmark", "parse", folder]
    subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


theirs, read, whole = [], [], []
with tempfile.TemporaryDirectory() as pages, tempfile.TemporaryDirectory() as empty:
    # What lies beside them, as a table of what is right, only one side would read.
    for page in found:
        copy = Path(pages) / page.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, copy)
    for _ in range(5):
        theirs.append(told(python, f"{here}/pages.py", pages))
        read.append(told("cargo", "bench", *cargo[1:], "--bench", "pages", "--", pages))
        whole.append(parse(pages) - parse(empty))
print(f"{megabytes:.1f} MB of HTML; per second of processor time:")
print(f"trafilatura      {megabytes / statistics.median(theirs):6.1f} MB")
for name, ours in [("pressmark", read), ("pressmark parse", whole)]:
    ratios = sorted(peer / own for peer, own in zip(theirs, ours))
    spread = f"{ratios[0]:.1f} to {ratios[-1]:.1f}"
    print(f"{name:<16} {megabytes / statistics.median(ours):6.1f} MB, {statistics.median(ratios):.1f} times as much ({spread})")
PYTHON
