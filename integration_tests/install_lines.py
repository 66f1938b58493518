"""What a page of the documentation tells its reader to install."""

import re
import shlex

BLOCK = re.compile(r"^```(?:shell|bash)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def install_words(page):
    """The requirements in a page's first shell block that begins with `pip install`; none where it has no such block.

    >>> install_words("```shell\\npip install 'langchain-aimlapi[cli]' numpy\\n```\\n")
    ['langchain-aimlapi[cli]', 'numpy']
    """
    for block in BLOCK.findall(page):
        lines = block.replace("\\\n", " ").splitlines()
        if lines and lines[0].startswith("pip install "):
            installs = [line for line in lines if line.startswith("pip install ")]
            return [word for line in installs for word in shlex.split(line, comments=True)[2:]]
    return []


def has_code(page):
    """Whether a page has Python blocks."""
    return re.search(r"^```python$", page, re.MULTILINE) is not None


def with_wheel(words, wheel):
    """The requirements, this package among them as the wheel at a path."""
    return [
        re.sub(r"^langchain-aimlapi(\[[^]]*\])?$", lambda found: f"{wheel}{found[1] or ''}", word) for word in words
    ]
