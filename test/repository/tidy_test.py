#!/usr/bin/env python3
"""Feeds tools/tidy.py what it forbids: a check that cannot fail is none."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / 'tools'))

import cpp_source  # noqa: E402
import tidy  # noqa: E402

LEFTOVER = 'FIX' 'ME'
FUNCTION_OF_70 = 'void f() {\n' + '  g();\n' * 68 + '}\n'
FUNCTION_OF_71 = 'void f() {\n' + '  g();\n' * 69 + '}\n'
HEADER = '#pragma once\n'

# rule: [(file, text that breaks it, text that does not)]
EXAMPLES = {
    'layers': [
        ('model/a.cpp', '#include "copytrade/b.hpp"', '#include "model/b.hpp"'),
        ('copytrade/a.cpp', '#include "adapters/b.hpp"',
         '#include "model/b.hpp"'),
        ('adapters/a.cpp', '#include "copytrade/b.hpp"',
         '// #include "copytrade/b.hpp"'),
        ('config/a.cpp', '#include "actors/b.hpp"',
         '#include "adapters/b.hpp"'),
        ('actors/a.cpp', '#include "tools/lockstep/b.hpp"',
         '#include "config/b.hpp"'),
        ('tools/paper_exchange/a.cpp', '#include "adapters/b.hpp"',
         '#include "model/b.hpp"'),
        ('config/a.cpp', '#include <caf/all.hpp>', '#include <string>'),
        ('tools/paper_exchange/a.cpp', '#include <caf/all.hpp>', ''),
        ('model/a.cpp', '#include "b.hpp"', '#include <b.hpp>'),
        ('adapters/kraken/a.cpp', '#include "../b.hpp"',
         '#include "adapters/b.hpp"'),
    ],
    'floating-point': [
        ('model/a.cpp', 'double x = 1;', '// a double\nauto x = "float";'),
        ('copytrade/a.cpp', 'float x = 1;', 'decimal x{1};'),
    ],
    'ambient-time': [
        ('actors/a.cpp', 'auto t = std::chrono::system_clock::now();',
         'std::chrono::system_clock::time_point t;'),
        ('adapters/a.cpp', 'auto t = steady_clock::now();',
         'auto t = clock.now();'),
        ('model/a.cpp', 'auto t = time(nullptr);', 'auto t = time();'),
        ('test/model/a.cpp', 'auto t = steady_clock::now();', ''),
    ],
    'ambient-randomness': [
        ('adapters/a.cpp', 'std::random_device seed;', 'auto x = brand(1);'),
        ('model/a.cpp', 'int x = rand();', 'int x = generator.rand();'),
        ('test/model/a.cpp', 'std::uniform_int_distribution<int> d{0, 1};',
         'std::mt19937_64 generator{1};'),
    ],
    'sleep': [
        ('test/e2e/a.cpp', 'std::this_thread::sleep_for(1s);', 'wait();'),
        ('actors/a.cpp', 'usleep(1);', 'self->sleep(1);'),
    ],
    'using-namespace': [
        ('model/a.hpp', HEADER + 'using namespace std;',
         HEADER + 'using namespace std::chrono_literals;'),
    ],
    'console': [
        ('actors/a.cpp', 'std::cout << 1;', 'out << "std::cout";'),
        ('adapters/a.cpp', 'printf("1");', 'snprintf(x, 1, "1");'),
    ],
    'unused-name': [
        ('test/a.cpp', 'using std::vector;', 'using std::swap;\nswap(a, b);'),
        ('actors/a.cpp', 'namespace al = std;  // al',
         'namespace al = std;\nusing al::x;\nx();'),
        ('actors/a.cpp', 'using actors::y;',
         'struct a { using b::operator(); };'),
    ],
    'request-without-error-handler': [
        ('actors/a.cpp',
         'void f() { self->request(x, 1s, a).then([](int, int) {}); }',
         'void f() { self->request(x, 1s, a).then([](int) {}, g); }'),
        ('actors/a.cpp', 'void f() { self->request(x, 1s, a); }',
         'auto f() { return self->request(x, 1s, a); }'),
        ('actors/a.cpp', 'void f() { self->request(x, 1s, a)\n.await(g); }',
         'void f() { auto y = self->request(x, g(1), a); }'),
    ],
    'leftover': [
        ('model/a.cpp', f'// {LEFTOVER}: later', 'enum class x { HACKER };'),
        ('tools/a.py', f'# {LEFTOVER}: later', ''),
    ],
    'function-size': [
        ('model/a.cpp', FUNCTION_OF_71, FUNCTION_OF_70),
        ('model/a.cpp', f'namespace x {{\nstruct y {{\n{FUNCTION_OF_71}}};\n}}',
         'int table[] = {\n' + 'f(1),\n' * 80 + '};'),
        ('model/a.cpp',
         'a::a(int x) : b{x}, c{x} {\n' + 'g();\n' * 70 + '}', ''),
        ('model/a.cpp', 'auto f = [](int x) {\n' + 'g();\n' * 70 + '};',
         'ADD_TYPE(x)\n' * 80 + 'void f() {}'),
        ('test/model/a.cpp', 'TEST_CASE("all is well") {\n'
         + 'g();\n' * 70 + '}', ''),
    ],
    'columns': [
        ('model/a.cpp', 'int ' + 'x' * 77, 'int ' + 'x' * 76),
        ('tools/a.py', '#' * 81, '# https://' + 'x' * 80),
        ('model/a.cpp', 'f("' + 'x' * 40 + '",' + ' ' * 40 + '1);',
         'f("' + 'x' * 80 + '");'),
    ],
    'pragma-once': [
        ('model/a.hpp', '// #pragma once', HEADER),
    ],
    'test-name': [
        ('test/model/a.cpp', 'TEST_CASE("decimal add") {}',
         'TEST_CASE("decimals add up") {}'),
        ('test/model/a.cpp', 'TEST_CASE("add", "[decimal]") {}', ''),
    ],
    'undocumented-type': [
        ('model/a.hpp', HEADER + 'namespace x {\n\nstruct y {};\n}',
         HEADER + 'namespace x {\n/// A y.\nstruct y { struct z {}; };\n}'),
        ('model/a.hpp', HEADER + '\ntemplate <class T>\nclass y : z<T> {};',
         HEADER + '/// A y.\ntemplate <class T>\nclass y : z<T> {};'),
        ('model/a.hpp', HEADER + 'enum class y { z };',
         HEADER + 'struct y;\ntemplate <>\nstruct std::hash<y> {};'),
    ],
    'dead-header': [
        ('model/a.hpp', HEADER, None),
    ],
    'escape': [
        ('model/a.cpp', '// tidy-ok:\ndouble x;',
         '// tidy-ok: a ratio of times\ndouble x;'),
        ('model/a.cpp', '// tidy-ok: not needed', '"// tidy-ok: no comment"'),
    ],
}


def rules_broken_by(files):
    """Returns the rules that a repository of some files breaks."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        return {x.rule for x in tidy.findings_in(root)[1]}


class TidyTest(unittest.TestCase):
    """What tools/tidy.py finds, and what it lets pass."""

    def test_each_rule_is_broken_by_its_examples(self):
        for rule, examples in EXAMPLES.items():
            for name, bad, _ in examples:
                with self.subTest(rule=rule, text=bad):
                    self.assertIn(rule, rules_broken_by({name: bad}))

    def test_the_counterparts_pass(self):
        for rule, examples in EXAMPLES.items():
            for name, _, good in examples:
                with self.subTest(rule=rule, text=good):
                    broken = rules_broken_by({name: good or ''})
                    if good is not None:
                        self.assertNotIn(rule, broken)

    def test_each_rule_has_an_example(self):
        self.assertEqual({*tidy.CHECKS, 'dead-header', 'escape'},
                         EXAMPLES.keys())

    def test_a_header_is_alive_when_another_file_includes_it(self):
        files = {'model/a.hpp': HEADER,
                 'model/a.cpp': '#include "model/a.hpp"'}
        self.assertEqual({'dead-header'}, rules_broken_by(files))
        files['model/b.cpp'] = '#include "model/a.hpp"'
        self.assertEqual(set(), rules_broken_by(files))

    def test_an_escape_works_on_its_own_line_and_on_the_next(self):
        self.assertEqual(set(), rules_broken_by(
            {'model/a.cpp': '// tidy-ok: reason\ndouble x;'}))
        self.assertEqual(set(), rules_broken_by(
            {'model/a.cpp': 'double x; // tidy-ok: reason'}))
        self.assertEqual({'floating-point', 'escape'}, rules_broken_by(
            {'model/a.cpp': '// tidy-ok: reason\n\ndouble x;'}))

    def test_clocks_and_entropy_may_be_used_where_the_seam_is(self):
        text = 'auto t = std::chrono::system_clock::now();'
        for name in ['adapters/clock.cpp', 'tools/lockstep/main.cpp',
                     'test/bench/a.cpp']:
            self.assertEqual(set(), rules_broken_by({name: text}))
        self.assertEqual(set(), rules_broken_by(
            {'adapters/entropy.cpp': 'std::random_device device;'}))


class CppSourceTest(unittest.TestCase):
    """What the checks know about C++."""

    def test_comments_and_literals_are_blanked_in_place(self):
        for text, code in [
                ('a // b\nc', 'a     \nc'),
                ('a /* b\n */ c', 'a     \n    c'),
                ('f("a\\"b", 1)', 'f("    ", 1)'),
                ("f('\"', 1)", "f(' ', 1)"),
                ("1'000'000 + 'x'", "1'000'000 + ' '"),
                ('R"x(a")x" b', 'R"x(  )x" b'),
                ('"// no comment" c', '"             " c')]:
            self.assertEqual(code, cpp_source.strip(text))

    def test_arguments_are_counted_at_the_top_level(self):
        for text, count in [('()', 0), ('(a)', 1), ('(a, b)', 2),
                            ('([x, y](int) { f(1, 2); }, g{1, 2})', 2)]:
            self.assertEqual(count, cpp_source.arguments(text, 0))


if __name__ == '__main__':
    unittest.main()
