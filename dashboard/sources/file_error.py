"""The errors of a file that cannot be imported; apart, since they are raised where nothing heavy is loaded."""


class FileError(ValueError):
    """A file that cannot be imported; the message says what it seems to be, what was needed and what to do."""


class PartError(FileError):
    """A file of several tables, of which nobody has said which; `parts` are the names of its sheets or layers."""

    def __init__(self, message: str, parts: tuple[str, ...]) -> None:
        super().__init__(message)
        self.parts = parts
