"""Backup and restore: the whole home and its databases in, one encrypted archive out, and back.

An archive is a tar inside an age file (age-encryption.org): without this program it opens with
`age -d -i KEY | tar x`. The one surprising thing: everything below the home folder goes in except
what is named as made anew (`take.NOT_KEPT`), so that what a later version adds is kept too.
"""

from etl.backup.kept_archives import KeptArchive as KeptArchive
from etl.backup.kept_archives import backups as backups
from etl.backup.kept_archives import newest_good as newest_good
from etl.backup.kept_archives import trouble_of_age as trouble_of_age
from etl.backup.key import BackupSettings as BackupSettings
from etl.backup.key import make_key as make_key
from etl.backup.restore import rehearse as rehearse
from etl.backup.restore import restore as restore
from etl.backup.take import NO_KEY as NO_KEY
from etl.backup.take import before_upgrade as before_upgrade
from etl.backup.take import has_key as has_key
from etl.backup.take import take as take
