"""The pages of plans and of the history in a real browser: no error on its console, hostile names as text."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest
from Blackbox.gateway import Gateway
from Blackbox.project import Project

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVIL = ['<script>document.title="owned"</script>', "quote\"'`", "\u202eright-to-left", 'img src=x onerror=document.title="owned"']


@pytest.fixture(scope="module")
def pages(binary, tmp_path_factory):
    """A plan and a history as pages, made from hostile names."""
    folder = tmp_path_factory.mktemp("pages")
    with Gateway(binary, folder) as gateway:
        project = Project(binary, folder / "project", gateway)
        project.write("variables/all.json", json.dumps({name: "x" for name in EVIL} | {"plain": "a"}))
        project.commit()
        project.lockstep.run("plan", "--report", f"html={folder / 'plan.html'}")
        project.apply()
        project.write("variables/all.json", json.dumps({name: "y" for name in EVIL} | {"plain": "a"}))
        project.commit()
        project.apply()
        project.lockstep.run("log", "--format", "html", "--output", folder / "history.html")
    return folder


def browse(page, *arguments):
    """Opens a page and returns its document after the scripts ran, and what the console said."""
    ended = subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", *arguments,
         "--dump-dom", pathlib.Path(page).as_uri()], capture_output=True, text=True, timeout=120)
    return ended.stdout, re.findall(r"CONSOLE.*", ended.stderr)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
@pytest.mark.parametrize("name", ["plan.html", "history.html"])
@pytest.mark.parametrize("look", [("--window-size=1200,900",), ("--window-size=400,900", "--force-dark-mode")])
def test_a_page_opens_without_an_error(pages, name, look):
    document, console = browse(pages / name, *look)
    assert console == []
    assert "<title>Lockstep: " in document and "owned</title>" not in document
    assert "&lt;script&gt;" in document and "\u202e" not in document and "<img" not in document


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_the_script_of_the_history_runs(pages):
    document, _ = browse(pages / "history.html")
    assert "<output>2 of 2 revisions</output>" in document
