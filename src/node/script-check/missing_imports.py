"""Prints, as JSON, the modules that a script imports at its start and that this Python does not find.

Runs nothing of the script. Only imports that are sure to happen count: at the top level, outside of try and if; and a
script that changes the search path itself is taken at its word.

usage: missing_imports.py SCRIPT, with a standard input that lasts as long as its caller
"""

import ast
import importlib.util
import json
import os
import sys
import threading


def main(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        # It says so itself when it runs.
        return []
    if b"sys.path" in source or b"addsitedir" in source or b"meta_path" in source:
        return []
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    missing = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            # The parts behind the first dot can't be looked for without executing the first.
            top = name.split(".")[0]
            if top not in [known["module"] for known in missing] and not found(top):
                missing.append({"module": top, "line": node.lineno})
    return missing


def found(name):
    if name in sys.builtin_module_names or name == "__main__":
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, AttributeError, ValueError):
        return False


def end_with_caller():
    # Nothing is ever written there: it ends when who asks has been killed.
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_caller, daemon=True).start()
    print(json.dumps({"python": sys.executable, "missing": main(sys.argv[1])}))
