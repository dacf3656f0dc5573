"""A smaller case that still differs: lines of the history and items of the policy are dropped for as long as it does."""
from dataclasses import replace


def ddmin(items, holds, budget):
    """Drops chunks of `items`, halving their size, while `holds` of what is left."""
    size = max(1, len(items) // 2)
    while size and budget.left():
        start, dropped = 0, False
        while start < len(items) and budget.left():
            rest = items[:start] + items[start + size:]
            if rest and holds(rest):
                items, dropped = rest, True
            else:
                start += size
        size = size if dropped and size == 1 else size // 2
    return items


class Budget:
    def __init__(self, tries):
        self.tries = tries

    def left(self):
        self.tries -= 1
        return self.tries > 0


def block_end(lines, start):
    """The line after the item that begins at `start`: a block goes on to its closing brace."""
    depth = 0
    for index in range(start, len(lines)):
        bare = lines[index].strip()
        depth += bare.endswith("{") - (bare == "}")
        if depth <= 0:
            return index + 1
    return len(lines)


def policy_shrink(lines, holds, budget):
    index = 0
    while index < len(lines) and budget.left():
        end = block_end(lines, index)
        rest = lines[:index] + lines[end:]
        if lines[index].strip() != "}" and holds(rest):
            lines = rest
        else:
            index += 1
    return lines


def conditions_drop(lines, holds, budget):
    for index, line in enumerate(lines):
        before, word, after = line.partition(" when ")
        end = " {" if line.endswith("{") else " do" + after.split(" do", 1)[1] if " do " in after else ""
        if word and budget.left() and holds(lines[:index] + [before + end] + lines[index + 1:]):
            lines = lines[:index] + [before + end] + lines[index + 1:]
    return lines


def shrink(case, differs, tries=1500):
    """`differs(case)`: it compiles and still differs."""
    budget = Budget(tries)
    while budget.left():
        before = case
        keep_lines = lambda lines: differs(replace(case, lines=tuple(lines)))
        case = replace(case, lines=tuple(ddmin(list(case.lines), keep_lines, budget)))
        keep_policy = lambda lines: differs(replace(case, policy="\n".join(lines) + "\n"))
        for step in (policy_shrink, conditions_drop):
            case = replace(case, policy="\n".join(step(case.policy.splitlines(), keep_policy, budget)) + "\n")
        if case == before:
            break
    return case
