"""Reads a list of scheduled tasks and the flow functions that it names out of Python files, without executing them.

usage: read_tasks.py tasks LIST_NAME FILE...     the list, from the first file that has it
       read_tasks.py function NAME FILE          one flow function

Prints JSON: {"tasks": [...], "faults": [{"place", "message"}]}. Values are followed as far as they are constants: names,
paths (pathlib, os.path), texts, sums, calls of helper functions. What is not constant is left out, and said.
"""

import ast
import json
import os
import sys

sys.dont_write_bytecode = True


class Unknown:
    """A value that only running the program would tell."""

    def __init__(self, node=None):
        self.text = ast.unparse(node) if node is not None else "?"


class Py:
    """The Python that runs the script: sys.executable."""


class PathOf(str):
    """A path, so that `/` and `.parent` have their meaning."""


class Record(dict):
    """What a class or a call of unknown meaning was given, by name."""


class Function:
    def __init__(self, node, module):
        self.node, self.module = node, module


MOST_DEPTH = 6
KEYS = {
    "name": ("name", "task_name", "deployment_name", "id", "key"),
    "title": ("title", "display_name", "label"),
    "flow": ("flow", "flow_func", "flow_fn", "flow_function", "func", "function", "fn", "task", "handler", "target", "callable"),
    "cron": ("cron", "schedule", "cron_expression", "cron_expr", "cron_schedule", "schedule_cron", "crontab"),
    "interval": ("interval", "interval_seconds", "every", "every_seconds"),
    "timezone": ("timezone", "tz", "time_zone"),
    "description": ("description", "desc", "comment"),
    "tags": ("tags", "labels"),
    "enabled": ("enabled", "is_enabled", "active", "is_active"),
    "disabled": ("disabled", "paused", "is_paused"),
    "params": ("parameters", "params", "kwargs"),
    "script": ("script", "script_path", "path", "file", "entry", "script_file"),
    "timeout": ("timeout", "timeout_seconds", "timeout_s", "time_limit", "max_runtime"),
    "cwd": ("cwd", "work_dir", "working_dir", "workdir", "folder", "working_directory", "directory"),
    "retries": ("retries", "max_retries", "retry", "retry_times", "retry_count"),
    "delay": ("retry_delay_seconds", "retry_delay", "retry_interval", "retry_wait"),
    "args": ("args", "arguments", "script_args"),
}
RUNS = ("run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput", "system", "popen", "create_subprocess_exec", "create_subprocess_shell")


SCHEDULERS = ("to_deployment", "serve", "deploy", "CronSchedule", "Cron", "CronTrigger", "from_crontab", "add_job", "BlockingScheduler", "BackgroundScheduler", "AsyncIOScheduler")


class Module:
    def __init__(self, path, world):
        self.path = os.path.abspath(path)
        self.world = world
        with open(path, "rb") as file:
            self.tree = ast.parse(file.read(), filename=path)
        self.values = {"__file__": PathOf(self.path), "__name__": "module"}
        self.lists = {}
        world.modules[self.path] = self
        self.read(self.tree.body)

    def place(self, node):
        return "%s:%d" % (self.path, getattr(node, "lineno", 0))

    def read(self, body):
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.values[node.name] = Function(node, self)
            elif isinstance(node, ast.ClassDef):
                self.values[node.name] = node
            elif isinstance(node, ast.ImportFrom):
                self.bring(node)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    other = self.neighbour(alias.name, 0)
                    if other is not None and alias.asname:
                        self.values[alias.asname] = other
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.assign(target, node.value)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                self.assign(node.target, node.value)
            elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
                self.lists.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self.extend(node.value)
            elif isinstance(node, ast.Try):
                self.read(node.body)
            elif isinstance(node, ast.If) and "__main__" not in ast.unparse(node.test):
                self.read(node.body)

    def assign(self, target, value):
        if not isinstance(target, ast.Name):
            return
        if isinstance(value, (ast.List, ast.Tuple, ast.BinOp, ast.ListComp)):
            self.lists[target.id] = [value]
        self.values[target.id] = Reader(self).value(value)

    def extend(self, call):
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and call.args:
            if function.attr == "append":
                self.lists.setdefault(function.value.id, []).append(ast.List(elts=[call.args[0]], lineno=call.lineno))
            elif function.attr == "extend":
                self.lists.setdefault(function.value.id, []).append(call.args[0])

    def bring(self, node):
        other = self.neighbour(node.module or "", node.level)
        for alias in node.names:
            if other is not None and alias.name in other.values:
                self.values[alias.asname or alias.name] = other.values[alias.name]
            elif other is not None and alias.name in other.lists:
                self.lists[alias.asname or alias.name] = other.lists[alias.name]
            else:
                inner = self.neighbour(((node.module + ".") if node.module else "") + alias.name, node.level)
                if inner is not None:
                    self.values[alias.asname or alias.name] = inner

    def neighbour(self, name, level):
        """The module of this name among the files given, or beside this one."""
        parts = [part for part in name.split(".") if part]
        if not parts:
            return None
        start = os.path.dirname(self.path)
        for _ in range(max(0, level - 1)):
            start = os.path.dirname(start)
        places = [os.path.join(start, *parts)] + ([os.path.join(os.path.dirname(start), *parts)] if level == 0 else [])
        for place in places:
            for path in (place + ".py", os.path.join(place, "__init__.py")):
                known = self.world.modules.get(os.path.abspath(path))
                if known is not None:
                    return known
                if os.path.isfile(path):
                    try:
                        return Module(path, self.world)
                    except (SyntaxError, ValueError, OSError, RecursionError):
                        return None
        for path, known in self.world.modules.items():
            if os.path.splitext(os.path.basename(path))[0] == parts[-1]:
                return known
        return None


class Reader:
    """Follows constant values in a module, with the local names of a function body where there is one."""

    def __init__(self, module, local=None, depth=0):
        self.module, self.local, self.depth = module, local if local is not None else {}, depth

    def value(self, node):
        method = getattr(self, "of_" + type(node).__name__, None)
        if method is None or self.depth > 40:
            return Unknown(node)
        self.depth += 1
        try:
            found = method(node)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError):
            found = Unknown(node)
        finally:
            self.depth -= 1
        return found

    def of_Constant(self, node):
        return node.value

    def of_Name(self, node):
        if node.id in self.local:
            return self.local[node.id]
        return self.module.values.get(node.id, Unknown(node))

    def of_List(self, node):
        made = []
        for one in node.elts:
            value = self.value(one.value if isinstance(one, ast.Starred) else one)
            made += value if isinstance(one, ast.Starred) and isinstance(value, list) else [value]
        return made

    of_Tuple = of_List
    of_Set = of_List

    def of_Dict(self, node):
        made = {}
        for key, value in zip(node.keys, node.values):
            if key is None:
                other = self.value(value)
                if isinstance(other, dict):
                    made.update(other)
            else:
                made[self.value(key)] = self.value(value)
        return made

    def of_JoinedStr(self, node):
        parts = []
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part)
            if isinstance(value, (Unknown, Py)):
                return Unknown(node)
            parts.append(str(value))
        return "".join(parts)

    def of_UnaryOp(self, node):
        value = self.value(node.operand)
        return -value if isinstance(node.op, ast.USub) else (not value) if isinstance(node.op, ast.Not) else Unknown(node)

    def of_IfExp(self, node):
        return Unknown(node)

    def of_BoolOp(self, node):
        # `x or default`: what is not known leaves the default.
        if isinstance(node.op, ast.Or):
            for one in node.values:
                value = self.value(one)
                if not isinstance(value, Unknown) and value:
                    return value
        return Unknown(node)

    def of_BinOp(self, node):
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, (Unknown, Py)) or isinstance(right, (Unknown, Py)):
            return Unknown(node)
        if isinstance(node.op, ast.Div):
            if isinstance(left, str):
                return PathOf(os.path.join(left, right))
            return left / right
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right if not isinstance(left, (str, list)) and not isinstance(right, (str, list)) else Unknown(node)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            return left % (tuple(right) if isinstance(right, list) else right)
        return Unknown(node)

    def of_Subscript(self, node):
        whole, key = self.value(node.value), self.value(node.slice)
        if isinstance(whole, (dict, list)) and not isinstance(key, Unknown):
            return whole[key]
        if isinstance(whole, str) and ast.unparse(node.value).endswith(".parents"):
            return Unknown(node)
        return Unknown(node)

    def of_Attribute(self, node):
        text = ast.unparse(node)
        if text == "sys.executable":
            return Py()
        value = self.value(node.value)
        if isinstance(value, Module):
            return value.values.get(node.attr, Unknown(node))
        if isinstance(value, dict) and node.attr in value:
            return value[node.attr]
        if isinstance(value, (int, float)) and node.attr == "seconds":
            return value
        if isinstance(value, str):
            if node.attr == "parent":
                return PathOf(os.path.dirname(value))
            if node.attr == "name":
                return os.path.basename(value)
        return Unknown(node)

    def of_Call(self, node):
        name = ast.unparse(node.func)
        last = name.split(".")[-1]
        args = [self.value(one) for one in node.args if not isinstance(one, ast.Starred)]
        named = {one.arg: self.value(one.value) for one in node.keywords if one.arg}
        if last in ("Path", "PurePath", "str", "fspath", "abspath", "realpath", "normpath", "expanduser", "PureWindowsPath", "WindowsPath"):
            if not args or any(not isinstance(one, str) for one in args):
                return Unknown(node)
            path = os.path.join(*args)
            if last == "expanduser":
                return PathOf(os.path.expanduser(path))
            return PathOf(os.path.abspath(path)) if last in ("abspath", "realpath") else PathOf(path) if last != "str" else str(path)
        if name in ("os.path.join", "path.join", "join"):
            return PathOf(os.path.join(*args)) if all(isinstance(one, str) for one in args) else Unknown(node)
        if name in ("os.path.dirname", "dirname"):
            return PathOf(os.path.dirname(args[0])) if isinstance(args[0], str) else Unknown(node)
        if isinstance(node.func, ast.Attribute) and last in ("resolve", "absolute", "as_posix", "joinpath", "with_name", "expanduser"):
            start = self.value(node.func.value)
            if isinstance(start, str) and all(isinstance(one, str) for one in args):
                if last == "with_name":
                    return PathOf(os.path.join(os.path.dirname(start), args[0]))
                return PathOf(os.path.join(start, *args)) if args else PathOf(start)
            return Unknown(node)
        if last == "total_seconds" and isinstance(node.func, ast.Attribute):
            return self.value(node.func.value)
        if last in ("getenv", "get") and len(args) == 2:
            return args[1]
        if last == "timedelta":
            units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1, "weeks": 604800}
            seconds = args[0] * 86400 if args else 0
            return seconds + sum(units[key] * value for key, value in named.items())
        if last in ("int", "float", "list", "tuple") and len(args) == 1 and not isinstance(args[0], Unknown):
            return {"int": int, "float": float, "list": list, "tuple": list}[last](args[0])
        if last == "dict":
            return {**(args[0] if args and isinstance(args[0], dict) else {}), **named}
        if last in ("CronSchedule", "Cron"):
            return Record({"cron": args[0] if args else named.get("cron"), **named})
        if last in ("IntervalSchedule", "Interval"):
            return Record({"interval": args[0] if args else named.get("interval"), **named})
        return self.record(node, args, named)

    def record(self, node, args, named):
        """A call of a class: what it was given, by its fields."""
        kind = self.value(node.func)
        if not isinstance(kind, ast.ClassDef):
            return Unknown(node)
        fields = [one.target.id for one in kind.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
        defaults = {
            one.target.id: Reader(self.module).value(one.value)
            for one in kind.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is not None
        }
        return Record({**defaults, **dict(zip(fields, args)), **named})


class World:
    def __init__(self):
        self.modules = {}
        self.faults = []

    def fault(self, place, message):
        self.faults.append({"place": place, "message": message})


def pick(record, kind):
    for key in KEYS[kind]:
        if key in record and not isinstance(record[key], Unknown) and record[key] is not None:
            return record[key]
    return None


def elements(module, name, world):
    """The entries of a list, with the nodes that they come from."""
    found = []

    def walk(node):
        if isinstance(node, (ast.List, ast.Tuple)):
            for one in node.elts:
                if isinstance(one, ast.Starred):
                    walk(one.value)
                else:
                    found.append((one, Reader(module).value(one)))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            walk(node.left)
            walk(node.right)
        elif isinstance(node, ast.Name) and node.id in module.lists:
            for one in module.lists[node.id]:
                walk(one)
        else:
            world.fault(module.place(node), "entries that are computed can't be read without executing them: " + ast.unparse(node)[:120])

    for node in module.lists[name]:
        walk(node)
    return found


def read_function(function, world, given=None, depth=0):
    """What a flow function runs: script, arguments, folder, time-out, retries; and what its decorators say."""
    node, module = function.node, function.module
    seen = {"function": node.name, "file": module.path, "line": node.lineno, "notes": []}
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            named = {one.arg: Reader(module).value(one.value) for one in decorator.keywords if one.arg}
            for kind in ("description", "retries", "delay", "timeout"):
                value = pick(named, kind)
                if value is not None:
                    seen[kind] = value
            if isinstance(named.get("name"), str):
                seen["title"] = named["name"]
    text = ast.get_docstring(node)
    if text and "description" not in seen:
        seen["description"] = text.strip().split("\n")[0]
    local = dict(given or {})
    arguments = node.args
    names = [one.arg for one in arguments.posonlyargs + arguments.args]
    for name, default in zip(names[len(names) - len(arguments.defaults):], arguments.defaults):
        local.setdefault(name, Reader(module).value(default))
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        if default is not None:
            local.setdefault(one.arg, Reader(module).value(default))
    # What a helper is told by name counts, unless a decorator or a call says more.
    for kind in ("retries", "delay", "timeout", "cwd"):
        if depth > 0 and pick(local, kind) is not None:
            seen.setdefault(kind, pick(local, kind))
    reader = Reader(module, local)
    for call in calls_of(node.body, reader):
        read_call(call, reader, seen, world, depth)
    return seen


def calls_of(body, reader):
    """The calls of a body in order; assignments on the way become local names."""
    for statement in body:
        for call in [one for one in ast.walk(statement) if isinstance(one, ast.Call)] if not compound(statement) else heads(statement):
            yield call
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
            reader.local[statement.targets[0].id] = reader.value(statement.value)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None and isinstance(statement.target, ast.Name):
            reader.local[statement.target.id] = reader.value(statement.value)
        for part in ("body", "orelse", "finalbody"):
            inner = getattr(statement, part, None)
            if inner and compound(statement) and not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield from calls_of(inner, reader)


def compound(statement):
    return hasattr(statement, "body")


def heads(statement):
    """Calls in the head of a compound statement, such as `with Popen(…)` and `if not run(…)`."""
    found = []
    for part in ("items", "test", "iter"):
        value = getattr(statement, part, None)
        for one in value if isinstance(value, list) else [value] if value is not None else []:
            found += [call for call in ast.walk(one) if isinstance(call, ast.Call)]
    return found


def read_call(call, reader, seen, world, depth):
    name = ast.unparse(call.func)
    last = name.split(".")[-1]
    args = [reader.value(one) for one in call.args if not isinstance(one, ast.Starred)]
    named = {one.arg: reader.value(one.value) for one in call.keywords if one.arg}
    target = reader.value(call.func)
    if isinstance(target, Function) and depth < MOST_DEPTH:
        given = bind(target.node, args, named)
        inner = read_function(target, world, given, depth + 1)
        for key, value in inner.items():
            # What the helper adds; what it says of itself is not the flow's.
            if key not in ("function", "file", "line", "description", "title", "notes"):
                seen.setdefault(key, value)
        seen["notes"] += inner["notes"]
        return
    if last == "run_path" and args and isinstance(args[0], str):
        seen.setdefault("argv", [Py(), args[0]])
        return
    runs = last in RUNS and (name.split(".")[0] in ("subprocess", "os", "asyncio", "sp") or last in ("Popen", "check_call", "check_output"))
    loose = not runs and any(is_script(one) for one in flat(args) + list(named.values())) and not name.startswith(("logger", "print", "log", "Path", "os.path"))
    if not runs and not loose:
        return
    words = args[0] if args else named.get("args", named.get("command", named.get("cmd")))
    if last == "create_subprocess_exec":
        words = args
    if loose:
        words = next((one for one in args + list(named.values()) if is_script(one) or (isinstance(one, list) and any(map(is_script, one)))), None)
        rest = pick(named, "args")
        words = ([Py(), words] if isinstance(words, str) else words) + (rest if isinstance(rest, list) else [])
    if isinstance(words, str):
        seen.setdefault("shell", words)
    elif isinstance(words, list):
        if any(isinstance(one, Unknown) for one in words):
            lost = [one.text for one in words if isinstance(one, Unknown)]
            seen["notes"].append("an argument is only known when it runs and was left out: " + ", ".join(lost)[:200])
        kept = [one for one in words if not isinstance(one, Unknown)]
        if any(is_script(one) for one in kept) or "argv" not in seen:
            seen.setdefault("argv", kept)
    elif words is not None:
        seen["notes"].append("what it runs is only known when it runs: " + ast.unparse(call)[:200])
    for kind in ("cwd", "timeout", "retries", "delay"):
        value = pick(named, kind)
        if value is not None:
            # The call that runs the script knows best, but a flow's own retries stand.
            if kind in ("cwd",) or kind not in seen:
                seen[kind] = value
    env = named.get("env")
    if isinstance(env, dict):
        seen["env"] = {key: str(value) for key, value in env.items() if isinstance(key, str) and isinstance(value, (str, int, float))}


def bind(node, args, named):
    names = [one.arg for one in node.args.posonlyargs + node.args.args]
    return {**dict(zip(names, args)), **named}


def is_script(value):
    return isinstance(value, str) and value.lower().endswith((".py", ".pyw"))


def flat(values):
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def plain(value):
    """As JSON; what is not constant is gone."""
    if isinstance(value, Py):
        return {"python": True}
    if isinstance(value, (Unknown, Function, Module, ast.AST)):
        return None
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items() if not isinstance(one, Unknown)}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value if not isinstance(one, Unknown)]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return None


def read_entry(node, record, module, world):
    place = module.place(node)
    if not isinstance(record, dict):
        world.fault(place, "is not an entry that can be read: " + ast.unparse(node)[:120])
        return None
    task = {"place": place, "notes": [], "folder": os.path.dirname(module.path)}
    for kind in ("name", "title", "cron", "interval", "timezone", "description", "tags", "params", "script", "timeout", "cwd", "retries", "delay", "args"):
        value = pick(record, kind)
        if isinstance(value, Record):
            # A schedule as an object: its parts are the entry's.
            for part in ("cron", "interval", "timezone"):
                if value.get(part) is not None and not isinstance(value.get(part), Unknown):
                    task.setdefault(part, value[part])
        elif value is not None and not isinstance(value, (Function, Unknown)):
            task[kind] = value
    if isinstance(task.get("cron"), dict):
        task.update({key: value for key, value in task.pop("cron").items() if key in ("cron", "interval", "timezone")})
    enabled, disabled = pick(record, "enabled"), pick(record, "disabled")
    task["enabled"] = bool(enabled) if enabled is not None else not bool(disabled)
    for key, value in record.items():
        if isinstance(value, Unknown):
            task["notes"].append("%s is only known when it runs: %s" % (key, value.text[:120]))
    flow = next((record[key] for key in KEYS["flow"] if key in record), None)
    if isinstance(flow, str):
        flow = module.values.get(flow, flow)
    if isinstance(flow, Function):
        task["run"] = read_function(flow, world)
    elif isinstance(flow, Unknown):
        world.fault(place, "the flow function %s is in none of the files: give the file that defines it too" % flow.text)
    return task


def zone_of(module):
    """The zone that the file gives its schedules elsewhere, where it is the same for all."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SCHEDULERS:
            for one in node.keywords:
                value = Reader(module).value(one.value) if one.arg in KEYS["timezone"] else None
                if isinstance(value, str):
                    found.add(value)
    return found.pop() if len(found) == 1 else None


def main():
    mode, name, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    world = World()
    modules = []
    for path in files:
        try:
            modules.append(world.modules.get(os.path.abspath(path)) or Module(path, world))
        except OSError as error:
            world.fault(path, "can't be read: %s" % (error.strerror or error))
        except (SyntaxError, ValueError) as error:
            world.fault("%s:%s" % (path, getattr(error, "lineno", 0) or 0), "is no Python that this Python reads: %s" % error)
        except RecursionError:
            world.fault(path, "is nested too deeply")
    tasks = []
    if mode == "function":
        for module in modules:
            function = module.values.get(name)
            if isinstance(function, Function):
                tasks.append({"place": module.place(function.node), "notes": [], "enabled": True, "run": read_function(function, world)})
            else:
                world.fault(module.path, "has no function %s" % name)
    else:
        holders = [module for module in modules if name in module.lists]
        if not holders and not world.faults:
            world.fault(", ".join(files), "there is no list %s" % name)
        for module in holders[:1]:
            for node, record in elements(module, name, world):
                task = read_entry(node, record, module, world)
                if task is not None:
                    tasks.append(task)
                    zone = zone_of(module)
                    if zone is not None:
                        task.setdefault("timezone", zone)
    json.dump({"tasks": plain(tasks), "faults": world.faults}, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
