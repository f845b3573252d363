"""What the checks of this repository need to know about C++ source text."""

import re

_TOKEN = re.compile(
    r'''(?P<line_comment>//[^\n]*)
      | (?P<block_comment>/\*.*?\*/)
      | R"(?P<delimiter>[^\s()\\]{0,16})\((?P<raw>.*?)\)(?P=delimiter)"
      | "(?P<string>(?:\\.|[^"\\\n])*)"
      | (?<![0-9a-fA-F])'(?P<char>(?:\\.|[^'\\\n])+)'
    ''', re.VERBOSE | re.DOTALL)


def _blank(text):
    """Returns text as spaces, with its line breaks kept."""
    return re.sub(r'[^\n]', ' ', text)


def _without(match, groups):
    """Returns a token with the named parts of it blanked."""
    text = match.group()
    for group in groups:
        if match.group(group) is not None:
            begin, end = (i - match.start() for i in match.span(group))
            text = text[:begin] + _blank(text[begin:end]) + text[end:]
    return text


COMMENTS = ('line_comment', 'block_comment')
LITERALS = ('raw', 'string', 'char')


def strip(text, parts=COMMENTS + LITERALS):
    """Blanks comments and the insides of literals; keeps every position."""
    return _TOKEN.sub(lambda match: _without(match, parts), text)


def literals(text):
    """Yields (position, content) of each string literal."""
    for match in _TOKEN.finditer(text):
        for group in ('raw', 'string'):
            if match.group(group) is not None:
                yield match.start(), match.group(group)


def line_of(text, position):
    """Returns the number of the line, from 1, that holds a position."""
    return text.count('\n', 0, position) + 1


def closing(code, position):
    """Returns the position after what closes the bracket at `position`."""
    depth = 0
    for i in range(position, len(code)):
        if code[i] in '([{':
            depth += 1
        elif code[i] in ')]}':
            depth -= 1
            if depth == 0:
                return i + 1
    return len(code)


def arguments(code, position):
    """Counts the arguments of the call whose `(` is at `position`."""
    inside = code[position + 1:closing(code, position) - 1]
    if not inside.strip():
        return 0
    depth, count = 0, 1
    for char in inside:
        depth += (char in '([{') - (char in ')]}')
        count += char == ',' and depth == 0
    return count


_SCOPE = re.compile(r'\b(namespace|extern|class|struct|union|enum)\b')


def _without_brackets(head):
    """Removes template arguments and what stands in parentheses."""
    head, count = re.sub(r'\([^()]*\)', '()', head), 1
    while count:
        head, count = re.subn(r'<[^<>]*>|\((?!\))[^()]*\)', '', head)
    return head


def _is_scope(head):
    """Tells whether what stands before a `{` begins a namespace or a type."""
    plain = _without_brackets(head)
    return _SCOPE.search(plain) and '=' not in plain and '(' not in plain


def _is_function(head):
    """Tells whether what stands before a `{` begins a function."""
    if re.search(r'=\s*\[', head):
        return True  # a lambda with a name
    return '(' in re.sub(r'(?<!operator)=.*', '', _without_brackets(head),
                         flags=re.DOTALL)


def functions(code):
    """Yields (first line, last line, head) of functions not in functions."""
    start = i = 0
    while i < len(code):
        if code[i] in ';}':
            start = i + 1
        elif code[i] == '#' and not code[start:i].strip():
            end = re.compile(r'(?<!\\)\n').search(code, i)
            start = i = end.start() if end else len(code)
        elif code[i] == '(':
            is_macro = re.fullmatch(r'\s*[A-Z][A-Z0-9_]+\s*', code[start:i])
            i = closing(code, i)
            if is_macro and not re.match(r'\s*\{', code[i:]):
                start = i  # a macro that stands for itself, without `;`
            continue
        elif code[i] == '{' and _is_scope(code[start:i]):
            start = i + 1
        elif code[i] == '{':
            head, i = code[start:i], closing(code, i)
            if re.match(r'\s*[,{]', code[i:]):
                continue  # a member initializer: the body is to come
            if _is_function(head):
                begin = start + len(head) - len(head.lstrip())
                yield line_of(code, begin), line_of(code, i - 1), \
                    ' '.join(head.split())
            start = i
            continue
        i += 1


_TYPE = re.compile(
    r'(?:^|(?<=[;{}\n]))[ \t]*'
    r'(?P<head>(?:template\s*<[^;{}]*?>\s*(?:requires[^;{}]*?\s)?)?'
    r'(?P<key>class|struct|union|enum(?:\s+(?:class|struct))?)\s+'
    r'(?:\[\[[^\]]*\]\]\s*)?(?P<name>[\w:]+)\s*(?P<rest>[^;{}()=]*))\{')


def types(code):
    """Yields (line, name) of types defined at namespace level."""
    for match in _TYPE.finditer(code):
        if re.match(r'template\s*<\s*>', match.group('head')) or \
                '<' in match.group('rest').split(':')[0]:
            continue  # a specialization
        before = code[:match.start('head')]
        if _only_namespaces_open(before):
            yield line_of(code, match.start('head')), match.group('name')


def _only_namespaces_open(code):
    """Tells whether the brackets open at the end of code are namespaces."""
    open_heads, start = [], 0
    for i, char in enumerate(code):
        if char == '{':
            open_heads.append(code[start:i])
        elif char == '}' and open_heads:
            open_heads.pop()
        if char in ';{}':
            start = i + 1
    return all(re.search(r'\bnamespace\b', head) for head in open_heads)
