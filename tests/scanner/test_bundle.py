"""Modules joined into one script."""

import subprocess

import pytest

from checkin.scanner.bundle import bundle


def run(script: str) -> str:
    return subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True).stdout


def test_each_module_runs_once_before_those_that_need_it_and_keeps_its_own_names() -> None:
    sources = {
        "app/main.js": """
import { twice, FOUR } from "./sums.js";
import {
  open as unlock,
} from "../vendor/box.js";
const LIMIT = "main";
console.log(twice(FOUR), unlock(), LIMIT);
""",
        "app/sums.js": """/** Says: import nothing. */
import { open } from "../vendor/box.js";

const LIMIT = 2;
export const FOUR = 4;
/** Doubles.
 * export function no() {} */
export function twice(n) {
  /** @type {number} */ const unused = 0;
  /** Nothing. */
  return n * LIMIT + open().length;
}
""",
        "vendor/box.js": """console.log("once");
function open() { return "abc"; }
export { open };
""",
    }
    assert run(bundle(sources, "app/main.js")) == "once\n11 abc main\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import { a } from "./gone.js";\n', "gone.js"),
        ('import { a } from "./main.js";\n', "itself"),
        ("export default 3;\n", "cannot join"),
        ('import all from "./b.js";\n', "cannot join"),
    ],
)
def test_what_cannot_be_joined_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        bundle({"main.js": text, "b.js": ""}, "main.js")
