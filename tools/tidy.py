#!/usr/bin/env python3
"""Checks the rules of this repository that no compiler knows.

    tools/tidy.py [--root FOLDER]

Prints `file:line: rule: sentence` for each finding, and ends with 1 if there
is one. The only way out of a rule is a comment that gives the reason, on the
line or on the one above it:

    // tidy-ok: the reason
"""

import argparse
import collections
import pathlib
import re
import sys

import cpp_source

# -- the repository ------------------------------------------------------------

# What each layer may include besides itself.
LAYERS = {
    'model': [],
    'copytrade': ['model'],
    'strategy': ['model'],
    'adapters': ['model'],
    'config': ['adapters', 'strategy', 'copytrade', 'model'],
    'actors': ['config', 'adapters', 'strategy', 'copytrade', 'model'],
    'tools/paper_exchange': ['model'],
    'tools/simulation': ['actors', 'config', 'adapters', 'strategy',
                         'copytrade', 'model', 'tools/paper_exchange'],
    'tools': ['actors', 'config', 'adapters', 'strategy', 'copytrade',
              'model', 'tools/paper_exchange', 'tools/simulation'],
}
LAYERS['test'] = [*LAYERS, 'test']

FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 80

Finding = collections.namedtuple('Finding', 'path line rule text')


class Source:
    """A text file, with and without its comments and literals."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding='utf-8')
        self.is_header = path.suffix == '.hpp'
        self.is_cpp = path.suffix in ('.hpp', '.cpp')
        self.code = cpp_source.strip(self.text) if self.is_cpp else self.text
        self.lines = self.text.split('\n')

    def line_of(self, position):
        return cpp_source.line_of(self.text, position)

    def includes(self):
        """Yields (line, opening bracket, file) of each #include."""
        pattern = r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)'
        code = cpp_source.strip(self.text, cpp_source.COMMENTS)
        for match in re.finditer(pattern, code, re.MULTILINE):
            yield self.line_of(match.start(1)), match[1], match[2]


def layer_of(path):
    """Returns the most specific layer that a path is in, if any."""
    inside = [x for x in LAYERS if path.startswith(x + '/')]
    return max(inside, key=len, default=None)


def read_sources(root):
    """Returns all C++ sources and all scripts of ours."""
    sources = []
    for folder in sorted({x.split('/')[0] for x in LAYERS} | {'cmake'}):
        for path in sorted((root / folder).rglob('*')):
            if path.is_file() and '__pycache__' not in path.parts and (
                    path.suffix in ('.hpp', '.cpp', '.py', '.sh', '.cmake')
                    or path.name == 'CMakeLists.txt'
                    or (folder == 'tools' and not path.suffix)):
                sources.append(Source(root, path))
    return sources


# -- rules about a single file -------------------------------------------------


def check_layers(source):
    """Includes point down, from the root; CAF stays on top."""
    layer = layer_of(source.path)
    if layer is None or not source.is_cpp:
        return
    for line, bracket, name in source.includes():
        if bracket == '<':
            if name.startswith('caf/') and layer not in (
                    'actors', 'tools', 'tools/simulation', 'test'):
                yield line, f'{layer}/ must not know CAF: only actors/, ' \
                            'tools/lockstep/, tools/simulation/ and test/ may'
            continue
        target = layer_of(name)
        if target is None:
            yield line, f'"{name}" is not written from the root of the ' \
                        'repository (or is a third party: then use <>)'
        elif target != layer and target not in LAYERS[layer]:
            yield line, f'{layer}/ must not include {target}/; it may ' \
                        f'include: {", ".join(LAYERS[layer]) or "nothing"}'


def below(*layers):
    """Returns the predicate for files in one of some layers."""
    return lambda source: source.is_cpp and layer_of(source.path) in layers


def outside(seam):
    """Returns the predicate for files that do not match a pattern."""
    return lambda source: source.is_cpp and not re.match(seam, source.path)


BANNED = [
    # rule, where, what, what to use instead
    ('floating-point', below('model', 'copytrade'),
     r'\b(double|float)\b', 'money is exact: use decimal and its kin'),
    ('ambient-time', outside(r'adapters/clock[^/]*$|tools/|test/(bench|e2e)/'),
     r'\b(system|steady|high_resolution)_clock::now\b'
     r'|\b(std::)?time\s*\(\s*(nullptr|NULL|0|&\w+)\s*\)'
     r'|\b(gettimeofday|clock_gettime)\s*\(',
     'take the time as an argument, or from the clock in adapters/'),
    ('ambient-randomness', outside(r'adapters/entropy[^/]*$'),
     r'\brandom_device\b|(?<![\w.>])(std::)?s?rand\s*\('
     r'|\bstd::\w+_distribution\b|\bdefault_random_engine\b',
     'take a seeded generator as an argument'),
    ('sleep', outside(r'test/bench/'), # which test nothing
     r'\bsleep_(for|until)\b|\b(usleep|nanosleep)\s*\('
     r'|(?<![\w.>])(::)?sleep\s*\(',
     'wait for an event, or advance the time of the test'),
    ('using-namespace', lambda source: source.is_header,
     r'\busing\s+namespace\s+(?!std::(\w+_)?literals\b)\S+',
     'name what is used: headers are for all'),
    ('console', below('model', 'copytrade', 'strategy', 'adapters', 'config',
                      'actors'),
     r'\bstd::(cout|cerr|clog|puts)\b|\bfmt::print\b'
     r'|(?<!\w)(std::)?f?printf\s*\(',
     'only tools/ talks to the console: return it, or log it'),
]


def check_banned(where, pattern, instead):
    """Returns the check of one row of BANNED."""
    def check(source):
        if where(source):
            for match in re.finditer(pattern, source.code):
                word = ' '.join(match.group().split())
                yield source.line_of(match.start()), f'`{word}`: {instead}'
    return check


def check_unused_names(source):
    """What a source makes a shorter name for, it uses by that name."""
    if not source.is_cpp or source.is_header:
        return
    for match in re.finditer(
            r'^\s*(?:using\s+[\w:]*::(\w+)|namespace\s+(\w+)\s*=[^;]*)\s*;',
            source.code, re.MULTILINE):
        name = match[1] or match[2]
        if len(re.findall(rf'\b{name}\b', source.code)) == 1:
            yield source.line_of(match.end()), f'`{name}` is not used'


def check_requests(source):
    """Each request of an actor says what happens on an error."""
    if layer_of(source.path) != 'actors' or not source.is_cpp:
        return
    for match in re.finditer(r'(?:\.|->)\s*request\s*\(', source.code):
        end = cpp_source.closing(source.code, match.end() - 1)
        chain = re.match(r'\s*\.\s*(then|await|receive)\s*\(',
                         source.code[end:])
        if chain:
            handled = cpp_source.arguments(
                source.code, end + chain.end() - 1) >= 2
        else:
            statement = re.split(r'[;{}]', source.code[:match.start()])[-1]
            dropped = re.match(r'\s*;', source.code[end:])
            handled = not dropped or re.search(r'=|\breturn\b', statement)
        if not handled:
            yield source.line_of(match.start()), \
                'a request without error handler: a lost answer is an ' \
                'outcome, pass a second function'


def check_leftovers(source):
    """What is left to do stands in the tracker, not in the code."""
    for match in re.finditer(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b',
                             source.text):
        yield source.line_of(match.start()), \
            f'{match.group()}: do it, or open an issue'


def check_function_size(source):
    """A function fits on a screen."""
    if source.is_cpp:
        for first, last, head in cpp_source.functions(source.code):
            if last - first + 1 > FUNCTION_LINES_MAX:
                name = re.search(r'([\w:~]+)\s*\(', head)
                yield first, f'{name[1] if name else "a function"} has ' \
                             f'{last - first + 1} lines, allowed are ' \
                             f'{FUNCTION_LINES_MAX}: divide it'


def check_columns(source):
    """Lines have 80 columns, unless a literal or an address is in the way."""
    in_raw = set()
    if source.is_cpp:
        for position, content in cpp_source.literals(source.text):
            first = source.line_of(position)
            in_raw.update(range(first, first + content.count('\n') + 1)
                          if '\n' in content or len(content) > 60 else [])
    for number, line in enumerate(source.lines, 1):
        if len(line) > COLUMNS_MAX and number not in in_raw and \
                '://' not in line and not line.startswith('#include'):
            yield number, f'{len(line)} columns, allowed are {COLUMNS_MAX}'


def check_pragma_once(source):
    """A header can be included twice."""
    if source.is_header and not re.search(
            r'^#pragma once$', source.text, re.MULTILINE):
        yield 1, 'a header begins with #pragma once'


def check_test_names(source):
    """The name of a test is a sentence."""
    if not source.path.startswith('test/') or not source.is_cpp:
        return
    code = cpp_source.strip(source.text, cpp_source.COMMENTS)
    names = re.finditer(
        r'\b(?:TEST_CASE|SCENARIO|TEST_CASE_METHOD|TEMPLATE_TEST_CASE)\s*\('
        r'\s*(?:[\w:]+\s*,\s*)?((?:"(?:\\.|[^"\\])*"\s*)+)', code)
    for match in names:
        name = ''.join(re.findall(r'"((?:\\.|[^"\\])*)"', match[1]))
        if len(name.split()) < 3:
            yield source.line_of(match.start()), \
                f'"{name}" is no sentence: say what holds'


def check_documented(source):
    """A type at namespace level says what it is."""
    if not source.is_header:
        return
    for line, name in cpp_source.types(source.code):
        above = source.lines[line - 2].strip() if line > 1 else ''
        if not above.startswith('///') and not above.endswith('*/'):
            yield line, f'{name} has no comment (///) that says what it is'


# -- rules about all files together --------------------------------------------


def find_dead_headers(sources):
    """Yields headers that only their own source includes, or nobody."""
    included = collections.defaultdict(set)
    for source in filter(lambda x: x.is_cpp, sources):
        for _, _, name in source.includes():
            included[name].add(source.path)
    for source in filter(lambda x: x.is_header, sources):
        own = source.path.removesuffix('.hpp') + '.cpp'
        if not included[source.path] - {own}:
            yield Finding(source.path, 1, 'dead-header',
                          'nobody includes this header: remove it')


# -- main ----------------------------------------------------------------------

CHECKS = {
    'layers': check_layers,
    **{rule: check_banned(*row) for rule, *row in BANNED},
    'unused-name': check_unused_names,
    'request-without-error-handler': check_requests,
    'leftover': check_leftovers,
    'function-size': check_function_size,
    'columns': check_columns,
    'pragma-once': check_pragma_once,
    'test-name': check_test_names,
    'undocumented-type': check_documented,
}


def escapes_in(source):
    """Returns the reason of each escape by the number of its line."""
    text, mark = source.text, '#'
    if source.is_cpp:
        text, mark = cpp_source.strip(text, cpp_source.LITERALS), '//'
    found = re.finditer(mark + r' tidy-ok:[ \t]*(.*)', text)
    return {source.line_of(x.start()): x[1].strip() for x in found}


def without_escaped(source, findings):
    """Drops findings with an escape; yields one for each bad escape."""
    escapes = escapes_in(source)
    used = set()
    for finding in findings:
        near = {finding.line, finding.line - 1} & escapes.keys()
        used |= near
        if not near:
            yield finding
    for number, reason in escapes.items():
        if not reason:
            yield Finding(source.path, number, 'escape', 'gives no reason')
        elif number not in used:
            yield Finding(source.path, number, 'escape',
                          'nothing here needs it: remove it')


def findings_in(root):
    """Returns the number of files and all findings below a folder."""
    sources = read_sources(root)
    dead = {x.path: x for x in find_dead_headers(sources)}
    findings = []
    for source in sources:
        found = [Finding(source.path, line, rule, text)
                 for rule, check in CHECKS.items()
                 for line, text in check(source)]
        if source.path in dead:
            found.append(dead[source.path])
        findings += without_escaped(source, found)
    return len(sources), sorted(findings)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root.resolve()
    if not root.is_dir():
        parser.error(f'{root} is not a folder')
    count, findings = findings_in(root)
    for x in findings:
        print(f'{x.path}:{x.line}: {x.rule}: {x.text}')
    print(f'{count} files, {len(findings) or "no"} findings')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
