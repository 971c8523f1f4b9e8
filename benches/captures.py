"""Reading saved pages and the same pages as a web archive: processor time of one thread. See README.md.

usage: benches/captures.py FOLDER [PRESSMARK]
"""

import gzip
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

folder = Path(sys.argv[1])
pressmark = sys.argv[2] if len(sys.argv) > 2 else "target/release/pressmark"
pages = [path.read_bytes() for path in sorted(folder.rglob("*.htm*"))]
megabytes = sum(map(len, pages)) / 1e6


def wrapped(into, member):
    """Every page as a response record; `member` packs one record."""
    with open(into, "wb") as file:
        for at, page in enumerate(pages):
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://archive.example/{at}\r\n"
                f"WARC-Date: 2018-08-01T00:00:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(member(head.encode() + http + b"\r\n\r\n"))


def seconds(archive):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = [pressmark, "parse", "--jobs", "1", str(archive)]
    subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as place:
    packed, bare = Path(place, "pages.warc.gz"), Path(place, "pages.warc")
    wrapped(packed, gzip.compress)
    wrapped(bare, bytes)
    empty = Path(place, "empty")
    empty.mkdir()
    runs = {"saved pages": folder, "warc": bare, "warc.gz": packed}
    times = {name: [] for name in runs}
    for _ in range(5):
        start_up = seconds(empty)
        for name, archive in runs.items():
            times[name].append(seconds(archive) - start_up)
    print(f"{len(pages)} pages, {megabytes:.1f} MB; as warc.gz {packed.stat().st_size / 1e6:.1f} MB")
    for name in runs:
        against = statistics.median(own / base for own, base in zip(times[name], times["saved pages"]))
        speed = megabytes / statistics.median(times[name])
        print(f"{name:12} {speed:6.1f} MB of HTML per second of processor time, {against:.2f} times the files' time")
