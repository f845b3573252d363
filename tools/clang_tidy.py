#!/usr/bin/env python3
"""Runs clang-tidy on the sources of a build folder that changed.

    tools/clang_tidy.py BUILD_FOLDER

Most of the time would go into headers that each source includes anew, so eight
sources of one target are looked at as one, and each alone only if there is
something. What clang-tidy sees in a main file only, an unused `using`, is a
rule of tools/tidy.py.

What passed is remembered in BUILD_FOLDER/clang-tidy by a hash of its sources,
of the headers of ours that they include, of their command line, of .clang-tidy
and of the version of clang-tidy.
"""

import argparse
import collections
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
TOGETHER = 8


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


def together(entries, stamps):
    """Yields (source, entries): a source that includes up to eight of one
    target, and what it includes."""
    targets = collections.defaultdict(list)
    for entry in entries:
        # "… -o layer/CMakeFiles/lockstep_layer.dir/source.cpp.o -c …"
        targets[re.sub(r'\.dir/.*', '', entry['command'])].append(entry)
    for command, members in targets.items():
        for i in range(0, len(members), TOGETHER):
            some = members[i:i + TOGETHER]
            text = ''.join(f'#include "{x["file"]}"\n' for x in some)
            name = hashlib.sha256((command + text).encode()).hexdigest()[:16]
            source = stamps / f'{name}.cpp'
            source.write_text(text, 'utf-8')
            yield source, some


def key_of(source, some, common):
    """Returns the hash of everything that the outcome depends on."""
    state = hashlib.sha256(common + some[0]['command'].encode())
    for path in inputs_of(source):
        state.update(path.read_bytes())
    return state.hexdigest()


def complaint_about(source, entry, checks):
    """Runs clang-tidy on one source, with the command line of an entry."""
    flags = re.sub(r' -o .*', '', entry['command']).split()
    flags = flags[next(i for i, x in enumerate(flags) if x[0] == '-'
                       and not x.startswith('-E')):]
    answer = subprocess.run(
        ['clang-tidy', '--quiet', f'--checks={checks}', str(source), '--',
         *flags],
        cwd=entry['directory'], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, check=False)
    return '' if answer.returncode == 0 else answer.stdout or answer.stderr


def run(job):
    """Returns what there is to complain about some sources."""
    source, some, stamp = job
    complaints = ''
    if complaint_about(source, some[0], '-bugprone-suspicious-include'):
        # Names of files that never meet may clash: then only this tells.
        complaints = ''.join(complaint_about(x['file'], x, '')
                             for x in some)
    if not complaints:
        stamp.touch()
    return complaints


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
    entries = {}
    for entry in json.loads(commands.read_text('utf-8')):
        if entry['file'].startswith(ours):
            entries.setdefault(entry['file'], entry)
    if not entries:
        parser.error(f'{build} builds none of the sources of {ROOT}')
    jobs = [(source, some, stamps / key_of(source, some, common))
            for source, some in together(entries.values(), stamps)]
    changed = [job for job in jobs if not job[2].exists()]

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for complaint in pool.map(run, changed):
            if complaint:
                failed += 1
                print(complaint, flush=True)
    print(f'{len(entries)} sources, '
          f'{sum(len(job[1]) for job in changed)} looked at now, '
          f'{failed or "no"} groups of them with findings')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
