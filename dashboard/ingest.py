"""`python -m dashboard.ingest`, the command that people type; what it does is in commands/ingest.py."""

import sys

from dashboard.commands import interrupting

if __name__ == "__main__":
    interrupting.note()  # before anything heavy is imported, which takes seconds

from dashboard.commands.ingest import main

if __name__ == "__main__":
    sys.exit(main())
