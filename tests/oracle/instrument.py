"""Makes the functions of a program say how they are left and what they give away.

    def f():            def f():
        return x            try:
                                return leave(2, x)
                                return leave("end")
                            except BaseException as left_by:
                                failed(left_by)
                                raise
                            finally:
                                settle()

What is stored where it outlives the function (an attribute, a global, a variable of the function
around, one that a function inside closes) is passed through `given`.
"""

from __future__ import annotations

import ast

import fakes


def instrumented(source):
    """The tree of a program, ready to be compiled."""
    return ast.fix_missing_locations(Instrument().visit(ast.parse(source)))


class Instrument(ast.NodeTransformer):
    """The rewriting, function by function."""

    # What an execution replaces.
    FAKED = ("aiosqlite", "sys", *fakes.NAMES)

    def __init__(self):
        self.outer, self.lent = [set()], False

    def visit_Import(self, node):
        return None if node.names[0].name.split(".")[0] in self.FAKED else node

    def visit_FunctionDef(self, node):
        inside = [inner for inner in ast.walk(node) if inner is not node]
        shared = {name for inner in inside for name in declared(inner)}
        for inner in inside:
            if isinstance(inner, (ast.FunctionDef, ast.Lambda)):
                shared |= closed_names(inner)
        lent, self.lent = self.lent, bool(node.decorator_list)
        self.outer.append(shared)
        self.generic_visit(node)
        self.outer.pop()
        self.lent = lent
        body = [*node.body, self.left("end", None)]
        failed = [called("failed", ast.Name("left_by", ast.Load())), ast.Raise()]
        handler = ast.ExceptHandler(ast.Name("BaseException", ast.Load()), "left_by", failed)
        node.body = [ast.Try(body, [handler], [], [called("settle")])]
        if not self.outer[-1] or not (mine := closed_names(node)):
            return node
        # What a function inside may close is its own from its definition on.
        return [node, *map(given_name, sorted(mine & self.outer[-1]))]

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Return(self, node):
        self.generic_visit(node)
        return self.left(node.lineno, node.value)

    def visit_Raise(self, node):
        self.generic_visit(node)
        return node if node.exc else ast.copy_location(ast.Raise(call("again")), node)

    def visit_Yield(self, node):
        self.generic_visit(node)
        return node if self.lent or not node.value else ast.Yield(call("given", node.value))

    def visit_Assign(self, node):
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Attribute):
            node.value = call("given", node.value)
        names = {part.id for part in ast.walk(target) if isinstance(part, ast.Name)} & self.outer[-1]
        if isinstance(node.value, ast.Lambda):
            names |= closed_names(node.value)
        return [node, *map(given_name, sorted(names))]

    def visit_With(self, node):
        self.generic_visit(node)
        names = [item.optional_vars.id for item in node.items if item.optional_vars]
        node.body = [given_name(name) for name in names if name in self.outer[-1]] + node.body
        return node

    visit_AsyncWith = visit_With

    def visit_NamedExpr(self, node):
        self.generic_visit(node)
        if node.target.id in self.outer[-1]:
            node.value = call("given", node.value)
        return node

    @staticmethod
    def left(line, value):
        return ast.Return(call("leave", ast.Constant(line), *([value] if value else [])))


def call(name, *args):
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def called(name, *args):
    return ast.Expr(call(name, *args))


def given_name(name):
    return called("given", ast.Name(name, ast.Load()))


def declared(node):
    """The names of the outside that a function binds."""
    return node.names if isinstance(node, (ast.Global, ast.Nonlocal)) else ()


def closed_names(function):
    """The names that a function inside another closes."""
    return {
        node.value.id
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr == "close" and isinstance(node.value, ast.Name)
    }
