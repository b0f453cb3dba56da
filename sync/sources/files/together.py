"""Which files belong together: a spec or implementation, and the file that holds its facts."""

from __future__ import annotations

from collections.abc import Container

from sync.model.layouts import Known, Part, Place, claimed
from sync.model.problems import problem
from sync.sources.files.placed import Places

# to look a member of an enum up takes longer than all else of a path
_CODE, _METADATA, _TEXT, _FACTS = Part.CODE, Part.METADATA, Part.TEXT, Part.FACTS


class Together:
    """The files that others may stand beside, until all are known."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._texts: dict[str, str] = {}
        self._facts: dict[str, str] = {}
        self._code: dict[tuple[str, str], list[tuple[str, Place]]] = {}
        self._metadata: dict[tuple[str, str], list[tuple[str, Place]]] = {}

    def add(self, path: str, place: Place) -> None:
        """Take down a file and what it is."""
        part, (spec_id, library_id, _) = place.part, place.key
        if part is _CODE:
            self._code.setdefault((spec_id, library_id), []).append((path, place))
        elif part is _METADATA:
            self._metadata.setdefault((spec_id, library_id), []).append((path, place))
        elif part is _TEXT:
            self._texts[spec_id] = path
        elif part is _FACTS:
            self._facts[spec_id] = path
        else:
            self._places.unread[path] = place

    @property
    def specs(self) -> Container[str]:
        """The specs that have a folder of their own."""
        return self._facts.keys() | self._texts.keys()

    def settle(self) -> None:
        """Put every file in its place, beside what it belongs to."""
        places = self._places
        for spec_id, path in (self._facts | self._texts).items():
            places.add_spec(spec_id, path)
            places.beside[path] = self._facts.get(spec_id) if spec_id in self._texts else None
        for (spec_id, library_id), files in self._code.items():
            path = self._first(files, "implementation-duplicate")
            places.add_implementation(files[0][1].key, path)
            facts = self._metadata.pop((spec_id, library_id), None)
            places.beside[path] = self._first(facts, "metadata-duplicate") if facts else None
        for (spec_id, library_id), files in self._metadata.items():
            alone = f"there is no implementation of {spec_id} in {library_id}"
            places.problems += [problem("metadata-alone", path, alone) for path, _ in files]
        self._unread_languages()
        if self._code or self._texts or self._facts:
            self._take_for_misplaced()

    def _first(self, files: list[tuple[str, Place]], code: str) -> str:
        """The one that counts: with the language's folder, where there are both."""
        if len(files) == 1:
            return files[0][0]
        (path, _), *others = sorted(files, key=lambda file: file[1].language is None)
        message = f"is the same as {path}, which counts"
        self._places.problems += [problem(code, other, message) for other, _ in others]
        return path

    def _unread_languages(self) -> None:
        languages: dict[str | None, list[str]] = {}
        for path, place in self._places.unread.items():
            languages.setdefault(place.language, []).append(path)
        for language, paths in languages.items():
            count = "1 file" if len(paths) == 1 else f"{len(paths)} files"
            message = f"{count} in {language}, which is not read"
            self._places.problems.append(problem("language-not-read", min(paths), message))

    def _take_for_misplaced(self) -> None:
        """Reject what only looks like the other layout, because a folder's name is misspelt."""
        places, known = self._places, Known(folders=self.specs)
        for key, path in list(places.implementations.items()):
            if key[0] in places.specs or path in places.beside:
                continue
            if claimed(path, known) is None:
                continue
            del places.implementations[key]
            for one in (path, *places.doubles.pop(key, ())):
                if (found := claimed(one, known)) is not None:
                    places.rejected.append(one)
                    places.problems.append(found)
