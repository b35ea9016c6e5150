"""Settings come back as they were kept, and never stand in the way."""

import pytest

from ui.settings import Settings, user_directory


@pytest.fixture(autouse=True)
def own_directory(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))


def test_kept_and_loaded():
    settings = Settings(font_size="大", office="/srv/雷岭镇", splitters={"people": [400, 600]})
    settings.save()
    assert Settings.load() == settings


@pytest.mark.parametrize("content", ["", "{", "[]", '{"font_size": 3, "splitters": null}', "\x00\xff"])
def test_damaged_file_means_standard_settings(content):
    user_directory().mkdir(parents=True)
    (user_directory() / "settings.json").write_text(content, "latin-1")
    assert Settings.load() == Settings()


def test_unknown_entries_of_a_newer_program_are_passed_over():
    user_directory().mkdir(parents=True)
    (user_directory() / "settings.json").write_text('{"font_size": "小", "voice": 1}', "utf-8")
    assert Settings.load() == Settings(font_size="小")


def test_directory_that_cannot_be_made_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "file"))
    Settings().save()
