"""What the worker knows to do: a handler for each kind of job, and the chores nobody asks for."""

from checkin.accounts import jobs as accounts
from checkin.attendance import jobs as attendance
from checkin.audit import jobs as audit
from checkin.badges import jobs as badges
from checkin.directory import jobs as directory
from checkin.jobs.runner import Chore
from checkin.jobs.service import Handler
from checkin.personal import jobs as certificates
from checkin.personal import posting
from checkin.planning import jobs as planning
from checkin.privacy import jobs as privacy
from checkin.roster import jobs as roster
from checkin.upkeep import jobs as upkeep
from checkin.upkeep import tls
from checkin.upkeep.service import KIND as BACKUP_MAKE
from checkin.upkeep.service import TRY as BACKUP_TRY

CHORES: tuple[Chore, ...] = (
    planning.begin_due,
    upkeep.make_nightly,
    upkeep.try_weekly,
    tls.look_often,
    privacy.purge_nightly,
    audit.verify_nightly,
    accounts.tell_refusals,
    posting.send_waiting,
)
HANDLERS: dict[str, Handler] = {
    attendance.KIND: attendance.print_list,
    audit.EXPORT: audit.export_log,
    audit.VERIFY: audit.verify_chain,
    badges.KIND: badges.print_badges,
    certificates.KIND: certificates.print_certificates,
    directory.CHANGE: directory.change_people,
    directory.FILE: directory.file_people,
    posting.KIND: posting.send_letters,
    privacy.KIND: privacy.purge_now,
    roster.APPLY: roster.apply_roster,
    roster.READ: roster.read_roster,
    BACKUP_MAKE: upkeep.make_backup,
    BACKUP_TRY: upkeep.try_backup,
}
