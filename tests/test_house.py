"""The rules of the house, proven from the source: who may import whom, what stands at the top level."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_FOLDERS = {"ui", "models", "resources", "reports", "tests"}
TOP_FILES = {
    "main.py",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "LICENSE",
    "CHANGELOG.md",
    "requirements.lock",
}
MADE_BY_TOOLS = {"build", "uv.lock"}

# Left may never import right; concepts on one level do not know each other.
LEVELS = {
    "core": 0,
    "office": 1,
    "organisations": 2,
    "people": 3,
    "recommendation": 4,
    "assistance": 4,
    "rights": 4,
    "excellence": 4,
    "statistics": 5,
    "intake": 6,
    "exchange": 6,
    "demonstration": 7,
}
MAY_IMPORT = {
    "main": {"ui", "reports", "models", "resources"},
    "ui": {"ui", "reports", "models", "resources"},
    "reports": {"reports", "models", "resources"},
    "models": {"models", "resources"},
    "resources": set(),
}
OURS = {"main", "ui", "reports", "models", "resources"}
PAPER_AND_SHEETS = {"reportlab", "openpyxl"}
HEAVY = {"reportlab", "openpyxl", "python_calamine", "pypinyin"}
NETWORK = {
    "socket",
    "socketserver",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "poplib",
    "imaplib",
    "xmlrpc",
    "asyncio",
    "webbrowser",
    "requests",
    "urllib3",
    "PySide6.QtNetwork",
}
PARTS = {
    "pyside6-essentials",
    "shiboken6",
    "peewee",
    "sqlcipher3",
    "reportlab",
    "pillow",
    "charset-normalizer",
    "python-calamine",
    "openpyxl",
    "et-xmlfile",
    "cryptography",
    "pyrage",
    "pynacl",
    "cffi",
    "pycparser",
    "argon2-cffi",
    "argon2-cffi-bindings",
    "pypinyin",
    "python-docx",
    "lxml",
    "typing-extensions",
}


@cache
def product_files() -> tuple[Path, ...]:
    """Every Python file of the product, without tests."""
    files = [ROOT / "main.py"] if (ROOT / "main.py").exists() else []
    for folder in sorted(TOP_FOLDERS - {"tests"}):
        files += sorted((ROOT / folder).rglob("*.py"))
    return tuple(files)


def module_name(file: Path) -> str:
    """`models/core/text.py` → `models.core.text`; a package is named without `__init__`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(file: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(file.read_text("utf-8"), str(file))


def imported_by(node: ast.AST, importer: Path) -> Iterator[str]:
    """Dotted names that one import statement may load, with the names taken `from` it."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            package = importer.relative_to(ROOT).parent.parts
            kept = package[: len(package) - node.level + 1]
            base = ".".join([*kept, base] if base else kept)
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)


def all_imports(file: Path) -> set[str]:
    """Every import in the file, wherever it stands."""
    return {name for node in ast.walk(tree_of(file)) for name in imported_by(node, file)}


def top_imports(file: Path) -> set[str]:
    """Imports that run when the module is loaded: not in functions, not under TYPE_CHECKING."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree_of(file).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        found.update(imported_by(node, file))
        waiting += ast.iter_child_nodes(node)
    return found


def within(name: str, module: str) -> bool:
    """Is `name` the module or something in it?"""
    return name == module or name.startswith(module + ".")


def named(imports: set[str], modules: set[str]) -> set[str]:
    """Those of `modules` that are imported."""
    return {module for module in modules for name in imports if within(name, module)}


def concept(name: str) -> str | None:
    """`models.people.person` → `people`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "models" else None


def test_top_level_holds_only_what_the_owner_fixed():
    found = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    assert found - {"__pycache__"} <= TOP_FOLDERS | TOP_FILES | MADE_BY_TOOLS


def test_imports_run_downwards_only():
    wrong = [
        (module_name(file), name)
        for file in product_files()
        for name in all_imports(file)
        if (top := name.split(".")[0]) in OURS | {"tests"} and top not in MAY_IMPORT[module_name(file).split(".")[0]]
    ]
    assert not wrong


def test_concepts_never_import_to_their_right():
    wrong = []
    for file in product_files():
        own = concept(module_name(file))
        if own is None:
            continue
        assert own in LEVELS, f"{file}: give the concept its place in the order"
        others = {concept(name) for name in all_imports(file)} & LEVELS.keys() - {own}
        wrong += [(module_name(file), other) for other in others if LEVELS[other] >= LEVELS[own]]
    assert not wrong


def test_only_ui_knows_qt():
    wrong = [
        module_name(file)
        for file in product_files()
        if module_name(file).split(".")[0] != "ui" and named(all_imports(file), {"PySide6", "shiboken6"})
    ]
    assert not wrong


def test_models_write_neither_paper_nor_sheets():
    wrong = [
        (module_name(file), found)
        for file in product_files()
        if module_name(file).startswith("models") and (found := named(all_imports(file), PAPER_AND_SHEETS))
    ]
    assert not wrong


def test_nothing_talks_to_a_network():
    wrong = [(module_name(file), found) for file in product_files() if (found := named(all_imports(file), NETWORK))]
    assert not wrong


def test_starting_the_window_loads_nothing_heavy():
    """Follows what runs at import from main and ui through our own modules."""
    files = {module_name(file): file for file in product_files()}
    waiting = [name for name in files if name.split(".")[0] in ("main", "ui")]
    seen: set[str] = set(waiting)
    wrong = []
    while waiting:
        module = waiting.pop()
        imports = top_imports(files[module])
        wrong += [(module, heavy) for heavy in named(imports, HEAVY)]
        parents = {name.rsplit(".", k)[0] for name in imports for k in range(name.count(".") + 1)}
        new = (parents & files.keys()) - seen
        seen |= new
        waiting += new
    assert not wrong


def test_a_headless_command_needs_no_screen():
    wrong = [
        (module_name(file), name)
        for file in product_files()
        if module_name(file).startswith("ui.commands")
        for name in all_imports(file)
        if name.startswith(("PySide6", "ui")) and not name.startswith("ui.commands")
    ]
    assert not wrong


def test_every_module_says_what_it_owns():
    silent = [str(file) for file in product_files() if not ast.get_docstring(tree_of(file))]
    assert not silent


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_lock_names_no_host_and_hashes_everything(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in entry.split("\\")[0] and "--hash=sha256:" in entry for entry in entries)


def test_product_depends_on_the_chosen_parts_only():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    names = set(re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE))
    assert names <= PARTS


def test_qt_keeps_its_references_to_none():
    """PySide6 6.12.0 lost a reference to None at most void calls and aborted after some thousands."""
    code = (
        "import sys\n"
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "thing.setObjectName('x')\n"
        "before = sys.getrefcount(None)\n"
        "for _ in range(500):\n"
        "    thing.setObjectName('x')\n"
        "print(before - sys.getrefcount(None))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 50
