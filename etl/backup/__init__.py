"""Backup and restore: the whole home and its databases in, one encrypted archive out, and back.

An archive is a tar inside an age file (age-encryption.org): without this program it opens with
`age -d -i KEY | tar x`. The one surprising thing: everything below the home folder goes in except
what is named as made anew (`take.NOT_KEPT`), so that what a later version adds is kept too.
"""

from etl.backup.kept_archives import (
    BackupSettings,
    KeptArchive,
    backups,
    make_key,
    newest_good,
    trouble_of_age,
)
from etl.backup.restore import rehearse, restore
from etl.backup.take import NO_KEY, has_key, take
