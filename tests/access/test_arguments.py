"""Does a call in the source hand words to the broker or to the outside of an envelope? What `test_canary.py` sees happen, read from the code."""

import ast

import pytest

from tests.test_house import BASE_DIR, MODULES, tree_of

CALLED_LATER = {"delay", "apply_async", "send_task"}
OPTIONS = {"retry", "countdown", "expires", "queue", "priority", "ignore_result"}
KEYS = {"pk", "slug", "key"}
# Written links need the host and the language of whoever asked; `known` are keys of officers.
REVIEWED = {"known", "request.get_host()", "'https' if use_https else 'http'", "get_language()"}
LETTERS = {"EmailMessage": 0, "EmailMultiAlternatives": 0, "send_mail": 0}


def is_key(value):
    if isinstance(value, ast.Attribute):
        return value.attr in KEYS
    return (isinstance(value, ast.Constant) and isinstance(value.value, int)) or ast.unparse(value) in REVIEWED


def handed_on(call):
    """What a task is called with: of `delay` the arguments themselves, of `apply_async` the list of them and the dict."""
    if call.func.attr == "delay":
        yield from (*call.args, *(given.value for given in call.keywords))
        return
    packs = [*call.args, *(given.value for given in call.keywords if given.arg in ("args", "kwargs"))]
    for pack in packs:
        yield from pack.elts if isinstance(pack, ast.List | ast.Tuple) else pack.values if isinstance(pack, ast.Dict) else [pack]
    yield from (given.value for given in call.keywords if given.arg not in OPTIONS | {"args", "kwargs"})


def words_for_the_broker(tree):
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    later = [call for call in calls if call.func.attr in CALLED_LATER and ast.unparse(call.func.value) != "self"]
    return [f"{call.lineno}: {ast.unparse(value)}" for call in later for value in handed_on(call) if not is_key(value)]


def is_fixed(value, said):
    """A sentence of the house, translated: nothing is put into it."""
    if isinstance(value, ast.Name):
        return value.id in said and all(is_fixed(given, {}) for given in said[value.id])
    is_translated = isinstance(value, ast.Call) and ast.unparse(value.func) in ("_", "gettext")
    return is_translated and len(value.args) == 1 and isinstance(value.args[0], ast.Constant)


def subjects_with_words(tree):
    """Letters whose subject is anything but one fixed sentence."""
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        said = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                said.setdefault(node.targets[0].id, []).append(node.value)
        for call in ast.walk(function):
            if (
                isinstance(call, ast.Call)
                and ast.unparse(call.func).rpartition(".")[2] in LETTERS
                and not isinstance(call.func, ast.Attribute)
            ):
                subject = next((given.value for given in call.keywords if given.arg == "subject"), call.args[0] if call.args else None)
                if subject is None or not is_fixed(subject, said):
                    found.append(f"{call.lineno}: {ast.unparse(subject) if subject else 'none'}")
    return found


@pytest.mark.parametrize("look", [words_for_the_broker, subjects_with_words])
def test_nothing_but_keys_goes_to_the_broker_and_no_word_stands_on_an_envelope(look):
    found = {str(path.relative_to(BASE_DIR)): faults for path in MODULES if (faults := look(tree_of(path)))}

    assert found == {}


@pytest.mark.parametrize(
    "planted",
    ["task.delay(petition.subject)", "task.delay(words=text)", "task.apply_async((petition.pk, note.text))", "task.apply_async(kwargs={'q': typed})",
     "task.apply_async([f'{petition.pk} {petition.subject}'])"],
)  # fmt: skip
def test_words_in_an_argument_are_seen(planted):
    assert words_for_the_broker(ast.parse(planted))
    assert not words_for_the_broker(
        ast.parse("task.delay(job.pk); task.apply_async([export.slug], retry=False); task.apply_async(retry=False)")
    )


@pytest.mark.parametrize(
    "planted",
    ["send_mail(petition.subject, '', None, [])", "EmailMessage(_('About %s') % number, '')", "s = title\n    EmailMessage(s, '')"],
)
def test_words_on_an_envelope_are_seen(planted):
    assert subjects_with_words(ast.parse(f"def send():\n    {planted}"))
    assert not subjects_with_words(ast.parse("def send():\n    subject = _('News')\n    EmailMessage(subject, text)"))
