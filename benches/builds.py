"""What ways to build the program are worth: `python3 benches/builds.py ARCHIVE [ROUNDS]`.

Builds the program in each way, below target/builds, and indexes the archive with each in turn, two rounds or more. Prints
the processor time of each, and beside that of the first, which is how it is built, the median of the ratios of rounds with
their quartiles.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent

LTO, UNITS = "CARGO_PROFILE_RELEASE_LTO", "CARGO_PROFILE_RELEASE_CODEGEN_UNITS"

WAYS = {
    "as it is: thin, 4 units": {},
    "fat, 1 unit": {LTO: "fat", UNITS: "1"},
    "with AVX2 (x86-64-v3)": {"RUSTFLAGS": "-C target-cpu=x86-64-v3"},
}


def build(at, settings):
    target = ROOT / "target/builds" / str(at)
    command = ["cargo", "build", "--release", "--locked", "--bin", "pressmark", "--target-dir", target]
    usual = {key: value for key, value in os.environ.items() if key not in (LTO, UNITS, "RUSTFLAGS")}
    subprocess.run(command, cwd=ROOT, env=usual | settings, check=True)
    return target / "release/pressmark"


def processor_time(program, archive):
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [program, "index", archive, "--index", Path(folder) / "index"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    archive, rounds = sys.argv[1], max(2, int(sys.argv[2])) if len(sys.argv) > 2 else 5
    try:
        compare(archive, rounds)
    finally:
        shutil.rmtree(ROOT / "target/builds", ignore_errors=True)


def compare(archive, rounds):
    programs = [build(at, settings) for at, settings in enumerate(WAYS.values())]
    taken = [[] for _ in programs]
    for _ in range(rounds):
        for program, times in zip(programs, taken):
            times.append(processor_time(program, archive))
    print("| built | processor s | beside as it is | size |\n|---|---|---|---|")
    for name, program, times in zip(WAYS, programs, taken):
        ratios = [one / other for one, other in zip(times, taken[0])]
        low, _, high = quantiles(ratios, n=4, method="inclusive")
        size = program.stat().st_size
        print(f"| {name} | {median(times):.2f} | {median(ratios):.2f} ({low:.2f}-{high:.2f}) | {size / 1e6:.1f} MB |")


if __name__ == "__main__":
    main()
