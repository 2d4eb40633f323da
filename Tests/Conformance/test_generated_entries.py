"""Differential test: generated entries, written by Lockstep, read by the unmodified provider."""

from Blackbox import declared, generated

from .reading import differences


def test_generated_entries_read_as_declared(project, backend_for, request):
    """Unicode, control characters, percent signs, texts that look like JSON, long values, every shape of extra."""
    count = request.config.getoption("--entries")
    generated.write(project, generated.entries(count))
    project.commit()
    report = project.apply()
    assert report["summary"]["create"] == count
    wrong = differences(backend_for(project.gateway), declared.read(project.folder, {}))
    assert wrong == [], f"{len(wrong)} of {count} differ"
    again = project.plan("--exit-code", code=0)
    assert again["summary"]["unchanged"] == count
    assert again["stats"]["values_read"] == 0
