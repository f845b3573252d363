#!/usr/bin/env python3
"""Runs clang-tidy on the sources of a build folder that changed.

    tools/clang_tidy.py BUILD_FOLDER

A source that passed is remembered in BUILD_FOLDER/clang-tidy by a hash of
itself, of the headers of ours that it includes, of its command line, of
.clang-tidy and of the version of clang-tidy.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ('model', 'copytrade', 'strategy', 'adapters', 'config', 'actors',
           'tools')


def inputs_of(source):
    """Returns a source and all headers of ours that it includes."""
    found, left = set(), [source]
    while left:
        path = left.pop()
        if path not in found and path.is_file():
            found.add(path)
            left += [ROOT / name for name in re.findall(
                r'^\s*#\s*include\s*"([^"]+)"', path.read_text('utf-8'), re.M)]
    return sorted(found)


def key_of(entry, common):
    """Returns the hash of everything that the outcome depends on."""
    state = hashlib.sha256(common + entry['command'].encode())
    for path in inputs_of(pathlib.Path(entry['file'])):
        state.update(path.read_bytes())
    return state.hexdigest()


def run(entry, build, stamp):
    """Runs clang-tidy on one source; returns what it complains about."""
    answer = subprocess.run(
        ['clang-tidy', '--quiet', '-p', build, entry['file']],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if answer.returncode == 0:
        stamp.touch()
        return ''
    return answer.stdout or answer.stderr


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', type=pathlib.Path)
    build = parser.parse_args().build.resolve()
    commands = build / 'compile_commands.json'
    if not commands.is_file():
        parser.error(f'{build} is not configured: no {commands.name}')
    stamps = build / 'clang-tidy'
    stamps.mkdir(exist_ok=True)

    common = (ROOT / '.clang-tidy').read_bytes() + subprocess.run(
        ['clang-tidy', '--version'], stdout=subprocess.PIPE, check=True).stdout
    ours = tuple(f'{ROOT / folder}/' for folder in FOLDERS)
    jobs = [(entry, stamps / key_of(entry, common))
            for entry in json.loads(commands.read_text('utf-8'))
            if entry['file'].startswith(ours)]
    if not jobs:
        parser.error(f'{build} builds none of the sources of {ROOT}')
    changed = [(entry, stamp) for entry, stamp in jobs if not stamp.exists()]

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(lambda job: run(job[0], build, job[1]),
                                  changed):
            if complaint:
                failed += 1
                print(complaint, flush=True)
    print(f'{len(jobs)} sources, {len(changed)} checked now, '
          f'{failed or "none"} with findings')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
