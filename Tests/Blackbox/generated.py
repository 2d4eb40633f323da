"""Entries made from a seed: the texts, numbers and structures that encoders and readers tend to get wrong."""

import json
import random
import string

import yaml

CONNECTION_TYPES = (
    "postgres", "mysql", "snowflake", "aws", "google_cloud_platform", "slack", "http", "sftp", "ssh", "kafka", "spark",
    "redis", "mongo", "oracle", "generic", "postgresql", "google-cloud-platform")

AWKWARD_TEXTS = (
    "", " ", "  leading", "trailing  ", "\n", "a\nb\n", "a\r\nb", "\ttab", "nul\0inside", "\x01\x02\x1f", "\x7f\x85",
    "100%", "%(x)s %% %41", "$HOME ${X} ~", "#no comment", "a # b", "key: value", "- item", "{", "}", "[]", "{}", "[1, 2]",
    '{"value": 1}', '{"value": "inner"}', '{"value": null}', '{"a": 1}', '"quoted"', "null", "true", "NaN", "-Infinity", "1",
    "-0", "007", "1e3", "1_000", "0x1f", "1:30", "yes", "no", "~", "2024-01-01", "'single'", '"', "\\", "\\n", "\\u0041",
    "/slash/", "späť", "日本語", "🙂", "e\u0301", "\u00e9", "\u202eright to left", "\ufeffbom", "bom\ufeff", "\u00a0nbsp\u00a0", "\u2028",
    "user:p@ss/word?x=1#y", "postgresql://u:p@h/db", "a,b;c|d", "<b>&amp;</b>", "`x` **y** [z](w)", "lockstep: sync",
    "refs are fine", "-----BEGIN KEY-----\n  c2VjcmV0\n-----END KEY-----\n",
)


class Generator:
    """A repeatable source of connections, variables and config options."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        kind = self.random.randrange(10)
        if kind < 5:
            return self.random.choice(AWKWARD_TEXTS)
        if kind == 5:
            return "".join(chr(self.random.choice((self.random.randrange(0x20), self.random.randrange(0x20, 0x2FF)))) for _ in range(12))
        if kind == 6:
            return "".join(self.random.choice("%{}[]\":,\\/ ") for _ in range(20))
        if kind == 7:
            return self.random.choice(AWKWARD_TEXTS) + self.random.choice(AWKWARD_TEXTS)
        return "".join(self.random.choice(string.ascii_letters + string.digits) for _ in range(self.random.randrange(1, 40)))

    def long_text(self):
        kind = self.random.randrange(4)
        if kind == 0:
            return "".join(self.random.choice(string.printable) for _ in range(7000))
        if kind == 1:
            return "9" * 5000
        if kind == 2:
            return "[" * 3000
        return "ü" * 3000

    def scalar(self):
        return self.random.choice((
            self.text, lambda: self.random.randrange(-10**6, 10**6), lambda: self.random.randrange(10**30),
            lambda: self.random.random(), lambda: 1e300, lambda: 1.0, lambda: -0.0, lambda: True, lambda: False, lambda: None))()

    def structure(self, depth=3):
        if depth == 0 or self.random.random() < 0.4:
            return self.scalar()
        if self.random.random() < 0.5:
            return [self.structure(depth - 1) for _ in range(self.random.randrange(4))]
        return self.mapping(depth - 1)

    def mapping(self, depth=2):
        names = [self.random.choice(("a", "b.c", "d/e", "f~g", "value", "uri", "", "Ключ", "sp ace", "x" * 50, "__extra__"))
                 for _ in range(self.random.randrange(5))]
        return {name: self.structure(depth) for name in names}

    def connection(self):
        fields = {"conn_type": self.random.choice(CONNECTION_TYPES)}
        for name in ("description", "host", "login", "password", "schema"):
            if self.random.random() < 0.7:
                fields[name] = self.text() if self.random.random() < 0.95 else None
        if self.random.random() < 0.5:
            fields["port"] = self.random.choice((1, 22, 443, 5432, 65535))
        kind = self.random.randrange(4)
        if kind == 0:
            fields["extra"] = self.mapping(3)
        elif kind == 1:
            fields["extra"] = json.dumps(self.mapping(2), ensure_ascii=self.random.random() < 0.5)
        elif kind == 2:
            fields["extra"] = {"token": self.text(), "n": self.random.randrange(100)}
        return self.without_references(fields)

    def variable(self):
        kind = self.random.randrange(6)
        if kind < 3:
            return self.without_references(self.text())
        if kind == 3:
            return self.without_references(self.long_text())
        if kind == 4:
            found = self.structure()
            # An object with a member `value` is a value with its description, so one that is itself the value is wrapped.
            if isinstance(found, dict) and "value" in found:
                found = {"value": found}
            return "text" if found is None else self.without_references(found)
        return {"value": self.without_references(self.text()), "description": "Made by a generator ✓"}

    def config(self):
        return self.without_references(self.text() or "x")

    def without_references(self, value):
        """No generated text is a reference; the quickstart's entries test those."""
        if isinstance(value, dict):
            return {name: self.without_references(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.without_references(member) for member in value]
        return "x" + value if isinstance(value, str) and value.startswith("ref+") else value


def entries(count, seed=20260911):
    """`count` entries as {kind: {key: value}}: half connections, two fifths variables, the rest config options."""
    generator = Generator(seed)
    made = {"connections": {}, "variables": {}, "config": {}}
    for number in range(count):
        share = number % 10
        if share < 5:
            made["connections"][f"conn_{number}.x-{share}"] = generator.connection()
        elif share < 9:
            name = generator.random.choice(("var_{}", "Var.{}", "folder/var_{}", "ключ_{}", "with space {}"))
            made["variables"][name.format(number)] = generator.variable()
        else:
            made["config"][f"section.option_{number}"] = generator.config()
    return made


def write(project, made, per_file=50):
    """Writes the entries as YAML and JSON files in turn."""
    for kind, values in made.items():
        keys = list(values)
        for number, start in enumerate(range(0, len(keys), per_file)):
            part = {key: values[key] for key in keys[start:start + per_file]}
            if number % 2:
                project.write(f"{kind}/part_{number}.json", json.dumps(part, ensure_ascii=number % 4 == 1, indent=1))
            else:
                project.write(f"{kind}/part_{number}.yaml", yaml.safe_dump(part, allow_unicode=number % 4 == 0, sort_keys=False))
