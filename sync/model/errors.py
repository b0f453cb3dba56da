"""The errors of this program, as one tree: a test holds the drawing equal to the code.

::

    PyplotsSyncError
    ├── SettingsError                  a setting that cannot be used
    ├── DatabaseError                  a database that cannot be used; code and hint say more
    │   ├── DatabaseSettingError       none is set, or its address cannot be understood
    │   ├── NoCatalogueError           a folder for which no embedded database is made
    │   ├── DatabaseUnreachableError   the server does not answer, or refuses
    │   │   └── CommitLostError        the connection went during COMMIT
    │   ├── QueueEntryError            an entry that cannot be reported on
    │   └── SchemaError                not the tables, or not the revision, that are needed
    ├── QueryError                     what is asked for cannot be answered; also a ValueError
    ├── CheckoutError                  git is there and cannot list the files
    ├── UnreadableError                a file that cannot be read
    ├── NamingError                    a text that names what cannot exist
    ├── ReviewsUnavailableError        GitHub could not be read to the end
    ├── PreviewsUnavailableError       the bucket could not be read to the end
    ├── DocumentError                  a JSON report that is none; also a ValueError
    ├── SavedPlanError                 a file that is no saved plan; also a ValueError
    ├── BlockedError                   something stands where a new file should be put
    ├── ArtifactError                  an artifact without reports in it
    ├── AnnounceError                  GitHub does not take a comment or an issue
    ├── FolderError                    a folder that no site may be written to
    └── UnprintedError                 standard output did not take the report

Those that another program can meet are in :mod:`sync.api`.
"""


class PyplotsSyncError(Exception):
    """What this program raises itself. The message is a sentence for people, without secrets."""
