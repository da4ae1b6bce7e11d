"""How is an error told without the words of a citizen? By its kind and its place in the code; what an exception says may be a whole row."""

import logging
import re
import traceback

CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class Line(logging.Formatter):
    """One record, one line that nobody can forge; below it, for an error, where it happened."""

    def formatMessage(self, record):
        return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def format(self, record):
        """The text of an exception is kept on the record by whichever handler comes first: ours neither takes another's nor leaves its own."""
        record.exc_text = None
        try:
            return super().format(record)
        finally:
            record.exc_text = None

    def formatException(self, exc_info):
        """File, line and function of each frame, and the chain of kinds: no message and no source text with values in it."""
        lines = []
        for told in self.chain(exc_info[1]):
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(told.__traceback__)]
            lines.append(f"{type(told).__module__}.{type(told).__qualname__}{self.rule_of(told)}")
        return "\n".join(lines)

    def formatStack(self, stack_info):
        return ""

    @staticmethod
    def chain(exception):
        """The first cause first."""
        seen = []
        while exception is not None and exception not in seen:
            seen.append(exception)
            exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
        return reversed(seen)

    @staticmethod
    def rule_of(exception):
        """The name of the constraint that the database refused by, which is ours and tells nothing of the row."""
        name = getattr(getattr(exception, "diag", None), "constraint_name", None)
        return f" ({name})" if name else ""


class NoValues(logging.Filter):
    """Arguments that are exceptions, and what Celery tells of a task that failed, shrink to their kind."""

    def filter(self, record):
        if isinstance(record.args, dict):
            record.args = {name: kind_of(value) for name, value in record.args.items()}
            for name in ("exc", "traceback", "args", "kwargs"):
                if name in record.args:
                    record.args[name] = ""
        elif isinstance(record.args, tuple):
            record.args = tuple(kind_of(value) for value in record.args)
        return True


def kind_of(value):
    return type(value).__qualname__ if isinstance(value, BaseException) else value
